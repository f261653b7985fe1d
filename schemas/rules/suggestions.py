"""Suggestions and answers: R08, R09, R13, R18, R23, and the answers' part of R37 (items 3, 6, 9, 11(2); annex 3.2)."""

from collections.abc import Iterator

from schemas.finding import Gate, Severity, Turn
from schemas.local_time import show_day
from schemas.models.suggestions import Suggestion
from schemas.models.unit_files import UnitFiles
from schemas.roles import DeadlineRole
from schemas.rules.engine import Context, Family, Fault
from schemas.vocabulary import AssignedRole

RULES = Family()


def _issued(files: UnitFiles) -> list[tuple[tuple[str, int], Suggestion]]:
    return [(("goi_y", index), issued) for index, issued in enumerate(files.issued)]


@RULES.rule("R08", Gate.MERGE)
def suggestions_have_a_fit_target(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    managed = {officer.code for officer in files.unit.model.reviewed()}
    seen: set[str] = set()
    for place, issued in _issued(files):
        if files.suggestions and issued.target != "tap-the" and issued.target not in managed:
            yield Fault(
                files.suggestions,
                (*place, "doi_tuong"),
                "Đối tượng được gợi ý không phải tập thể này hay cán bộ diện Ban Thường vụ Thành ủy quản lý.",
                "ghi `tap-the`, hoặc mã của cán bộ thuộc diện quản lý ở đơn vị này",
                turn=Turn.CENTRE,
            )
        if files.suggestions and issued.code in seen:
            yield Fault(
                files.suggestions, (*place, "ma"), "Mã gợi ý viết hai lần.", "mỗi gợi ý một mã", turn=Turn.CENTRE
            )
        seen.add(issued.code)


@RULES.rule("R09", Gate.CLOSE)
def suggested_reviews_are_attended(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if not context.overdue(files):
        return
    wanted = (AssignedRole.STANDING_MEMBER, AssignedRole.BOARD_LEADER)
    enough = all if context.terms.policy("phan-cong-goi-y") == "ca-hai" else any
    for place, issued in _issued(files):
        present = {attendant.role for attendant in issued.attendance if attendant.attended}
        if files.suggestions and not enough(role in present for role in wanted):
            yield Fault(
                files.suggestions,
                (*place, "phan_cong"),
                f"Gợi ý {issued.code} chưa ghi đủ người được phân công dự.",
                "phân công và ghi `co_du: có` cho: " + ", ".join(role.value for role in wanted if role not in present),
                Severity.WARNING,
                Turn.CENTRE,
            )


@RULES.rule("R13", Gate.CLOSE)
def proposers_answer(files: UnitFiles, context: Context) -> Iterator[Fault]:
    proposing = files.unit.model.kind in context.terms.ruleset.procedure.proposing
    sent = files.dossier is not None and files.dossier.model.sends_suggestion is not None
    late = context.passed(context.terms.due_for(DeadlineRole.SUGGESTIONS))
    if proposing and late and not sent and not files.unreadable:
        yield Fault(
            files.dossier or files.unit,
            ("co_goi_y_gui_di",) if files.dossier else (),
            "Chưa báo có hay không có tham mưu gợi ý kiểm điểm.",
            "ghi `co_goi_y_gui_di: có` hoặc `không` trong `ho-so.yaml`",
            Severity.WARNING,
        )


@RULES.rule("R18", Gate.MERGE)
def suggestions_are_presented_first(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    for place, issued in _issued(files):
        if files.suggestions and issued.presented_on and issued.presented_on > issued.issued_on:
            yield Fault(
                files.suggestions,
                (*place, "ngay_trinh"),
                f"Gợi ý {issued.code} ghi trình ngày {show_day(issued.presented_on)}, sau ngày ban hành.",
                "kiểm tra lại `ngay_trinh` và `ngay_ban_hanh`",
                Severity.WARNING,
                Turn.CENTRE,
            )


@RULES.more_of("R18", Gate.CLOSE)
def suggestions_have_results(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if not context.passed(context.terms.dues()[-1]):
        return
    for place, issued in _issued(files):
        if files.suggestions and (issued.result is None or issued.presented_on is None):
            lacking = "kết quả tổng hợp" if issued.presented_on else "ngày trình Ban Thường vụ"
            yield Fault(
                files.suggestions,
                place,
                f"Gợi ý {issued.code} chưa ghi {lacking}.",
                "thêm `ngay_trinh`, `ket_qua` và `ngay_tong_hop`",
                Severity.WARNING,
                Turn.CENTRE,
            )


@RULES.rule("R23", Gate.MERGE)
def received_organisations_are_discussed(files: UnitFiles, context: Context) -> Iterator[Fault]:
    received = files.unit.model.received
    if files.suggestions is None or received is None or received.on.year != context.terms.cycle.year:
        return
    if files.suggestions.model.suggestions and files.suggestions.model.exchange is None:
        yield Fault(
            files.suggestions,
            (),
            "Đơn vị mới tiếp nhận có gợi ý nhưng chưa ghi trao đổi với nơi chuyển giao.",
            "thêm `trao_doi` (nơi chuyển giao, ngày)",
            turn=Turn.CENTRE,
        )


@RULES.more_of("R37", Gate.MERGE)
def answers_belong_to_suggestions(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    if files.answers is None:
        return
    topics = {(issued.code, topic) for _, issued in _issued(files) for topic in issued.topics}
    codes = {code for code, _ in topics}
    for index, answer in enumerate(files.answers.model.answers):
        if answer.suggestion not in codes:
            yield Fault(
                files.answers,
                ("giai_trinh", index, "goi_y"),
                "Không có gợi ý mang mã này gửi cho đơn vị.",
                f"các gợi ý đã nhận: {', '.join(sorted(codes)) or 'chưa có'}",
            )
        elif (answer.suggestion, answer.topic) not in topics:
            yield Fault(
                files.answers,
                ("giai_trinh", index, "chu_de"),
                f"Gợi ý {answer.suggestion} không có chủ đề này.",
                "chọn chủ đề đã ghi trong `goi-y.yaml`",
            )


@RULES.more_of("R37", Gate.CLOSE)
def each_topic_is_answered(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.unreadable or not context.overdue(files):
        return
    own = files.unit.model.suggestion_targets()
    open_codes = [issued.code for _, issued in _issued(files) if issued.target in own and files.unanswered(issued)]
    if open_codes:
        yield Fault(
            files.answers or files.unit,
            ("giai_trinh",) if files.answers else (),
            f"Gợi ý {', '.join(open_codes)} còn chủ đề chưa giải trình.",
            "thêm dòng vào `giai-trinh.yaml`",
        )
