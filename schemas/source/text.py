"""From bytes to clean text: UTF-8, not too long, composed letters, nothing invisible (rules K01, K02, K09, K10)."""

import re
import unicodedata
from typing import NamedTuple

from schemas.errors import KiemdiemError

MAX_BYTES = 256 * 1024

_FORBIDDEN_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


class Problem(NamedTuple):
    """A finding before its rule's name and its file's path are added."""

    rule: str
    line: int
    column: int
    key: str
    message: str
    fix: str


class RefusedError(KiemdiemError):
    """The file cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def decode(data: bytes) -> str:
    """The text of a file, without a byte order mark. Raises RefusedError at the first thing that is not clean."""
    if len(data) > MAX_BYTES:
        raise refused("K02", f"Tệp dài quá {MAX_BYTES // 1024} KiB.")
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused("K01", "Tệp không phải văn bản UTF-8.", (line, 1)) from None
    if found := (None if _plainly_clean(text, data) else hidden_character(text)) or decomposed(text):
        rule, message, index = found
        raise refused(rule, message, _position(text, index))
    return text


Unclean = tuple[str, str, int]
"""Rule, message, and the index of the first character at fault."""


def hidden_character(text: str) -> Unclean | None:
    found = _FORBIDDEN_CHARACTERS.search(text)
    if found is None:
        return None
    return "K10", f"Có ký tự ẩn hoặc ký tự điều khiển (U+{ord(found.group()):04X}).", found.start()


def decomposed(text: str) -> Unclean | None:
    if unicodedata.is_normalized("NFC", text):
        return None
    pairs = enumerate(zip(text, unicodedata.normalize("NFC", text), strict=False))
    index = next((index for index, (one, other) in pairs if one != other), 0)
    return "K09", "Chữ tiếng Việt ở dạng tổ hợp (dấu tách rời), không phải dạng dựng sẵn.", index


_FIXES = {
    "K01": "mở tệp bằng trình soạn thảo và lưu lại với mã UTF-8 (không chọn TCVN3, VNI, UTF-16)",
    "K02": "kho chỉ ghi sổ (mã, số, ngày, số lượng); không đưa nội dung văn bản vào tệp",
    "K09": "chạy `kiemdiem kiem-tra --sua` để tự chuyển, hoặc đổi bộ gõ sang Unicode dựng sẵn rồi gõ lại",
    "K10": "xóa ký tự ở vị trí này rồi gõ lại bằng bàn phím, không dán từ nơi khác",
}


def refused(rule: str, message: str, place: tuple[int, int] = (1, 1)) -> RefusedError:
    return RefusedError(Problem(rule, *place, "", message, _FIXES[rule]))


def _plainly_clean(text: str, data: bytes) -> bool:
    """A quick proof that no forbidden character is there: none of them prints, but for some selectors whose UTF-8
    begins with F3."""
    return b"\xf3" not in data and text.replace("\n", "").isprintable()


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def printable(text: str) -> str:
    """Fit to print: one line, no control characters, whatever bytes a name is made of; what is not becomes “?”."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "?" for c in text.encode(errors="replace").decode())
