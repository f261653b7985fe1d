"""Which line stands in the wrong column. libyaml only says where reading became impossible; people want the line.

Runs after libyaml refused a file, on lines alone, and keeps silent whenever it is not sure.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from schemas.source.text import Problem

_LINE = re.compile(r"( *)(- *)?(?:([^\s:#\"'\[\]{}|>-][^:#\"]*):(?: +(.*)|$))?")
_BLOCK_TEXT = re.compile(r"[|>][+-]?[0-9]?$")
MISSING_DASH = (
    "Thiếu dấu `-` ở đầu mục mới.",
    "thêm dấu `-` và một dấu cách trước khóa này, thẳng cột với các dấu `-` của danh sách",
)


class _SourceLine(NamedTuple):
    """A line that is neither empty nor a comment. `key` is "" for a list's plain value or a text without a key."""

    number: int
    lead: int
    dash: str
    key: str
    value: str

    @property
    def column(self) -> int:
        """Where its key stands."""
        return self.lead + len(self.dash)


class _Indent(NamedTuple):
    """An open group or list: where its members stand, and the lines it has so far."""

    column: int
    is_list: bool
    lines: list[_SourceLine]


def indentation_problem(text: str, last: int) -> Problem | None:
    """The first line up to `last` that is out of its column, as rule K03; None when no line clearly is."""
    lines = list(_lines(text))
    levels: list[_Indent] = []
    closed: list[_Indent] = []
    for at, line in enumerate(lines):
        if line.number > last or line.value[:1] in ("{", "[") or line.dash.count("-") > 1:
            return None
        previous = lines[at - 1] if at else None
        opener = previous if previous and previous.key and not previous.value else None
        if not line.key and not line.dash:
            if opener and line.lead <= opener.column:
                return Problem(
                    "K03",
                    line.number,
                    line.lead + 1,
                    "",
                    "Giá trị nằm ở dòng riêng, không cùng dòng với khóa.",
                    f"đưa giá trị này lên cuối dòng {opener.number}, sau dấu hai chấm và một dấu cách",
                )
            if levels and line.lead > levels[-1].column:
                continue  # the value of the line above goes on
            return None
        before = list(levels)
        if not _place(line, levels, opener):
            following = lines[at + 1] if at + 1 < len(lines) else None
            return _blame(line, previous, following, before, closed)
        closed = before[len(levels) :] if len(before) > len(levels) else []
    return None


def _lines(text: str) -> Iterator[_SourceLine]:
    skip_from = -1
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip()
        lead = len(line) - len(line.lstrip(" "))
        if not line or line[lead] == "#" or line in ("---", "...") or (0 <= skip_from < lead):
            continue
        skip_from = -1
        if found := _LINE.match(line):
            value = (found.group(4) or "").split(" #")[0].strip()
            value = "" if value.startswith("#") else value
            yield _SourceLine(number, lead, found.group(2) or "", found.group(3) or "", value)
            if _BLOCK_TEXT.match(value):
                skip_from = lead


def _place(line: _SourceLine, levels: list[_Indent], opener: _SourceLine | None) -> bool:
    """Put a line into the level it belongs to, opening and closing levels; False when it fits none."""
    while levels and levels[-1].column > line.lead:
        levels.pop()
    if not line.dash and len(levels) > 1 and levels[-1].is_list and levels[-2].column == line.lead:
        levels.pop()
    fits = bool(levels) and levels[-1].column == line.lead and levels[-1].is_list == bool(line.dash)
    if fits:
        levels[-1].lines.append(line)
    elif not levels or (opener and line.lead >= opener.column + (not line.dash)):
        if not levels and opener is None and line.number > 1 and line.lead == 0:
            return False
        levels.append(_Indent(line.lead, bool(line.dash), [line]))
    else:
        return False
    if line.dash and line.key:
        levels.append(_Indent(line.column, False, [line]))
    return True


def _blame(
    line: _SourceLine,
    previous: _SourceLine | None,
    following: _SourceLine | None,
    levels: list[_Indent],
    closed: list[_Indent],
) -> Problem | None:
    """Of the line that fits nowhere and those above it, the one to move."""
    for level in levels:
        if level.is_list and not line.dash and level.column == line.lead and level.lines[0].key == line.key:
            return Problem("K03", line.number, line.lead + 1, "", *MISSING_DASH)
        first = level.lines[0]
        if line.dash and not first.dash and level.column > line.lead and first.key == line.key:
            return Problem("K03", first.number, level.column + 1, "", *MISSING_DASH)
    if previous and any(c.column == line.lead and c.is_list == bool(line.dash) for c in closed):
        wanted = [c.column for c in closed if c.is_list == bool(previous.dash)]
        return _move(previous, wanted[-1], line) if wanted else None
    inner = levels[-1] if levels else None
    if inner and not inner.is_list and len(inner.lines) == 1 and not line.dash and abs(line.lead - inner.column) <= 3:
        first = inner.lines[0]
        alike = following is not None and not following.dash and following.lead == line.lead
        if alike or (inner.column % 2 and not line.lead % 2):
            return _move(first, first.lead + line.lead - inner.column, line)
    candidates = [level for level in levels if level.is_list == bool(line.dash)]
    if not candidates:
        return None
    outward = -1 if line.value or line.dash else 1  # a line that opens a group more likely stands further out
    near = min(candidates, key=lambda level: (abs(level.column - line.lead), outward * level.column))
    return _move(line, near.column, near.lines[-1])


def _move(line: _SourceLine, wanted: int, neighbour: _SourceLine) -> Problem:
    off = line.lead - wanted
    if line.dash and len(line.dash) - 2 == off:
        message, fix = f"Sau dấu `-` có {len(line.dash) - 1} dấu cách.", "chỉ để một dấu cách sau dấu `-`"
        return Problem("K03", line.number, line.lead + 1, "", message, fix)
    here = f"thụt vào {line.lead} dấu cách" if line.lead else "không thụt vào"
    message = f"Dòng này {here}; các dòng cùng nhóm {f'thụt vào {wanted}' if wanted else 'không thụt vào'}."
    fix = f"{'xóa' if off > 0 else 'thêm'} {abs(off)} dấu cách ở đầu dòng, cho thẳng cột với dòng {neighbour.number}"
    return Problem("K03", line.number, line.lead + 1, "", message, fix)
