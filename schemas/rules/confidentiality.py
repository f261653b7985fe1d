"""R44: what must never enter the register. Findings name the line or field, never the value."""

import re
from collections.abc import Iterator

from schemas.finding import Gate
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.source.text import Problem
from schemas.source.yaml_tree import Loc, Parsed, locate
from schemas.visible_text import may_be_private, private_kind
from schemas.vocabulary import SecrecyMark

RULES = Family()

_CAPITALISED = r"[A-ZÀ-ỸĐ]\w*\.?"
_PERSON = re.compile(
    r"(?:(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)[ .:]*)?"
    r"(?i:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đào|Đoàn|Trịnh|Trương|Lâm|Mai|Tô|Hà"
    r"|Cao|Thái|Lương|Lưu|Tạ|Phùng|Vương|Kiều|Chu|Châu|Tăng|Biện|Tôn)"
    rf"(?: +{_CAPITALISED}){{1,4}}$"
)
"""A whole text that reads as somebody's name: a usual family name and capitalised words. No office begins like that."""
_NOTE = re.compile(r"(?:^|\s)#+(.*)")
_FIX = "xóa hẳn khỏi tệp, kể cả trong dòng ghi chú `#`; kho không chứa thông tin cá nhân và văn bản mật"
OFFICE_SUFFIXES = (
    *(".doc", ".docx", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".pdf", ".txt", ".htm", ".html", ".eml", ".msg"),
    *(".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".csv", ".ppt", ".pptx", ".odp"),
    *(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".heic"),
    *(".zip", ".rar", ".7z", ".gz", ".tar", ".exe", ".msi"),
)


@RULES.rule("R44", Gate.COMMIT)
def no_secret_papers(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    for file in (files.dossier, *files.persons.values()):
        for index, entry in enumerate(file.model.entries if file else ()):
            if file and entry.secrecy is not SecrecyMark.NONE:
                place = ("thanh_phan", index, "do_mat")
                yield Fault(file, place, "Văn bản có độ mật không được ghi vào kho.", "bỏ cả mục văn bản này")
            if file and _PERSON.match(entry.signer):
                yield Fault(
                    file,
                    ("thanh_phan", index, "nguoi_ky"),
                    "Ô này giống họ tên một người.",
                    "ghi chức vụ, không ghi họ tên, như “Bí thư Đảng ủy”",
                )


def private_problems(data: bytes, parsed: Parsed) -> Iterator[Problem]:
    """Private things anywhere in a file: typed in clear (comments too) or hidden by quoting and escapes in a value."""
    text = data.decode(errors="replace")
    if "\\" not in text and not may_be_private(" ".join(text.split())):  # joined: a value may be folded over lines
        return
    lines = text.split("\n")
    lines_found: set[int] = set()
    for number, line in enumerate(lines, start=1):
        if found := private_kind(line):
            kind, column = found
            lines_found.add(number)
            yield Problem("R44", number, column + 1, "", f"Dòng này có {kind}.", _FIX)
    for number, last, note in _notes(lines):
        if lines_found.isdisjoint(range(number, last)) and (found := private_kind(note)):
            lines_found.add(number)
            yield Problem("R44", number, 1, "", f"Các dòng ghi chú từ đây có {found[0]}.", _FIX)
    for loc, value in _texts(parsed.tree):
        if found := private_kind(value):
            line_number, column = locate(parsed.root, loc)
            if line_number not in lines_found:
                yield Problem("R44", line_number, column, ".".join(map(str, loc)), f"Giá trị này có {found[0]}.", _FIX)


def _notes(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Comments on lines that follow each other, as one text, as they are read: from which line to before which."""
    start, parts = 0, list[str]()
    for number, line in enumerate([*lines, ""], start=1):
        if found := _NOTE.search(line):
            start = start if parts else number
            parts.append(found.group(1).strip())
        elif parts:
            yield start, number, " ".join(parts)
            parts = []


def _texts(tree: object, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    if isinstance(tree, str):
        yield loc, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield (*loc, key), key
            yield from _texts(value, (*loc, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _texts(value, (*loc, index))
