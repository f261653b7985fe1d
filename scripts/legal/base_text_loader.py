"""Numbered paragraphs → the provision tree of the base text, every line accounted for.

A provision is known by the shape of its number, never by Word's styles. Letterhead and signature are not provisions:
they are shown to the person at the screen and not stored, since the repository holds no name of an official.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from schemas.legal.base_text import BaseDocument, BaseProvision, base_provisions
from schemas.legal.provision import LEVEL_TITLES, LEVELS, Provision, number_of, walk
from scripts.legal.word_file import Paragraph, WordFileError, read_word
from scripts.legal.word_numbering import roman

_SHAPES = (
    ("tiet", r"(?:Tiết\s+)?\d+\.\d+\.\d+[.:)]?(?=\s|[^\W\d])"),
    ("diem", r"(?:Điểm\s+)?\d+\.\d+[.:)]?(?=\s|[^\W\d])"),
    ("muc", r"(?:Mục\s+)?\d+[.:)](?=\s|[^\W\d])"),
    ("phan", r"(?:(?:PHẦN|Phần)\s+)?[IVX]+[.:)](?=\s)|(?:PHẦN|Phần)\s+[IVX]+(?=\s|$)"),
    ("chu", r"[a-zđ]\)(?=\s|[^\W\d])"),
    ("gach", r"[-–—+•](?=\s|[^\W\d])"),
)
"""Level → its mark at the start of a paragraph, the longest number first."""
_HEADING_END = 120


class LoadedText(NamedTuple):
    """`left_out`: lines of letterhead and signature, not stored. `remarks`: what a person should look at."""

    document: BaseDocument
    left_out: tuple[str, ...]
    remarks: tuple[str, ...]

    def provisions(self) -> tuple[Provision, ...]:
        return base_provisions(self.document.body)


@dataclass
class _OpenProvision:
    """A provision being read."""

    level: str
    mark: str
    place: int
    heading: str | None = None
    lines: list[str] = field(default_factory=list)
    children: list["_OpenProvision"] = field(default_factory=list)


def load_word(data: bytes, document: str, title: str) -> LoadedText:
    """The base text of a Word file. Raises WordFileError when a word would be lost or a number is out of order."""
    read = read_word(data)
    first, last = _span(read.paragraphs)
    top: list[_OpenProvision] = []
    path: list[_OpenProvision] = []
    latest: dict[str, str] = {}
    remarks = list(read.remarks)
    for paragraph in read.paragraphs[first : last + 1]:
        if paragraph.in_table:
            raise WordFileError(f"Có bảng giữa văn bản (đoạn {paragraph.place}); chuyển bảng thành các dòng chữ.")
        level, mark, rest = classified(paragraph)
        if not level and paragraph.bold and not (path[-1].heading or path[-1].lines):
            path[-1].heading = rest
            continue
        if not level:
            path[-1].lines.append(rest)
            remarks.append(f"đoạn {paragraph.place}: không có số, nối vào {_called(path[-1])}")
            continue
        node = _OpenProvision(level, mark, paragraph.place)
        if _is_heading(paragraph, level, rest):
            node.heading = rest
        elif rest:
            node.lines.append(rest)
        while path and LEVELS.index(path[-1].level) >= LEVELS.index(level):
            path.pop()
        siblings = path[-1].children if path else top
        _check_number(node, path[-1] if path else None, siblings, latest.get(level))
        latest[level] = node.mark
        siblings.append(node)
        path.append(node)
    body = tuple(map(_provision, top))
    loaded = BaseDocument(
        schema="base-text/1", document=document, title=title, sha256=sha256(data).hexdigest(), body=body
    )
    left_out = (*read.paragraphs[:first], *read.paragraphs[last + 1 :])
    _account_for(read.paragraphs[first : last + 1], body)
    return LoadedText(loaded, tuple(_whole(p) for p in left_out), tuple(remarks))


def classified(paragraph: Paragraph) -> tuple[str, str, str]:
    """Level, mark as printed and the words after it; level "" for a paragraph without a number."""
    whole = _whole(paragraph)
    for level, shape in _SHAPES:
        if found := re.match(shape, whole):
            return level, found.group().strip(), whole[found.end() :].strip()
    return "", "", whole


def _whole(paragraph: Paragraph) -> str:
    return f"{paragraph.label} {paragraph.text}".strip()


def _span(paragraphs: tuple[Paragraph, ...]) -> tuple[int, int]:
    """From the first part, or the first numbered heading outside a table, to the last line before the signature."""
    outside = [at for at, p in enumerate(paragraphs) if not p.in_table]
    levels = {at: classified(paragraphs[at])[0] for at in outside}
    first = next((at for at in outside if levels[at] == "phan"), None)
    first = first if first is not None else next((at for at in outside if levels[at] == "muc"), None)
    if first is None:
        raise WordFileError("Không thấy phần hay mục nào có số (I., 1.); đây có đúng là toàn văn hướng dẫn?")
    last = max(at for at in outside if levels[at] or at == first)
    for at in range(last + 1, len(paragraphs)):
        if paragraphs[at].in_table or paragraphs[at].text.casefold().startswith(("nơi nhận", "t/m", "thay mặt")):
            break
        last = at
    return first, last


def _is_heading(paragraph: Paragraph, level: str, rest: str) -> bool:
    if level == "gach" or not rest:
        return False
    return paragraph.bold or (len(rest) <= _HEADING_END and rest[-1] not in ".;:,!?…")


def _called(node: _OpenProvision) -> str:
    return f"{LEVEL_TITLES[node.level]} {number_of(node.mark)}" if node.level != "gach" else "gạch đầu dòng trước đó"


def _check_number(
    node: _OpenProvision, parent: _OpenProvision | None, siblings: list[_OpenProvision], latest: str | None
) -> None:
    """Numbers run on by one, and 4.1.2 stands below 4.1: a gap means that a line was lost or typed wrong.

    The first below a parent is 1, or runs on from the latest of its level (`latest`) as some papers number theirs.
    """
    if node.level == "gach":
        return
    number = number_of(node.mark)
    head, _, last = number.rpartition(".")
    if head and (parent is None or number_of(parent.mark) != head):
        above = _called(parent) if parent else "đầu văn bản"
        raise WordFileError(f"Đoạn {node.place}: “{node.mark}” nằm dưới {above}, không nằm dưới {head}.")
    before = [number_of(one.mark) for one in siblings if one.level == node.level]
    previous = before[-1] if before else number_of(latest) if latest and node.level == "muc" else None
    follows = previous is not None and _runs_on(node.level, previous.rpartition(".")[2], last)
    starts = not before and last in ("1", "I", "a")
    if not follows and not starts:
        after = f"sau {previous}" if previous else "đầu tiên"
        raise WordFileError(f"Đoạn {node.place}: số “{node.mark}” {after} không nối tiếp; thiếu hoặc thừa một đoạn?")


def _runs_on(level: str, one: str, other: str) -> bool:
    if level == "phan":
        return other in _ROMAN and one in _ROMAN and _ROMAN.index(other) == _ROMAN.index(one) + 1
    if level == "chu":
        return any(one + other in alphabet for alphabet in _ALPHABETS)
    return int(other) == int(one) + 1


_ROMAN = tuple(map(roman, range(1, 16)))
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")


def _provision(node: _OpenProvision) -> BaseProvision:
    return BaseProvision.model_validate(
        {
            "level": node.level,
            "mark": node.mark,
            "heading": node.heading,
            "text": "\n".join(node.lines) or None,
            "children": [_provision(child) for child in node.children],
        }
    )


def _account_for(paragraphs: tuple[Paragraph, ...], body: tuple[BaseProvision, ...]) -> None:
    """All words of the file, in order, are all words of the tree."""
    read = re.sub(r"\s+", "", "".join(map(_whole, paragraphs)))
    kept = re.sub(r"\s+", "", "".join(_words(body)))
    if read != kept:
        at = next((i for i, (one, other) in enumerate(zip(read, kept, strict=False)) if one != other), len(kept))
        raise WordFileError(f"Mất hoặc thừa chữ gần “{read[max(at - 20, 0) : at + 20]}”; chưa ghi gì.")


def _words(body: tuple[BaseProvision, ...]) -> Iterator[str]:
    for node in body:
        yield from (part for part in (node.mark, node.heading, node.text) if part)
        yield from _words(node.children)


def counted(loaded: LoadedText) -> dict[str, int]:
    """Level → how many provisions."""
    levels = [node.level for node in walk(loaded.provisions())]
    return {level: levels.count(level) for level in LEVELS if level in levels}
