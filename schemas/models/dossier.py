"""`ho-so.yaml` and `ca-nhan/<mã>.yaml`: registers of what was handed in, never the papers themselves."""

from schemas.fields.declaration import (
    Copies,
    Day,
    DocumentNumber,
    ItemCode,
    PersonCode,
    Record,
    ShortText,
    Slug,
    YesNo,
    declare,
    optional_list,
)
from schemas.models.sealing import SAMPLE_KEY, SealedCopy
from schemas.models.unit_file import UnitFile
from schemas.vocabulary import Channel, Form, SecrecyMark


class Entry(Record):
    """One paper of the dispatch's list, as handed in."""

    item: ItemCode = declare("muc", "Mục", "Số mục trong danh mục hồ sơ của Công văn 1375.", "3.1")
    document: Slug | None = declare(
        "tai_lieu",
        "Tài liệu",
        "Mã tài liệu trong mục; bỏ trống nếu một văn bản gộp đủ các tài liệu của mục.",
        "bao-cao-kiem-diem",
        default=None,
    )
    number: DocumentNumber | None = declare(
        "so_ky_hieu", "Số, ký hiệu", "Số và ký hiệu văn bản; văn bản không số thì bỏ trống.", "12-BC/ĐU", default=None
    )
    issued_on: Day = declare("ngay_ban_hanh", "Ngày ban hành", "Ngày ký văn bản.", "2024-12-02")
    handed_in_on: Day = declare("ngay_nop", "Ngày nộp", "Ngày gửi văn bản về Ban Tổ chức Thành ủy.", "2024-12-04")
    late_reason: ShortText | None = declare(
        "ly_do_cham",
        "Lý do chậm",
        "Chỉ ghi khi nộp sau hạn.",
        "Hội nghị lùi ngày theo thông báo của cấp trên",
        when="nộp sau hạn",
        default=None,
    )
    signer: ShortText = declare("nguoi_ky", "Người ký", "Chức vụ người ký, không ghi họ tên.", "Bí thư Đảng ủy")
    confirmed: YesNo = declare(
        "xac_nhan", "Có xác nhận", "Văn bản có xác nhận của lãnh đạo cấp có thẩm quyền.", "có", default=False
    )
    form: Form | None = declare("mau", "Mẫu", "Mẫu văn bản theo hướng dẫn.", "01", default=None)
    copies: Copies = declare("so_ban", "Số bản", "Số bản giấy đã nộp.", 2)
    bases: tuple[DocumentNumber, ...] = optional_list(
        "can_cu", "Căn cứ", "Số các văn bản mà báo cáo dẫn làm căn cứ.", ["124-QĐ/TW"], longest=20
    )
    kept_at: ShortText | None = declare("noi_luu", "Nơi lưu", "Nơi lưu bản gốc.", "Văn phòng Đảng ủy", default=None)
    channel: Channel | None = declare(
        "gui_qua",
        "Gửi qua",
        "Chỉ cho văn bản gợi ý kiểm điểm (mục 6 của công văn).",
        "Ban Tổ chức Thành ủy",
        when="văn bản là gợi ý kiểm điểm",
        default=None,
    )
    secrecy: SecrecyMark = declare(
        "do_mat", "Độ mật", "Văn bản có độ mật không được ghi vào kho.", "Không", default=SecrecyMark.NONE
    )
    sealed_copy: SealedCopy | None = declare(
        "ban_niem_phong",
        "Bản niêm phong",
        "Chỉ khi kỳ nhận bản niêm phong; lệnh `kiemdiem niem-phong` ghi, không gõ tay.",
        {"ma_bam": "9f2c" * 16, "kich_thuoc": 48213, "nguoi_mo": [SAMPLE_KEY]},
        machine=True,
        default=None,
    )


class Completion(Record):
    """When the unit finished each part of the work (dispatch item 7)."""

    review: Day | None = declare("kiem_diem", "Kiểm điểm", "Ngày hoàn thành kiểm điểm.", "2024-12-01", default=None)
    rating: Day | None = declare(
        "danh_gia_xep_loai", "Đánh giá, xếp loại", "Ngày hoàn thành đánh giá, xếp loại.", "2024-12-02", default=None
    )
    awards: Day | None = declare(
        "khen_thuong", "Khen thưởng", "Ngày hoàn thành khen thưởng.", "2024-12-03", default=None
    )


class Dossier(UnitFile):
    """The register of a unit's dossier."""

    responsible: PersonCode = declare(
        "nguoi_chiu_trach_nhiem", "Người chịu trách nhiệm", "Mã của người đứng đầu chịu trách nhiệm về hồ sơ.", "BH-01"
    )
    has_complaint: YesNo = declare(
        "co_khieu_nai",
        "Có khiếu nại, kiến nghị",
        "Có khiếu nại, kiến nghị về kết quả đánh giá, xếp loại.",
        "không",
        default=False,
    )
    sends_suggestion: YesNo | None = declare(
        "co_goi_y_gui_di",
        "Có tham mưu gợi ý kiểm điểm",
        "Có gửi văn bản tham mưu gợi ý (mục 6 của công văn) hay không; ghi “không” là đã báo không có.",
        "không",
        default=None,
    )
    completion: Completion | None = declare(
        "hoan_thanh",
        "Ngày hoàn thành",
        "Các ngày hoàn thành theo mục 7 của công văn.",
        {"kiem_diem": "2024-12-01"},
        default=None,
    )
    entries: tuple[Entry, ...] = optional_list(
        "thanh_phan", "Thành phần hồ sơ", "Mỗi văn bản đã nộp là một dòng của danh sách.", [], longest=200
    )


class PersonalDossier(UnitFile):
    """The register of one cadre's papers (annex items 1.1–1.6)."""

    person: PersonCode = declare("ma", "Mã người", "Mã ẩn danh, trùng tên tệp.", "BH-01")
    entries: tuple[Entry, ...] = optional_list(
        "thanh_phan", "Thành phần hồ sơ", "Mỗi văn bản đã nộp là một dòng của danh sách.", [], longest=50
    )
