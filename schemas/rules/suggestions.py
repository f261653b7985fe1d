"""Suggestions and answers: R08, R09, R13, R18, R23, and the answers' part of R37 (items 3, 6, 9, 11(2); annex 3.2)."""

from collections.abc import Iterator

from schemas.finding import Gate, Severity, Turn
from schemas.local_time import show_day
from schemas.models.suggestions import Suggestion
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Fault, also, rule
from schemas.vocabulary import AssignedRole


def _issued(files: UnitFiles) -> list[tuple[tuple[str, int], Suggestion]]:
    return [(("goi_y", index), issued) for index, issued in enumerate(files.issued)]


@rule(
    "R08",
    title="Gợi ý kiểm điểm có chủ đề và đúng đối tượng thuộc thẩm quyền",
    why="Gợi ý phải cụ thể, rõ ràng, cho tập thể hoặc cá nhân thuộc thẩm quyền quản lý; sổ chỉ ghi mã chủ đề.",
    source="cv1375#muc-3",
    gate=Gate.MERGE,
)
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


@rule(
    "R09",
    title="Nơi được gợi ý có ủy viên Ban Thường vụ và lãnh đạo ban xây dựng Đảng dự, chỉ đạo",
    why="Ban Thường vụ Thành ủy phân công người dự và chỉ đạo kiểm điểm ở những nơi được gợi ý.",
    source="cv1375#muc-3",
    gate=Gate.CLOSE,
)
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


@rule(
    "R13",
    title="Bên tham mưu gợi ý có văn bản, hoặc báo là không có",
    why="Biết chắc ai đã trả lời “không có” thì mới biết còn chờ ai.",
    source="cv1375#muc-6",
    gate=Gate.CLOSE,
)
def proposers_answer(files: UnitFiles, context: Context) -> Iterator[Fault]:
    proposing = files.unit.model.kind in context.terms.ruleset.procedure.proposing
    told = files.dossier is not None and files.dossier.model.sends_suggestion is not None
    late = context.closing or any(context.passed(due) for due in context.terms.dues() if due.rule == "R14")
    if proposing and late and not told and not files.unreadable:
        yield Fault(
            files.dossier or files.unit,
            ("co_goi_y_gui_di",) if files.dossier else (),
            "Chưa báo có hay không có tham mưu gợi ý kiểm điểm.",
            "ghi `co_goi_y_gui_di: có` hoặc `không` trong `ho-so.yaml`",
            Severity.WARNING,
        )


@rule(
    "R18",
    title="Gợi ý được tổng hợp, trình trước khi gửi, và có kết quả trong báo cáo tổng hợp",
    why="Ban Tổ chức tổng hợp, tham mưu gợi ý, rồi tổng hợp kết quả kiểm điểm theo các nội dung được gợi ý.",
    source="cv1375#muc-9",
    gate=Gate.MERGE,
)
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


@also("R18", Gate.CLOSE)
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


@rule(
    "R23",
    title="Tổ chức đảng mới tiếp nhận: trao đổi ý kiến với nơi chuyển giao khi có gợi ý",
    why="Nơi tiếp nhận trao đổi ý kiến với cấp trên trực tiếp nơi chuyển giao (nếu có gợi ý kiểm điểm).",
    source="cv1375#muc-11-2",
    provision="part_I__sec_4__para_4-1__subpara_4-1-2",
    gate=Gate.MERGE,
)
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


@also("R37", Gate.MERGE)
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


@also("R37", Gate.CLOSE)
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
