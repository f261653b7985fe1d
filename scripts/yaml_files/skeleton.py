"""A file to fill in as text: every key of its kind with its title, help and an example, what is known filled in.

Optional keys stand behind “# ”. Taking that away in front of any of them, or of all, leaves a well-formed file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from schemas.fields.form import FormField, form_fields
from schemas.models.kinds import FileKind
from scripts.yaml_files.writer import Plain

Given = Sequence[tuple[str, Plain]]
"""Records of a list that are known in part: what each is about, in words, and its values."""

_HOW = (
    "Khóa bắt buộc đã mở sẵn. Khóa khác: bỏ “# ” ở đầu dòng rồi ghi giá trị vào trước phần chú thích.",
    "Dòng sau của một danh sách nhận mọi khóa như dòng đầu.",
    "Khóa để trống coi như chưa ghi. Xem còn thiếu gì: `kiemdiem kiem-tra`.",
)
_MARK = "# "
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def skeleton(kind: FileKind[Any], known: Plain, given: Mapping[str, Given] = {}) -> bytes:
    """`given`: key of a list → its records as far as they are known."""
    lines = [f"{_MARK}{text}" for text in (f"{kind.title}: mẫu để điền.", *_HOW)]
    for field in _offered(form_fields(kind.model)):
        if field.key in known:
            lines.append(f"{field.key}: {_scalar(known[field.key])}{_MARK:>4}{field.title}")
        elif field.required and not field.is_record:
            lines.append(_line(field))
        else:
            lines += [f"{_MARK}{line}" for line in _lines(field, given.get(field.key, ()))]
    return ("\n".join(lines) + "\n").encode()


def _offered(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    """What people write; the rest a command writes."""
    return (field for field in fields if not field.machine_written)


def _lines(field: FormField, given: Given = ()) -> Iterator[str]:
    """A key with all that is below it."""
    yield _line(field)
    if not field.is_record:
        return
    if not field.several:
        yield from _indented(field.fields, {}, "  ")
        return
    for number, (words, values) in enumerate(given or [("", {})]):
        if words:
            yield f"  {_MARK}{words}"
        whole = list(_indented(field.fields, values, "    ")) if number == 0 else list(_short(field.fields, values))
        yield f"  - {whole[0].lstrip()}"
        yield from whole[1:]


def _indented(fields: tuple[FormField, ...], values: Plain, blanks: str) -> Iterator[str]:
    for field in _offered(fields):
        if field.key in values:
            yield f"{blanks}{field.key}: {_scalar(values[field.key])}{_MARK:>4}{field.title}"
        else:
            yield from (f"{blanks}{line}" for line in _lines(field))


def _short(fields: tuple[FormField, ...], values: Plain) -> Iterator[str]:
    """A further record: what is known of it, and what it must have; the first one shows all its keys."""
    for field in _offered(fields):
        if field.key in values:
            yield f"    {field.key}: {_scalar(values[field.key])}"
        elif field.required:
            yield f"    {field.key}:"


def _line(field: FormField) -> str:
    parts = [f"{field.title}. {field.help}"]
    if field.choices:
        parts.append(f"Một trong: {' | '.join(field.choices)}.")
    if field.required:
        parts.append("Bắt buộc.")
    elif field.condition:
        parts.append(field.condition)
    if not field.is_record:
        example = "" if field.example is None else field.example
        parts.append(f"Ví dụ: {_scalar([example] if field.several and not isinstance(example, list) else example)}")
    return f"{field.key}:{_MARK:>4}{' '.join(parts)}"


def _scalar(value: Any) -> str:
    """A value on one line, quoted where YAML needs it."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    dumped = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000)
    return dumped.removesuffix("\n").removesuffix("\n...")
