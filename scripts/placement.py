"""Rules K14 and R44 by name, place and mode alone: a file that must not be here, whatever it holds."""

import re

from schemas.models.kinds import CYCLE, PERSON, SINGLE_KINDS, TABLE, UNIT, kind_of
from schemas.rules.confidentiality import OFFICE_SUFFIXES
from schemas.source_text import Problem
from schemas.validation import closest
from scripts.tree import REGULAR, TreeFile

SUBMISSIONS = "submissions"
_KNOWN = [f"{kind.name}.yaml" for kind in (*SINGLE_KINDS, UNIT, CYCLE)]
_UNIT_PLACE = f"{SUBMISSIONS}/<năm>/<khối>/<đơn vị>/"
_COPY_MARK = re.compile(r"\s*(\(\d+\)|- copy|copy)$", re.IGNORECASE)
_DOUBLED_SUFFIX = re.compile(r"\.(yaml|yml)(\.txt)?$", re.IGNORECASE)


def is_readme(path: str) -> bool:
    """A README of the centre's beside the cycles: for people, never read as data."""
    return path.count("/") in (1, 2) and path.startswith(f"{SUBMISSIONS}/") and path.endswith("/README.md")


def misplaced(file: TreeFile) -> Problem | None:
    """What is wrong with the file's being here, if anything."""
    parts = file.path.split("/")
    name = parts[-1]
    if len(parts) == 1:
        return _k14(f"`{SUBMISSIONS}` là một tệp, phải là thư mục.", "xóa tệp này và khôi phục thư mục")
    if file.mode != REGULAR:
        return _k14("Không phải tệp thường (liên kết, tệp chạy được hoặc kho con).", "thay bằng tệp YAML thường")
    if is_readme(file.path):
        return None
    meant = _meant(name)
    if f".{name.rsplit('.', 1)[-1].lower()}" in OFFICE_SUFFIXES and meant is None:
        message = "Kho không nhận tệp văn bản, bảng tính, ảnh hay tệp nén."
        return Problem("R44", 1, 1, "", message, "giữ tệp ở nơi lưu hồ sơ; trong kho chỉ ghi số, ngày, số bản")
    if kind_of(tuple(parts[2:])) is not None:
        return None
    return _k14("Không có loại tệp nào mang tên này ở chỗ này.", _advice(parts, meant))


def _k14(message: str, fix: str) -> Problem:
    return Problem("K14", 1, 1, "", message, fix)


def _meant(name: str) -> str | None:
    """`ho-so.yaml` for "Ho-So.yml", "ho-so (1).yaml" or "ho-so.yaml.txt": what a person meant by a YAML file's name."""
    if not _DOUBLED_SUFFIX.search(name):
        return None
    return f"{_COPY_MARK.sub('', _DOUBLED_SUFFIX.sub('', name)).strip()}.yaml"


def _advice(parts: list[str], meant: str | None) -> str:
    name = parts[-1]
    if meant is not None and meant.lower() in _KNOWN:
        meant = meant.lower()
    if meant is not None and kind_of((*parts[2:-1], meant)) is not None and meant != name:
        return f"đổi tên thành `{meant}`"
    if meant in _KNOWN or parts[-2] in (PERSON.name, TABLE.name):
        place = f"{SUBMISSIONS}/<năm>/" if meant == f"{CYCLE.name}.yaml" else _UNIT_PLACE
        return f"chuyển tệp vào `{place}`"
    guess = closest(name, _KNOWN)
    return f"có phải ý là `{guess}`?" if guess else f"dùng: {', '.join(_KNOWN)}"
