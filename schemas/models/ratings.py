"""`xep-loai.yaml`: counts of levels per group, and the levels of the persons that rules look at."""

from schemas.fields.declaration import (
    Count,
    Day,
    DocumentNumber,
    PersonCode,
    Record,
    ShortText,
    Slug,
    SubjectCode,
    declare,
    optional_list,
)
from schemas.models.unit_file import UnitFile
from schemas.vocabulary import Grade, ObjectKind, Rating, RatingStage


class Group(Record):
    """One group over which the 20 % ceiling is counted (dispatch item 4)."""

    name: ShortText = declare("ten", "Tên nhóm", "Tên nhóm tính tỷ lệ.", "Đảng viên thuộc đảng bộ")
    kind: ObjectKind = declare("doi_tuong", "Đối tượng", "Một trong bốn loại đối tượng.", ObjectKind.PARTY_MEMBER.value)
    row: Slug | None = declare(
        "dong_bieu",
        "Dòng của biểu",
        "Mã dòng trong biểu thống kê; bỏ trống là dòng chung của loại đối tượng.",
        "chi-bo-truc-thuoc",
        default=None,
    )
    excellent: Count = declare("xuat_sac", "Hoàn thành xuất sắc", "Số được xếp mức này.", 4)
    good: Count = declare("tot", "Hoàn thành tốt", "Số được xếp mức này.", 20)
    completed: Count = declare("hoan_thanh", "Hoàn thành", "Số được xếp mức này.", 5)
    failed: Count = declare("khong_hoan_thanh", "Không hoàn thành", "Số được xếp mức này.", 0)
    unrated: Count = declare("chua_xep_loai", "Chưa xếp loại", "Số còn chưa xếp loại.", 0)

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """From excellent to unrated."""
        return self.excellent, self.good, self.completed, self.failed, self.unrated


class ProfessionalRating(Record):
    """The body's professional rating by the competent authority (HD 08, 5.2.1 as amended by item 11(4))."""

    level: Rating = declare("muc", "Mức xếp loại", "Mức xếp loại chuyên môn.", Rating.EXCELLENT.value)
    authority: ShortText = declare("co_quan", "Cơ quan xếp loại", "Cơ quan có thẩm quyền.", "Ủy ban nhân dân thành phố")
    number: DocumentNumber = declare("so_ky_hieu", "Số, ký hiệu", "Số quyết định.", "1890/QĐ-UBND")
    issued_on: Day = declare("ngay", "Ngày", "Ngày quyết định.", "2024-11-28")


class RatingStep(Record):
    """A level given at one stage."""

    level: Rating = declare("muc", "Mức xếp loại", "Một trong bốn mức.", Rating.GOOD.value)
    given_on: Day = declare("ngay", "Ngày", "Ngày xếp mức này.", "2024-11-28")
    number: DocumentNumber | None = declare(
        "so_ky_hieu", "Số, ký hiệu", "Số văn bản, nếu có.", "12-BC/ĐU", default=None
    )


class CriterionGrade(Record):
    """The grade of one criterion of the frame (QĐ 124-QĐ/TW, Đ.11)."""

    criterion: Slug = declare("ma", "Mã tiêu chí", "Mã tiêu chí trong khung của bộ quy tắc.", "nhiem-vu")
    grade: Grade = declare("muc", "Mức", "Mức của tiêu chí.", Grade.GOOD.value)


class Revision(Record):
    """A decided level changed later, with its reason."""

    old: Rating = declare("muc_cu", "Mức cũ", "Mức trước khi điều chỉnh.", Rating.GOOD.value)
    new: Rating = declare("muc_moi", "Mức mới", "Mức sau khi điều chỉnh.", Rating.FAILED.value)
    on: Day = declare("ngay", "Ngày", "Ngày quyết định điều chỉnh.", "2025-03-10")
    number: DocumentNumber = declare("so_ky_hieu", "Số, ký hiệu", "Số quyết định điều chỉnh.", "31-QĐ/ThU")
    reason: ShortText = declare("ly_do", "Lý do", "Lý do ngắn, không nêu nội dung.", "Có quyết định kỷ luật")


class Rated(Record):
    """How one subject was rated: itself, as proposed, appraised, decided (dispatch items 2 and 4; R02, R04, R10)."""

    self_rated: RatingStep | None = declare(
        "tu_xep_loai", "Tự xếp loại", "Mức tự nhận.", {"muc": Rating.GOOD.value}, default=None
    )
    proposed: RatingStep | None = declare(
        "de_xuat", "Đề xuất", "Mức cấp có trách nhiệm đề xuất.", {"muc": Rating.GOOD.value}, default=None
    )
    appraised: RatingStep | None = declare(
        "tham_dinh", "Thẩm định", "Mức sau thẩm định, nếu đơn vị được giao.", {"muc": Rating.GOOD.value}, default=None
    )
    decided: RatingStep | None = declare(
        "quyet_dinh", "Quyết định", "Mức cấp có thẩm quyền quyết định.", {"muc": Rating.GOOD.value}, default=None
    )
    criteria: tuple[CriterionGrade, ...] = optional_list(
        "tieu_chi", "Tiêu chí", "Mức của từng tiêu chí.", [], longest=20
    )
    knock_outs: tuple[Slug, ...] = optional_list(
        "loai_tru", "Trường hợp không hoàn thành", "Mã các trường hợp phải xếp “không hoàn thành”.", [], longest=20
    )
    revisions: tuple[Revision, ...] = optional_list(
        "dieu_chinh", "Điều chỉnh", "Các lần điều chỉnh mức đã quyết định.", [], longest=10
    )

    def steps(self) -> list[tuple[str, RatingStage, RatingStep]]:
        """The stages reached: key in the file, stage, level."""
        given = (
            ("tu_xep_loai", RatingStage.SELF, self.self_rated),
            ("de_xuat", RatingStage.PROPOSED, self.proposed),
            ("tham_dinh", RatingStage.APPRAISED, self.appraised),
            ("quyet_dinh", RatingStage.DECIDED, self.decided),
        )
        return [(key, stage, step) for key, stage, step in given if step is not None]

    def latest(self) -> tuple[str, RatingStep] | None:
        """The newest level and its key; None when nothing is rated yet."""
        steps = self.steps()
        return (steps[-1][0], steps[-1][2]) if steps else None


