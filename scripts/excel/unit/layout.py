"""How a kind of file lies in a workbook, worked out from its model: single values in one sheet, each list in its own.

A list inside a list has a sheet too; its first column names the row of the outer list, by its code or its number.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from schemas.fields.form import FormField, Shape, form_fields
from schemas.models.kinds import OWNED_KINDS, UNIT, FileKind

GENERAL = "Thông tin chung"
"""The sheet of single values."""

NUMBER_COLUMN = "TT"
LONGEST_SHEET_NAME = 31
_CODE = "ma"
_NOTE = ("ghi_chu",)
_HEADERS = ("don_vi", "nam", "bieu")
"""What a file says first; the workbook says it once."""


SHEET_KINDS = (UNIT, *(kind for kind in OWNED_KINDS if kind.sheets))
"""The kinds that a workbook has sheets for, laid out from their models."""

CELL_SHAPES = (Shape.TEXT, Shape.DAY, Shape.NUMBER, Shape.YES_NO, Shape.CHOICE)
"""What a cell may hold."""


class Column(NamedTuple):
    """One value of a record. `path`: its keys from the record on. `several`: a cell may hold many, one a line."""

    path: tuple[str, ...]
    title: str
    help: str
    shape: Shape
    choices: tuple[str, ...] = ()
    several: bool = False
    required: bool = False
    machine_written: bool = False


class Area(NamedTuple):
    """One sheet: a list of records. `path`: keys from the file's root to the list, through the outer list if any.

    `file_columns`: for kinds of which a unit has many files, what says which file a row belongs to.
    """

    kind: FileKind[Any]
    sheet: str
    path: tuple[str, ...]
    columns: tuple[Column, ...]
    outer: "Area | None" = None
    file_columns: tuple[Column, ...] = ()

    @property
    def coded(self) -> bool:
        """Whether its rows are told apart by a code of their own; else by their number."""
        return any(column.path == (_CODE,) for column in self.columns)

    @property
    def leading(self) -> tuple[str, ...]:
        """Titles of the columns before those of the records: which outer row, or which number a row has."""
        if self.outer is not None:
            return (f"{self.outer.sheet}: {'mã' if self.outer.coded else 'TT'}",)
        return () if self.coded or self.file_columns else (NUMBER_COLUMN,)


class Layout(NamedTuple):
    """A kind's single values and lists."""

    kind: FileKind[Any]
    single: tuple[Column, ...]
    areas: tuple[Area, ...]


@cache
def layout(kind: FileKind[Any]) -> Layout:
    """The layout of any kind but tables, whose rows and columns are the rule set's."""
    fields = form_fields(kind.model)
    own = (column for column in _columns(fields) if column.path[0] not in _HEADERS)
    single = tuple(sorted(own, key=lambda column: column.path == _NOTE))
    areas: list[Area] = []
    for field in _lists(fields):
        sheet = _sheet_name(kind.title if kind.many else field.title)
        file_columns = _code_first(single) if kind.many else ()
        outer = Area(kind, sheet, (field.key,), _code_first(_columns(field.fields)), None, file_columns)
        areas.append(outer)
        for inner in _lists(field.fields):
            name = _sheet_name(f"{inner.title} - {outer.sheet}")
            areas.append(Area(kind, name, (field.key, inner.key), _code_first(_columns(inner.fields)), outer))
    return Layout(kind, () if kind.many else single, tuple(areas))


def _sheet_name(title: str) -> str:
    """Excel takes 31 characters; what is over goes word by word."""
    while len(title) > LONGEST_SHEET_NAME:
        title = title.rpartition(" ")[0]
    return title


def _code_first(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(sorted(columns, key=lambda column: column.path != (_CODE,)))


def _columns(
    fields: Iterable[FormField], path: tuple[str, ...] = (), title: str = "", *, machine_written: bool = False
) -> Iterator[Column]:
    """Single values of a record, those of records inside it under both titles."""
    for field in fields:
        own_title, own_path = f"{title}{field.title}", (*path, field.key)
        by_machine = machine_written or field.machine_written
        if field.is_record:
            if not field.several:
                yield from _columns(field.fields, own_path, f"{own_title}: ", machine_written=by_machine)
        elif field.shape in CELL_SHAPES:
            yield Column(
                own_path,
                own_title,
                field.guidance,
                field.shape,
                field.choices,
                field.several,
                field.required,
                by_machine,
            )


def _lists(fields: Iterable[FormField]) -> Iterator[FormField]:
    """Lists of records directly in a record. One record inside another holds none."""
    return (field for field in fields if field.is_record and field.several)
