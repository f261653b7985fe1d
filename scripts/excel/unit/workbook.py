"""What one workbook holds: whose it is, which sheets, with which rows, choices and given cells."""

from hashlib import sha256
from typing import Any, NamedTuple

from schemas.models.kinds import FileKind
from schemas.ruleset.table_form import TableForm
from scripts.excel.unit.layout import Area, Column, layout
from scripts.excel.unit.rows import SheetRow, Values
from scripts.version import VERSION

META_SHEET = "_mau"
LISTS_SHEET = "_danh_muc"
STAMP_KEY = "kiemdiem"
PAPER, IS, POSITION, SUGGESTION = "Văn bản", "Là", "Chức vụ của mã này", "Văn bản gợi ý"
EXPLAINING = (PAPER, IS, POSITION, SUGGESTION)
"""Titles of the columns that only say what a row is about."""


class AreaSheet(NamedTuple):
    """A list's sheet. `given`: rows that only say what may be filled in; alone they answer nothing.

    `explanations`: by a row's values under `explained_by`, what it is about, in words, under `explanation_title`.
    `choices`: what a column may hold here, beyond its own closed list.
    """

    area: Area
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    given: tuple[SheetRow, ...] = ()
    explanation_title: str = ""
    explained_by: tuple[tuple[str, ...], ...] = ()
    explanations: dict[tuple[str, ...], str] = {}  # noqa: RUF012  never written to
    choices: dict[tuple[str, ...], tuple[str, ...]] = {}  # noqa: RUF012  never written to


def row_key(area: Area, row: SheetRow, paths: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """What tells one given row from another: whose file, and its values under some paths."""
    owner = (str(row.file.get(("ma",), "")),) if area.file_columns else ()
    return (*owner, *(str(row.record.get(path, "")) for path in paths))


class Single(NamedTuple):
    """One kind's single values."""

    kind: FileKind[Any]
    columns: tuple[Column, ...]
    values: Values
    choices: dict[tuple[str, ...], tuple[str, ...]] = {}  # noqa: RUF012  never written to


class Grid(NamedTuple):
    """A statistic table: row code → column code → number, and the file's note."""

    form: TableForm
    numbers: dict[str, dict[str, str]]
    note: str


class Contents(NamedTuple):
    """`code` is "" in a template for any unit of its kind, where people write it themselves."""

    code: str
    name: str
    year: int
    ruleset: str
    singles: tuple[Single, ...]
    areas: tuple[AreaSheet, ...]
    grids: tuple[Grid, ...]


def stamp(kinds: tuple[FileKind[Any], ...], ruleset: str) -> str:
    """What tells one edition of the template from another: the program, the rule set, and how the sheets are laid."""
    laid = repr([(kind.name, _laid(kind)) for kind in kinds])
    return f"{STAMP_KEY} {VERSION}, bộ quy tắc {ruleset}, mẫu {sha256(laid.encode()).hexdigest()[:8]}"


def _laid(kind: FileKind[Any]) -> list[object]:
    """How a kind's sheets are laid, without what else its row says of it."""
    single, areas = layout(kind)[1:]
    return [single, *((area.sheet, area.path, area.columns, area.file_columns) for area in areas)]
