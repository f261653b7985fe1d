"""Synthetic review files of one unit, of every kind beside the dossier: for the sample cycle, tests and benchmarks.

Everything agrees with everything else, so that a full check at gate chốt is clean.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.models.unit import Officer, Unit
from schemas.models.unit_files import UnitFiles
from schemas.roles import DeadlineRole
from schemas.ruleset.table_filling import fill
from schemas.ruleset.terms import Terms
from schemas.vocabulary import SUBJECT_TITLES, AgendaKind, ObjectKind, Rating, Topic, UnitKind
from scripts.samples.dossiers import Days, days
from scripts.yaml_files.writer import SAMPLE_MARK, Plain

_BY_HAND = "thong-ke"


def review_files(unit: Unit, terms: Terms, handed_in: date, members: int = 320) -> dict[str, Plain]:
    """What the unit itself writes about its review: file name below its folder → content."""
    when = days(unit, terms, handed_in)
    files: dict[str, Plain] = {}
    if unit.kind in terms.ruleset.procedure.consulting:
        files["lay-y-kien.yaml"] = _consultations(unit, terms, when)
    if unit.kind in terms.ruleset.procedure.reviewing:
        files["hoi-nghi.yaml"] = _meetings(unit, terms, when)
        files["xep-loai.yaml"] = _ratings(unit, terms, when, members)
        files["khac-phuc.yaml"] = _remediation(unit, terms, when)
        files["ket-luan.yaml"] = {**_head(unit, terms), "co_ket_luan": "không", "ghi_chu": SAMPLE_MARK}
    return files


def centre_files(unit: Unit, terms: Terms) -> dict[str, Plain]:
    """What the centre writes about the unit's rating, after its appraisal."""
    if unit.kind not in terms.ruleset.procedure.reviewing:
        return {}
    decided = terms.due_for(DeadlineRole.CITY_COMPLETION).last_day - timedelta(days=2)
    head = unit.head()
    return {
        "quyet-dinh.yaml": {
            **_head(unit, terms),
            "quyet_dinh": [
                {
                    "doi_tuong": subject,
                    "muc": _level(subject, head, unit).value,
                    "ngay_tham_dinh": decided - timedelta(days=2),
                    "ngay": decided,
                    "so_ky_hieu": "01-QĐ/MAU",
                }
                for subject in unit.rated_subjects()
            ],
            "bao_cao_chi_dao": [
                {"ma": assigned.person, "ngay": decided - timedelta(days=3)} for assigned in unit.assignments[:1]
            ],
            "ghi_chu": SAMPLE_MARK,
        }
    }


def suggestion_files(
    unit: Unit,
    terms: Terms,
    targets: tuple[str, ...],
    answered: date,
    attending: tuple[str, str] = ("TU01-02", "CQ01-01"),
) -> tuple[Plain, Plain]:
    """A register of suggestions to these targets, and the answers to it; `attending`: who directs the reviews."""
    member, leader = attending
    topics = [Topic.POLITICAL_TASK.value, Topic.PUBLIC_CONCERN.value]
    issued_on = terms.due_for(DeadlineRole.SUGGESTIONS).before + timedelta(days=2)
    issued: list[Plain] = [
        {
            "ma": f"GY-{number:02}",
            "doi_tuong": target,
            "chu_de": topics,
            "ben_tham_muu": ["mat-tran-to-quoc"],
            "ngay_trinh": issued_on - timedelta(days=1),
            "so_ky_hieu": f"{number:02}-GY/MAU",
            "ngay_ban_hanh": issued_on,
            "phan_cong": [
                {"ma": member, "vai": "Ủy viên Ban Thường vụ Thành ủy", "co_du": "có"},
                {"ma": leader, "vai": "Lãnh đạo ban xây dựng Đảng", "co_du": "có"},
            ],
            "ket_qua": "Đã làm rõ",
            "ngay_tong_hop": terms.due_for(DeadlineRole.CITY_COMPLETION).last_day,
        }
        for number, target in enumerate(targets, start=1)
    ]
    answers = [
        {"goi_y": entry["ma"], "chu_de": topic, "so_ky_hieu": "02-BC/MAU", "ngay": answered}
        for entry in issued
        for topic in topics
    ]
    return (
        {**_head(unit, terms), "goi_y": issued, "ghi_chu": SAMPLE_MARK},
        {**_head(unit, terms), "giai_trinh": answers, "ghi_chu": SAMPLE_MARK},
    )


