"""What a rule is, how a module declares rules, and what runs them over a unit or over all units of a cycle."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    """What a rule may know besides the unit: the cycle's terms, the moment of the check, and what the unit owes."""

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


UnitCheck = Callable[[UnitFiles, Context], Iterator[Fault]]


class CrossFault(NamedTuple):
    """What a rule across units yields: as a Fault, with the file by its path."""

    path: str
    loc: Loc
    message: str
    fix: str
    severity: Severity | None = None
    turn: Turn = Turn.UNIT


CycleCheck = Callable[[Sequence[UnitSummary], Context], Iterator[CrossFault]]
LocationOf = Callable[[str, Loc], tuple[int, int]]
"""Path and key → line and column."""


class Rule(NamedTuple):
    """What Python knows of a rule; its title, reason and source are the rule set's (`quy-tac.yaml`).

    A rule may be asked at more than one gate: a contradiction at hợp nhất, a gap at chốt. `gate` is the first of them.
    """

    id: str
    gate: Gate
    severity: Severity = Severity.ERROR
    public: bool = False
    """Whether that it speaks tells nothing of persons and levels, so that the public site may name it."""
    human: bool = False
    """Whether only people may judge it."""
    found_by: str = ""
    """The module that finds it, where no check below does."""
    unit_checks: tuple[tuple[Gate, UnitCheck], ...] = ()
    cycle_checks: tuple[tuple[Gate, CycleCheck], ...] = ()

    @property
    def places(self) -> list[tuple[Gate, str]]:
        """At which gate and by which module it is checked, each once, in the order of the gates."""
        checks = [(gate, check.__module__) for gate, check in (*self.unit_checks, *self.cycle_checks)]
        found = [*checks, *([(self.gate, self.found_by)] if self.found_by else [])]
        return sorted(dict.fromkeys(found), key=lambda place: (_RANK[place[0]], place[1]))


Catalogue = Mapping[str, Rule]


class Family:
    """The rules that one module declares, and its further checks of rules declared elsewhere. Ids are never reused."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.unit_checks: list[tuple[str, Gate, UnitCheck]] = []
        self.cycle_checks: list[tuple[str, Gate, CycleCheck]] = []

    def declare(self, rule: Rule) -> None:
        """A rule that no function of its module checks."""
        self.rules.append(rule)

    def rule(self, rule_id: str, gate: Gate, *, public: bool = False) -> Callable[[UnitCheck], UnitCheck]:
        """A rule with its first check."""
        self.declare(Rule(rule_id, gate, public=public))
        return self.more_of(rule_id, gate)

    def more_of(self, rule_id: str, gate: Gate) -> Callable[[UnitCheck], UnitCheck]:
        """A further check of a rule, at its own gate."""

        def register(check: UnitCheck) -> UnitCheck:
            self.unit_checks.append((rule_id, gate, check))
            return check

        return register

    def cycle_rule(self, rule_id: str, gate: Gate) -> Callable[[CycleCheck], CycleCheck]:
        """A further check that needs all units of a cycle."""

        def register(check: CycleCheck) -> CycleCheck:
            self.cycle_checks.append((rule_id, gate, check))
            return check

        return register


def collect(*families: Family) -> Catalogue:
    """Rule id → rule with all its checks. Raises ValueError for an id that is declared twice, or not at all."""
    rules: dict[str, Rule] = {}
    for rule in (rule for family in families for rule in family.rules):
        if rule.id in rules:
            raise ValueError(f"rule {rule.id} is declared twice")
        rules[rule.id] = rule
    for family in families:
        for rule_id, *_ in (*family.unit_checks, *family.cycle_checks):
            if rule_id not in rules:
                raise ValueError(f"rule {rule_id} has a check and is declared nowhere")
    for rule_id, rule in rules.items():
        of_units = tuple((gate, check) for f in families for own, gate, check in f.unit_checks if own == rule_id)
        of_cycle = tuple((gate, check) for f in families for own, gate, check in f.cycle_checks if own == rule_id)
        rules[rule_id] = rule._replace(unit_checks=of_units, cycle_checks=of_cycle)
    return dict(sorted(rules.items(), key=lambda pair: ("RKQ".index(pair[0][0]), pair[0])))


def check_unit(catalogue: Catalogue, files: UnitFiles, context: Context, gate: Gate | None) -> Iterator[Finding]:
    """All findings of the rules of `gate` and the gates before it; without a gate, of all rules.

    Rules of gate chốt only warn until the cycle is being closed.
    """
    return (finding for _, finding in unit_findings_by_gate(catalogue, files, context, gate))


def unit_findings_by_gate(
    catalogue: Catalogue, files: UnitFiles, context: Context, gate: Gate | None
) -> Iterator[tuple[Gate, Finding]]:
    """The same, each with the gate of its check: so that the part of one gate can be picked out afterwards."""
    context = context._replace(owed=tuple(obligations(files, context.terms)))
    for rule in catalogue.values():
        for own, check in rule.unit_checks:
            if gate_includes(gate, own):
                for fault in check(files, context):
                    place = locate(fault.file.parsed.root, fault.loc)
                    yield own, _finding(rule, fault.file.path, place, fault, _severity(rule, fault, own, gate))


def check_cycle(
    catalogue: Catalogue, units: Sequence[UnitSummary], context: Context, gate: Gate | None, place: LocationOf
) -> Iterator[Finding]:
    """Findings that need all units of a cycle together; `place` is asked only where something is wrong."""
    for rule in catalogue.values():
        for own, check in rule.cycle_checks:
            if gate_includes(gate, own):
                for fault in check(units, context):
                    at = place(fault.path, fault.loc)
                    yield _finding(rule, fault.path, at, fault, _severity(rule, fault, own, gate))


def unchanged_between(files: UnitFiles, context: Context) -> tuple[datetime, datetime]:
    """From which moment to which (exclusive) a check of this unit gives what it gives now.

    Rules ask the clock two things only: whether a deadline has passed, and whether a day of handing in lies ahead.
    """
    people = (None, *files.persons)
    days = (entry.handed_in_on for person in people for entry in files.entries(person))
    moments = sorted({due.closes_at for due in context.terms.dues()} | {midnight(day) for day in days})
    turns = [_BEGINNING, *moments, _END]
    at = bisect_right(turns, context.now)
    return turns[at - 1], turns[at]


_BEGINNING, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def gate_includes(asked: Gate | None, own: Gate) -> bool:
    """Whether a check of one gate is made when a gate is passed; without one, every check is."""
    return asked is None or _RANK[own] <= _RANK[asked]


def _severity(rule: Rule, fault: Fault | CrossFault, own: Gate, asked: Gate | None) -> Severity:
    if own is Gate.CLOSE and asked is not Gate.CLOSE:
        return Severity.WARNING
    return fault.severity or rule.severity


def _finding(rule: Rule, path: str, place: tuple[int, int], fault: Fault | CrossFault, severity: Severity) -> Finding:
    key = ".".join(map(str, fault.loc))
    return Finding(path, *place, rule.id, severity, fault.turn, key, fault.message, fault.fix, rule_link(rule.id))


_RANK = {Gate.COMMIT: 0, Gate.MERGE: 1, Gate.CLOSE: 2}


def format_finding(path: str, problem: Problem, turn: Turn = Turn.UNIT) -> Finding:
    """A reader's or schema's problem as a finding."""
    rule, line, column = problem.rule, problem.line, problem.column
    key, message, fix = problem.key, problem.message, problem.fix
    return Finding(path, line, column, rule, Severity.ERROR, turn, key, message, fix, rule_link(rule))
