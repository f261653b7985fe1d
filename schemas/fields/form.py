"""The one description of a model's fields, for whatever draws, writes or explains them.

Sheets, skeletons, the glossary, messages about wrong files and forms all read it; JSON Schema comes from the same
declarations.
"""

from collections.abc import Hashable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.fields.declaration import Blank


class Shape(StrEnum):
    """What a value is."""

    TEXT = "chữ"
    DAY = "ngày"
    NUMBER = "số"
    YES_NO = "có/không"
    CHOICE = "một trong các lựa chọn"
    RECORD = "nhóm"
    GRID = "bảng số"


class FormField(NamedTuple):
    """One declared field. `key`: as files write it; `name`: as Python does. `several`: a list of such values.

    `placeholder`: what messages show instead of an example that would mislead. `when`: in words, when it has to be
    there though it is not always required. `fields`: those of the record that it holds.
    """

    key: str
    name: str
    title: str
    help: str
    example: Any
    placeholder: str
    shape: Shape
    several: bool
    required: bool
    when: str
    machine_written: bool
    choices: tuple[str, ...]
    fields: tuple["FormField", ...]

    @property
    def condition(self) -> str:
        """When it has to be there though it is not always required, as a sentence; "" when never."""
        return f"Bắt buộc khi {self.when}." if self.when else ""

    @property
    def guidance(self) -> str:
        """How it is written, and when it is needed."""
        return f"{self.help} {self.condition}".strip()

    @property
    def is_record(self) -> bool:
        return self.shape is Shape.RECORD


def form_fields(model: type[BaseModel]) -> tuple[FormField, ...]:
    """The fields of a model in the order of their declaration."""
    return _form_fields(cast("Hashable", model))


@cache
def _form_fields(model: Any) -> tuple[FormField, ...]:
    return tuple(_field(name, info) for name, info in model.model_fields.items())


def _field(name: str, info: FieldInfo) -> FormField:
    kind, several = _value_type(info.annotation)
    shape, choices = _shape(kind)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    examples = info.examples or []
    return FormField(
        key=str(info.alias or name),
        name=name,
        title=info.title or "",
        help=info.description or "",
        example=examples[0] if examples else None,
        placeholder=next((part.text for part in info.metadata if isinstance(part, Blank)), ""),
        shape=shape,
        several=several,
        required=info.is_required(),
        when=str(extra.get("x-khi", "")),
        machine_written=bool(extra.get("readOnly", False)),
        choices=choices,
        fields=form_fields(kind) if shape is Shape.RECORD else (),
    )


def _value_type(annotation: Any) -> tuple[Any, bool]:
    """The type of a field's values, and whether there may be several."""
    kind = _bare(annotation)
    if get_origin(kind) is tuple:
        return _bare(get_args(kind)[0]), True
    return kind, False


def _bare(annotation: Any) -> Any:
    """A type without its constraints and without None; of several types, text."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not NoneType]
        return _bare(inner[0]) if len(inner) == 1 else str
    return annotation


def _shape(kind: Any) -> tuple[Shape, tuple[str, ...]]:
    if get_origin(kind) is dict:
        return Shape.GRID, ()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Shape.RECORD, ()
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Shape.CHOICE, tuple(str(choice) for choice in kind)
    return {bool: Shape.YES_NO, int: Shape.NUMBER, date: Shape.DAY}.get(kind, Shape.TEXT), ()


KeyPath = tuple[str | int, ...]


def fields_at(model: type[BaseModel], loc: KeyPath) -> tuple[FormField, ...]:
    """The fields of the record at a place of a file; nothing where no record stands."""
    fields = form_fields(model)
    for step in loc:
        if isinstance(step, str):
            field = find(fields, step)
            fields = field.fields if field else ()
    return fields


def field_at(model: type[BaseModel], loc: KeyPath) -> FormField | None:
    """The field that a place of a file belongs to."""
    names = [at for at, step in enumerate(loc) if isinstance(step, str)]
    return find(fields_at(model, loc[: names[-1]]), str(loc[names[-1]])) if names else None


def find(fields: tuple[FormField, ...], key: str) -> FormField | None:
    return next((field for field in fields if field.key == key), None)


_EXAMPLE_YEAR = 2024
"""The year for which the declared examples are written."""


def example_of(fields: tuple[FormField, ...], year: int) -> dict[str, Any]:
    """A whole record out of the fields' own examples, with days of a year; what only the program writes stays out."""
    return dict(_examples(fields, year))


def _examples(fields: tuple[FormField, ...], year: int) -> Iterator[tuple[str, Any]]:
    for field in fields:
        if field.machine_written:
            continue
        if field.is_record:
            inner = example_of(field.fields, year)
            yield field.key, [inner] if field.several else inner
        elif field.example is not None:
            yield field.key, year if field.key == "nam" else _in_year(field.example, field.shape, year)


def _in_year(example: Any, shape: Shape, year: int) -> Any:
    """A day of the cycle's year, or of the one after it, as in the declared example."""
    if shape is not Shape.DAY or not isinstance(example, str):
        return example
    day = date.fromisoformat(example)
    return day.replace(year=day.year + year - _EXAMPLE_YEAR, day=min(day.day, 28) if day.month == 2 else day.day)
