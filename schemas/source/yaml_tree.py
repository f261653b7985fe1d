"""From bytes to a tree of plain values that remembers where every value stood. Never raises for bad input.

YAML is read by libyaml with every scalar kept as text: "no", "012" and "1:30" stay what the clerk typed, and the
models give the types. A key left empty (also `~`, `null`) is not filled in, hence absent.
"""

import operator
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from schemas.source.indentation import MISSING_DASH
from schemas.source.syntax_help import NO_ANCHORS, NO_TAGS, syntax_problem
from schemas.source.text import Problem, RefusedError, decode, refused
from schemas.visible_text import oddity, shown_key

if not yaml.__with_libyaml__:
    raise ImportError("PyYAML không có libyaml (C): cài lại gói PyYAML dạng wheel; bản thuần Python chậm gấp mười.")

Loc = tuple[str | int, ...]

MAX_DEPTH = 16

_TYPED = re.compile("[\t\r]")
"""Fine between the values of a file, and hidden characters within one."""

# Cheap proof that a file cannot nest deeply: few brackets and no long run of indentation. Only suspects pay for
# the event-by-event measurement; composing them unmeasured would recurse in C.
_SUSPICIOUS_INDENT = re.compile(r"^[ \-?:]{40}", re.MULTILINE)
_SUSPICIOUS_BRACKETS = 24


class Parsed(NamedTuple):
    """`tree` is None when the text could not be read; then `problems` says why."""

    tree: dict[str, object] | None
    root: yaml.MappingNode | None
    problems: tuple[Problem, ...]


def parse(data: bytes) -> Parsed:
    """Read one YAML file. The first structural problem (rules K01–K10) ends the reading of that file."""
    try:
        text = decode(data)
        root = _compose(text)
        _refuse_properties(root, text)
        _refuse_escapes(root, text)
        problems: list[Problem] = []
        tree = _build_mapping(root, problems, depth=1, in_list=False)
    except RefusedError as refusal:
        return Parsed(None, None, (refusal.problem,))
    return Parsed(None if problems else tree, root, tuple(sorted(problems, key=lambda p: (p.line, p.column))))


def locate(root: yaml.MappingNode | None, loc: Loc, *, key_itself: bool = False) -> tuple[int, int]:
    """Line and column (from 1) of the value at `loc` (or of its key), or of its nearest parent that exists."""
    if root is None:
        return 1, 1
    node: yaml.Node = root
    mark = root.start_mark
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == step), None)
            if pair is None:
                break
            key, node = pair
            # An empty value has no place of its own, and a block's place is its first entry: point at the key.
            own = isinstance(node, yaml.ScalarNode) and node.value and not key_itself
            mark = node.start_mark if own else key.start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return mark.line + 1, mark.column + 1


class _Loader(yaml.CBaseLoader):
    """Composes nodes without guessing types. libyaml's wrapper asks these three for every node; answering in C, with
    an empty tag and nothing, takes a sixth of the whole reading away."""

    resolve: Any = staticmethod("".format)
    descend_resolver: Any = staticmethod(operator.is_)
    ascend_resolver: Any = staticmethod(tuple)


def _compose(text: str) -> yaml.MappingNode:
    try:
        _refuse_deep(text)
        loader = _Loader(text)
        try:
            root = loader.get_node() if loader.check_node() else None
            if root is not None and loader.check_node():
                raise RefusedError(
                    Problem(
                        "K07",
                        text.count("\n", 0, text.rfind("\n---")) + 2,
                        1,
                        "",
                        "Tệp chứa nhiều tài liệu (dòng `---` ở giữa).",
                        "mỗi tệp chỉ một tài liệu: bỏ dòng `---`",
                    )
                )
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "nesting depth" in (error.problem or ""):  # libyaml's own limit, which it meets before it tells an event
            raise _too_deep(*(_position(mark) if mark else (1, 1))) from None
        raise RefusedError(syntax_problem(text, error.problem or "", mark, error.context_mark)) from None
    except yaml.YAMLError:
        raise RefusedError(syntax_problem(text, "", None, None)) from None
    if root is None:
        raise RefusedError(Problem("K03", 1, 1, "", "Tệp trống.", "chép mẫu của loại tệp này rồi điền"))
    if not isinstance(root, yaml.MappingNode):
        raise RefusedError(
            Problem("K03", *_mark(root), "", "Tệp phải gồm các dòng `khóa: giá trị`.", "xem ví dụ ở trang hướng dẫn")
        )
    return root


