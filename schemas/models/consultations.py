"""`lay-y-kien.yaml`: whose opinion was asked on the collective's review report (dispatch item 11(1), R21 and R22)."""

from schemas.fields.declaration import Day, PersonCode, Record, Slug, declare, optional_list
from schemas.models.unit_file import UnitFile


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


class Consultations(UnitFile):
    """Opinions asked for on one unit's collective report."""

    collectives: tuple[CollectiveOpinion, ...] = optional_list(
        "tap_the", "Lấy ý kiến tập thể", "Mỗi bên góp ý một dòng.", [], longest=40
    )
    persons: tuple[PersonalOpinion, ...] = optional_list(
        "ca_nhan", "Lấy ý kiến cá nhân", "Mỗi người góp ý một dòng.", [], longest=200
    )
