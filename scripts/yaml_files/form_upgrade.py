"""Files of an earlier form rewritten into today's: only the words that changed, every other byte as it was."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from schemas.models.form_changes import FormChange
from schemas.source.yaml_tree import parse


class Rewording(NamedTuple):
    """One place: its line, and what stands there `before` and `after`. `start`, `end`: in characters of the text."""

    line: int
    before: str
    after: str
    start: int
    end: int


def rewordings(data: bytes, changes: Iterable[FormChange]) -> list[Rewording]:
    """What an earlier form must become, in the order of the file; nothing for a file that is no YAML."""
    root = parse(data).root
    if root is None:
        return []
    text = data.decode()
    found = {place for change in changes for place in _places(root, change.keys, change, text)}
    return sorted(found, key=lambda place: place.start)


def reworded(data: bytes, places: Iterable[Rewording]) -> bytes:
    text = data.decode()
    for place in sorted(places, key=lambda one: -one.start):
        text = text[: place.start] + place.after + text[place.end :]
    return text.encode()


def _places(node: yaml.Node, keys: tuple[str, ...], change: FormChange, text: str) -> Iterator[Rewording]:
    if isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _places(entry, keys, change, text)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == keys[0] and len(keys) > 1:
                yield from _places(value, keys[1:], change, text)
            elif key.value == keys[0]:
                yield from _at(key, value, change)


def _at(key: yaml.ScalarNode, value: yaml.Node, change: FormChange) -> Iterator[Rewording]:
    if change.becomes:
        yield _rewording(key, change.becomes)
    entries = value.value if isinstance(value, yaml.SequenceNode) else [value]
    known = dict(change.values)
    words = (one for one in entries if isinstance(one, yaml.ScalarNode) and one.value in known)
    yield from (_rewording(one, known[one.value]) for one in words)


def _rewording(node: yaml.ScalarNode, after: str) -> Rewording:
    mark = node.start_mark
    return Rewording(mark.line + 1, node.value, after, mark.index, node.end_mark.index)
