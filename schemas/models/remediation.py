"""`khac-phuc.yaml` and `ket-luan.yaml`: limits and their remedies, conclusions and their answers.

Dispatch items 2 and 10; R05, R07, R20. Limits are codes; what they say stays in the papers.
"""

from schemas.fields.declaration import (
    Day,
    DocumentNumber,
    EntryCode,
    PersonCode,
    Record,
    ShortText,
    SubjectCode,
    YesNo,
    declare,
    optional_list,
)
from schemas.models.unit_file import UnitFile
from schemas.vocabulary import ConclusionKind, LimitStatus


class Limit(Record):
    """One limit recorded at this review, and what is done about it."""

    code: EntryCode = declare("ma", "Mã hạn chế", "Mã của hạn chế trong báo cáo; không chép nội dung.", "HC-01")
    subject: SubjectCode = declare("cua", "Của ai", "`tap-the` hoặc mã người.", "tap-the")
    measure: ShortText | None = declare(
        "bien_phap", "Biện pháp", "Tên ngắn của biện pháp trong kế hoạch.", "Sửa quy chế làm việc", default=None
    )
    owner: PersonCode | None = declare(
        "phu_trach", "Người thực hiện", "Mã người chịu trách nhiệm khắc phục.", "BH-01", default=None
    )
    follower: PersonCode | None = declare(
        "theo_doi", "Người theo dõi", "Mã người được phân công theo dõi, đôn đốc.", "BH-02", default=None
    )
    due: Day | None = declare("han", "Hạn", "Ngày phải khắc phục xong.", "2025-03-31", default=None)
    status: LimitStatus = declare(
        "tinh_trang", "Tình trạng", "Khắc phục đến đâu.", LimitStatus.DOING.value, default=LimitStatus.DOING
    )


class EarlierLimit(Record):
    """One limit pointed out at an earlier review (dispatch item 2)."""

    code: EntryCode = declare("ma", "Mã hạn chế", "Mã của hạn chế ở kỳ trước.", "HC-01")
    subject: SubjectCode = declare("cua", "Của ai", "`tap-the` hoặc mã người.", "tap-the")
    status: LimitStatus = declare("tinh_trang", "Tình trạng", "Khắc phục đến đâu.", LimitStatus.DONE.value)
    responsible: PersonCode | None = declare(
        "trach_nhiem",
        "Người chịu trách nhiệm",
        "Mã người chịu trách nhiệm.",
        "BH-01",
        when="chưa khắc phục hoặc lặp lại",
        default=None,
    )


class Remediation(UnitFile):
    """The unit's plan after its review (dispatch item 10)."""

    made_on: Day = declare("ngay_lap", "Ngày lập", "Ngày ban hành kế hoạch khắc phục.", "2024-12-10")
    number: DocumentNumber | None = declare("so_ky_hieu", "Số, ký hiệu", "Số kế hoạch.", "30-KH/ĐU", default=None)
    limits: tuple[Limit, ...] = optional_list(
        "han_che", "Hạn chế năm nay", "Mỗi hạn chế được chỉ ra một dòng.", [], longest=200
    )
    earlier: tuple[EarlierLimit, ...] = optional_list(
        "ky_truoc", "Hạn chế kỳ trước", "Mỗi hạn chế đã chỉ ra ở kỳ trước một dòng.", [], longest=200
    )


class Conclusion(Record):
    """One conclusion of an inspection, check, supervision or audit in the year."""

    code: EntryCode = declare("ma", "Mã kết luận", "Mã để dẫn tới.", "KL-01")
    kind: ConclusionKind = declare("loai", "Loại", "Kết luận của loại việc nào.", ConclusionKind.CHECK.value)
    authority: ShortText = declare("co_quan", "Cơ quan", "Cơ quan kết luận.", "Ủy ban Kiểm tra Thành ủy")
    number: DocumentNumber = declare("so_ky_hieu", "Số, ký hiệu", "Số kết luận.", "45-KL/UBKT")
    issued_on: Day = declare("ngay", "Ngày", "Ngày kết luận.", "2024-06-20")
    has_faults: YesNo = declare(
        "co_vi_pham", "Có vi phạm, khuyết điểm", "Kết luận có chỉ ra vi phạm, khuyết điểm.", "có", default=False
    )
    reviewed_on: Day | None = declare(
        "ngay_kiem_diem", "Ngày kiểm điểm", "Ngày kiểm điểm về kết luận này.", "2024-11-29", default=None
    )
    report: DocumentNumber | None = declare(
        "bao_cao", "Báo cáo", "Số báo cáo kiểm điểm nêu kết luận này.", "12-BC/ĐU", default=None
    )
    persons: tuple[PersonCode, ...] = optional_list(
        "lien_quan", "Cá nhân liên quan", "Mã người liên quan đã kiểm điểm.", ["BH-02"], longest=60
    )


class Conclusions(UnitFile):
    """The conclusions of the year about one unit; `không` is a nil return."""

    any_in_year: YesNo = declare(
        "co_ket_luan", "Trong năm có kết luận", "Có kết luận thanh tra, kiểm tra, giám sát, kiểm toán.", "không"
    )
    conclusions: tuple[Conclusion, ...] = optional_list(
        "ket_luan", "Kết luận", "Mỗi kết luận một dòng.", [], longest=60
    )
