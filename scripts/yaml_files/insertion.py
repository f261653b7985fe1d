"""Set one key in a file that a person wrote, and leave every other line as they wrote it, comments included."""

import yaml

from schemas.errors import KiemdiemError
from schemas.source.yaml_tree import Loc, Parsed, parse
from scripts.yaml_files.writer import Plain, to_yaml


class NoPlaceError(KiemdiemError):
    """The group that should get the key is written in braces, or is not there."""


def with_key(data: bytes, loc: Loc, key: str, value: object) -> bytes:
    """The file with `key: value` in the mapping at `loc`: in place of what it was, else after the mapping's last line.

    Raises NoPlaceError where the file can't take whole lines there.
    """
    parsed = parse(data)
    group = _mapping(parsed, loc)
    lines = data.decode().splitlines(keepends=True)
    old = next(((k, v) for k, v in group.value if k.value == key), None)
    first, last = (old[0].start_mark.line, _last_line(old[1])) if old else (_last_line(group) + 1, _last_line(group))
    indent = " " * group.value[0][0].start_mark.column
    new = "".join(indent + line for line in to_yaml({key: value}, sample=False).decode().splitlines(keepends=True))
    if first and not lines[first - 1].endswith("\n"):
        lines[first - 1] += "\n"
    if old and group.value[0][0] is old[0] and loc:
        raise NoPlaceError  # the line that starts a list's entry also holds its dash
    result = "".join((*lines[:first], new, *lines[last + 1 :])).encode()
    expected = _plain(parsed, loc) | {key: value}
    if _plain(parse(result), loc) != _texts(expected):
        raise NoPlaceError
    return result


def _mapping(parsed: Parsed, loc: Loc) -> yaml.MappingNode:
    node: yaml.Node | None = parsed.root
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        raise NoPlaceError
    return node


def _last_line(node: yaml.Node) -> int:
    """The last line with content of a node; a block's own end mark lies where the next thing begins."""
    last = node.value[-1] if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value else None
    if last is None:
        return int(node.end_mark.line)
    if isinstance(last, tuple):
        return max(int(last[0].end_mark.line), _last_line(last[1]))
    return _last_line(last)


def _plain(parsed: Parsed, loc: Loc) -> Plain:
    found: object = parsed.tree
    for step in loc:
        found = found[step] if isinstance(found, (dict, list)) else None  # type: ignore[index]
    return found if isinstance(found, dict) else {}


def _texts(value: object) -> object:
    """A value as the reader gives it back: every scalar a text."""
    if isinstance(value, dict):
        return {name: _texts(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_texts(inner) for inner in value]
    return str(value)