def table_files(files: UnitFiles, terms: Terms) -> dict[str, Plain]:
    """All statistic tables of a unit, filled from its ratings."""
    result: dict[str, Plain] = {}
    for code, form in terms.ruleset.tables_for(files.unit.model.kind).items():
        numbers = fill(form, files)
        if numbers is None and code == _BY_HAND:
            column = form.column_codes()[0]
            numbers = {row: {column: count} for row, count in zip(form.row_codes(), (100, 5, 3, 102), strict=True)}
        if numbers is not None:
            result[f"bieu/{code}.yaml"] = {
                "bieu": code,
                **_head(files.unit.model, terms),
                "so_lieu": numbers,
                "ghi_chu": SAMPLE_MARK,
            }
    return result


def _head(unit: Unit, terms: Terms) -> Plain:
    return {"don_vi": unit.code, "nam": terms.cycle.year}


def _leaders(unit: Unit) -> tuple[str, str]:
    """Codes of the head and of a deputy; a unit without one has the head for both."""
    head = unit.head()
    code = head.code if head else ""
    return code, next((officer.code for officer in unit.officers if officer.is_deputy), code)


def _level(subject: str, head: Officer | None, unit: Unit) -> Rating:
    """The head of a large unit is excellent; everybody else is good, which keeps every ceiling."""
    excellent = head is not None and subject == head.code and unit.kind is not UnitKind.BASE_PARTY_CELL
    return Rating.EXCELLENT if excellent else Rating.GOOD


def _consultations(unit: Unit, terms: Terms, when: Days) -> Plain:
    asked = when.before
    people = [officer.code for officer in unit.officers if officer.exemption is None]
    people += [assigned.person for assigned in unit.assignments]
    bodies = [body.code for body in terms.ruleset.procedure.consulted if unit.kind in body.kinds]
    return {
        **_head(unit, terms),
        "tap_the": [{"ben": code, "ngay_gui": asked, "ngay_nhan": asked + timedelta(days=3)} for code in bodies],
        "ca_nhan": [{"ma": code, "ngay_gui": asked, "ngay_nhan": asked + timedelta(days=3)} for code in people],
        "ghi_chu": SAMPLE_MARK,
    }


def _meetings(unit: Unit, terms: Terms, when: Days) -> Plain:
    roles = {assigned.role for assigned in unit.assignments}
    invited: list[Plain] = [
        {"nhom": group.code, "ngay_moi": when.before, "co_du": 1}
        for group in terms.ruleset.procedure.invited
        if unit.kind in group.kinds
        and (any(role in roles for role in group.roles) or (group.executive_committee and unit.has_standing_committee))
    ]
    code, deputy = _leaders(unit)
    agenda: list[Plain] = [
        {
            "noi_dung": AgendaKind.COLLECTIVE.value,
            "trinh_bay": code,
            "chu_tri": code,
            "ket_luan": "có",
            "bieu_quyet": "có",
        },
        {"noi_dung": AgendaKind.OPINIONS.value, "trinh_bay": deputy},
    ]
    agenda += [
        {
            "noi_dung": AgendaKind.PERSON.value,
            "ma": officer.code,
            "trinh_bay": officer.code,
            "chu_tri": deputy if officer.is_head else code,
            "ket_luan": "có",
            "bieu_quyet": "có",
        }
        for officer in unit.reviewed()
    ]
    count = max(len(unit.officers), 3)
    meeting = {
        "loai": [purpose.value for purpose in terms.ruleset.procedure.purposes],
        "ngay": when.review,
        "bien_ban": "01-BB/MAU",
        "thanh_vien": count,
        "co_mat": count,
        "moi": invited,
        "chuong_trinh": agenda,
        "phieu": {"phat_ra": count, "thu_ve": count, "hop_le": count},
    }
    return {**_head(unit, terms), "hoi_nghi": [meeting], "ghi_chu": SAMPLE_MARK}


