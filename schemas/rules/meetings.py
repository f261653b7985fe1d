"""The review meetings: R12, R24–R26, R29 and the meetings' part of R38 (items 5 and 11(3), 4.4 and 4.5)."""

from collections.abc import Iterator

from schemas.finding import Gate, Severity
from schemas.local_time import show_day
from schemas.models.meetings import AgendaItem, Meeting
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.source.yaml_tree import Loc
from schemas.vocabulary import AgendaKind

RULES = Family()


def _meetings(files: UnitFiles) -> list[tuple[tuple[str, int], Meeting]]:
    held = files.meetings.model.meetings if files.meetings else ()
    return [(("hoi_nghi", index), meeting) for index, meeting in enumerate(held)]


def _personal(meeting: Meeting) -> list[tuple[int, AgendaItem]]:
    return [(i, item) for i, item in enumerate(meeting.agenda) if item.kind is AgendaKind.PERSON]


@RULES.rule("R12", Gate.MERGE)
def invitations_come_before_the_meeting(files: UnitFiles, context: Context) -> Iterator[Fault]:
    known = {group.code for group in context.terms.ruleset.procedure.invited}
    for place, meeting in _meetings(files):
        for index, invitation in enumerate(meeting.invitations):
            inner = (*place, "moi", index)
            if files.meetings and invitation.group not in known:
                yield Fault(
                    files.meetings,
                    (*inner, "nhom"),
                    "Không có nhóm được mời mang mã này.",
                    f"dùng một trong: {', '.join(sorted(known))}",
                )
            elif files.meetings and invitation.invited_on >= meeting.held_on:
                yield Fault(
                    files.meetings,
                    (*inner, "ngay_moi"),
                    f"Mời không trước ngày họp {show_day(meeting.held_on)}.",
                    "kiểm tra lại ngày mời",
                    Severity.WARNING,
                )


