"""The one registry of rules. A rule is a pure function over one unit; its entry here is its page on the site."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from schemas.finding import Finding, Gate, Severity, Turn, rule_link
from schemas.local_time import midnight
from schemas.models.unit_files import Typed, UnitFiles
from schemas.rules.unit_summary import UnitSummary
from schemas.ruleset.obligation import Obligation, obligations
from schemas.ruleset.terms import Due, Terms
from schemas.source.text import Problem
from schemas.source.yaml_tree import Loc, locate


class Context(NamedTuple):
    """What a rule may know besides the unit: the cycle's terms, the moment of judging, and what the unit owes."""

    terms: Terms
    now: datetime
    closing: bool = False
    owed: tuple[Obligation, ...] = ()

    def overdue(self, files: UnitFiles) -> bool:
        """Whether the unit's review should be over (dispatch item 7), so that what is missing is a gap."""
        return self.passed(self.completion(files))

    def review_over(self, files: UnitFiles) -> bool:
        """Whether the unit is one of those that must record a review, and the review should be over."""
        return files.unit.model.kind in self.terms.ruleset.procedure.reviewing and self.overdue(files)

    def passed(self, due: Due) -> bool:
        """Whether what a deadline asks for is a gap by now; closing asks for everything, whatever the day."""
        return self.closing or not due.met_by(self.now)

    def completion(self, files: UnitFiles) -> Due:
        return self.terms.due(self.terms.ruleset.kinds[files.unit.model.kind].completion)


class Fault(NamedTuple):
    """What a rule yields: which file, where in it, what is wrong, how to mend it; then what it overrides."""

    file: Typed  # type: ignore[type-arg]
    loc: Loc
    message: str
    fix: str
    severity: Severity | None = None
    turn: Turn = Turn.UNIT


Judge = Callable[[UnitFiles, Context], Iterator[Fault]]


class CrossFault(NamedTuple):
    """What a rule across units yields: as a Fault, with the file by its path."""

    path: str
    loc: Loc
    message: str
    fix: str
    severity: Severity | None = None
    turn: Turn = Turn.UNIT


CycleJudge = Callable[[Sequence[UnitSummary], Context], Iterator[CrossFault]]
Placing = Callable[[str, Loc], tuple[int, int]]
"""Path and key → line and column."""


class Rule(NamedTuple):
    """A rule and its page: `title` and `why` are shown to people; `source` is the provision it comes from.

    A rule may speak at more than one gate: a contradiction at hợp nhất, a gap at chốt. `gate` is the first of them.
    """

    id: str
    title: str
    why: str
    source: str
    gate: Gate
    severity: Severity
    provision: str | None = None
    """eId of the provision of Hướng dẫn 08 that the rule holds to, where there is one."""
    human: str | None = None
    """Why no machine may judge this, where none does."""
    public: bool = False
    """Whether that it speaks tells nothing of persons and levels, so that the public site may name it."""


RULES: dict[str, Rule] = {}
UNIT_JUDGES: dict[str, list[tuple[Gate, Judge]]] = {}
CYCLE_JUDGES: dict[str, list[tuple[Gate, CycleJudge]]] = {}
"""Rule id → its questions, each with its gate. A rule's questions may stand in several modules."""


def rule(
    rule_id: str, *, title: str, why: str, source: str, gate: Gate, provision: str | None = None, public: bool = False
) -> Callable[[Judge], Judge]:
    """Register a rule under its id of the domain list. Ids are never reused."""

    def register(judge: Judge) -> Judge:
        add_rule(Rule(rule_id, title, why, source, gate, Severity.ERROR, provision, public=public))
        return also(rule_id, gate)(judge)

    return register


def also(rule_id: str, gate: Gate) -> Callable[[Judge], Judge]:
    """A further question under a rule, at its own gate."""

    def register(judge: Judge) -> Judge:
        UNIT_JUDGES.setdefault(rule_id, []).append((gate, judge))
        return judge

    return register


def across(rule_id: str, gate: Gate) -> Callable[[CycleJudge], CycleJudge]:
    """A further question that needs all units of a cycle."""

    def register(judge: CycleJudge) -> CycleJudge:
        CYCLE_JUDGES.setdefault(rule_id, []).append((gate, judge))
        return judge

    return register


