"""Rules K14 and R44 by name, place and mode alone: a file that must not be here, whatever it holds."""

from schemas.models.file_names import disguised, how_to_place, is_person_file
from schemas.models.kinds import PERSON, kind_of
from schemas.paths import SUBMISSIONS
from schemas.rules.confidentiality import OFFICE_SUFFIXES
from schemas.source.text import Problem
from schemas.visible_text import printable, private_kind
from scripts.ledger.tree import REGULAR, TreeFile

INBOX = "nhap"
"""A unit's folder for workbooks on their way in; none of them ever stays in the repository."""

_KEEP_OUT = "giữ tệp ở nơi lưu hồ sơ; trong kho chỉ ghi số, ngày, số bản"
_TAKE_IN = "đưa vào bằng `kiemdiem excel nhap TỆP`; kho giữ các tệp YAML làm ra từ đó"


def is_readme(path: str) -> bool:
    """A README of the centre's beside the cycles: for people, never read as data."""
    return path.count("/") in (1, 2) and path.startswith(f"{SUBMISSIONS}/") and path.endswith("/README.md")


def misplaced(file: TreeFile) -> Problem | None:
    """What is wrong with the file's being here, if anything."""
    parts = file.path.split("/")
    name = parts[-1]
    if len(parts) == 1:
        return _k14(f"`{SUBMISSIONS}` là một tệp, phải là thư mục.", "xóa tệp này và khôi phục thư mục")
    if printable(file.path) != file.path:
        return _k14(
            "Tên thư mục hay tên tệp có ký tự không hiện ra được.", "đổi tên: chữ thường không dấu, số, dấu `-`"
        )
    if private := private_kind(file.path):
        message = f"Tên tệp hay thư mục có {private[0]}."
        return Problem("R44", 1, 1, "", message, "đổi tên: dùng mã, không dùng thông tin của người")
    if file.mode != REGULAR:
        return _k14("Không phải tệp thường (liên kết, tệp chạy được hoặc kho con).", "thay bằng tệp YAML thường")
    if is_readme(file.path):
        return None
    if f".{name.rsplit('.', 1)[-1].lower()}" in OFFICE_SUFFIXES and not disguised(name):
        message = "Kho không nhận tệp văn bản, bảng tính, ảnh hay tệp nén."
        return Problem("R44", 1, 1, "", message, _TAKE_IN if name.lower().endswith(".xlsx") else _KEEP_OUT)
    year, *inner = parts[1:] if len(parts) > 2 else ("", name)
    kind = kind_of(tuple(inner))
    if kind is not None and (kind is not PERSON or is_person_file(name)):
        return None
    return _k14("Không có loại tệp nào mang tên này ở chỗ này.", how_to_place(year, inner))


def _k14(message: str, fix: str) -> Problem:
    return Problem("K14", 1, 1, "", message, fix)
