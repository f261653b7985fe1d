"""A file to fill in as text: every key of its kind with its title, help and an example, what is known filled in.

Optional keys stand behind “# ”. Taking that away in front of any of them, or of all, leaves a well-formed file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.fields.value_types import inner_type
from schemas.models.kinds import FileKind
from scripts.yaml_files.writer import Plain

Given = Sequence[tuple[str, Plain]]
"""Records of a list that are known in part: what each is about, in words, and its values."""

_HOW = (
    "Khóa bắt buộc đã mở sẵn. Khóa khác: bỏ “# ” ở đầu dòng rồi ghi giá trị vào trước phần chú thích.",
    "Dòng sau của một danh sách nhận mọi khóa như dòng đầu.",
    "Khóa để trống coi như chưa ghi. Xem còn thiếu gì: `kiemdiem check`.",
)
_MARK = "# "
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def skeleton(kind: FileKind, known: Plain, given: Mapping[str, Given] = {}) -> bytes:
    """`given`: key of a list → its records as far as they are known."""
    lines = [f"{_MARK}{text}" for text in (f"{kind.title}: mẫu để điền.", *_HOW)]
    for field in kind.model.model_fields.values():
        key = str(field.alias)
        if key in known:
            lines.append(f"{key}: {_scalar(known[key])}{_MARK:>4}{field.title}")
        elif field.is_required() and _record_of(field) is None:
            lines.append(_line(field))
        else:
            lines += [f"{_MARK}{line}" for line in _lines(field, given.get(key, ()))]
    return ("\n".join(lines) + "\n").encode()


def _lines(field: FieldInfo, given: Given = ()) -> Iterator[str]:
    """A key with all that is below it."""
    yield _line(field)
    record = _record_of(field)
    if record is None:
        return
    if not inner_type(field)[1]:
        yield from _indented(record, {}, "  ")
        return
    for number, (words, values) in enumerate(given or [("", {})]):
        if words:
            yield f"  {_MARK}{words}"
        whole = list(_indented(record, values, "    ")) if number == 0 else list(_short(record, values))
        yield f"  - {whole[0].lstrip()}"
        yield from whole[1:]


def _indented(record: type[BaseModel], values: Plain, blanks: str) -> Iterator[str]:
    for field in record.model_fields.values():
        key = str(field.alias)
        if key in values:
            yield f"{blanks}{key}: {_scalar(values[key])}{_MARK:>4}{field.title}"
        else:
            yield from (f"{blanks}{line}" for line in _lines(field))


def _short(record: type[BaseModel], values: Plain) -> Iterator[str]:
    """A further record: what is known of it, and what it must have; the first one shows all its keys."""
    for field in record.model_fields.values():
        key = str(field.alias)
        if key in values:
            yield f"    {key}: {_scalar(values[key])}"
        elif field.is_required():
            yield f"    {key}:"


def _line(field: FieldInfo) -> str:
    kind, several = inner_type(field)
    parts = [f"{field.title}. {field.description}"]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        parts.append(f"Một trong: {' | '.join(map(str, kind))}.")
    if field.is_required():
        parts.append("Bắt buộc.")
    if _record_of(field) is None:
        example = field.examples[0] if field.examples else ""
        parts.append(f"Ví dụ: {_scalar([example] if several and not isinstance(example, list) else example)}")
    return f"{field.alias}:{_MARK:>4}{' '.join(parts)}"


def _record_of(field: FieldInfo) -> type[BaseModel] | None:
    kind, _ = inner_type(field)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _scalar(value: Any) -> str:
    """A value on one line, quoted where YAML needs it."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    dumped = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000)
    return dumped.removesuffix("\n").removesuffix("\n...")
