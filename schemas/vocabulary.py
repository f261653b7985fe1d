"""The closed word lists. Values are the official wording, because they are what people write in the files."""

from enum import StrEnum


class Rating(StrEnum):
    """The four levels of quality (dispatch item 4; QĐ 124-QĐ/TW)."""

    EXCELLENT = "Hoàn thành xuất sắc nhiệm vụ"
    GOOD = "Hoàn thành tốt nhiệm vụ"
    COMPLETED = "Hoàn thành nhiệm vụ"
    FAILED = "Không hoàn thành nhiệm vụ"


class ObjectKind(StrEnum):
    """The four kinds of rated objects; each is counted on its own (dispatch title and item 4)."""

    PARTY_ORGANISATION = "Tổ chức đảng"
    PARTY_MEMBER = "Đảng viên"
    LEADERSHIP_COLLECTIVE = "Tập thể lãnh đạo, quản lý"
    LEADER = "Cá nhân cán bộ lãnh đạo, quản lý"


class RatingStage(StrEnum):
    """How far the ratings of a file have come. The 20 % ceiling warns at proposal and blocks at decision (R11)."""

    PROPOSED = "Đề xuất"
    DECIDED = "Quyết định"


class UnitKind(StrEnum):
    """Kinds of units. What each kind owes is in the rule set, not here."""

    STANDING_COMMITTEE = "Ban Thường vụ Thành ủy"
    PEOPLES_COUNCIL = "Thường trực Hội đồng nhân dân"
    PEOPLES_COMMITTEE = "Lãnh đạo Ủy ban nhân dân"
    ADVISORY_BODY = "Cơ quan tham mưu, giúp việc của Thành ủy"
    MASS_ORGANISATION = "Mặt trận Tổ quốc, tổ chức chính trị - xã hội"
    OFFICE = "Phòng, đơn vị sự nghiệp"
    WARD_PARTY_COMMITTEE = "Đảng bộ phường, xã"
    BASE_PARTY_COMMITTEE = "Đảng bộ cơ sở"
    BASE_PARTY_CELL = "Chi bộ cơ sở"


class Condition(StrEnum):
    """What "nếu có" hangs on, item by item."""

    ALWAYS = "Luôn phải có"
    SUGGESTION_RECEIVED = "Được gợi ý kiểm điểm"
    COMPLAINT = "Có khiếu nại, kiến nghị"
    SUGGESTION_SENT = "Có tham mưu gợi ý kiểm điểm"


class Form(StrEnum):
    """Form codes. The dispatch says "Mẫu 02"; HD 25-HD/BTCTW splits it into 02A and 02B."""

    COLLECTIVE = "01"
    PERSON = "02"
    PERSON_NOT_LEADING = "02A"
    PERSON_LEADING = "02B"


class SecrecyMark(StrEnum):
    """Only the first may enter the repository (R44)."""

    NONE = "Không"
    THIRD = "Mật"
    SECOND = "Tối mật"
    FIRST = "Tuyệt mật"


class Channel(StrEnum):
    """Through whom a suggestion draft goes to the Standing Committee (dispatch item 6)."""

    ORGANISATION_BOARD = "Ban Tổ chức Thành ủy"
    OTHER = "Nơi khác"


class TimeSource(StrEnum):
    """What counts as the moment of handing in (design, Time)."""

    GIT_HISTORY = "Lịch sử Git"
    DECLARED = "Khai báo"


class ItemState(StrEnum):
    """State of one checklist item of one unit, as machines read it."""

    NOT_APPLICABLE = "khong_ap_dung"
    MISSING = "con_thieu"
    IN_REVIEW = "dang_duyet"
    RECEIVED = "da_nhan"
    OVERDUE = "qua_han"
