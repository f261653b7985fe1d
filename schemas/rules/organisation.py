"""Registry and papers around the review: R00, R01, R16 across units, R28, R33."""

from collections.abc import Iterator, Sequence
from datetime import date

from schemas.finding import Gate, Severity, Turn
from schemas.local_time import show_day
from schemas.models.dossier import Entry
from schemas.models.unit_files import UnitFiles
from schemas.roles import ItemRole
from schemas.rules.engine import Context, CrossFault, Family, Fault, Rule
from schemas.rules.unit_summary import UnitSummary
from schemas.vocabulary import UnitKind

RULES = Family()

RULES.declare(Rule("R00", Gate.CLOSE, Severity.WARNING))


@RULES.cycle_rule("R00", Gate.CLOSE)
def every_recipient_group_is_registered(units: Sequence[UnitSummary], context: Context) -> Iterator[CrossFault]:
    ruleset = context.terms.ruleset
    for unit in units:
        duties = ruleset.kinds[UnitKind(unit.kind)]
        if duties.group is None and not duties.issuer:
            yield CrossFault(
                unit.unit_path,
                ("loai",),
                "Đơn vị không thuộc nhóm kính gửi nào.",
                "kiểm tra lại loại đơn vị",
                turn=Turn.CENTRE,
            )
    present = {ruleset.kinds[UnitKind(unit.kind)].group for unit in units}
    for group in ruleset.recipients:
        if units and group.number not in present:
            yield CrossFault(
                units[0].unit_path,
                (),
                f"Nhóm kính gửi {group.number} chưa có đơn vị nào trong danh sách.",
                f"đăng ký các đơn vị của nhóm “{group.title}”",
                turn=Turn.CENTRE,
            )


@RULES.rule("R01", Gate.MERGE, public=True)
def reports_cite_the_right_papers(files: UnitFiles, context: Context) -> Iterator[Fault]:
    known = [basis.number for basis in context.terms.ruleset.header.bases]
    for index, entry in enumerate(files.entries(None)):
        if files.dossier and (stale := [number for number in entry.bases if number not in known]):
            yield Fault(
                files.dossier,
                ("thanh_phan", index, "can_cu"),
                f"{len(stale)} văn bản không có trong các căn cứ của kỳ này.",
                f"căn cứ của kỳ này: {', '.join(known)}",
                Severity.WARNING,
            )


@RULES.more_of("R01", Gate.CLOSE)
def reports_cite_something(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if not context.overdue(files):
        return
    for index, entry in enumerate(files.entries(None)):
        if files.dossier and _has_role(entry, ItemRole.REPORT, context) and not entry.bases:
            yield Fault(
                files.dossier,
                ("thanh_phan", index),
                f"Báo cáo mục {entry.item} chưa ghi văn bản căn cứ.",
                "thêm `can_cu:` với số các văn bản mà báo cáo dẫn",
                Severity.WARNING,
            )
            return


@RULES.rule("R28", Gate.MERGE)
def syntheses_come_from_the_assigned(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    assigned = {assignment.person for assignment in files.unit.model.assignments}
    for index, synthesis in enumerate(files.decisions.model.syntheses if files.decisions else ()):
        if files.decisions and synthesis.person not in assigned:
            yield Fault(
                files.decisions,
                ("bao_cao_chi_dao", index, "ma"),
                "Người báo cáo không được phân công ở đơn vị này.",
                "sửa mã, hoặc bổ sung `phan_cong` trong `don-vi.yaml`",
                turn=Turn.CENTRE,
            )


@RULES.more_of("R28", Gate.CLOSE)
def every_base_collective_is_directed(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if not context.review_over(files):
        return
    if not files.unit.model.assignments:
        yield Fault(
            files.unit,
            ("phan_cong",),
            "Chưa phân công người dự, chỉ đạo kiểm điểm.",
            "thêm `phan_cong`",
            Severity.WARNING,
            Turn.CENTRE,
        )
    elif files.decisions is None or not files.decisions.model.syntheses:
        yield Fault(
            files.decisions or files.unit,
            ("bao_cao_chi_dao",) if files.decisions else ("phan_cong",),
            "Người được phân công chưa có báo cáo tổng hợp.",
            "thêm `bao_cao_chi_dao` vào `quyet-dinh.yaml`",
            Severity.WARNING,
            Turn.CENTRE,
        )


@RULES.rule("R33", Gate.MERGE)
def residence_comments_are_of_the_year(files: UnitFiles, context: Context) -> Iterator[Fault]:
    for file in files.persons.values():
        for index, entry in enumerate(file.model.entries):
            of_another_year = entry.issued_on.year < context.terms.cycle.year
            comments = _has_role(entry, ItemRole.RESIDENCE_COMMENT, context)
            if comments and of_another_year and not context.terms.is_far_from_cycle(entry.issued_on):
                yield Fault(
                    file,
                    ("thanh_phan", index, "ngay_ban_hanh"),
                    f"Bản nhận xét ký ngày {show_day(entry.issued_on)}, trước năm kiểm điểm.",
                    "xin bản nhận xét của năm nay",
                    Severity.WARNING,
                )


def _has_role(entry: Entry, role: ItemRole, context: Context) -> bool:
    item = context.terms.items.get(entry.item)
    return item is not None and role in item.roles


@RULES.cycle_rule("R16", Gate.MERGE)
def base_completes_before_the_city(units: Sequence[UnitSummary], context: Context) -> Iterator[CrossFault]:
    """No base organisation ends after the Standing Committee says the city's own rating is complete."""
    kinds = context.terms.ruleset.kinds
    ends = [unit.rated_on for unit in units if unit.rated_on and kinds[UnitKind(unit.kind)].issuer]
    for unit in units if ends else ():
        if UnitKind(unit.kind) in context.terms.ruleset.procedure.reviewing and unit.rated_on > min(ends):
            yield CrossFault(
                unit.dossier_path,
                ("hoan_thanh", "danh_gia_xep_loai"),
                f"Cơ sở hoàn thành sau cấp thành phố (ngày {show_day(date.fromisoformat(min(ends)))}).",
                "kiểm tra lại các ngày hoàn thành",
            )
