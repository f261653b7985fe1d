"""Synthetic dossiers, the same for the same arguments: for the sample cycle, the demo, tests and benchmarks.

Everything made here is marked “Dữ liệu mẫu” and holds codes only.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from schemas.models.unit import Unit
from schemas.obligation import Obligation, obligations
from schemas.source_file import Parsed
from schemas.terms import Terms
from schemas.unit_files import Typed, UnitFiles
from schemas.vocabulary import Condition, Form
from scripts.yaml_writing import SAMPLE_MARK, Plain


def unit_files(unit: Unit, folder: str) -> UnitFiles:
    """A unit that has handed in nothing yet."""
    place = Typed(f"{folder}/don-vi.yaml", Parsed(None, None, ()), unit)
    return UnitFiles(folder, place, {}, {})


def dossier(
    known: UnitFiles, terms: Terms, day: date, leave_out: Iterable[str] = (), late_reason: str | None = None
) -> dict[str, Plain]:
    """What a unit hands in on `day`: file name below its folder → content. `leave_out` names items not handed in."""
    unit = known.unit.model
    owed = [o for o in obligations(known, terms) if o.applies]
    skipped = set(leave_out)
    head, when = unit.head(), days(unit, terms, day)
    bases = [basis.number for basis in terms.ruleset.header.bases]
    nil: Plain = {"co_goi_y_gui_di": "không"} if unit.kind in terms.ruleset.procedure.proposing else {}
    common: Plain = {"don_vi": unit.code, "nam": terms.cycle.year}
    files: dict[str, Plain] = {
        "ho-so.yaml": {
            **common,
            "nguoi_chiu_trach_nhiem": head.code if head else "MAU-01",
            **nil,
            "hoan_thanh": {
                "kiem_diem": when.review,
                "danh_gia_xep_loai": when.rating,
                "khen_thuong": when.awards,
            },
            "thanh_phan": [
                line
                for o in owed
                if o.person is None and o.item.code not in skipped
                for line in _entries(o, day, late_reason, bases)
            ],
            "ghi_chu": SAMPLE_MARK,
        }
    }
    for officer in unit.officers:
        personal = [o for o in owed if o.person == officer.code and o.item.code not in skipped]
        if personal and "3.6" not in skipped:
            lines = [line for o in personal for line in _entries(o, day, late_reason)]
            files[f"ca-nhan/{officer.code}.yaml"] = {
                "ma": officer.code, **common, "thanh_phan": lines, "ghi_chu": SAMPLE_MARK,
            }  # fmt: skip
    return files


class Days(NamedTuple):
    """When a sample unit did what, counted back from the day it handed in."""

    handed_in: date
    awards: date
    rating: date
    review: date

    @property
    def before(self) -> date:
        return self.review - timedelta(days=5)


def days(unit: Unit, terms: Terms, handed_in: date) -> Days:
    last = terms.due(terms.ruleset.kinds[unit.kind].completion).last_day
    done = min(handed_in - timedelta(days=1), last)
    return Days(handed_in, done, done - timedelta(days=1), done - timedelta(days=2))


def _entries(obligation: Obligation, day: date, late_reason: str | None, bases: Iterable[str] = ()) -> Iterator[Plain]:
    codes: list[str | None] = [document.code for document in obligation.documents] or [None]
    for code in codes:
        entry: Plain = {"muc": obligation.item.code}
        if code is not None:
            entry["tai_lieu"] = code
        entry |= {"ngay_ban_hanh": day - timedelta(days=1), "ngay_nop": day, "nguoi_ky": "Người đứng đầu"}
        if late_reason and not obligation.due.met_by(day):
            entry["ly_do_cham"] = late_reason
        if obligation.item.needs_confirmation:
            entry["xac_nhan"] = "có"
        if obligation.item.form is not None:
            form = Form.PERSON_LEADING if obligation.item.form is Form.PERSON else obligation.item.form
            entry["mau"] = form.value
        if obligation.item.code in ("2.1", "3.1"):
            entry["can_cu"] = list(bases)
        entry["so_ban"] = obligation.copies
        if obligation.item.condition is Condition.SUGGESTION_SENT:
            entry["gui_qua"] = "Ban Tổ chức Thành ủy"
        yield entry


def suggestion_sender(unit: Unit, terms: Terms, day: date) -> dict[str, Plain]:
    """The register of a body whose only paper is a suggestion draft (dispatch item 6)."""
    head = unit.head()
    return {
        "ho-so.yaml": {
            "don_vi": unit.code,
            "nam": terms.cycle.year,
            "nguoi_chiu_trach_nhiem": head.code if head else "MAU-01",
            "co_goi_y_gui_di": "có",
            "thanh_phan": [
                {
                    "muc": "6", "ngay_ban_hanh": day - timedelta(days=1), "ngay_nop": day,
                    "nguoi_ky": "Người đứng đầu", "so_ban": 1, "gui_qua": "Ban Tổ chức Thành ủy",
                }
            ],
            "ghi_chu": SAMPLE_MARK,
        }
    }  # fmt: skip


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
        **tree, "can_bo": officers, "tai_khoan": [f"{code}-vp"[:40]], "tu_ngay": date(2024, 1, 1),
        "ghi_chu": SAMPLE_MARK,
    }  # fmt: skip


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
    ("bac-ha", "Bắc Hà"), ("nam-ha", "Nam Hà"), ("nguyen-du", "Nguyễn Du"), ("tran-phu", "Trần Phú"),
    ("tan-giang", "Tân Giang"), ("ha-huy-tap", "Hà Huy Tập"), ("dai-nai", "Đại Nài"), ("thach-linh", "Thạch Linh"),
    ("thach-quy", "Thạch Quý"), ("van-yen", "Văn Yên"),
)  # fmt: skip
_COMMUNES = (
    ("thach-ha", "Thạch Hạ"), ("thach-trung", "Thạch Trung"), ("thach-hung", "Thạch Hưng"), ("dong-mon", "Đồng Môn"),
    ("thach-binh", "Thạch Bình"),
)  # fmt: skip
_CITY: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("phuong-xa", "Đảng bộ phường, xã", "P", (
        *((code, f"Đảng bộ phường {name}") for code, name in _WARDS),
        *((code, f"Đảng bộ xã {name}") for code, name in _COMMUNES),
    )),
    ("thanh-uy", "Ban Thường vụ Thành ủy", "TU", (("ban-thuong-vu", "Ban Thường vụ Thành ủy"),)),
    ("chinh-quyen", "Thường trực Hội đồng nhân dân", "HD", (
        ("thuong-truc-hdnd", "Thường trực Hội đồng nhân dân thành phố"),
    )),
    ("chinh-quyen", "Lãnh đạo Ủy ban nhân dân", "UB", (("lanh-dao-ubnd", "Lãnh đạo Ủy ban nhân dân thành phố"),)),
    ("co-quan-thanh-uy", "Cơ quan tham mưu, giúp việc của Thành ủy", "CQ", (
        ("ban-to-chuc", "Ban Tổ chức Thành ủy"), ("ban-tuyen-giao", "Ban Tuyên giáo Thành ủy"),
        ("ban-dan-van", "Ban Dân vận Thành ủy"), ("uy-ban-kiem-tra", "Ủy ban Kiểm tra Thành ủy"),
        ("van-phong-thanh-uy", "Văn phòng Thành ủy"), ("trung-tam-chinh-tri", "Trung tâm Chính trị thành phố"),
    )),
    ("mat-tran-doan-the", "Mặt trận Tổ quốc, tổ chức chính trị - xã hội", "MT", (
        ("mat-tran-to-quoc", "Ủy ban Mặt trận Tổ quốc thành phố"),
        ("lien-doan-lao-dong", "Liên đoàn Lao động thành phố"), ("hoi-nong-dan", "Hội Nông dân thành phố"),
        ("hoi-lien-hiep-phu-nu", "Hội Liên hiệp Phụ nữ thành phố"),
        ("hoi-cuu-chien-binh", "Hội Cựu chiến binh thành phố"),
        ("doan-thanh-nien", "Đoàn Thanh niên Cộng sản Hồ Chí Minh thành phố"),
    )),
    ("phong-don-vi", "Phòng, đơn vị sự nghiệp", "DV", (
        ("phong-mau-01", "Phòng chuyên môn 01 (mẫu)"), ("don-vi-su-nghiep-mau-01", "Đơn vị sự nghiệp 01 (mẫu)"),
    )),
    ("co-so-truc-thuoc", "Đảng bộ cơ sở", "DB", tuple(
        (f"dang-bo-mau-{n:02}", f"Đảng bộ cơ sở {n:02} (mẫu)") for n in range(1, 5)
    )),
    ("co-so-truc-thuoc", "Chi bộ cơ sở", "CB", tuple(
        (f"chi-bo-mau-{n:02}", f"Chi bộ cơ sở {n:02} (mẫu)") for n in range(1, 5)
    )),
)  # fmt: skip
