"""Opinions on the collective report: R21 and R22 (item 11(1), which adds to 4.1.1 of Hướng dẫn 08)."""

from collections.abc import Iterator

from schemas.finding import Gate, Severity
from schemas.local_time import show_day
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.vocabulary import AssignedRole

RULES = Family()

_UPPER = (AssignedRole.STANDING_MEMBER, AssignedRole.COMMITTEE_MEMBER)


def _bound(files: UnitFiles, context: Context) -> bool:
    return files.unit.model.kind in context.terms.ruleset.procedure.consulting


@RULES.rule("R21", Gate.MERGE)
def opinions_come_before_the_meeting(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.consultations is None:
        return
    known = {body.code: body.title for body in context.terms.ruleset.procedure.consulted}
    review = files.review
    must_answer = context.terms.policy("lay-y-kien-tra-loi") == "phai-nhan"
    for index, opinion in enumerate(files.consultations.model.collectives):
        place = ("tap_the", index)
        if opinion.body not in known:
            yield Fault(
                files.consultations,
                (*place, "ben"),
                "Không có bên góp ý mang mã này.",
                f"dùng một trong: {', '.join(sorted(known))}",
            )
        last = opinion.answered_on if must_answer else opinion.asked_on
        if opinion.answered_on and opinion.answered_on < opinion.asked_on:
            yield Fault(
                files.consultations, (*place, "ngay_nhan"), "Ngày nhận ý kiến trước ngày gửi.", "kiểm tra lại hai ngày"
            )
        elif review and (last is None or last >= review[1].held_on):
            what = "chưa nhận được ý kiến" if must_answer else "gửi lấy ý kiến không trước"
            yield Fault(
                files.consultations,
                (*place, "ngay_nhan" if must_answer else "ngay_gui"),
                f"Bên “{known.get(opinion.body, opinion.body)}” {what} ngày hội nghị {show_day(review[1].held_on)}.",
                "lấy ý kiến trước ngày hội nghị kiểm điểm",
            )


@RULES.more_of("R21", Gate.CLOSE)
def every_body_is_asked(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.unreadable or not _bound(files, context) or not context.overdue(files):
        return
    asked = {opinion.body for opinion in (files.consultations.model.collectives if files.consultations else ())}
    kind = files.unit.model.kind
    wanted = [body for body in context.terms.ruleset.procedure.consulted if kind in body.kinds]
    lacking = [body for body in wanted if body.code not in asked]
    if lacking:
        yield Fault(
            files.consultations or files.unit,
            ("tap_the",) if files.consultations else (),
            f"Chưa lấy ý kiến tập thể: {'; '.join(body.title for body in lacking)}.",
            f"lấy ý kiến, rồi thêm dòng vào `lay-y-kien.yaml` với mã {', '.join(body.code for body in lacking)}",
        )


@RULES.rule("R22", Gate.CLOSE)
def every_member_is_asked(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.consultations is None or not _bound(files, context) or not context.overdue(files):
        return
    unit = files.unit.model
    asked = {opinion.person for opinion in files.consultations.model.persons}
    wanted = [officer.code for officer in unit.officers if officer.exemption is None]
    wanted += [assigned.person for assigned in unit.assignments if assigned.role in _UPPER]
    lacking = [code for code in wanted if code not in asked]
    if lacking:
        yield Fault(
            files.consultations,
            ("ca_nhan",),
            f"Chưa lấy ý kiến cá nhân: {', '.join(lacking)}.",
            "lấy ý kiến, rồi thêm dòng vào `lay-y-kien.yaml`",
            Severity.WARNING,
        )
