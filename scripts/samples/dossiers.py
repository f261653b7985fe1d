"""Synthetic dossiers, the same for the same arguments: for the sample cycle, the demo, tests and benchmarks.

Everything made here is marked “Dữ liệu mẫu” and holds codes only.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from schemas.models.unit import Unit
from schemas.models.unit_files import UnitFiles
from schemas.roles import ItemRole
from schemas.ruleset.obligation import Obligation, obligations
from schemas.ruleset.terms import Terms
from schemas.vocabulary import Condition, Form
from scripts.yaml_files.writer import SAMPLE_MARK, Plain


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
            "hoan_thanh": {"kiem_diem": when.review, "danh_gia_xep_loai": when.rating, "khen_thuong": when.awards},
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
                "ma": officer.code,
                **common,
                "thanh_phan": lines,
                "ghi_chu": SAMPLE_MARK,
            }
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
    codes: list[str | None] = [*obligation.documents] or [None]
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
        if ItemRole.REPORT in obligation.item.roles:
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
                    "muc": "6",
                    "ngay_ban_hanh": day - timedelta(days=1),
                    "ngay_nop": day,
                    "nguoi_ky": "Người đứng đầu",
                    "so_ban": 1,
                    "gui_qua": "Ban Tổ chức Thành ủy",
                }
            ],
            "ghi_chu": SAMPLE_MARK,
        }
    }
