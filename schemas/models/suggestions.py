"""`goi-y.yaml` (centre) and `giai-trinh.yaml` (unit): review suggestions by topic code, and the answers to them.

Dispatch items 3, 6, 9 and 11(2), annex item 3.2; R08, R09, R18, R23, R37. Texts never enter the repository.
"""

from schemas.fields.declaration import (
    Day,
    DocumentNumber,
    EntryCode,
    PersonCode,
    Record,
    ShortText,
    Slug,
    SubjectCode,
    YesNo,
    declare,
    optional_list,
)
from schemas.models.unit_file import UnitFile
from schemas.vocabulary import AssignedRole, SuggestionResult, Topic


class Attendance(Record):
    """Somebody assigned to attend and direct the review of a suggested target (dispatch item 3)."""

    person: PersonCode = declare("ma", "Mã người", "Mã ẩn danh của người được phân công.", "TV-01")
    role: AssignedRole = declare("vai", "Vai", "Dự với tư cách nào.", AssignedRole.STANDING_MEMBER.value)
    attended: YesNo = declare("co_du", "Có dự", "Người này có dự cuộc kiểm điểm.", "có", default=False)


class Suggestion(Record):
    """One suggestion issued to a collective or a person of this unit."""

    code: EntryCode = declare("ma", "Mã gợi ý", "Mã của gợi ý, để giải trình dẫn tới.", "GY-01")
    target: SubjectCode = declare("doi_tuong", "Đối tượng", "`tap-the`, hoặc mã người được gợi ý.", "tap-the")
    topics: tuple[Topic, ...] = declare(
        "chu_de",
        "Chủ đề",
        "Nhóm nội dung theo mục 3 của công văn; không chép nội dung.",
        [Topic.POLITICAL_TASK.value],
        min_length=1,
        max_length=4,
    )
    proposers: tuple[Slug, ...] = optional_list(
        "ben_tham_muu", "Bên tham mưu", "Mã các đơn vị đã tham mưu gợi ý này.", ["mat-tran-to-quoc"], longest=20
    )
    presented_on: Day | None = declare(
        "ngay_trinh", "Ngày trình", "Ngày Ban Tổ chức tổng hợp, trình Ban Thường vụ.", "2024-11-21", default=None
    )
    number: DocumentNumber = declare("so_ky_hieu", "Số, ký hiệu", "Số văn bản gợi ý.", "15-CV/ThU")
    issued_on: Day = declare("ngay_ban_hanh", "Ngày ban hành", "Ngày ký văn bản gợi ý.", "2024-11-22")
    attendance: tuple[Attendance, ...] = optional_list(
        "phan_cong", "Phân công dự", "Ai được phân công dự và chỉ đạo kiểm điểm.", [], longest=20
    )
    result: SuggestionResult | None = declare(
        "ket_qua", "Kết quả", "Kết quả theo báo cáo tổng hợp.", SuggestionResult.CLEARED.value, default=None
    )
    reported_on: Day | None = declare(
        "ngay_tong_hop", "Ngày tổng hợp", "Ngày báo cáo kết quả với Ban Thường vụ.", "2024-12-10", default=None
    )


class Exchange(Record):
    """Opinions exchanged with the giving upper body about a received organisation (dispatch item 11(2))."""

    origin: ShortText = declare("noi_chuyen_giao", "Nơi chuyển giao", "Cấp ủy nơi chuyển giao.", "Cấp ủy mẫu")
    on: Day = declare("ngay", "Ngày", "Ngày trao đổi ý kiến.", "2024-11-18")
    number: DocumentNumber | None = declare(
        "so_ky_hieu", "Số, ký hiệu", "Số văn bản trao đổi.", "3-CV/ThU", default=None
    )


class Suggestions(UnitFile):
    """The register of suggestions issued to one unit."""

    suggestions: tuple[Suggestion, ...] = optional_list(
        "goi_y", "Gợi ý kiểm điểm", "Mỗi gợi ý một dòng.", [], longest=60
    )
    exchange: Exchange | None = declare(
        "trao_doi",
        "Trao đổi với nơi chuyển giao",
        "Chỉ với tổ chức đảng mới tiếp nhận trong năm (mục 11(2)).",
        {"ngay": "2024-11-18"},
        default=None,
    )


class Answer(Record):
    """The unit's answer to one topic of one suggestion."""

    suggestion: EntryCode = declare("goi_y", "Mã gợi ý", "Mã gợi ý được giải trình.", "GY-01")
    topic: Topic = declare("chu_de", "Chủ đề", "Chủ đề được giải trình.", Topic.POLITICAL_TASK.value)
    number: DocumentNumber | None = declare(
        "so_ky_hieu", "Số, ký hiệu", "Số báo cáo giải trình.", "20-BC/ĐU", default=None
    )
    answered_on: Day = declare("ngay", "Ngày", "Ngày báo cáo giải trình.", "2024-11-28")


class Answers(UnitFile):
    """Answers of one unit to the suggestions it received (annex item 3.2)."""

    answers: tuple[Answer, ...] = optional_list(
        "giai_trinh", "Giải trình", "Mỗi chủ đề của mỗi gợi ý một dòng.", [], longest=200
    )
