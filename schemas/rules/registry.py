"""The one registry of rules. A rule is a pure function over one unit; its entry here is its page on the site."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from schemas.finding import Finding, Gate, Severity, Turn, rule_link
from schemas.obligation import Obligation, obligations
from schemas.source_file import Loc, locate
from schemas.source_text import Problem
from schemas.terms import Terms
from schemas.unit_files import Typed, UnitFiles


class Context(NamedTuple):
    """What a rule may know besides the unit: the cycle's terms, the moment of judging, and what the unit owes."""

    terms: Terms
    now: datetime
    closing: bool = False
    owed: tuple[Obligation, ...] = ()


class Fault(NamedTuple):
    """What a rule yields: which file, where in it, what is wrong, how to mend it; then what it overrides."""

    file: Typed  # type: ignore[type-arg]
    loc: Loc
    message: str
    fix: str
    severity: Severity | None = None
    turn: Turn = Turn.UNIT


Judge = Callable[[UnitFiles, Context], Iterator[Fault]]


class Rule(NamedTuple):
    """A rule and its page: `title` and `why` are shown to people; `source` is the provision it comes from."""

    id: str
    title: str
    why: str
    source: str
    gate: Gate
    severity: Severity
    judge: Judge | None
    provision: str | None = None
    """eId of the provision of Hướng dẫn 08 that the rule holds to, where there is one."""


RULES: dict[str, Rule] = {}


def rule(
    rule_id: str, *, title: str, why: str, source: str, gate: Gate, provision: str | None = None
) -> Callable[[Judge], Judge]:
    """Register a rule under its id of the domain list. Ids are never reused."""

    def register(judge: Judge) -> Judge:
        add_rule(Rule(rule_id, title, why, source, gate, Severity.ERROR, judge, provision))
        return judge

    return register


def add_rule(entry: Rule) -> None:
    """Put a rule into the registry. Raises ValueError when its id is taken."""
    if entry.id in RULES:
        raise ValueError(f"rule {entry.id} is registered twice")
    RULES[entry.id] = entry


def format_rule(rule_id: str, title: str, why: str) -> None:
    """Register a K rule: about the form of a file, judged by the reader or the schema, always at nộp."""
    add_rule(Rule(rule_id, title, why, "cv1375#muc-8", Gate.COMMIT, Severity.ERROR, None))


def judge_unit(files: UnitFiles, context: Context, gate: Gate | None) -> Iterator[Finding]:
    """All findings of the rules of `gate` and the gates before it; without a gate, of all rules.

    Rules of gate chốt only warn until the cycle is being closed.
    """
    context = context._replace(owed=tuple(obligations(files, context.terms)))
    for entry in RULES.values():
        if entry.judge is None or (gate is not None and _RANK[entry.gate] > _RANK[gate]):
            continue
        for fault in entry.judge(files, context):
            severity = fault.severity or entry.severity
            if entry.gate is Gate.CLOSE and gate is not Gate.CLOSE:
                severity = Severity.WARNING
            line, column = locate(fault.file.parsed.root, fault.loc)
            yield Finding(
                fault.file.path, line, column, entry.id, severity, fault.turn,
                ".".join(map(str, fault.loc)), fault.message, fault.fix, rule_link(entry.id),
            )  # fmt: skip


_RANK = {Gate.COMMIT: 0, Gate.MERGE: 1, Gate.CLOSE: 2}


def format_finding(path: str, problem: Problem, turn: Turn = Turn.UNIT) -> Finding:
    """A reader's or schema's problem as a finding."""
    return Finding(
        path, problem.line, problem.column, problem.rule, Severity.ERROR, turn,
        problem.key, problem.message, problem.fix, rule_link(problem.rule),
    )  # fmt: skip
