"""`xep-loai.yaml`: counts of levels per group, and the levels of the persons that rules look at."""

from schemas.declaration import (
    Count,
    Day,
    DocumentNumber,
    PersonCode,
    Record,
    ShortText,
    UnitCode,
    Year,
    declare,
    optional_list,
)
from schemas.vocabulary import ObjectKind, Rating, RatingStage


class Group(Record):
    """One group over which the 20 % ceiling is counted (dispatch item 4)."""

    name: ShortText = declare("ten", "Tên nhóm", "Tên nhóm tính tỷ lệ.", "Đảng viên thuộc đảng bộ")
    kind: ObjectKind = declare("doi_tuong", "Đối tượng", "Một trong bốn loại đối tượng.", ObjectKind.PARTY_MEMBER.value)
    excellent: Count = declare("xuat_sac", "Hoàn thành xuất sắc", "Số được xếp mức này.", 4)
    good: Count = declare("tot", "Hoàn thành tốt", "Số được xếp mức này.", 20)
    completed: Count = declare("hoan_thanh", "Hoàn thành", "Số được xếp mức này.", 5)
    failed: Count = declare("khong_hoan_thanh", "Không hoàn thành", "Số được xếp mức này.", 0)
    unrated: Count = declare("chua_xep_loai", "Chưa xếp loại", "Số còn chưa xếp loại.", 0)


class ProfessionalRating(Record):
    """The body's professional rating by the competent authority (HD 08, 5.2.1 as amended by item 11(4))."""

    level: Rating = declare("muc", "Mức xếp loại", "Mức xếp loại chuyên môn.", Rating.EXCELLENT.value)
    authority: ShortText = declare("co_quan", "Cơ quan xếp loại", "Cơ quan có thẩm quyền.", "Ủy ban nhân dân thành phố")
    number: DocumentNumber = declare("so_ky_hieu", "Số, ký hiệu", "Số quyết định.", "1890/QĐ-UBND")
    issued_on: Day = declare("ngay", "Ngày", "Ngày quyết định.", "2024-11-28")


class PersonRating(Record):
    """The level of one person, by code."""

    person: PersonCode = declare("ma", "Mã người", "Mã ẩn danh trong `don-vi.yaml`.", "BH-01")
    level: Rating = declare("muc", "Mức xếp loại", "Một trong bốn mức.", Rating.GOOD.value)
    rated_on: Day = declare("ngay", "Ngày", "Ngày đề xuất hoặc quyết định mức này.", "2024-12-03")


class Ratings(Record):
    """Ratings of a unit."""

    unit: UnitCode = declare("don_vi", "Đơn vị", "Mã đơn vị, trùng tên thư mục.", "bac-ha")
    year: Year = declare("nam", "Năm", "Năm kiểm điểm.", 2024)
    stage: RatingStage = declare("giai_doan", "Giai đoạn", "Đề xuất hay Quyết định.", RatingStage.PROPOSED.value)
    groups: tuple[Group, ...] = optional_list(
        "nhom", "Nhóm tính tỷ lệ", "Tập thể và cá nhân tính riêng.", [], longest=60
    )
    professional: ProfessionalRating | None = declare(
        "xep_loai_chuyen_mon",
        "Xếp loại chuyên môn của tập thể",
        "Xếp loại của tập thể lãnh đạo, quản lý, tổ chức, cơ quan, đơn vị do cơ quan có thẩm quyền quyết định.",
        {"muc": Rating.EXCELLENT.value},
        default=None,
    )
    persons: tuple[PersonRating, ...] = optional_list(
        "ca_nhan", "Cá nhân", "Mức của các cán bộ có mã trong `don-vi.yaml`.", [], longest=200
    )
    note: ShortText | None = declare(
        "ghi_chu", "Ghi chú", "Ghi chú ngắn, không có dữ liệu cá nhân.", "Dữ liệu mẫu", default=None
    )
