"""`quyet-dinh.yaml`: appraisals and decisions of the upper level on a unit. Written by the centre only (R19, R28)."""

from schemas.fields.declaration import Day, DocumentNumber, PersonCode, Record, SubjectCode, declare, optional_list
from schemas.models.sealing import Opening
from schemas.models.unit_file import UnitFile
from schemas.vocabulary import Rating


class Decision(Record):
    """One level decided, with the appraisal before it (dispatch item 9)."""

    subject: SubjectCode = declare("doi_tuong", "Đối tượng", "`tap-the`, `to-chuc-dang` hoặc mã người.", "tap-the")
    level: Rating = declare("muc", "Mức xếp loại", "Mức được quyết định.", Rating.GOOD.value)
    appraised_on: Day | None = declare(
        "ngay_tham_dinh", "Ngày thẩm định", "Ngày Ban Tổ chức thẩm định.", "2024-12-09", default=None
    )
    decided_on: Day = declare("ngay", "Ngày quyết định", "Ngày ký quyết định.", "2024-12-12")
    number: DocumentNumber = declare("so_ky_hieu", "Số, ký hiệu", "Số quyết định.", "210-QĐ/ThU")


class Synthesis(Record):
    """The assigned member's report on the unit's review (dispatch item 11(3), 4.5.1)."""

    person: PersonCode = declare("ma", "Mã người", "Người được phân công đã báo cáo.", "TV-01")
    reported_on: Day = declare("ngay", "Ngày", "Ngày báo cáo Ban Thường vụ Thành ủy.", "2024-12-08")


class Decisions(UnitFile):
    """Everything the upper level decided about one unit."""

    decisions: tuple[Decision, ...] = optional_list(
        "quyet_dinh", "Quyết định", "Mỗi đối tượng một dòng.", [], longest=100
    )
    syntheses: tuple[Synthesis, ...] = optional_list(
        "bao_cao_chi_dao", "Báo cáo chỉ đạo", "Báo cáo của người được phân công chỉ đạo.", [], longest=20
    )
    openings: tuple[Opening, ...] = optional_list(
        "mo_niem_phong",
        "Mở thử bản niêm phong",
        "Lệnh `kiemdiem mo-niem-phong --mo-thu` trên máy của trung tâm ghi.",
        [],
        longest=2000,
        machine=True,
    )
