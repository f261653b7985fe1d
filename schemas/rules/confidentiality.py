"""R44: what must never enter the register. Findings name the line or field, never the value."""

import re
import unicodedata
from collections.abc import Iterator

from schemas.finding import Gate
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.source.text import Problem
from schemas.source.yaml_tree import Loc, Parsed, locate
from schemas.vocabulary import SecrecyMark

RULES = Family()

# Between two digits people put a few of these: brackets, dots, slashes, every kind of dash and space, or a comma.
_GAP = "(?:,|[ \t\u00a0\u2007\u2009\u202f()./·•_\u2010-\u2015\u2212-]{0,3})"
_HEAD = rf"(?<![0-9])(?:(?:\+|00)?84{_GAP}(?:0{_GAP})?|0{_GAP})"
_NUMBERS = (
    (r"(?<![0-9])[0-9]{12}(?![0-9])", "dãy 12 chữ số giống số căn cước"),
    (rf"(?<![0-9])[0-9]{{3}}(?:{_GAP}[0-9]{{3}}){{3}}(?![0-9])", "dãy 12 chữ số giống số căn cước"),
    (
        rf"(?<![0-9])(?!(?:(?:19|20)[0-9]{{2}}{_GAP}){{2}})[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{2}}(?![0-9])",
        "dãy 12 chữ số giống số căn cước",
    ),
    (rf"{_HEAD}(?:[35789]|2{_GAP}[0-9])(?:{_GAP}[0-9]){{8}}(?![0-9])", "số giống số điện thoại"),
    (r"(?<![0-9])[0-9](?:[ ./·_\u2010-\u2015-]{1,2}[0-9]){9,}(?![0-9])", "dãy chữ số viết tách từng chữ"),
)
_WORDS = (
    (r"[\w.+-]+@[\w-]+\.\w", "địa chỉ thư điện tử"),
    (r"\b[Ss][Ii][Nn][Hh] (?:[Nn][Gg][Àà][Yy]|[Nn][Ăă][Mm])\b", "ngày sinh"),
    (r"\b(?:TỐI MẬT|TUYỆT MẬT|MẬT)\b", "dấu hiệu độ mật"),
)
_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = rf"(?:{_YEAR} ?[./–-] ?[0-9]{{1,2}} ?[./–-] ?[0-9]{{1,2}}|[0-9]{{1,2}} ?[./–-] ?[0-9]{{1,2}} ?[./–-] ?{_YEAR})"
_HARMLESS = re.compile(
    rf"(?<![0-9])(?<![0-9][./-])(?:{_DAY}(?: ?[–/,;-]? ?{_DAY})*"  # one date or several
    rf"|[0-9]{{1,2}}/{_YEAR}(?: ?[–-] ?{_YEAR})?"  # a month of a year
    rf"|[0-9]{{1,6}}/{_YEAR}(?=[-/][A-ZĐ])"  # a document's number and year
    r"|[0-9]{1,2}/[0-9]{1,2}(?![/.][0-9])"  # a day of a month
    r")(?![0-9])|\b(?:[0-9a-f]{40}|[0-9a-f]{64})\b"  # a commit, as messages of reverts name it; a sealed file's digest
)
_CAPITALISED = r"[A-ZÀ-ỸĐ]\w*\.?"
_PERSON = re.compile(
    r"(?:(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)[ .:]*)?"
    r"(?i:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đào|Đoàn|Trịnh|Trương|Lâm|Mai|Tô|Hà"
    r"|Cao|Thái|Lương|Lưu|Tạ|Phùng|Vương|Kiều|Chu|Châu|Tăng|Biện|Tôn)"
    rf"(?: +{_CAPITALISED}){{1,4}}$"
)
"""A whole text that reads as somebody's name: a usual family name and capitalised words. No office begins like that."""
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE_DIGIT = re.compile(r"[^\D0-9]")
_MANY_DIGITS = re.compile(r"\d(?<!\d\d)(?>[\W_]{0,3}\d){8}")
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
    if "\\" not in text and not _suspicious(" ".join(text.split())):  # joined, for a value may be folded over lines
        return
    lines_found: set[int] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := private_kind(line):
            kind, column = found
            lines_found.add(number)
            yield Problem("R44", number, column + 1, "", f"Dòng này có {kind}.", _FIX)
    for loc, value in _texts(parsed.tree):
        if found := private_kind(value):
            line_number, column = locate(parsed.root, loc)
            if line_number not in lines_found:
                yield Problem("R44", line_number, column, ".".join(map(str, loc)), f"Giá trị này có {found[0]}.", _FIX)


def private_kind(text: str) -> tuple[str, int] | None:
    """What private thing a text holds, in words, and the index where it starts. Serves any text, not only files."""
    if not _suspicious(text):
        return None
    digits = _WIDE_DIGIT.sub(lambda found: str(unicodedata.decimal(found.group())), text.translate(_NARROW))
    numbers = _HARMLESS.sub(lambda found: ";" * len(found.group()), digits)
    for patterns, where in ((_NUMBERS, numbers), (_WORDS, text)):
        for pattern, kind in patterns:
            if match := re.search(pattern, where):
                return kind, match.start()
    return None


def _suspicious(text: str) -> bool:
    """Whether the patterns are worth trying at all: nine digits in a row, or a word of theirs. A date has eight."""
    return "@" in text or "MẬT" in text or "sinh " in text.lower() or _MANY_DIGITS.search(text) is not None


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
