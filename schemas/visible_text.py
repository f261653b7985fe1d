"""Text as a reader sees it: what prints, what only looks like something else, what nobody may repeat (R44).

One door for whatever people wrote, whether it came from a file, a cell, a name, a commit or a branch.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_ODD = re.compile("[^\t\n\r -~À-ÏÑ-ïñ-ÿĀ-İĴ-ķĹ-ľŁ-ňŊ-žƠơƯưḀ-ỹ§°±²³´·¹º»«¼½¾ªµ–—‘’“”…•→✓✗×÷]")
"""What is neither a letter of Vietnamese or its neighbours nor a sign that everybody's keyboard writes."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
_MARKS = {"Mn", "Mc", "Me"}
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\ufffc\ufffd")
"""Signs that count as letters or symbols and show nothing, or show that something was lost."""

_TWINS = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "ƌ": "đ", "ı": "i", "ß": "ss"}


class Oddity(NamedTuple):
    """What is not as it seems: rule, in words, and the index of the first character at fault."""

    rule: str
    message: str
    at: int


def oddity(text: str) -> Oddity | None:
    """The worst thing about a text that a reader cannot see: hidden characters (K10), marks apart from their letters
    (K09), letters that only look like ours (K23)."""
    odd = [(found.start(), found.group()) for found in _ODD.finditer(text)]
    if not odd:
        return None
    kinds = {index: _kind(character) for index, character in odd}
    if hidden := next(((i, c) for i, c in odd if kinds[i] == "hidden"), None):
        return Oddity("K10", f"Có ký tự ẩn hoặc ký tự điều khiển (U+{ord(hidden[1]):04X}).", hidden[0])
    if not unicodedata.is_normalized("NFC", text):
        pairs = enumerate(zip(text, unicodedata.normalize("NFC", text), strict=False))
        index = next((index for index, (one, other) in pairs if one != other), 0)
        return Oddity("K09", "Chữ tiếng Việt ở dạng tổ hợp (dấu tách rời), không phải dạng dựng sẵn.", index)
    if mark := next(((i, c) for i, c in odd if kinds[i] == "mark"), None):
        return Oddity("K10", f"Có dấu chồng lên chữ mà tiếng Việt không có (U+{ord(mark[1]):04X}).", mark[0])
    if twin := next(((i, c) for i, c in odd if kinds[i] == "letter"), None):
        return Oddity("K23", _twin_message(twin[1]), twin[0])
    return None


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category in _INVISIBLE or character in _BLANKS:
        return "hidden"
    if category in _MARKS:
        return "mark"
    return "letter" if category[0] == "L" or category in ("Nd", "Nl") else "sign"


def _twin_message(character: str) -> str:
    meant = _TWINS.get(character) or unicodedata.normalize("NFKC", character)
    code = f"U+{ord(character):04X}"
    if (meant.isascii() and meant.isalnum()) or character in _TWINS:
        return f"Chữ {code} trông giống “{meant}” mà là chữ khác."
    return f"Chữ {code} không có trong bảng chữ tiếng Việt, dù có thể trông giống."


def printable(text: str) -> str:
    """Fit to print: one line, no control characters, whatever bytes a name is made of; what is not becomes “?”."""
    if text.isprintable() and not _ODD.search(text):
        return text
    shown = text.encode(errors="replace").decode()
    return "".join("?" if c in "\t\n\r" or (_ODD.match(c) and _kind(c) in ("hidden", "mark")) else c for c in shown)


# Between two digits people put a few of these: any sign or space but those of a list; or a comma alone.
_TIGHT = r"(?:[^\w,;]|_){0,3}"
_GAP = rf"(?:,|{_TIGHT})"
_START = r"(?<![0-9])(?<![0-9][.,])"
"""Not within a number that goes on to the left. A citizen's number begins with 0, an amount of money does not."""

