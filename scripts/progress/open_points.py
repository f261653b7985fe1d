"""The centre's work (dispatch items 3, 4.5.1 and 9): who still owes what, by when, and who is to remind them.

One list of open points feeds the command, the internal pages and the reminder lists.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from schemas.models.unit import Assignment
from schemas.models.unit_files import UnitFiles
from schemas.roles import DeadlineRole, SourceRole
from schemas.ruleset.terms import Due, Terms
from schemas.vocabulary import LimitStatus, SuggestionResult, subject_title
from scripts.dossiers.loader import CycleFiles


class View(NamedTuple):
    """One of the centre's lists. `deadline`: which of the rule set's, None for the unit's own completion."""

    code: str
    title: str
    deadline: DeadlineRole | None
    source: SourceRole
    open_points: Callable[[UnitFiles, Terms], list[str]]
    """What a unit still owes under this view, shortly; persons as codes."""


class OpenPoint(NamedTuple):
    """One unit in one view. `responsible`: codes of those assigned to it; empty when nobody is."""

    view: View
    unit: str
    unit_name: str
    details: tuple[str, ...]
    due: Due
    overdue: bool
    responsible: tuple[str, ...]


def _not_self_rated(files: UnitFiles, terms: Terms) -> list[str]:
    del terms
    done = {rated.subject for _, rated in files.subjects if rated.self_rated}
    return [code for code in files.unit.model.rated_subjects() if code not in done]


def _no_meeting(files: UnitFiles, terms: Terms) -> list[str]:
    del terms
    return [] if files.review else ["chưa ghi hội nghị kiểm điểm"]


def _tables_not_sent(files: UnitFiles, terms: Terms) -> list[str]:
    return [code for code in terms.ruleset.tables_for(files.unit.model.kind) if code not in files.tables]


def _unanswered(files: UnitFiles, terms: Terms) -> list[str]:
    del terms
    return [issued.code for issued in files.issued if files.unanswered(issued)]


def _to_appraise(files: UnitFiles, terms: Terms) -> list[str]:
    """Proposed, and not decided yet: the appraisal queue."""
    del terms
    return [r.subject for _, r in files.subjects if r.proposed and files.decision_on(r.subject) is None]


def _without_result(files: UnitFiles, terms: Terms) -> list[str]:
    del terms
    return [issued.code for issued in files.issued if issued.result is None]


def _unassigned(files: UnitFiles, terms: Terms) -> list[str]:
    del terms
    return [] if files.unit.model.assignments else ["chưa phân công ai"]


def _not_reported(files: UnitFiles, terms: Terms) -> list[str]:
    del terms
    reported = files.decisions is not None and bool(files.decisions.model.syntheses)
    return [] if reported or not files.unit.model.assignments else ["chưa có báo cáo của người được phân công"]


_DOSSIERS, _CITY = DeadlineRole.DOSSIERS, DeadlineRole.CITY_COMPLETION
VIEWS = (
    View("phan-cong", "Chưa phân công người chỉ đạo", None, SourceRole.DIRECTION, _unassigned),
    View("tu-xep-loai", "Chưa tự xếp loại", None, SourceRole.SELF_RATING, _not_self_rated),
    View("hoi-nghi", "Chưa họp kiểm điểm", None, SourceRole.COMPLETION, _no_meeting),
    View("giai-trinh", "Gợi ý chưa giải trình", None, SourceRole.ANSWER, _unanswered),
    View("bieu", "Chưa gửi biểu", _DOSSIERS, SourceRole.TABLE, _tables_not_sent),
    View("tham-dinh", "Chờ thẩm định, quyết định", _CITY, SourceRole.DECISION, _to_appraise),
    View("tong-hop-goi-y", "Gợi ý chưa có kết quả tổng hợp", _CITY, SourceRole.DECISION, _without_result),
    View("bao-cao-chi-dao", "Người được phân công chưa báo cáo", _CITY, SourceRole.DIRECTION, _not_reported),
)


def open_points(cycle: CycleFiles, now: datetime) -> list[OpenPoint]:
    """Every unit with something open as of `now`, view by view, in the order of the registry."""
    if cycle.terms is None:
        return []
    terms = cycle.terms
    bound = [files for files in cycle.units if files.unit.model.kind in terms.ruleset.procedure.reviewing]
    return [point for view in VIEWS for files in bound for point in _points(view, files, terms, now)]


def _points(view: View, files: UnitFiles, terms: Terms, now: datetime) -> Iterator[OpenPoint]:
    details = view.open_points(files, terms)
    if not details:
        return
    unit = files.unit.model
    own = terms.due(terms.ruleset.kinds[unit.kind].completion)
    due = terms.due_for(view.deadline) if view.deadline else own
    responsible = tuple(assigned.person for assigned in unit.assignments)
    shown = tuple(map(subject_title, details))
    yield OpenPoint(view, unit.code, unit.name, shown, due, not due.met_by(now), responsible)


def assignments(cycle: CycleFiles) -> dict[str, list[tuple[UnitFiles, Assignment]]]:
    """Code of an assigned person → the units given to them."""
    found: dict[str, list[tuple[UnitFiles, Assignment]]] = {}
    for files in cycle.units:
        for assigned in files.unit.model.assignments:
            found.setdefault(assigned.person, []).append((files, assigned))
    return dict(sorted(found.items()))


class SuggestionSynthesis(NamedTuple):
    """One suggestion: to whom, how many of its topics were answered, and what came of it."""

    unit_name: str
    code: str
    target: str
    topics: int
    answered: int
    result: SuggestionResult | None


def suggestion_syntheses(cycle: CycleFiles) -> list[SuggestionSynthesis]:
    """Results suggestion by suggestion, as the centre reports them (dispatch item 9)."""
    result = []
    for files in cycle.units:
        for issued in files.issued:
            given, target = len(issued.topics), subject_title(issued.target)
            done = given - len(files.unanswered(issued))
            name = files.unit.model.name
            result.append(SuggestionSynthesis(name, issued.code, target, given, done, issued.result))
    return result


class RemedyTally(NamedTuple):
    """Limits of one unit by how far they are remedied; `late`: past their own date and not done."""

    unit_name: str
    by_status: dict[LimitStatus, int]
    late: int


def remedy_tallies(cycle: CycleFiles, today: date) -> list[RemedyTally]:
    """Progress of remediation, this year's limits and the earlier ones together (dispatch item 10)."""
    result = []
    for files in cycle.units:
        if files.remediation:
            plan = files.remediation.model
            states = [limit.status for limit in plan.limits] + [limit.status for limit in plan.earlier]
            late = sum(
                limit.status is not LimitStatus.DONE and limit.due is not None and limit.due < today
                for limit in plan.limits
            )
            counts = {status: states.count(status) for status in LimitStatus}
            result.append(RemedyTally(files.unit.model.name, counts, late))
    return result
