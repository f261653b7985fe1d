"""What a file holds that its new text would not: records are known by their codes, wherever they stand in a list."""

import operator
from collections.abc import Iterator
from typing import Any

from schemas.source.yaml_tree import parse

_KNOWN_BY = ("ma", "muc", "tai_lieu", "goi_y", "chu_de", "ben", "nhom", "doi_tuong", "ten", "ngay")


def losses(before: bytes | None, name: str, content: bytes) -> list[str]:
    """Each in words: file and key, with the record's code. Values that changed are not lost."""
    return list(_lost(parse(before).tree or {}, parse(content).tree or {}, name)) if before is not None else []


def _lost(old: Any, new: Any, name: str) -> Iterator[str]:
    if isinstance(old, dict):
        other = new if isinstance(new, dict) else {}
        for key, value in old.items():
            if key in other:
                yield from _lost(value, other[key], f"{name} {key}")
            elif value not in (None, [], {}):
                yield f"{name} {key}"
    elif isinstance(old, list):
        others = list(new) if isinstance(new, list) else []
        for value, other in _pairs(old, others):
            called = f"{name} {_called(value)}".rstrip()
            if other is None:
                yield called
            else:
                yield from _lost(value, other, called)


def _pairs(old: list[Any], new: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Equal ones first, then those of the same code, then what is left in its order; None for what has no partner."""
    left, found = list(new), dict[int, Any]()
    for alike in (operator.eq, _same_code):
        for at in set(range(len(old))) - found.keys():
            match = next((number for number, other in enumerate(left) if alike(old[at], other)), None)
            if match is not None:
                found[at] = left.pop(match)
    for at, value in enumerate(old):
        yield value, found[at] if at in found else left.pop(0) if left else None


def _same_code(one: Any, other: Any) -> bool:
    return _called(one) == _called(other) != ""


def _called(value: Any) -> str:
    if isinstance(value, dict):
        return "/".join(str(value[key]) for key in _KNOWN_BY if isinstance(value.get(key), str))
    return str(value)
