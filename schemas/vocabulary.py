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
    """How far a rating has come. The 20 % ceiling warns before the decision and blocks at it (R11)."""

    SELF = "Tự xếp loại"
    PROPOSED = "Đề xuất"
    APPRAISED = "Thẩm định"
    DECIDED = "Quyết định"


class Grade(StrEnum):
    """Grade of one criterion (QĐ 124-QĐ/TW, Đ.11)."""

    EXCELLENT = "Xuất sắc"
    GOOD = "Tốt"
    FAIR = "Trung bình"
    POOR = "Kém"


class Exemption(StrEnum):
    """Why a member is not reviewed (QĐ 124-QĐ/TW, Đ.5)."""

    EXCUSED = "Miễn công tác và sinh hoạt đảng"
    SUSPENDED = "Đình chỉ sinh hoạt đảng"
    NEWLY_ADMITTED = "Kết nạp chưa đủ 6 tháng"


SUBJECT_TITLES = {"tap-the": "tập thể", "to-chuc-dang": "tổ chức đảng"}
"""The two subjects that are no persons, in words."""


def subject_title(code: str) -> str:
    """A rated or suggested subject as people read it: in words, or a person's code as it is."""
    return SUBJECT_TITLES.get(code, code)


class Topic(StrEnum):
    """What a suggestion is about (dispatch item 3); its text never enters the repository."""

    POLITICAL_TASK = "Kết quả thực hiện nhiệm vụ chính trị"
    DISUNITY = "Biểu hiện thiếu thống nhất"
    PRINCIPLES = "Vi phạm các nguyên tắc, quy định của Đảng"
    PUBLIC_CONCERN = "Vấn đề phức tạp, dư luận bức xúc"


class SuggestionResult(StrEnum):
    """What came of a suggestion, as the synthesis to the Standing Committee says (dispatch item 9)."""

    OPEN = "Chưa làm rõ"
    PARTLY = "Đã làm rõ một phần"
    CLEARED = "Đã làm rõ"


class AssignedRole(StrEnum):
    """In what capacity somebody directs a unit's review (dispatch items 3, 5 and 11(3) 4.5.1)."""

    STANDING_MEMBER = "Ủy viên Ban Thường vụ Thành ủy"
    COMMITTEE_MEMBER = "Thành ủy viên"
    BOARD_LEADER = "Lãnh đạo ban xây dựng Đảng"
    TEAM_LEADER = "Trưởng đoàn công tác"
    TEAM_DEPUTY = "Phó đoàn công tác"
    STAFF = "Cán bộ cơ quan tham mưu, giúp việc"


class MeetingPurpose(StrEnum):
    """What a meeting is for (dispatch item 5); one meeting may serve several."""

    REVIEW = "Kiểm điểm"
    ASSESSMENT = "Đánh giá"
    CLASSIFICATION = "Phân loại"
    SUMMING_UP = "Tổng kết"


class AgendaKind(StrEnum):
    """The parts of a review meeting, in their order (dispatch item 11(3), 4.4.1 to 4.4.3)."""

    COLLECTIVE = "Kiểm điểm tập thể"
    OPINIONS = "Báo cáo kết quả lấy ý kiến"
    PERSON = "Kiểm điểm cá nhân"


class ConclusionKind(StrEnum):
    """Whose conclusions oblige a unit to review itself (dispatch item 2)."""

    INSPECTION = "Thanh tra"
    CHECK = "Kiểm tra"
    SUPERVISION = "Giám sát"
    AUDIT = "Kiểm toán"


class LimitStatus(StrEnum):
    """How far a limit is remedied (dispatch items 2 and 10)."""

    DONE = "Đã khắc phục"
    DOING = "Đang khắc phục"
    NOT_YET = "Chưa khắc phục"
    REPEATED = "Lặp lại"


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


class CommitteeLevel(StrEnum):
    """Levels of party committees that hand results up, the highest first."""

    NATIONAL = "Trung ương"
    PROVINCE = "Tỉnh, thành phố"
    CITY = "Thành phố thuộc tỉnh"
    COMMUNE = "Phường, xã, đặc khu"


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


class Attachments(StrEnum):
    """Whether a cycle takes copies of papers, sealed; never in clear."""

    NONE = "khong"
    SEALED = "niem_phong"


class ItemState(StrEnum):
    """State of one checklist item of one unit, as machines read it."""

    NOT_APPLICABLE = "khong_ap_dung"
    MISSING = "con_thieu"
    IN_REVIEW = "dang_duyet"
    RECEIVED = "da_nhan"
    OVERDUE = "qua_han"
