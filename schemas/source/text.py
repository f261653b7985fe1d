"""From bytes to clean text: UTF-8, not too long, composed letters, nothing invisible (rules K01, K02, K09, K10)."""

import re
import unicodedata
from typing import NamedTuple

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


class RefusedError(Exception):
    """The file cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def decode(data: bytes) -> str:
    """The text of a file, without a byte order mark. Raises RefusedError at the first thing that is not clean."""
    if len(data) > MAX_BYTES:
        raise RefusedError(
            Problem(
                "K02",
                1,
                1,
                "",
                f"Tệp dài quá {MAX_BYTES // 1024} KiB.",
                "kho chỉ ghi sổ (mã, số, ngày, số lượng); không đưa nội dung văn bản vào tệp",
            )
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RefusedError(
            Problem(
                "K01",
                line,
                1,
                "",
                "Tệp không phải văn bản UTF-8.",
                "mở tệp bằng trình soạn thảo và lưu lại với mã UTF-8 (không chọn TCVN3, VNI, UTF-16)",
            )
        ) from None
    text = text.removeprefix("\ufeff")
    bad = None if _plainly_clean(text, data) else _FORBIDDEN_CHARACTERS.search(text)
    if bad:
        line, column = _position(text, bad.start())
        name = f"U+{ord(bad.group()):04X}"
        raise RefusedError(
            Problem(
                "K10",
                line,
                column,
                "",
                f"Có ký tự ẩn hoặc ký tự điều khiển ({name}).",
                "xóa ký tự ở vị trí này rồi gõ lại bằng bàn phím, không dán từ nơi khác",
            )
        )
    if not unicodedata.is_normalized("NFC", text):
        at = next(
            (i for i, (a, b) in enumerate(zip(text, unicodedata.normalize("NFC", text), strict=False)) if a != b), 0
        )
        line, column = _position(text, at)
        raise RefusedError(
            Problem(
                "K09",
                line,
                column,
                "",
                "Chữ tiếng Việt ở dạng tổ hợp (dấu tách rời), không phải dạng dựng sẵn.",
                "chạy `kiemdiem check --fix` để tự chuyển, hoặc đổi bộ gõ sang Unicode dựng sẵn rồi gõ lại",
            )
        )
    return text


def _plainly_clean(text: str, data: bytes) -> bool:
    """A quick proof that no forbidden character is there: none of them prints, but for some selectors whose UTF-8
    begins with F3."""
    return b"\xf3" not in data and text.replace("\n", "").isprintable()


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
