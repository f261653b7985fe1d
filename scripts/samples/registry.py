"""The made-up units of the sample city, as their `don-vi.yaml` says them."""

from collections.abc import Iterator
from datetime import date

from scripts.yaml_files.writer import SAMPLE_MARK, Plain


def city_registry() -> Iterator[tuple[str, Plain]]:
    """Units of a made-up city: block/code → `don-vi.yaml`. The real names of wards are public; people are codes."""
    for block, kind, prefix, names in _CITY:
        for number, (code, name) in enumerate(names, start=1):
            yield f"{block}/{code}", _unit(kind, code, name, f"{prefix}{number:02}")


def _unit(kind: str, code: str, name: str, prefix: str) -> Plain:
    officers: list[Plain] = []
    for number, (position, is_head, managed) in enumerate(_OFFICERS[kind], start=1):
        officer: Plain = {"ma": f"{prefix}-{number:02}", "chuc_vu": position}
        if is_head:
            officer["nguoi_dung_dau"] = "có"
        if number == 2 and kind in _BASE_KINDS:
            officer["cap_pho"] = "có"
        if managed:
            officer["dien_quan_ly"] = "có"
        officers.append(officer)
    tree: Plain = {"ma": code, "ten": name, "loai": kind}
    if kind != "Ban Thường vụ Thành ủy":
        tree["cap_tren"] = "ban-thuong-vu"
    if kind in ("Đảng bộ phường, xã", "Đảng bộ cơ sở"):
        tree["co_ban_thuong_vu"] = "có"
    if kind in _BASE_KINDS:
        tree["phan_cong"] = [
            {"ma": "TU01-03", "vai": "Ủy viên Ban Thường vụ Thành ủy"},
            {"ma": "TV01-01", "vai": "Trưởng đoàn công tác" if kind == _BASE_KINDS[0] else "Thành ủy viên"},
        ]
    return {
        **tree,
        "can_bo": officers,
        "tai_khoan": [f"{code}-vp"[:40]],
        "tu_ngay": date(2024, 1, 1),
        "ghi_chu": SAMPLE_MARK,
    }


_BASE_KINDS = ("Đảng bộ phường, xã", "Đảng bộ cơ sở", "Chi bộ cơ sở")
_BASE_OFFICERS = (("Bí thư", True, True), ("Phó Bí thư", False, True))
_HEAD_ONLY = (("Người đứng đầu", True, False),)
_OFFICERS: dict[str, tuple[tuple[str, bool, bool], ...]] = {
    "Ban Thường vụ Thành ủy": (
        ("Bí thư Thành ủy", True, True),
        ("Phó Bí thư Thành ủy", False, True),
        ("Ủy viên Ban Thường vụ", False, True),
    ),
    "Thường trực Hội đồng nhân dân": (("Chủ tịch HĐND", True, False), ("Phó Chủ tịch HĐND", False, True)),
    "Lãnh đạo Ủy ban nhân dân": (
        ("Chủ tịch UBND", True, False),
        ("Phó Chủ tịch UBND", False, True),
        ("Phó Chủ tịch UBND", False, True),
    ),
    "Cơ quan tham mưu, giúp việc của Thành ủy": _HEAD_ONLY,
    "Mặt trận Tổ quốc, tổ chức chính trị - xã hội": _HEAD_ONLY,
    "Phòng, đơn vị sự nghiệp": _HEAD_ONLY,
    "Đảng bộ phường, xã": (*_BASE_OFFICERS, ("Phó Bí thư, Chủ tịch UBND", False, True)),
    "Đảng bộ cơ sở": _BASE_OFFICERS,
    "Chi bộ cơ sở": (("Bí thư", True, True),),
}

_WARDS = (
    ("bac-ha", "Bắc Hà"),
    ("nam-ha", "Nam Hà"),
    ("nguyen-du", "Nguyễn Du"),
    ("tran-phu", "Trần Phú"),
    ("tan-giang", "Tân Giang"),
    ("ha-huy-tap", "Hà Huy Tập"),
    ("dai-nai", "Đại Nài"),
    ("thach-linh", "Thạch Linh"),
    ("thach-quy", "Thạch Quý"),
    ("van-yen", "Văn Yên"),
)
_COMMUNES = (
    ("thach-ha", "Thạch Hạ"),
    ("thach-trung", "Thạch Trung"),
    ("thach-hung", "Thạch Hưng"),
    ("dong-mon", "Đồng Môn"),
    ("thach-binh", "Thạch Bình"),
)
_CITY: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "phuong-xa",
        "Đảng bộ phường, xã",
        "P",
        (
            *((code, f"Đảng bộ phường {name}") for code, name in _WARDS),
            *((code, f"Đảng bộ xã {name}") for code, name in _COMMUNES),
        ),
    ),
    ("thanh-uy", "Ban Thường vụ Thành ủy", "TU", (("ban-thuong-vu", "Ban Thường vụ Thành ủy"),)),
    (
        "chinh-quyen",
        "Thường trực Hội đồng nhân dân",
        "HD",
        (("thuong-truc-hdnd", "Thường trực Hội đồng nhân dân thành phố"),),
    ),
    ("chinh-quyen", "Lãnh đạo Ủy ban nhân dân", "UB", (("lanh-dao-ubnd", "Lãnh đạo Ủy ban nhân dân thành phố"),)),
    (
        "co-quan-thanh-uy",
        "Cơ quan tham mưu, giúp việc của Thành ủy",
        "CQ",
        (
            ("ban-to-chuc", "Ban Tổ chức Thành ủy"),
            ("ban-tuyen-giao", "Ban Tuyên giáo Thành ủy"),
            ("ban-dan-van", "Ban Dân vận Thành ủy"),
            ("uy-ban-kiem-tra", "Ủy ban Kiểm tra Thành ủy"),
            ("van-phong-thanh-uy", "Văn phòng Thành ủy"),
            ("trung-tam-chinh-tri", "Trung tâm Chính trị thành phố"),
        ),
    ),
    (
        "mat-tran-doan-the",
        "Mặt trận Tổ quốc, tổ chức chính trị - xã hội",
        "MT",
        (
            ("mat-tran-to-quoc", "Ủy ban Mặt trận Tổ quốc thành phố"),
            ("lien-doan-lao-dong", "Liên đoàn Lao động thành phố"),
            ("hoi-nong-dan", "Hội Nông dân thành phố"),
            ("hoi-lien-hiep-phu-nu", "Hội Liên hiệp Phụ nữ thành phố"),
            ("hoi-cuu-chien-binh", "Hội Cựu chiến binh thành phố"),
            ("doan-thanh-nien", "Đoàn Thanh niên Cộng sản Hồ Chí Minh thành phố"),
        ),
    ),
    (
        "phong-don-vi",
        "Phòng, đơn vị sự nghiệp",
        "DV",
        (("phong-mau-01", "Phòng chuyên môn 01 (mẫu)"), ("don-vi-su-nghiep-mau-01", "Đơn vị sự nghiệp 01 (mẫu)")),
    ),
    (
        "co-so-truc-thuoc",
        "Đảng bộ cơ sở",
        "DB",
        tuple((f"dang-bo-mau-{n:02}", f"Đảng bộ cơ sở {n:02} (mẫu)") for n in range(1, 5)),
    ),
    (
        "co-so-truc-thuoc",
        "Chi bộ cơ sở",
        "CB",
        tuple((f"chi-bo-mau-{n:02}", f"Chi bộ cơ sở {n:02} (mẫu)") for n in range(1, 5)),
    ),
)
