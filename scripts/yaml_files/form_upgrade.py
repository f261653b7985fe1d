"""Files of an earlier form rewritten into today's: only the words that changed, every other byte as it was."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from schemas.errors import KiemdiemError
from schemas.models.form_changes import FormChange
from schemas.source.yaml_tree import parse
from scripts.yaml_files.writer import to_yaml

_BYTE_ORDER_MARK = "\ufeff"
_BLOCK_STYLES = ("|", ">")


class ByHandError(KiemdiemError):
    """What must change stands in a way that no word can be put in the place of; a person has to."""


class Rewording(NamedTuple):
    """One place: its line, and what stands there `before` and `after`. `start`, `end`: in characters of the text."""

    line: int
    before: str
    after: str
    start: int
    end: int


def rewordings(data: bytes, changes: Iterable[FormChange]) -> list[Rewording]:
    """What an earlier form must become, in the order of the file; nothing for a file that is no YAML.

    Raises ByHandError for a value that is written over several lines.
    """
    root = parse(data).root
    if root is None:
        return []
    return sorted({place for change in changes for place in _places(root, change.keys, change)}, key=_start)


def reworded(data: bytes, places: Iterable[Rewording]) -> bytes:
    """Raises ByHandError when the result would not be read, as where the new key is there already."""
    text = data.decode()
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    for place in sorted(places, key=_start, reverse=True):
        text = text[: place.start] + place.after + text[place.end :]
    result = (mark + text).encode()
    if parse(result).problems and not parse(data).problems:
        raise ByHandError("sửa tự động sẽ làm hỏng tệp, sửa tay theo dòng trên")
    return result


def _start(place: Rewording) -> int:
    return place.start


def _places(node: yaml.Node, keys: tuple[str, ...], change: FormChange) -> Iterator[Rewording]:
    if isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _places(entry, keys, change)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == keys[0] and len(keys) > 1:
                yield from _places(value, keys[1:], change)
            elif key.value == keys[0]:
                yield from _at(key, value, change)


def _at(key: yaml.ScalarNode, value: yaml.Node, change: FormChange) -> Iterator[Rewording]:
    if change.becomes:
        yield _rewording(key, change.becomes)
    known = dict(change.values)
    for entry in value.value if isinstance(value, yaml.SequenceNode) else [value]:
        if isinstance(entry, yaml.ScalarNode) and entry.value in known:
            if entry.style in _BLOCK_STYLES:
                raise ByHandError(f"dòng {entry.start_mark.line + 1}: giá trị viết nhiều dòng, sửa tay")
            yield _rewording(entry, known[entry.value])


def _rewording(node: yaml.ScalarNode, after: str) -> Rewording:
    start, end = node.start_mark, node.end_mark
    return Rewording(start.line + 1, node.value, _scalar(after), start.index, end.index)


def _scalar(text: str) -> str:
    """As a file writes it, in quotes where YAML asks for them."""
    return to_yaml({"x": text}, sample=False).decode().removeprefix("x: ").rstrip("\n")