def _ratings(unit: Unit, terms: Terms, when: Days, members: int) -> Plain:
    head = unit.head()
    step_on = {"tu_xep_loai": when.before, "de_xuat": when.rating}
    criteria = [{"ma": criterion.code, "muc": "Xuất sắc"} for criterion in terms.ruleset.frame.criteria]

    def steps(subject: str) -> Plain:
        level = _level(subject, head, unit).value
        return {key: {"muc": level, "ngay": day} for key, day in step_on.items()}

    return {
        **_head(unit, terms),
        "giai_doan": "Đề xuất",
        "nhom": list(_groups(unit, members)),
        "ket_qua_kiem_diem": {
            "tap_the": {"phai_kiem_diem": 1, "da_kiem_diem": 1},
            "dang_vien": {"phai_kiem_diem": members, "da_kiem_diem": members - 4, "moi": 2, "mien": 2},
        },
        "xep_loai_chuyen_mon": {
            "muc": Rating.EXCELLENT.value,
            "co_quan": "Cơ quan có thẩm quyền",
            "so_ky_hieu": "01/QĐ-MAU",
            "ngay": when.before,
        },
        "tap_the": [{"ma": subject, **steps(subject)} for subject in SUBJECT_TITLES],
        "ca_nhan": [
            {
                "ma": officer.code,
                **steps(officer.code),
                "tieu_chi": criteria,
                "chuyen_mon": {"muc": _level(officer.code, head, unit).value, "ngay": when.before},
                "kiem_diem_chi_bo": when.before,
                "y_kien_cu_tru": when.before,
                "y_kien_cong_tac": when.before,
            }
            for officer in unit.reviewed()
        ],
        "ghi_chu": SAMPLE_MARK,
    }


def _groups(unit: Unit, members: int) -> Iterator[Plain]:
    low = members // 10
    small = unit.kind is UnitKind.BASE_PARTY_CELL
    excellent = 0 if small else members // 8
    yield _group("Đảng viên của đơn vị", ObjectKind.PARTY_MEMBER, None, (excellent, members - excellent - low, low))
    own = "chi-bo-co-so" if small else "dang-bo-co-so"
    yield _group("Tổ chức cơ sở đảng", ObjectKind.PARTY_ORGANISATION, own, (0, 1, 0))
    if not small:
        yield _group("Chi bộ trực thuộc", ObjectKind.PARTY_ORGANISATION, "chi-bo-truc-thuoc", (1, 8, 1))
    yield _group("Tập thể lãnh đạo, quản lý", ObjectKind.LEADERSHIP_COLLECTIVE, None, (0, 1, 0))
    managed = len(unit.reviewed())
    first = 0 if small else 1
    yield _group("Cán bộ lãnh đạo, quản lý", ObjectKind.LEADER, None, (first, max(managed - first, 6), 1))


def _group(name: str, kind: ObjectKind, row: str | None, levels: tuple[int, int, int]) -> Plain:
    excellent, good, completed = levels
    return {
        "ten": name,
        "doi_tuong": kind.value,
        **({"dong_bieu": row} if row else {}),
        "xuat_sac": excellent,
        "tot": good,
        "hoan_thanh": completed,
        "khong_hoan_thanh": 0,
        "chua_xep_loai": 0,
    }


def _remediation(unit: Unit, terms: Terms, when: Days) -> Plain:
    code, deputy = _leaders(unit)
    return {
        **_head(unit, terms),
        "ngay_lap": when.handed_in,
        "so_ky_hieu": "01-KH/MAU",
        "han_che": [
            {
                "ma": "HC-01",
                "cua": "tap-the",
                "bien_phap": "Sửa quy chế làm việc",
                "phu_trach": code,
                "theo_doi": deputy,
                "han": date(terms.cycle.year + 1, 3, 31),
            }
        ],
        "ky_truoc": [{"ma": "HC-01", "cua": "tap-the", "tinh_trang": "Đã khắc phục"}],
        "ghi_chu": SAMPLE_MARK,
    }
