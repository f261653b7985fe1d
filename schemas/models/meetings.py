"""`hoi-nghi.yaml`: the review meetings of a unit (dispatch items 5 and 11(3), 4.4 and 4.5; R12, R24–R26, R29, R38).

Who said what and how anybody voted stays outside: only dates, codes and totals are recorded.
"""

from schemas.fields.declaration import (
    Count,
    Day,
    DocumentNumber,
    PersonCode,
    Record,
    Slug,
    YesNo,
    declare,
    optional_list,
)
from schemas.models.unit_file import UnitFile
from schemas.vocabulary import AgendaKind, MeetingPurpose


class Invitation(Record):
    """One group invited to a meeting (dispatch item 5; 4.5.2 for the executive committee)."""

    group: Slug = declare("nhom", "Nhóm được mời", "Mã nhóm theo danh sách của bộ quy tắc.", "uy-vien-btv")
    invited_on: Day = declare("ngay_moi", "Ngày mời", "Ngày gửi giấy mời.", "2024-11-25")
    present: Count = declare("co_du", "Số người dự", "Số người của nhóm này đã dự.", 1, default=0)


class AgendaItem(Record):
    """One part of the meeting, in its order."""

    kind: AgendaKind = declare("noi_dung", "Nội dung", "Phần việc của hội nghị.", AgendaKind.COLLECTIVE.value)
    person: PersonCode | None = declare(
        "ma",
        "Mã người",
        "Người được kiểm điểm; chỉ ghi ở phần kiểm điểm cá nhân.",
        "BH-01",
        when="là phần kiểm điểm cá nhân",
        default=None,
    )
    presenter: PersonCode | None = declare(
        "trinh_bay", "Người trình bày", "Mã người trình bày báo cáo.", "BH-01", default=None
    )
    authorised_by: DocumentNumber | None = declare(
        "uy_quyen",
        "Văn bản ủy quyền",
        "Số văn bản, khi người trình bày không phải người đứng đầu.",
        "5-UQ/ĐU",
        when="người trình bày không phải là người đứng đầu",
        default=None,
    )
    chair: PersonCode | None = declare("chu_tri", "Người chủ trì", "Mã người chủ trì phần này.", "BH-02", default=None)
    concluded: YesNo = declare("ket_luan", "Có kết luận", "Người chủ trì đã kết luận.", "có", default=False)
    voted: YesNo = declare("bieu_quyet", "Đã biểu quyết", "Đã lấy ý kiến biểu quyết.", "có", default=False)


class Ballots(Record):
    """Totals of the rating ballot; nobody's own ballot is recorded."""

    issued: Count = declare("phat_ra", "Phát ra", "Số phiếu phát ra.", 9)
    returned: Count = declare("thu_ve", "Thu về", "Số phiếu thu về.", 9)
    valid: Count = declare("hop_le", "Hợp lệ", "Số phiếu hợp lệ.", 9)


class Meeting(Record):
    """One meeting or conference."""

    purposes: tuple[MeetingPurpose, ...] = declare(
        "loai",
        "Loại cuộc họp",
        "Một hay nhiều việc của cuộc họp.",
        [MeetingPurpose.REVIEW.value],
        min_length=1,
        max_length=4,
    )
    held_on: Day = declare("ngay", "Ngày họp", "Ngày họp (ngày cuối, nếu nhiều ngày).", "2024-11-29")
    minutes: DocumentNumber | None = declare(
        "bien_ban", "Số biên bản", "Số biên bản của cuộc họp.", "7-BB/ĐU", default=None
    )
    members: Count = declare("thanh_vien", "Số thành viên", "Số thành viên của tập thể được kiểm điểm.", 9)
    present: Count = declare("co_mat", "Số có mặt", "Số thành viên có mặt.", 9)
    invitations: tuple[Invitation, ...] = optional_list("moi", "Mời dự", "Mỗi nhóm được mời một dòng.", [], longest=20)
    agenda: tuple[AgendaItem, ...] = optional_list(
        "chuong_trinh", "Chương trình", "Các phần theo đúng thứ tự đã diễn ra.", [], longest=80
    )
    ballots: Ballots | None = declare(
        "phieu", "Phiếu xếp loại", "Tổng số phiếu đánh giá, xếp loại.", {"phat_ra": 9}, default=None
    )


class Meetings(UnitFile):
    """All review meetings of one unit."""

    meetings: tuple[Meeting, ...] = optional_list(
        "hoi_nghi", "Hội nghị, cuộc họp", "Mỗi cuộc họp một dòng.", [], longest=20
    )

    def review(self) -> tuple[int, Meeting] | None:
        """The meeting where the collective and its members were reviewed, with its position."""
        return next(((i, m) for i, m in enumerate(self.meetings) if MeetingPurpose.REVIEW in m.purposes), None)
