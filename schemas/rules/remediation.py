"""Limits and conclusions: R05, R07, R20 (items 2 and 10)."""

from collections.abc import Iterator
from datetime import timedelta

from schemas.finding import Gate, Severity
from schemas.local_time import show_day
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.vocabulary import LimitStatus

RULES = Family()


@RULES.rule("R05", Gate.MERGE)
def repeated_limits_name_somebody(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    for index, limit in enumerate(files.remediation.model.earlier if files.remediation else ()):
        open_still = limit.status in (LimitStatus.NOT_YET, LimitStatus.REPEATED)
        if files.remediation and open_still and limit.responsible is None:
            yield Fault(
                files.remediation,
                ("ky_truoc", index),
                f"Hạn chế {limit.code} chưa ghi người chịu trách nhiệm.",
                "ghi `trach_nhiem:` là mã người",
                Severity.WARNING,
            )


@RULES.rule("R07", Gate.MERGE)
def conclusions_are_consistent(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.conclusions is None:
        return
    listed = files.conclusions.model.conclusions
    if files.conclusions.model.any_in_year != bool(listed):
        said = "có" if files.conclusions.model.any_in_year else "không"
        yield Fault(
            files.conclusions,
            ("co_ket_luan",),
            f"Ghi “{said}” nhưng danh sách có {len(listed)} kết luận.",
            "sửa `co_ket_luan`, hoặc sửa danh sách `ket_luan`",
        )
    for index, conclusion in enumerate(listed):
        if conclusion.issued_on.year != context.terms.cycle.year:
            yield Fault(
                files.conclusions,
                ("ket_luan", index, "ngay"),
                f"Kết luận {conclusion.code} không thuộc năm {context.terms.cycle.year}.",
                "chỉ ghi kết luận trong năm; kiểm tra lại ngày",
                Severity.WARNING,
            )


@RULES.more_of("R07", Gate.CLOSE)
def conclusions_are_answered(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.unreadable or not context.review_over(files):
        return
    if files.conclusions is None:
        yield Fault(
            files.unit,
            (),
            "Chưa báo trong năm có kết luận thanh tra, kiểm tra, giám sát, kiểm toán hay không.",
            "tạo `ket-luan.yaml`; không có thì ghi `co_ket_luan: không`",
        )
        return
    for index, conclusion in enumerate(files.conclusions.model.conclusions):
        if conclusion.has_faults and (conclusion.reviewed_on is None or conclusion.report is None):
            yield Fault(
                files.conclusions,
                ("ket_luan", index),
                f"Kết luận {conclusion.code} chưa ghi việc kiểm điểm.",
                "ghi `ngay_kiem_diem` và `bao_cao`",
            )


@RULES.rule("R20", Gate.MERGE)
def the_plan_follows_the_review(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.remediation is None:
        return
    plan = files.remediation.model
    review = files.review
    days = int(context.terms.policy("khac-phuc-so-ngay"))
    if review and not review[1].held_on <= plan.made_on <= review[1].held_on + timedelta(days=days):
        yield Fault(
            files.remediation,
            ("ngay_lap",),
            f"Kế hoạch lập ngày {show_day(plan.made_on)}; hội nghị ngày {show_day(review[1].held_on)}, "
            f"hạn là {days} ngày sau hội nghị.",
            "kiểm tra lại ngày lập kế hoạch",
            Severity.WARNING,
        )
    for index, limit in enumerate(plan.limits):
        if limit.due is not None and limit.due < plan.made_on:
            yield Fault(
                files.remediation,
                ("han_che", index, "han"),
                f"Hạn khắc phục {limit.code} trước ngày lập kế hoạch.",
                "kiểm tra lại `han`",
            )


@RULES.more_of("R20", Gate.CLOSE)
def every_limit_is_covered(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.unreadable or not context.review_over(files):
        return
    if files.remediation is None:
        yield Fault(
            files.unit,
            (),
            "Chưa có kế hoạch khắc phục.",
            "tạo `khac-phuc.yaml`; không có hạn chế thì để trống danh sách",
            Severity.WARNING,
        )
        return
    for index, limit in enumerate(files.remediation.model.limits):
        keys = (
            ("bien_phap", limit.measure),
            ("phu_trach", limit.owner),
            ("han", limit.due),
            ("theo_doi", limit.follower),
        )
        lacking = [key for key, value in keys if value is None]
        if lacking:
            yield Fault(
                files.remediation,
                ("han_che", index),
                f"Hạn chế {limit.code} còn thiếu: {', '.join(lacking)}.",
                "điền đủ biện pháp, người thực hiện, hạn, người theo dõi",
                Severity.WARNING,
            )