_HEAD = rf"{_START}(?!84(?:[.,][0-9]{{3}}){{3}}(?![0-9]))(?:(?:\+|00)?84{_GAP}(?:0{_GAP})?|0{_GAP})"
_NUMBERS = (
    (r"(?<![0-9])[0-9]{12}(?![0-9])", "dãy 12 chữ số giống số căn cước"),
    (rf"{_START}0[0-9]{{2}}(?:{_GAP}[0-9]{{3}}){{3}}(?![0-9])", "dãy 12 chữ số giống số căn cước"),
    (rf"{_START}0[0-9]{{3}}(?:{_GAP}[0-9]{{4}}){{2}}(?![0-9])", "dãy 12 chữ số giống số căn cước"),
    (
        rf"{_START}(?=(?:[0-9]{_TIGHT})*?[0-9]{{3}})0(?:{_TIGHT}[0-9]){{11}}(?!{_TIGHT}[0-9])",
        "dãy 12 chữ số giống số căn cước",
    ),
    (rf"{_HEAD}(?:[35789]|2{_GAP}[0-9])(?:{_GAP}[0-9]){{8}}(?![0-9])", "số giống số điện thoại"),
    (r"(?<![0-9])[0-9](?:[ ./·|*:_\u2010-\u2015-]{1,2}[0-9]){9,}(?![0-9])", "dãy chữ số viết tách từng chữ"),
    (
        r"(?i)\b(?:cmnd|cccd|căn cước|chứng minh nhân dân|hộ chiếu|sđt|điện thoại)\b[^\n0-9]{0,24}"
        r"[0-9](?: ?[0-9]){7,}",
        "số giấy tờ tùy thân hoặc điện thoại",
    ),
)
_ADDRESS = (r"[\w.+-]+ ?(?:@(?!openssh\.com\b)|\(at\)|\[at\]) ?[\w-]+ ?\. ?\w+", "địa chỉ thư điện tử")
_WORDS = (
    _ADDRESS,
    (r"\b[Ss][Ii][Nn][Hh] (?:[Nn][Gg][Àà][Yy]|[Nn][Ăă][Mm])\b", "ngày sinh"),
    (r"\b(?:TỐI MẬT|TUYỆT MẬT|MẬT)\b", "dấu hiệu độ mật"),
    (r"[A-Za-z0-9+/=_-]{200}", "đoạn mã hóa dài, giống tệp đính kèm"),
)
_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = rf"(?:{_YEAR} ?[./–-] ?[0-9]{{1,2}} ?[./–-] ?[0-9]{{1,2}}|[0-9]{{1,2}} ?[./–-] ?[0-9]{{1,2}} ?[./–-] ?{_YEAR})"
_HARMLESS = re.compile(
    rf"(?<![0-9])(?<![0-9][./-])(?:{_DAY}(?: ?[–/,;-]? ?{_DAY})*"  # one date or several
    rf"|[0-9]{{1,2}}/{_YEAR}(?: ?[–-] ?{_YEAR})?"  # a month of a year
    rf"|[0-9]{{1,6}}/{_YEAR}(?=[-/][A-ZĐ])"  # a document's number and year
    r"|[0-9]{1,2}/[0-9]{1,2}(?![/.][0-9])"  # a day of a month
    r"|[0-9]{1,2}(?::[0-9]{2}){1,2}"  # a time of day
    r")(?![0-9])|\b(?:[0-9a-f]{40}|[0-9a-f]{64})\b"  # a commit, as messages of reverts name it; a sealed file's digest
)
_MANY_DIGITS = re.compile(r"\d(?<!\d\d)(?>[\W_]{0,3}\d){8}")
_SIGNS = re.compile(
    r"@|[(\[]at[)\]]|MẬT|sinh\s|cmnd|cccd|căn cước|chứng minh|hộ chiếu|sđt|điện thoại|[A-Z0-9+/=_-]{200}", re.IGNORECASE
)
_ZERO = re.compile(r"(?<=[0-9])[ \W_]{0,2}[Oo](?=[\W_]{0,2}[0-9])|\b[Oo](?=[\W_]{0,2}[0-9]{2})")


class _AsRead(NamedTuple):
    """A text without what nobody sees and with plain digits; `at`: where each of its characters stood before."""

    text: str
    at: list[int]


def _as_read(text: str) -> _AsRead:
    kept: list[str] = []
    at: list[int] = []
    for index, character in enumerate(text):
        plain = _plain(character)
        if plain:
            kept.append(plain)
            at.append(index)
    return _AsRead(_ZERO.sub(lambda found: found.group().replace("O", "0").replace("o", "0"), "".join(kept)), at)


def _plain(character: str) -> str:
    """How one character reads: a digit of whatever shape as a digit, any space as a space, "" for nothing."""
    if character.isascii():
        return " " if character in "\t\n\r" else character if character.isprintable() else ""
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp"):
        return " "
    if category in _INVISIBLE or category in _MARKS or character in _BLANKS:
        return ""
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 and narrow.isascii() else character


def private_kind(text: str) -> tuple[str, int] | None:
    """What private thing a text holds, in words, and the index where it starts. Serves any text, not only files."""
    found = next(_private_parts(text), None)
    return (found.kind, found.start) if found else None


class _PrivatePart(NamedTuple):
    kind: str
    start: int
    end: int
    value: bool
    """Whether it is a value that may not be repeated, or a word that may be named."""


def _private_parts(text: str) -> Iterator[_PrivatePart]:
    if not may_be_private(text):
        return
    read = _as_read(text)
    numbers = _HARMLESS.sub(lambda found: ";" * len(found.group()), read.text)
    for patterns, where in ((_NUMBERS, numbers), (_WORDS, read.text)):
        for pattern, kind in patterns:
            for match in re.finditer(pattern, where):
                start, end = read.at[match.start()], read.at[match.end() - 1] + 1
                yield _PrivatePart(kind, start, end, patterns is _NUMBERS or pattern == _ADDRESS[0])


def may_be_private(text: str) -> bool:
    """Whether the patterns are worth trying at all: nine digits close together, or a word of theirs. A date has
    eight."""
    return bool(_MANY_DIGITS.search(text) or _SIGNS.search(text) or (not text.isascii() and _ODD.search(text)))


def without_private(text: str) -> str:
    """A text with “…” for every private number or address in it."""
    parts = sorted((part.start, part.end) for part in _private_parts(text) if part.value)
    shown, done = "", 0
    for start, end in parts:
        if end > done:
            shown += f"{text[done : max(start, done)]}…"
            done = end
    return shown + text[done:] if parts else text


_KEY = re.compile(r"[\w][\w ./-]{0,39}")
_NAME = re.compile(r"[A-ZĐÀ-Ỹ]\w*[ ._-]+[A-ZĐÀ-Ỹ]")


def shown_key(key: str) -> str:
    """A key that somebody typed, as far as it may be repeated: a word or a few, no name, no number of a person."""
    plain = _KEY.fullmatch(key) and not _NAME.search(key) and printable(key) == key
    return key if (plain or not key) and not private_kind(key) else "…"


@lru_cache(4096)
def sayable(text: str) -> str:
    """What may stand in any report, log or answer: on one line, without hidden characters or private numbers."""
    return without_private(printable(text))


@lru_cache(4096)
def sayable_key(key: str) -> str:
    """The same for a dotted path of keys, each part of which somebody may have typed."""
    return ".".join(map(shown_key, key.split(".")))
