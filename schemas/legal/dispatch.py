"""The dispatch, verbatim, cut into passages with stable anchors. Its text is law: it is shown, never improved."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from schemas.errors import KiemdiemError

TEXTS = Path(__file__).parent / "texts"
SOURCE = TEXTS / "cong-van-1375-cv-thu.txt"
DISPATCH = "cv1375"
"""The document's code in citations."""

_NAME = "Công văn 1375-CV/Th.U"
DISPATCH_PAGE = "van-ban/cong-van-1375/"

SOURCE_SHA256 = "24d27c8c80762aa20f874996f41d484e6ee60d8db94776640af7cab4e86076a6"


class Passage(NamedTuple):
    """One line of the source. `anchor` is set on the first line of a citable provision; `line` counts from 1."""

    line: int
    text: str
    anchor: str | None
    title: str | None


class SourceChangedError(KiemdiemError):
    """The stored text is not the text that was received."""


def source_lines() -> list[str]:
    """The lines of the source file. Raises SourceChangedError when a single byte differs."""
    data = SOURCE.read_bytes()
    if sha256(data).hexdigest() != SOURCE_SHA256:
        raise SourceChangedError(f"{SOURCE.name} đã bị sửa: mã băm không khớp bản gốc.")
    return data.decode().splitlines()


_HEAD = (
    ("ĐẢNG BỘ TỈNH", "dau-van-ban", "Phần đầu văn bản"),
    ("- Kính gửi", "kinh-gui", "Kính gửi"),
    ("Thực hiện Quy định số 124", "can-cu", "Căn cứ"),
)
_TAIL = (("Nơi nhận:", "noi-nhan", "Nơi nhận"), ("DANH MỤC HỒ SƠ", "danh-muc", "Danh mục hồ sơ"))
_ITEM = re.compile(r"(\d{1,2})\. ")
_AMENDMENT = re.compile(r"\((\d)\)[-. ]")
_ANNEX_ITEM = re.compile(r"- \((\d\.\d)\) ")


def passages() -> list[Passage]:
    """The whole dispatch in order, blank lines left out. Anchors: muc-7, muc-11-4, danh-muc-3, danh-muc-3-5 …"""
    result: list[Passage] = []
    in_annex = False
    for number, text in enumerate(source_lines(), start=1):
        if not text.strip():
            continue
        in_annex = in_annex or text.startswith("DANH MỤC HỒ SƠ")
        anchor, title = _anchor(text, in_annex)
        result.append(Passage(number, text, anchor, title))
    return result


def _anchor(text: str, in_annex: bool) -> tuple[str | None, str | None]:
    for start, anchor, title in (*_HEAD, *_TAIL):
        if text.startswith(start):
            return anchor, title
    if found := _ITEM.match(text):
        number = found.group(1)
        return (f"danh-muc-{number}", f"Danh mục, mục {number}") if in_annex else (f"muc-{number}", f"Mục {number}")
    if in_annex and (found := _ANNEX_ITEM.match(text)):
        code = found.group(1)
        return f"danh-muc-{code.replace('.', '-')}", f"Danh mục, mục {code}"
    if not in_annex and (found := _AMENDMENT.match(text)):
        return f"muc-11-{found.group(1)}", f"Mục 11 ({found.group(1)})"
    return None, None


def provisions() -> dict[str, str]:
    """Anchor → the sentence(s) of the provision, as far as the next anchor."""
    result: dict[str, str] = {}
    current = ""
    for passage in passages():
        if passage.anchor:
            current = passage.anchor
            result[current] = passage.text
        elif current:
            result[current] += "\n" + passage.text
    return result


@cache
def _titles() -> dict[str | None, str | None]:
    return {passage.anchor: passage.title for passage in passages()}


def provision_title(citation: str) -> str:
    """The place that a citation such as cv1375#muc-11-4 names, in words; in a document not kept here, its anchor.

    Raises KeyError when the dispatch has no such provision.
    """
    document, _, anchor = citation.partition("#")
    return str(_titles()[anchor]) if document == DISPATCH else anchor


def citation_title(citation: str) -> str:
    """The same with the document."""
    document = citation.partition("#")[0]
    return f"{provision_title(citation)}, {_NAME if document == DISPATCH else f'văn bản {document}'}"


_SENTENCE_END = re.compile(r"(?<=[^0-9A-ZĐ][.;])\s+(?=[A-ZĐÀ-Ỹ“])")


def sentences() -> list[tuple[str, str]]:
    """Every sentence in order, with the anchor of the provision it stands in. Joined they are the whole dispatch."""
    result: list[tuple[str, str]] = []
    anchor = ""
    for passage in passages():
        anchor = passage.anchor or anchor
        result += [(anchor, sentence) for sentence in _SENTENCE_END.split(passage.text)]
    return result
