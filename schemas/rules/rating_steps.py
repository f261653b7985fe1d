"""The way of one rating: R02, R04, R10, R19, R27, and the levels' part of R43 (items 2, 4, 9, 11(3) 4.4.4)."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from schemas.finding import Gate, Severity, Turn
from schemas.local_time import show_day
from schemas.models.ratings import Rated
from schemas.models.unit_files import UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.vocabulary import Grade, ObjectKind, Rating, subject_title

RULES = Family()


def _listed(subjects: list[str]) -> str:
    return ", ".join(map(subject_title, subjects))


@RULES.rule("R02", Gate.MERGE)
def steps_follow_each_other(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    for place, rated in files.subjects:
        steps = rated.steps()
        for (_, earlier, before), (key, later, after) in pairwise(steps):
            if files.ratings and after.given_on < before.given_on:
                yield Fault(
                    files.ratings,
                    (*place, key, "ngay"),
                    f"Bước “{later.value}” ghi ngày {show_day(after.given_on)}, trước bước “{earlier.value}”.",
                    "kiểm tra lại ngày của hai bước",
                )
                break


@RULES.more_of("R02", Gate.CLOSE)
def every_step_is_taken(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.unreadable or not context.review_over(files):
        return
    rated = {subject.subject: subject for _, subject in files.subjects}
    expected = files.unit.model.rated_subjects()
    for title, lacking in (
        ("tự xếp loại", [c for c in expected if c not in rated or rated[c].self_rated is None]),
        ("được đề xuất", [c for c in expected if c not in rated or rated[c].proposed is None]),
    ):
        if lacking:
            yield Fault(
                files.ratings or files.unit,
                (),
                f"Chưa {title}: {_listed(lacking)}.",
                "thêm vào `tap_the` hoặc `ca_nhan` trong `xep-loai.yaml`",
            )
            return
    if open_still := [code for code in expected if files.decision_on(code) is None]:
        yield Fault(
            files.decisions or files.unit,
            (),
            f"Chưa có quyết định xếp loại: {_listed(open_still)}.",
            "thêm vào `quyet-dinh.yaml`",
            turn=Turn.CENTRE,
        )


@RULES.rule("R04", Gate.MERGE)
def self_rating_comes_first(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    review = files.review
    for place, rated in files.subjects:
        if files.ratings is None or rated.latest() is None:
            continue
        if rated.self_rated is None:
            yield Fault(
                files.ratings, place, "Đã ghi mức mà chưa ghi mức tự xếp loại.", "thêm `tu_xep_loai` (mức, ngày)"
            )
        elif review and rated.self_rated.given_on > review[1].held_on:
            yield Fault(
                files.ratings,
                (*place, "tu_xep_loai", "ngay"),
                f"Tự xếp loại sau ngày hội nghị {show_day(review[1].held_on)}.",
                "tự xếp loại phải có trước hoặc trong ngày hội nghị",
            )


@RULES.rule("R10", Gate.MERGE)
def levels_fit_the_frame(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.ratings is None:
        return
    frame = context.terms.ruleset.frame
    knock_outs = {known.code: known.title for known in frame.knock_outs}
    criteria = {criterion.code: criterion for criterion in frame.criteria}
    for place, rated in files.ratings.model.subjects():
        for index, code in enumerate(rated.knock_outs):
            if code not in knock_outs:
                yield Fault(
                    files.ratings,
                    (*place, "loai_tru", index),
                    "Không có trường hợp mang mã này.",
                    f"dùng một trong: {', '.join(knock_outs)}",
                )
        for index, grade in enumerate(rated.criteria):
            if grade.criterion not in criteria:
                yield Fault(
                    files.ratings,
                    (*place, "tieu_chi", index, "ma"),
                    "Không có tiêu chí mang mã này.",
                    f"dùng một trong: {', '.join(criteria)}",
                )
        latest = rated.latest()
        if latest is None:
            continue
        key, step = latest
        poor = [grade.criterion for grade in rated.criteria if grade.grade is Grade.POOR]
        reasons = [knock_outs[code] for code in rated.knock_outs if code in knock_outs]
        reasons += [f"tiêu chí {code} “Kém”" for code in poor]
        if reasons and step.level is not Rating.FAILED:
            yield Fault(
                files.ratings,
                (*place, key, "muc"),
                f"Phải xếp “không hoàn thành nhiệm vụ” vì: {'; '.join(reasons)}.",
                f"ghi `muc: {Rating.FAILED.value}`, hoặc sửa căn cứ nếu ghi nhầm",
            )
        elif step.level is Rating.EXCELLENT and (low := _too_low(rated, {c.code for c in frame.criteria if c.core})):
            yield Fault(
                files.ratings,
                (*place, key, "muc"),
                f"Xếp “xuất sắc” nhưng tiêu chí chưa tới mức: {', '.join(low)}.",
                "tiêu chí cốt lõi phải “Xuất sắc”, các tiêu chí khác từ “Tốt” trở lên",
                Severity.WARNING,
            )


def _too_low(rated: Rated, core: set[str]) -> list[str]:
    return [
        grade.criterion
        for grade in rated.criteria
        if (grade.criterion in core and grade.grade is not Grade.EXCELLENT)
        or grade.grade not in (Grade.EXCELLENT, Grade.GOOD)
    ]


@RULES.rule("R19", Gate.MERGE)
def appraisal_precedes_decision(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    for index, decision in enumerate(files.decisions.model.decisions if files.decisions else ()):
        if files.decisions and (decision.appraised_on is None or decision.appraised_on > decision.decided_on):
            what = "chưa ghi ngày thẩm định" if decision.appraised_on is None else "ghi thẩm định sau quyết định"
            yield Fault(
                files.decisions,
                ("quyet_dinh", index),
                f"Quyết định về {_listed([decision.subject])} {what}.",
                "ghi `ngay_tham_dinh` trước hoặc bằng ngày quyết định",
                turn=Turn.CENTRE,
            )


@RULES.rule("R27", Gate.CLOSE)
def leaders_are_reviewed_in_their_cell(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.ratings is None or not context.review_over(files):
        return
    reviewed = {officer.code for officer in files.unit.model.reviewed()}
    lacking = [p.subject for p in files.ratings.model.persons if p.subject in reviewed and p.cell_review is None]
    if lacking:
        yield Fault(
            files.ratings,
            ("ca_nhan",),
            f"Chưa ghi kiểm điểm ở chi bộ của: {', '.join(lacking)}.",
            "ghi `kiem_diem_chi_bo` là ngày kiểm điểm ở chi bộ",
        )


@RULES.more_of("R43", Gate.MERGE)
def levels_agree_everywhere(files: UnitFiles, context: Context) -> Iterator[Fault]:
    """One subject once; decided levels as in `quyet-dinh.yaml`; a revision starts from the decided level."""
    del context
    seen: set[str] = set()
    for place, rated in files.subjects:
        if files.ratings is None:
            continue
        if rated.subject in seen:
            yield Fault(
                files.ratings, (*place, "ma"), "Đối tượng này xếp loại hai lần trong tệp.", "giữ một dòng, xóa dòng kia"
            )
        seen.add(rated.subject)
        made = files.decision_on(rated.subject)
        if made and rated.decided and made.level is not rated.decided.level:
            yield Fault(
                files.ratings,
                (*place, "quyet_dinh", "muc"),
                "Mức khác với mức trong `quyet-dinh.yaml`.",
                "ghi đúng mức đã được quyết định",
            )
        decided = made.level if made else rated.decided.level if rated.decided else None
        if rated.revisions and rated.revisions[0].old is not decided:
            yield Fault(
                files.ratings,
                (*place, "dieu_chinh", 0, "muc_cu"),
                "Mức cũ khác mức đã quyết định.",
                "ghi `muc_cu` là mức đã quyết định trước khi điều chỉnh",
            )


@RULES.more_of("R43", Gate.MERGE)
def listed_persons_are_counted(files: UnitFiles, context: Context) -> Iterator[Fault]:
    """No more cadres of a level by code than the groups of leaders count."""
    del context
    if files.ratings is None:
        return
    groups = [g for g in files.ratings.model.groups if g.kind is ObjectKind.LEADER]
    levels = Counter(step[1].level for p in files.ratings.model.persons if (step := p.latest()))
    counted = {
        Rating.EXCELLENT: sum(g.excellent for g in groups),
        Rating.GOOD: sum(g.good for g in groups),
        Rating.COMPLETED: sum(g.completed for g in groups),
        Rating.FAILED: sum(g.failed for g in groups),
    }
    for level, listed in levels.items():
        if groups and listed > counted[level]:
            yield Fault(
                files.ratings,
                ("ca_nhan",),
                f"Danh sách cá nhân có {listed} người “{level.value}”, nhóm cán bộ chỉ đếm {counted[level]}.",
                "sửa số trong nhóm hoặc mức trong danh sách cho khớp",
            )
            return
