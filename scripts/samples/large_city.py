"""A made-up city of the dispatch's size: 64 units, 300 cadres, every kind of file filled, nothing to complain of."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from scripts.samples.city import CYCLE, HandIn, begin, unit_of, write, write_unit
from scripts.yaml_files.writer import Plain

_BASE = ("Đảng bộ phường, xã", "Đảng bộ cơ sở", "Chi bộ cơ sở")
_LAYOUT = (
    ("phuong-xa", "Đảng bộ phường, xã", "phuong", 15, 9),
    ("co-so", "Đảng bộ cơ sở", "dang-bo", 22, 5),
    ("co-so", "Chi bộ cơ sở", "chi-bo", 10, 2),
    ("thanh-uy", "Ban Thường vụ Thành ủy", "ban-thuong-vu", 1, 14),
    ("chinh-quyen", "Thường trực Hội đồng nhân dân", "hdnd", 1, 3),
    ("chinh-quyen", "Lãnh đạo Ủy ban nhân dân", "ubnd", 1, 4),
    ("co-quan", "Cơ quan tham mưu, giúp việc của Thành ủy", "ban-dang", 6, 1),
    ("doan-the", "Mặt trận Tổ quốc, tổ chức chính trị - xã hội", "doan-the", 6, 1),
    ("phong", "Phòng, đơn vị sự nghiệp", "phong", 2, 1),
)
"""Block, kind, name, how many units, how many cadres in each."""

SUGGESTED = {"phuong-02": ("tap-the", "PHUONG02-01"), "dang-bo-03": ("DANGBO03-02",)}


def registry() -> Iterator[tuple[str, Plain]]:
    for block, kind, name, units, cadres in _LAYOUT:
        for number in range(1, units + 1):
            code = f"{name}-{number:02}"
            yield f"{block}/{code}", _unit(code, kind, cadres)


def _unit(code: str, kind: str, cadres: int) -> Plain:
    prefix = code.replace("-", "").upper()[:8] if len(code.replace("-", "")) <= 8 else code[:3].upper() + code[-2:]
    officers: list[Plain] = []
    for number in range(1, cadres + 1):
        officer: Plain = {"ma": f"{prefix}-{number:02}", "chuc_vu": "Bí thư" if number == 1 else "Ủy viên"}
        officer |= {"nguoi_dung_dau": "có"} if number == 1 else {}
        officer |= {"dien_quan_ly": "có"} if kind in _BASE or cadres > 1 else {}
        officer |= {"cap_pho": "có"} if number == 2 else {}
        officers.append(officer)
    tree: Plain = {"ma": code, "ten": f"{kind} {code} (mẫu)", "loai": kind}
    if kind != "Ban Thường vụ Thành ủy":
        tree["cap_tren"] = "ban-thuong-vu-01"
    if kind in _BASE[:2]:
        tree["co_ban_thuong_vu"] = "có"
    if kind in _BASE:
        tree["so_dang_vien"] = 330
        tree["phan_cong"] = [
            {"ma": "TV01-01", "vai": "Ủy viên Ban Thường vụ Thành ủy"},
            {"ma": "TV01-02", "vai": "Trưởng đoàn công tác"},
            {"ma": "TV01-03", "vai": "Lãnh đạo ban xây dựng Đảng"},
        ]
    return {**tree, "can_bo": officers, "tai_khoan": [f"{code}-vp"], "tu_ngay": date(2024, 1, 1)}


def write_large_city(root: Path) -> None:
    year, terms = begin(root, CYCLE)
    for folder, tree in registry():
        write(year, f"{folder}/don-vi.yaml", tree)
        unit = unit_of(tree)
        base = tree["loai"] in _BASE
        hand_in = HandIn(date(2024, 12, 3) if base else date(2024, 12, 13), review=True, whole=base)
        if tree["loai"] != "Phòng, đơn vị sự nghiệp":
            write_unit(year, folder, unit, terms, hand_in, SUGGESTED.get(unit.code, ()))