@RULES.more_of("R12", Gate.CLOSE)
def all_meetings_and_groups(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.meetings is None or not context.review_over(files):
        return
    held = {purpose for _, meeting in _meetings(files) for purpose in meeting.purposes}
    procedure = context.terms.ruleset.procedure
    if lacking := [purpose.value for purpose in procedure.purposes if purpose not in held]:
        yield Fault(
            files.meetings,
            ("hoi_nghi",),
            f"Chưa ghi cuộc họp: {', '.join(lacking)}.",
            "thêm cuộc họp, hoặc thêm loại vào cuộc họp đã gộp",
            Severity.WARNING,
        )
    roles = {assigned.role for assigned in files.unit.model.assignments}
    wanted = [
        group.code
        for group in procedure.invited
        if files.unit.model.kind in group.kinds and any(role in roles for role in group.roles)
    ]
    for place, meeting in _meetings(files):
        invited = {invitation.group for invitation in meeting.invitations}
        if missing := [code for code in wanted if code not in invited]:
            yield Fault(
                files.meetings,
                (*place, "moi"),
                f"Cuộc họp chưa mời: {', '.join(missing)}.",
                "mời và ghi ngày mời",
                Severity.WARNING,
            )


@RULES.rule("R24", Gate.MERGE)
def the_collective_comes_first(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    head = files.unit.model.head()
    for place, meeting in _meetings(files):
        before: list[AgendaKind] = []
        for index, item in enumerate(meeting.agenda):
            inner: Loc = (*place, "chuong_trinh", index)
            if files.meetings and item.kind is AgendaKind.COLLECTIVE:
                if AgendaKind.PERSON in before:
                    yield Fault(
                        files.meetings,
                        (*inner, "noi_dung"),
                        "Kiểm điểm tập thể ghi sau kiểm điểm cá nhân.",
                        "xếp phần tập thể lên trước các phần cá nhân",
                    )
                if head and item.presenter and item.presenter != head.code and item.authorised_by is None:
                    yield Fault(
                        files.meetings,
                        (*inner, "trinh_bay"),
                        "Người trình bày không phải người đứng đầu mà chưa có văn bản ủy quyền.",
                        f"ghi `uy_quyen: <số văn bản>`, hoặc `trinh_bay: {head.code}`",
                    )
            before.append(item.kind)


@RULES.more_of("R24", Gate.CLOSE)
def a_review_is_held(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.unreadable or not context.review_over(files):
        return
    review = files.review
    if files.meetings is None or review is None:
        yield Fault(
            files.meetings or files.unit,
            ("hoi_nghi",) if files.meetings else (),
            "Chưa ghi hội nghị kiểm điểm nào.",
            "thêm cuộc họp loại “Kiểm điểm” vào `hoi-nghi.yaml`",
        )
    elif AgendaKind.COLLECTIVE not in {item.kind for item in review[1].agenda}:
        yield Fault(
            files.meetings,
            ("hoi_nghi", review[0], "chuong_trinh"),
            "Hội nghị chưa ghi phần kiểm điểm tập thể.",
            "thêm phần “Kiểm điểm tập thể” vào đầu chương trình",
        )


@RULES.rule("R25", Gate.MERGE)
def opinions_are_reported_first(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    review = files.review
    if files.meetings is None or review is None:
        return
    number, meeting = review
    kinds = [item.kind for item in meeting.agenda]
    if AgendaKind.PERSON in kinds and AgendaKind.OPINIONS not in kinds[: kinds.index(AgendaKind.PERSON)]:
        yield Fault(
            files.meetings,
            ("hoi_nghi", number, "chuong_trinh"),
            "Chưa báo cáo kết quả lấy ý kiến trước khi kiểm điểm cá nhân.",
            "thêm phần “Báo cáo kết quả lấy ý kiến” trước các phần cá nhân",
        )
    if files.ratings is None:
        return
    for index, rated in enumerate(files.ratings.model.persons):
        for key, day in (("y_kien_cu_tru", rated.residence_comment), ("y_kien_cong_tac", rated.workplace_opinion)):
            if day is not None and day > meeting.held_on:
                yield Fault(
                    files.ratings,
                    ("ca_nhan", index, key),
                    f"Ghi sau ngày hội nghị {show_day(meeting.held_on)}.",
                    "ý kiến phải có trước khi kiểm điểm; kiểm tra lại ngày",
                )


@RULES.more_of("R25", Gate.CLOSE)
def opinions_are_on_record(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.ratings is None or not context.review_over(files):
        return
    reviewed = {officer.code for officer in files.unit.model.reviewed()}
    lacking = [
        rated.subject
        for rated in files.ratings.model.persons
        if rated.subject in reviewed and None in (rated.residence_comment, rated.workplace_opinion, rated.professional)
    ]
    if lacking:
        yield Fault(
            files.ratings,
            ("ca_nhan",),
            f"Thiếu ý kiến nơi cư trú, nơi công tác hoặc xếp loại chuyên môn của: {', '.join(lacking)}.",
            "ghi `y_kien_cu_tru`, `y_kien_cong_tac` và `chuyen_mon`",
        )


@RULES.rule("R26", Gate.MERGE)
def each_person_is_concluded_and_voted(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    unit = files.unit.model
    head, deputies = unit.head(), {officer.code for officer in unit.officers if officer.is_deputy}
    for place, meeting in _meetings(files):
        for index, item in _personal(meeting):
            inner: Loc = (*place, "chuong_trinh", index)
            if files.meetings is None:
                continue
            if not (item.concluded and item.voted):
                yield Fault(
                    files.meetings,
                    inner,
                    "Phần kiểm điểm cá nhân chưa ghi kết luận và biểu quyết.",
                    "ghi `ket_luan: có` và `bieu_quyet: có` khi đã làm",
                )
            if head and item.person == head.code and deputies and item.chair not in deputies:
                yield Fault(
                    files.meetings,
                    (*inner, "chu_tri"),
                    "Kiểm điểm người đứng đầu phải do một cấp phó chủ trì.",
                    f"ghi `chu_tri:` là mã của cấp phó: {', '.join(sorted(deputies))}",
                )


@RULES.more_of("R26", Gate.CLOSE)
def each_person_has_a_part(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.meetings is None or files.review is None or not context.review_over(files):
        return
    had = {item.person for _, meeting in _meetings(files) for _, item in _personal(meeting)}
    lacking = [officer.code for officer in files.unit.model.reviewed() if officer.code not in had]
    if lacking:
        yield Fault(
            files.meetings,
            ("hoi_nghi",),
            f"Chưa ghi phần kiểm điểm của: {', '.join(lacking)}.",
            "thêm phần “Kiểm điểm cá nhân” với `ma` của từng người",
        )


@RULES.rule("R29", Gate.MERGE)
def only_members_vote(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    for place, meeting in _meetings(files):
        if files.meetings is None:
            continue
        if meeting.present > meeting.members:
            yield Fault(
                files.meetings,
                (*place, "co_mat"),
                f"Ghi {meeting.present} người có mặt trong {meeting.members} thành viên.",
                "kiểm tra lại hai số",
            )
        elif (ballots := meeting.ballots) and not (
            ballots.valid <= ballots.returned <= ballots.issued <= meeting.present
        ):
            yield Fault(
                files.meetings,
                (*place, "phieu"),
                f"Số phiếu không khớp: có mặt {meeting.present}, phát ra {ballots.issued}, "
                f"thu về {ballots.returned}, hợp lệ {ballots.valid}.",
                "hợp lệ không quá thu về, thu về không quá phát ra, phát ra không quá số thành viên có mặt",
            )


@RULES.more_of("R29", Gate.CLOSE)
def the_executive_committee_is_invited(files: UnitFiles, context: Context) -> Iterator[Fault]:
    review = files.review
    if files.meetings is None or review is None or not context.review_over(files):
        return
    wanted = {
        group.code
        for group in context.terms.ruleset.procedure.invited
        if group.executive_committee and files.unit.model.kind in group.kinds
    }
    invited = {invitation.group for invitation in review[1].invitations}
    if files.unit.model.has_standing_committee and wanted - invited:
        yield Fault(
            files.meetings,
            ("hoi_nghi", review[0], "moi"),
            "Chưa mời các ủy viên ban chấp hành đảng bộ cơ sở.",
            f"thêm nhóm được mời: {', '.join(sorted(wanted))}",
        )


@RULES.more_of("R38", Gate.MERGE)
def meetings_agree_with_the_register(files: UnitFiles, context: Context) -> Iterator[Fault]:
    completion = files.dossier.model.completion if files.dossier else None
    review = files.review
    done = completion.review if completion else None
    if files.meetings and review and done and review[1].held_on > done and not context.terms.is_far_from_cycle(done):
        yield Fault(
            files.meetings,
            ("hoi_nghi", review[0], "ngay"),
            f"Hội nghị kiểm điểm ghi sau ngày hoàn thành kiểm điểm {show_day(done)}.",
            "kiểm tra lại `ngay` và `hoan_thanh.kiem_diem` trong `ho-so.yaml`",
        )


@RULES.more_of("R38", Gate.CLOSE)
def meetings_have_minutes(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.meetings is None or not context.overdue(files):
        return
    for place, meeting in _meetings(files):
        if meeting.minutes is None:
            yield Fault(files.meetings, place, "Cuộc họp chưa ghi số biên bản.", "ghi `bien_ban: <số biên bản>`")
