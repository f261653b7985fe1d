"""How a field is declared: once, with English name, Vietnamese key, title, help and example."""

import re
from datetime import date
from typing import Annotated, Any, LiteralString, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from schemas.fields.likely_value import meant_day, meant_yes_no


class Record(BaseModel):
    """Base of all models: immutable, and every unknown key is an error."""

    # Built on first use: a command pays only for the kinds of files it meets, and nested records never twice.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def declare(  # noqa: PLR0913  a field's description is one row, its parts named
    key: str, title: str, help_text: str, example: object, *, when: str = "", machine: bool = False, **settings: Any
) -> Any:
    """Declare a field. Without `default` or `default_factory` in `settings` it is required.

    `when`: in words, when it has to be there though it is not always required. `machine`: a command writes it.
    """
    extra: dict[str, Any] = {**({"x-khi": when} if when else {}), **({"readOnly": True} if machine else {})}
    return Field(
        alias=key,
        title=title,
        description=help_text,
        examples=[example],
        json_schema_extra=extra or None,
        **(settings if "default_factory" in settings else {"default": ..., **settings}),
    )


def optional_list(  # noqa: PLR0913  the same row, with how long the list may be
    key: str, title: str, help_text: str, example: object, longest: int, *, machine: bool = False
) -> Any:
    """Declare a list that may be absent; absent and empty mean the same."""
    return declare(key, title, help_text, example, machine=machine, default_factory=tuple, max_length=longest)


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_LIKE = re.compile(r"^\s*[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}\s*$")
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


def _read_day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("day", "không có ngày này trong lịch") from None
    meant = meant_day(value)
    if meant is None and _DATE_LIKE.search(value):
        raise PydanticCustomError("day", "không có ngày này trong lịch")
    raise _slip("day", "ngày viết theo thứ tự năm-tháng-ngày", meant.isoformat() if meant else None)


def _slip(kind: LiteralString, message: LiteralString, meant: str | None) -> PydanticCustomError:
    """An error that knows what the value should have been, if anybody can tell."""
    return PydanticCustomError(kind, message, {"meant": meant} if meant else None)


def _read_whole_number(value: object) -> object:
    if isinstance(value, str):
        if not _WHOLE_NUMBER.fullmatch(value):
            raise PydanticCustomError("whole_number", "phải là số nguyên viết bằng chữ số, ví dụ 12")
        return int(value)
    return value


def _read_yes_no(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value not in ("có", "không"):
        meant = meant_yes_no(value) if isinstance(value, str) else None
        raise _slip("yes_no", "chỉ ghi “có” hoặc “không”", None if meant is None else "có" if meant else "không")
    return value == "có"


Day = Annotated[date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})]
YesNo = Annotated[bool, BeforeValidator(_read_yes_no), WithJsonSchema({"enum": ["có", "không"]})]


def whole_number(least: int, most: int) -> Any:
    """A bounded integer type, read from text without guessing: "012", "1.200" and "1e3" are refused."""
    return Annotated[
        int,
        BeforeValidator(_read_whole_number),
        Field(ge=least, le=most),
        WithJsonSchema({"type": "integer", "minimum": least, "maximum": most}),
    ]


Count = whole_number(0, 100_000)
Copies = whole_number(1, 99)
FileSize = whole_number(1, 999_999_999)
Year = whole_number(2000, 2100)

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_SLUG = 40
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=LONGEST_SLUG)]
"""Code of a unit, deadline or policy: lower-case ASCII words joined by hyphens; also a folder name."""


class Blank(NamedTuple):
    """What messages show for a field instead of its example, where any real-looking value would mislead."""

    text: str


UnitCode = Annotated[Slug, Blank("<mã đơn vị, trùng tên thư mục>")]
"""Code of the unit that a file belongs to."""

PERSON_CODE = r"^[A-Z0-9]{2,8}-[0-9]{2,3}$"
PersonCode = Annotated[str, StringConstraints(pattern=PERSON_CODE), Blank("<mã người trung tâm đã cấp>")]
"""Opaque code of a person. Names stay in a map outside the repository."""

SubjectCode = Annotated[str, StringConstraints(pattern=r"^(tap-the|to-chuc-dang|[A-Z0-9]{2,8}-[0-9]{2,3})$")]
"""Who a line is about: `tap-the` (the leadership collective), `to-chuc-dang`, or the code of a person."""

EntryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-[0-9]{2,3}$")]
"""Code of a line that other lines refer to: a suggestion `GY-01`, a limit `HC-01`, a conclusion `KL-01`."""

_ITEM_CODE = r"^[1-9](\.[1-9])?$"
ItemCode = Annotated[
    str, StringConstraints(pattern=_ITEM_CODE), WithJsonSchema({"type": ["string", "number"], "pattern": _ITEM_CODE})
]
"""Number of an item in the dispatch's list of papers, such as 3.1; editors may take it for a number."""

DocumentNumber = Annotated[str, StringConstraints(min_length=1, max_length=40)]
ONE_LINE = r"^[^\n]*$"
ShortText = Annotated[str, StringConstraints(pattern=ONE_LINE, min_length=1, max_length=120)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
