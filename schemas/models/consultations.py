"""`lay-y-kien.yaml`: whose opinion was asked on the collective's review report (dispatch item 11(1), R21 and R22)."""

from schemas.declaration import Day, PersonCode, Record, ShortText, Slug, Year, declare, optional_list


class CollectiveOpinion(Record):
    """One body asked for its opinion. The opinion itself never enters the repository."""

    body: Slug = declare("ben", "Bên góp ý", "Mã bên góp ý theo danh sách của bộ quy tắc.", "mat-tran-to-quoc")
    asked_on: Day = declare("ngay_gui", "Ngày gửi", "Ngày gửi báo cáo để lấy ý kiến.", "2024-11-20")
    answered_on: Day | None = declare("ngay_nhan", "Ngày nhận", "Ngày nhận ý kiến.", "2024-11-25", default=None)


class PersonalOpinion(Record):
    """One person asked: a member of the collective, or somebody assigned by the upper level."""

    person: PersonCode = declare("ma", "Mã người", "Mã ẩn danh của người góp ý.", "BH-02")
    asked_on: Day = declare("ngay_gui", "Ngày gửi", "Ngày gửi báo cáo để lấy ý kiến.", "2024-11-20")
    answered_on: Day | None = declare("ngay_nhan", "Ngày nhận", "Ngày nhận ý kiến.", "2024-11-25", default=None)


class Consultations(Record):
    """Opinions asked for on one unit's collective report."""

    unit: Slug = declare("don_vi", "Đơn vị", "Mã đơn vị, trùng tên thư mục.", "bac-ha")
    year: Year = declare("nam", "Năm", "Năm kiểm điểm.", 2024)
    collectives: tuple[CollectiveOpinion, ...] = optional_list(
        "tap_the", "Lấy ý kiến tập thể", "Mỗi bên góp ý một dòng.", [], longest=40
    )
    persons: tuple[PersonalOpinion, ...] = optional_list(
        "ca_nhan", "Lấy ý kiến cá nhân", "Mỗi người góp ý một dòng.", [], longest=200
    )
    note: ShortText | None = declare(
        "ghi_chu", "Ghi chú", "Ghi chú ngắn, không có dữ liệu cá nhân.", "Dữ liệu mẫu", default=None
    )
