"""How a kind of file lies in a workbook, worked out from its model: single values in one sheet, each list in its own.

A list inside a list has a sheet too; its first column names the row of the outer list, by its code or its number.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.fields.value_types import inner_type
from schemas.models.kinds import FileKind

GENERAL = "Thông tin chung"
"""The sheet of single values."""

NUMBER_COLUMN = "TT"
LONGEST_SHEET_NAME = 31
_CODE = "ma"
_NOTE = ("ghi_chu",)
_HEADERS = ("don_vi", "nam", "bieu")
"""What a file says first; the workbook says it once."""


class Shape(StrEnum):
    """What a cell holds."""

    TEXT = "chữ"
    DAY = "ngày"
    NUMBER = "số"
    YES_NO = "có/không"
    CHOICE = "một trong các lựa chọn"


class Column(NamedTuple):
    """One value of a record. `path`: its keys from the record on. `several`: a cell may hold many, one a line."""

    path: tuple[str, ...]
    title: str
    help: str
    shape: Shape
    choices: tuple[str, ...] = ()
    several: bool = False
    required: bool = False


class Area(NamedTuple):
    """One sheet: a list of records. `path`: keys from the file's root to the list, through the outer list if any.

    `file_columns`: for kinds of which a unit has many files, what says which file a row belongs to.
    """

    kind: FileKind
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

    kind: FileKind
    single: tuple[Column, ...]
    areas: tuple[Area, ...]


@cache
def layout(kind: FileKind) -> Layout:
    """The layout of any kind but tables, whose rows and columns are the rule set's."""
    own = (column for column in _columns(kind.model) if column.path[0] not in _HEADERS)
    single = tuple(sorted(own, key=lambda column: column.path == _NOTE))
    many = kind.pattern.endswith("*.yaml")
    areas: list[Area] = []
    for key, field, record in _lists(kind.model):
        sheet = _sheet_name(kind.title if many else str(field.title))
        outer = Area(kind, sheet, (key,), _code_first(_columns(record)), None, _code_first(single) if many else ())
        areas.append(outer)
        for inner_key, inner_field, inner in _lists(record):
            name = _sheet_name(f"{inner_field.title} - {outer.sheet}")
            areas.append(Area(kind, name, (key, inner_key), _code_first(_columns(inner)), outer))
    return Layout(kind, () if many else single, tuple(areas))


def _sheet_name(title: str) -> str:
    """Excel takes 31 characters; what is over goes word by word."""
    while len(title) > LONGEST_SHEET_NAME:
        title = title.rpartition(" ")[0]
    return title


def _code_first(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(sorted(columns, key=lambda column: column.path != (_CODE,)))


def _columns(model: type[BaseModel], path: tuple[str, ...] = (), title: str = "") -> Iterator[Column]:
    """Single values of a record, those of records inside it under both titles."""
    for field in model.model_fields.values():
        inner, several = inner_type(field)
        own_title, own_path = f"{title}{field.title}", (*path, str(field.alias))
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            if not several:
                yield from _columns(inner, own_path, f"{own_title}: ")
        elif get_origin(inner) is not dict:
            shape, choices = _shape(inner)
            required = field.is_required()
            yield Column(own_path, own_title, str(field.description), shape, choices, several, required)


def _lists(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo, type[BaseModel]]]:
    """Lists of records directly in a record. One record inside another holds none."""
    for field in model.model_fields.values():
        inner, several = inner_type(field)
        if several and isinstance(inner, type) and issubclass(inner, BaseModel):
            yield str(field.alias), field, inner


def _shape(kind: Any) -> tuple[Shape, tuple[str, ...]]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Shape.CHOICE, tuple(str(choice) for choice in kind)
    return {bool: Shape.YES_NO, int: Shape.NUMBER, date: Shape.DAY}.get(kind, Shape.TEXT), ()
