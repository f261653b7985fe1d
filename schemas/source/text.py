"""From bytes to clean text: UTF-8, not too long, letters that are what they seem (rules K01, K02, K09, K10, K23)."""

import re
from typing import NamedTuple

from schemas.errors import KiemdiemError
from schemas.visible_text import oddity

MAX_BYTES = 256 * 1024
MAX_NOTES = 32 * 1024
"""So much of a file may be comments; the longest form that a command writes has a third of it."""

_COMMENT = re.compile(r"^[ \t]*#.*", re.MULTILINE)


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
    if len(text) > MAX_NOTES and sum(map(len, _COMMENT.findall(text))) > MAX_NOTES:
        raise refused("K02", f"Các dòng ghi chú `#` dài quá {MAX_NOTES // 1024} KiB.")
    if found := oddity(text):
        raise refused(found.rule, found.message, _position(text, found.at))
    return text


_FIXES = {
    "K01": "mở tệp bằng trình soạn thảo và lưu lại với mã UTF-8 (không chọn TCVN3, VNI, UTF-16)",
    "K02": "kho chỉ ghi sổ (mã, số, ngày, số lượng); không đưa nội dung văn bản vào tệp",
    "K09": "chạy `kiemdiem kiem-tra --sua` để tự chuyển, hoặc đổi bộ gõ sang Unicode dựng sẵn rồi gõ lại",
    "K10": "xóa ký tự ở vị trí này rồi gõ lại bằng bàn phím, không dán từ nơi khác",
    "K23": "xóa chữ ở vị trí này rồi gõ lại bằng bộ gõ tiếng Việt (Unicode dựng sẵn)",
}


def refused(rule: str, message: str, place: tuple[int, int] = (1, 1)) -> RefusedError:
    return RefusedError(Problem(rule, *place, "", message, _FIXES[rule]))


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
