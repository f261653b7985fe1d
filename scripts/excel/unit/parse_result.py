"""What was found in a workbook: trees of files, the cell of every value, what was repaired and what must be asked."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from openpyxl.utils.cell import get_column_letter

from schemas.fields.form import Shape
from schemas.finding import Severity
from schemas.models.kinds import FileKind
from schemas.source.yaml_tree import Loc
from scripts.excel.unit.cells import Cell, Raw, read
from scripts.excel.unit.layout import Column


class CellRef(NamedTuple):
    """A cell, counted from 0."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{get_column_letter(self.column + 1)}{self.row + 1}"


class Remark(NamedTuple):
    """A question (rule K21), something that will not be read (K22), or, without a place, a refused workbook (K20)."""

    place: CellRef | None
    rule: str
    severity: Severity
    message: str
    fix: str


FileName = tuple[FileKind[Any], str]
"""Kind and name without suffix; "" where a unit has one at most."""


@dataclass
class ParseResult:
    """Filled while a workbook is read, then only looked at."""

    code: str = ""
    year: int | None = None
    stamp: str = ""
    trees: dict[FileName, dict[str, Any]] = field(default_factory=dict)
    places: dict[FileName, dict[Loc, CellRef]] = field(default_factory=dict)
    repairs: list[tuple[CellRef, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def cell(self, raw: Raw, column: Column, place: CellRef) -> Cell:
        """Understand a cell, and remember what had to be repaired or asked."""
        cell = read(raw, column)
        if cell.question:
            self.ask(
                place,
                f"{column.title or 'Ô này'}: {cell.question.partition(':')[0]}.",
                cell.question.partition(": ")[2] or "gõ lại ô này",
            )
        elif cell.repair:
            self.repairs.append((place, cell.repair))
        return cell

    def ask(self, place: CellRef, message: str, fix: str) -> None:
        self.remarks.append(Remark(place, "K21", Severity.ERROR, message, fix))

    def leave_out(self, place: CellRef, message: str, fix: str, severity: Severity = Severity.WARNING) -> None:
        self.remarks.append(Remark(place, "K22", severity, message, fix))

    def at(self, file: FileName, loc: Loc) -> CellRef | None:
        """The cell of a value, or of the nearest thing around it or inside it."""
        known = self.places.get(file, {})
        for length in range(len(loc), 0, -1):
            if loc[:length] in known:
                return known[loc[:length]]
            if inner := [place for place_loc, place in known.items() if place_loc[:length] == loc[:length]]:
                return min(inner)
        return min(known.values(), default=None)


def typed(value: str | list[str], column: Column) -> Any:
    """A value as the writer of YAML wants it: days and numbers as such, so that they stand unquoted."""
    if isinstance(value, list):
        return [typed(one, column._replace(several=False)) for one in value]
    if column.shape is Shape.NUMBER and value.isascii() and value.isdigit() and str(int(value)) == value:
        return int(value)
    if column.shape is Shape.DAY:
        try:
            return date.fromisoformat(value) if len(value) == 10 else value
        except ValueError:
            return value
    return value