class CollectiveRating(Rated):
    """The leadership collective (`tap-the`) or the party organisation (`to-chuc-dang`)."""

    subject: SubjectCode = declare("ma", "Đối tượng", "`tap-the` hoặc `to-chuc-dang`.", "tap-the")


class PersonRating(Rated):
    """One person, by code."""

    subject: PersonCode = declare("ma", "Mã người", "Mã ẩn danh trong `don-vi.yaml`.", "BH-01")
    professional: RatingStep | None = declare(
        "chuyen_mon",
        "Xếp loại chuyên môn",
        "Mức xếp loại công chức, viên chức.",
        {"muc": Rating.GOOD.value},
        default=None,
    )
    cell_review: Day | None = declare(
        "kiem_diem_chi_bo", "Kiểm điểm ở chi bộ", "Ngày kiểm điểm đảng viên ở chi bộ.", "2024-11-25", default=None
    )
    residence_comment: Day | None = declare(
        "y_kien_cu_tru", "Ý kiến nơi cư trú", "Ngày nhận xét của nơi cư trú.", "2024-11-20", default=None
    )
    workplace_opinion: Day | None = declare(
        "y_kien_cong_tac", "Ý kiến nơi công tác", "Ngày có kết quả lấy ý kiến nơi công tác.", "2024-11-22", default=None
    )


class ReviewCounts(Record):
    """How many were to be reviewed and were (table 6F)."""

    due: Count = declare("phai_kiem_diem", "Phải kiểm điểm", "Số phải kiểm điểm.", 10)
    done: Count = declare("da_kiem_diem", "Đã kiểm điểm", "Số đã kiểm điểm.", 10)
    new: Count = declare("moi", "Mới thành lập, mới kết nạp", "Chưa kiểm điểm vì mới.", 0, default=0)
    excused: Count = declare("mien", "Miễn công tác và sinh hoạt", "Chưa kiểm điểm vì được miễn.", 0, default=0)
    suspended: Count = declare("dinh_chi", "Đình chỉ sinh hoạt", "Chưa kiểm điểm vì bị đình chỉ.", 0, default=0)
    suggested_by_province: Count = declare("goi_y_tinh_uy", "Diện Tỉnh ủy gợi ý", "Số được gợi ý.", 0, default=0)
    suggested_by_base: Count = declare("goi_y_co_so", "Diện đảng ủy cơ sở gợi ý", "Số được gợi ý.", 0, default=0)


class Reviewed(Record):
    """Results of the review, counted."""

    collectives: ReviewCounts = declare("tap_the", "Tập thể", "Số tập thể.", {"phai_kiem_diem": 1})
    members: ReviewCounts = declare("dang_vien", "Đảng viên", "Số đảng viên.", {"phai_kiem_diem": 10})


class Ratings(UnitFile):
    """Ratings of a unit."""

    stage: RatingStage = declare(
        "giai_doan", "Giai đoạn", "Các số của tệp đã đến bước nào.", RatingStage.PROPOSED.value
    )
    groups: tuple[Group, ...] = optional_list(
        "nhom", "Nhóm tính tỷ lệ", "Tập thể và cá nhân tính riêng.", [], longest=60
    )
    reviewed: Reviewed | None = declare(
        "ket_qua_kiem_diem", "Kết quả kiểm điểm", "Số phải và đã kiểm điểm, để lập biểu 6F.", {}, default=None
    )
    professional: ProfessionalRating | None = declare(
        "xep_loai_chuyen_mon",
        "Xếp loại chuyên môn của tập thể",
        "Xếp loại của tập thể lãnh đạo, quản lý, tổ chức, cơ quan, đơn vị do cơ quan có thẩm quyền quyết định.",
        {"muc": Rating.EXCELLENT.value},
        default=None,
    )
    collectives: tuple[CollectiveRating, ...] = optional_list(
        "tap_the", "Tập thể", "Tập thể lãnh đạo và tổ chức đảng của đơn vị.", [], longest=2
    )
    persons: tuple[PersonRating, ...] = optional_list(
        "ca_nhan", "Cá nhân", "Mức của các cán bộ có mã trong `don-vi.yaml`.", [], longest=200
    )

    def subjects(self) -> list[tuple[tuple[str, int], CollectiveRating | PersonRating]]:
        """Every rated subject with its place in the file."""
        own: list[tuple[tuple[str, int], CollectiveRating | PersonRating]] = []
        own += [(("tap_the", index), rated) for index, rated in enumerate(self.collectives)]
        own += [(("ca_nhan", index), rated) for index, rated in enumerate(self.persons)]
        return own