def _refuse_deep(text: str) -> None:
    if text.count("[") + text.count("{") <= _SUSPICIOUS_BRACKETS and not _SUSPICIOUS_INDENT.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(*_mark(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _position(mark: yaml.Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _too_deep(line: int, column: int) -> RefusedError:
    return RefusedError(
        Problem("K08", line, column, "", f"Lồng nhau quá {MAX_DEPTH} tầng.", "viết lại theo mẫu của loại tệp này")
    )


def _refuse_properties(root: yaml.Node, text: str) -> None:
    """Refuse anchors (hence aliases) and tags. A node that carries one starts at its sign, wherever it stands."""
    if "&" not in text and "!" not in text:
        return
    for node in _nodes(root):
        sign = text[node.start_mark.index : node.start_mark.index + 1]
        if sign == "&":
            raise RefusedError(Problem("K05", *_mark(node), "", *NO_ANCHORS))
        if sign == "!":
            raise RefusedError(Problem("K06", *_mark(node), "", *NO_TAGS))


def _refuse_escapes(root: yaml.Node, text: str) -> None:
    r"""What a file may not hold plainly (K09, K10), no `\x1b` in double quotes may write either."""
    if "\\" not in text and "\t" not in text:
        return
    for node in _nodes(root):
        if isinstance(node, yaml.ScalarNode) and (found := oddity(_TYPED.sub("\0", node.value))):
            raise refused(found.rule, found.message, _mark(node))


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """Every node, keys included."""
    pending: list[yaml.Node] = [root]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, yaml.MappingNode):
            pending += (part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            pending += node.value


def _build_mapping(node: yaml.MappingNode, problems: list[Problem], depth: int, in_list: bool) -> dict[str, object]:
    if depth > MAX_DEPTH:
        raise _too_deep(*_mark(node))
    result: dict[str, object] = {}
    seen: set[str] = set()
    repeated: list[yaml.ScalarNode] = []
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise RefusedError(
                Problem(
                    "K03",
                    *_mark(key_node),
                    "",
                    "Khóa phải là một từ, không phải danh sách hay nhóm.",
                    "viết dạng `khóa: giá trị`",
                )
            )
        key = key_node.value
        if key in seen:
            repeated.append(key_node)
        seen.add(key)
        plain = type(value_node) is yaml.ScalarNode  # nearly every value: a call for each would be a third of the work
        value = _text(value_node) if plain else _build(value_node, problems, depth)
        if value is not None:
            result[key] = value
    if repeated:
        problems += _repetitions(repeated, list(result), in_list)
    return result


def _repetitions(nodes: list[yaml.ScalarNode], keys: list[str], in_list: bool) -> Iterator[Problem]:
    """Rule K04. Keys that repeat in their order are one slip: a passage pasted twice, or an entry without its `-`."""
    first = nodes[0]
    order = [keys.index(node.value) for node in nodes if node.value in keys]
    if len(order) > 1 and order[0] < order[1]:
        if in_list:
            yield Problem("K04", *_mark(first), first.value, *MISSING_DASH)
            return
        named = ", ".join(f"`{shown_key(name)}`" for name in dict.fromkeys(node.value for node in nodes[:4]))
        yield Problem(
            "K04",
            *_mark(first),
            first.value,
            f"Một đoạn viết hai lần trong cùng một nhóm (các khóa {named}).",
            "giữ một đoạn, xóa đoạn kia; nếu là mục mới của danh sách thì thêm dấu `-` ở đầu mục",
        )
        return
    for node in nodes:
        message = f"Khóa `{shown_key(node.value)}` viết hai lần trong cùng một nhóm."
        yield Problem("K04", *_mark(node), node.value, message, "giữ một dòng, xóa dòng kia")


def _build(node: yaml.Node, problems: list[Problem], depth: int, in_list: bool = False) -> object:
    if isinstance(node, yaml.ScalarNode):
        return _text(node)
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, problems, depth + 1, in_list)
    if depth >= MAX_DEPTH:
        raise _too_deep(*_mark(node))
    return [_build(child, problems, depth + 1, in_list=True) for child in node.value]


def _text(node: yaml.ScalarNode) -> str | None:
    return None if not node.style and node.value in ("", "~", "null") else str(node.value)


def _mark(place: yaml.Node | yaml.Event) -> tuple[int, int]:
    mark = place.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
