"""`ky.yaml`: one committee's review cycle of one year. Written by the centre only."""

from schemas.fields.declaration import Day, DocumentNumber, Record, ShortText, Slug, Year, YesNo, declare, optional_list
from schemas.models.sealing import SAMPLE_KEY, SealingKey
from schemas.models.signing import SigningKey
from schemas.vocabulary import Attachments, TimeSource


class DeadlineOverride(Record):
    """A deadline of the rule set moved by a later paper."""

    deadline: Slug = declare("ma", "Mã thời hạn", "Mã thời hạn trong bộ quy tắc.", "co-so")
    before: Day = declare("truoc_ngay", "Trước ngày", "Ngày mới.", "2024-12-08")
    basis: DocumentNumber = declare("can_cu", "Căn cứ", "Số văn bản cho phép.", "1402-CV/ThU")


class PolicyDecision(Record):
    """A policy that the committee confirmed or changed, with the paper that says so."""

    policy: Slug = declare("ma", "Mã chính sách", "Mã chính sách trong bộ quy tắc.", "truoc-ngay")
    value: Slug = declare("gia_tri", "Giá trị", "Một trong các cách hiểu của chính sách.", "khong-tinh-ngay-do")
    basis: DocumentNumber = declare("can_cu", "Căn cứ", "Số văn bản xác nhận.", "1402-CV/ThU")


class Cycle(Record):
    """The cycle: which rule set, whose, and what was decided about open questions."""

    year: Year = declare("nam", "Năm", "Năm kiểm điểm.", 2024)
    ruleset: Slug = declare("bo_quy_tac", "Bộ quy tắc", "Mã bộ quy tắc.", "2024")
    committee: ShortText = declare("cap_uy", "Cấp ủy", "Cấp ủy tổ chức kỳ kiểm điểm.", "Thành ủy Hà Tĩnh")
    committee_code: Slug | None = declare(
        "ma_cap_uy",
        "Mã cấp ủy",
        "Mã do cấp trên đặt trong cây cấp ủy; cần khi gửi ảnh chụp số liệu lên cấp trên.",
        "ha-tinh",
        default=None,
    )
    time_source: TimeSource = declare(
        "nguon_thoi_gian",
        "Nguồn thời điểm nộp",
        "Lịch sử Git: thời điểm vào nhánh chính. Khai báo: ngày đơn vị ghi, chỉ dùng cho dữ liệu mẫu.",
        TimeSource.GIT_HISTORY.value,
        default=TimeSource.GIT_HISTORY,
    )
    sample: YesNo = declare("du_lieu_mau", "Dữ liệu mẫu", "Toàn bộ kỳ là dữ liệu mẫu.", "có", default=False)
    deadlines: tuple[DeadlineOverride, ...] = optional_list(
        "thoi_han", "Thời hạn điều chỉnh", "Chỉ ghi khi có văn bản điều chỉnh.", [], longest=20
    )
    decisions: tuple[PolicyDecision, ...] = optional_list(
        "chinh_sach", "Chính sách đã xác nhận", "Chỉ ghi khi có văn bản xác nhận.", [], longest=40
    )
    maintainers: tuple[Slug, ...] = optional_list(
        "tai_khoan_trung_tam",
        "Tài khoản trung tâm",
        "Tài khoản máy chủ Git được duyệt và sửa phần của trung tâm.",
        ["ban-to-chuc"],
        longest=20,
    )
    two_persons: YesNo = declare(
        "hai_nguoi",
        "Hai người",
        "Người nộp không được tự duyệt: mỗi lần nhận phải do một tài khoản trung tâm khác ký.",
        "có",
        default=False,
    )
    signing_keys: tuple[SigningKey, ...] = optional_list(
        "khoa_ky", "Khóa ký của trung tâm", "Khóa công khai của những người được duyệt.", [], longest=40
    )
    attachments: Attachments = declare(
        "dinh_kem",
        "Tệp đính kèm",
        "`khong`: kho không giữ văn bản. `niem_phong`: nhận bản đã niêm phong, để ở kho lưu ngoài Git.",
        Attachments.NONE.value,
        default=Attachments.NONE,
    )
    sealing_keys: tuple[SealingKey, ...] = optional_list(
        "khoa_niem_phong",
        "Khóa niêm phong của trung tâm",
        "Khóa công khai để niêm phong văn bản gửi trung tâm.",
        [SAMPLE_KEY],
        longest=20,
    )
