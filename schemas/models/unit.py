"""`don-vi.yaml`: one unit of the registry. Written by the centre only."""

from schemas.fields.declaration import (
    Count,
    Day,
    PersonCode,
    Record,
    ShortText,
    Slug,
    UnitCode,
    YesNo,
    declare,
    optional_list,
)
from schemas.models.sealing import SAMPLE_KEY, SealingKey
from schemas.models.signing import SigningKey
from schemas.vocabulary import AssignedRole, Exemption, UnitKind


class Officer(Record):
    """A leader or a cadre under the Standing Committee's management, as an opaque code."""

    code: PersonCode = declare("ma", "Mã người", "Mã ẩn danh; bảng đối chiếu họ tên để ngoài kho.", "BH-01")
    position: ShortText = declare("chuc_vu", "Chức vụ", "Chức vụ, không ghi họ tên.", "Bí thư Đảng ủy")
    is_head: YesNo = declare(
        "nguoi_dung_dau", "Người đứng đầu", "Đúng một người của đơn vị ghi “có”.", "có", default=False
    )
    managed_by_city: YesNo = declare(
        "dien_quan_ly",
        "Diện Ban Thường vụ Thành ủy quản lý",
        "Ghi “có” thì đơn vị phải nộp hồ sơ cá nhân của người này trong `ca-nhan/`.",
        "có",
        default=False,
    )
    is_deputy: YesNo = declare(
        "cap_pho",
        "Cấp phó",
        "Cấp phó của người đứng đầu; chủ trì khi kiểm điểm người đứng đầu.",
        "không",
        default=False,
    )
    exemption: Exemption | None = declare(
        "mien_kiem_diem",
        "Không thuộc diện kiểm điểm",
        "Chỉ ghi khi người này được miễn, bị đình chỉ sinh hoạt hoặc mới kết nạp chưa đủ 6 tháng.",
        Exemption.NEWLY_ADMITTED.value,
        default=None,
    )


class Assignment(Record):
    """Somebody the Standing Committee sends to direct this unit's review (dispatch items 3, 5 and 11(3) 4.5.1)."""

    person: PersonCode = declare("ma", "Mã người", "Mã ẩn danh của người được phân công.", "TV-01")
    role: AssignedRole = declare("vai", "Vai", "Dự, chỉ đạo với tư cách nào.", AssignedRole.STANDING_MEMBER.value)


class Transfer(Record):
    """Reception of a party organisation during the year (dispatch item 11(2))."""

    origin: ShortText = declare("tu", "Nơi chuyển giao", "Cấp ủy nơi chuyển giao.", "Đảng bộ huyện (mẫu)")
    on: Day = declare("ngay", "Ngày tiếp nhận", "Ngày tiếp nhận.", "2024-07-01")


class Unit(Record):
    """A unit that reviews itself and, by its kind, owes papers."""

    code: UnitCode = declare("ma", "Mã đơn vị", "Trùng tên thư mục của đơn vị.", "bac-ha")
    name: ShortText = declare("ten", "Tên đơn vị", "Tên gọi chính thức.", "Đảng bộ phường Bắc Hà")
    kind: UnitKind = declare(
        "loai", "Loại đơn vị", "Quyết định đơn vị nộp những gì và hạn nào.", UnitKind.WARD_PARTY_COMMITTEE.value
    )
    parent: Slug | None = declare(
        "cap_tren", "Đơn vị cấp trên", "Mã đơn vị cấp trên trực tiếp.", "ban-thuong-vu", default=None
    )
    has_standing_committee: YesNo = declare(
        "co_ban_thuong_vu", "Có ban thường vụ", "Đảng ủy có ban thường vụ hay không.", "có", default=False
    )
    assignments: tuple[Assignment, ...] = optional_list(
        "phan_cong", "Phân công chỉ đạo", "Những người được phân công dự, chỉ đạo kiểm điểm.", [], longest=20
    )
    member_count: Count | None = declare(
        "so_dang_vien", "Số đảng viên", "Số đảng viên của đơn vị đầu kỳ.", 320, default=None
    )
    officers: tuple[Officer, ...] = optional_list(
        "can_bo", "Cán bộ", "Người đứng đầu và các cán bộ diện Ban Thường vụ Thành ủy quản lý.", [], longest=60
    )
    accounts: tuple[Slug, ...] = optional_list(
        "tai_khoan", "Tài khoản nộp", "Tài khoản máy chủ Git được nộp thay đơn vị.", ["bac-ha-vp"], longest=10
    )
    signing_keys: tuple[SigningKey, ...] = optional_list(
        "khoa_ky", "Khóa ký của đơn vị", "Khóa công khai của những người nộp thay đơn vị.", [], longest=20
    )
    sealing_keys: tuple[SealingKey, ...] = optional_list(
        "khoa_niem_phong",
        "Khóa niêm phong của đơn vị",
        "Khóa công khai để đơn vị tự mở được văn bản mình đã niêm phong.",
        [SAMPLE_KEY],
        longest=10,
    )
    valid_from: Day | None = declare(
        "tu_ngay", "Hiệu lực từ", "Ngày đơn vị có trong danh sách.", "2024-01-01", default=None
    )
    valid_to: Day | None = declare("den_ngay", "Hiệu lực đến", "Ngày cuối của đơn vị.", "2024-12-31", default=None)
    received: Transfer | None = declare(
        "tiep_nhan",
        "Tiếp nhận trong năm",
        "Chỉ ghi khi tổ chức đảng mới được tiếp nhận trong năm.",
        {"tu": "Đảng bộ huyện (mẫu)", "ngay": "2024-07-01"},
        default=None,
    )
    note: ShortText | None = declare(
        "ghi_chu", "Ghi chú", "Ghi chú ngắn, không có dữ liệu cá nhân.", "Dữ liệu mẫu", default=None
    )

    def officer(self, code: str) -> Officer | None:
        return next((officer for officer in self.officers if officer.code == code), None)

    def reviewed(self) -> list[Officer]:
        """Officers whose review and rating go through the city: managed by it and not exempt."""
        return [officer for officer in self.officers if officer.managed_by_city and officer.exemption is None]

    def rated_subjects(self) -> list[str]:
        """Whom the city rates in this unit: its collective, its party organisation, its reviewed officers."""
        return ["tap-the", "to-chuc-dang", *(officer.code for officer in self.reviewed())]

    def suggestion_targets(self) -> set[str]:
        """To whom in this unit a suggestion may be issued: its collective, or an officer."""
        return {"tap-the", *(officer.code for officer in self.officers)}

    def head(self) -> Officer | None:
        return next((officer for officer in self.officers if officer.is_head), None)