def human_rule(rule_id: str, *, title: str, why: str, source: str, human: str) -> None:
    """An entry of the catalogue that people judge: `human` says why no machine may."""
    add_rule(Rule(rule_id, title, why, source, Gate.CLOSE, Severity.WARNING, human=human))


def add_rule(entry: Rule) -> None:
    """Put a rule into the registry. Raises ValueError when its id is taken."""
    if entry.id in RULES:
        raise ValueError(f"rule {entry.id} is registered twice")
    RULES[entry.id] = entry


def format_rule(rule_id: str, title: str, why: str) -> None:
    """Register a K rule: about the form of a file, judged by the reader or the schema, always at nộp."""
    add_rule(Rule(rule_id, title, why, "cv1375#muc-8", Gate.COMMIT, Severity.ERROR, public=True))


def judge_unit(files: UnitFiles, context: Context, gate: Gate | None) -> Iterator[Finding]:
    """All findings of the rules of `gate` and the gates before it; without a gate, of all rules.

    Rules of gate chốt only warn until the cycle is being closed.
    """
    return (finding for _, finding in judged_by_gate(files, context, gate))


def judged_by_gate(files: UnitFiles, context: Context, gate: Gate | None) -> Iterator[tuple[Gate, Finding]]:
    """The same, each with the gate it speaks at: of what all gates say, the part of one can be told afterwards."""
    context = context._replace(owed=tuple(obligations(files, context.terms)))
    for entry in RULES.values():
        for own_gate, judge in UNIT_JUDGES.get(entry.id, ()):
            if speaks(own_gate, gate):
                for fault in judge(files, context):
                    place = locate(fault.file.parsed.root, fault.loc)
                    yield own_gate, _finding(entry, fault.file.path, place, fault, own_gate, gate)


def judge_cycle(units: Sequence[UnitSummary], context: Context, gate: Gate | None, place: Placing) -> Iterator[Finding]:
    """Findings that need all units of a cycle together; `place` is asked only where something is wrong."""
    for entry in RULES.values():
        for own_gate, judge in CYCLE_JUDGES.get(entry.id, ()):
            if speaks(own_gate, gate):
                for fault in judge(units, context):
                    yield _finding(entry, fault.path, place(fault.path, fault.loc), fault, own_gate, gate)


def steady(files: UnitFiles, context: Context) -> tuple[datetime, datetime]:
    """From which moment to which (exclusive) judging this unit gives what it gives now.

    Rules ask the clock two things only: whether a deadline has passed, and whether a day of handing in lies ahead.
    """
    people = (None, *files.persons)
    days = (entry.handed_in_on for person in people for entry in files.entries(person))
    moments = sorted({due.closes_at for due in context.terms.dues()} | {midnight(day) for day in days})
    turns = [_BEGINNING, *moments, _END]
    at = bisect_right(turns, context.now)
    return turns[at - 1], turns[at]


_BEGINNING, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def speaks(own: Gate, asked: Gate | None) -> bool:
    """Whether a question of one gate is asked when a gate is passed; without one, every question is."""
    return asked is None or _RANK[own] <= _RANK[asked]


def _finding(
    entry: Rule, path: str, place: tuple[int, int], fault: Fault | CrossFault, own: Gate, asked: Gate | None
) -> Finding:
    severity = fault.severity or entry.severity
    if own is Gate.CLOSE and asked is not Gate.CLOSE:
        severity = Severity.WARNING
    return Finding(
        path,
        *place,
        entry.id,
        severity,
        fault.turn,
        ".".join(map(str, fault.loc)),
        fault.message,
        fault.fix,
        rule_link(entry.id),
    )


_RANK = {Gate.COMMIT: 0, Gate.MERGE: 1, Gate.CLOSE: 2}


def format_finding(path: str, problem: Problem, turn: Turn = Turn.UNIT) -> Finding:
    """A reader's or schema's problem as a finding."""
    return Finding(
        path,
        problem.line,
        problem.column,
        problem.rule,
        Severity.ERROR,
        turn,
        problem.key,
        problem.message,
        problem.fix,
        rule_link(problem.rule),
    )
