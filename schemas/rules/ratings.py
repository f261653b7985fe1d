"""Levels: the 20 % ceiling (R11) and the head's "xuất sắc" (R30, HD 08 5.2.1 as amended by item 11(4))."""

from collections.abc import Iterator

from schemas.finding import Gate, Severity
from schemas.local_time import show_day
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.ruleset.quota import ceiling
from schemas.vocabulary import Rating, RatingStage

RULES = Family()


@RULES.rule("R11", Gate.MERGE)
def excellent_within_a_fifth(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.ratings is None:
        return
    base, rounding = context.terms.policy("tran-20-mau-so"), context.terms.policy("tran-20-lam-tron")
    decided = files.ratings.model.stage is RatingStage.DECIDED
    for index, group in enumerate(files.ratings.model.groups):
        limit = ceiling(group, base, rounding)
        if decided and not limit.complete:
            yield Fault(
                files.ratings,
                ("nhom", index, "chua_xep_loai"),
                f"Nhóm thứ {index + 1} còn {group.unrated} trường hợp chưa xếp loại mà đã ghi “Quyết định”.",
                "xếp loại xong cả nhóm, hoặc ghi `giai_doan: Đề xuất`",
            )
        if not limit.kept:
            yield Fault(
                files.ratings,
                ("nhom", index, "xuat_sac"),
                f"Nhóm thứ {index + 1} có {group.excellent} “xuất sắc”, {group.good} “tốt”; "
                f"nhiều nhất được {limit.most} “xuất sắc”.",
                f"bớt {-limit.slack} “xuất sắc” trong nhóm này",
                Severity.ERROR if decided else Severity.WARNING,
            )


@RULES.rule("R30", Gate.MERGE)
def head_excellent_needs_excellent_body(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    head = files.unit.model.head()
    if files.ratings is None or head is None:
        return
    body = files.ratings.model.professional
    for index, rated in enumerate(files.ratings.model.persons):
        latest = rated.latest()
        if rated.subject != head.code or latest is None or latest[1].level is not Rating.EXCELLENT:
            continue
        key, step = latest
        place = ("ca_nhan", index, key, "muc")
        if body is None:
            yield Fault(
                files.ratings,
                place,
                "Người đứng đầu xếp “xuất sắc” nhưng chưa có xếp loại chuyên môn của tập thể.",
                "thêm `xep_loai_chuyen_mon` (mức, cơ quan, số, ngày), hoặc xếp người đứng đầu mức khác",
            )
        elif body.level is not Rating.EXCELLENT:
            yield Fault(
                files.ratings,
                place,
                "Người đứng đầu xếp “xuất sắc” nhưng tập thể được xếp loại chuyên môn mức khác.",
                "xếp người đứng đầu mức khác, hoặc sửa `xep_loai_chuyen_mon` nếu ghi nhầm",
            )
        elif body.issued_on > step.given_on:
            yield Fault(
                files.ratings,
                place,
                f"Xếp loại chuyên môn của tập thể ngày {show_day(body.issued_on)}, sau ngày xếp loại người đứng đầu.",
                "xếp loại chuyên môn của tập thể phải có trước hoặc cùng ngày",
            )
