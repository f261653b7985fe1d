"""Judge a tree: read it, run the rules, collect findings. Everything is reported; nothing stops at the first fault."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding, Gate, Severity
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.registry import Context, judge_cycle, judge_unit
from scripts.reading import CycleFiles, beside, read_cycles
from scripts.sealed_store import unsound
from scripts.tree import Tree
from scripts.version import VERSION


class Report(NamedTuple):
    """The outcome of one check. `checked` counts files read."""

    version: str
    rulesets: list[str]
    checked: int
    findings: list[Finding]

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        return {
            "version": self.version,
            "ruleset": ",".join(self.rulesets),
            "checked": self.checked,
            "findings": [finding.as_json() for finding in self.findings],
        }


def check(tree: Tree, selection: Iterable[str], now: datetime, gate: Gate | None, store: Path | None = None) -> Report:
    """Check the units that `selection` touches (all, when it is empty) as of `now`; with `store`, sealed files too."""
    assert CATALOGUE  # noqa: S101  importing the catalogue registers the rules
    selected = list(selection)
    cycles = read_cycles(tree, selected)
    outcome = report(cycles, now, gate)
    if store is not None and (wrong := [finding for cycle in cycles for finding in unsound(store, cycle.units)]):
        outcome = outcome._replace(findings=sorted([*outcome.findings, *wrong]))
    told = {finding.path for finding in outcome.findings}
    more = [finding for finding in beside(tree, selected) if finding.path not in told]
    return outcome._replace(findings=sorted([*outcome.findings, *more])) if more else outcome


def judged(cycle: CycleFiles, now: datetime, gate: Gate | None) -> dict[str, list[Finding]]:
    """Folder of each unit → findings in its files, sorted. What takes several units together is not among them."""
    found: dict[str, set[Finding]] = {}
    for finding in cycle.findings:
        found.setdefault("/".join(finding.path.split("/")[:4]), set()).add(finding)
    if cycle.terms is not None:
        context = Context(cycle.terms, now)
        for unit in cycle.units:
            found.setdefault(unit.folder, set()).update(judge_unit(unit, context, gate))
    return {folder: sorted(findings) for folder, findings in found.items() if findings}


def report(cycles: list[CycleFiles], now: datetime, gate: Gate | None) -> Report:
    """Findings of cycles that were read already, sorted by place."""
    findings: set[Finding] = set()
    for cycle in cycles:
        findings.update(cycle.findings)
        if cycle.terms is None:
            continue
        context = Context(cycle.terms, now, closing=gate is Gate.CLOSE)
        for unit in cycle.units:
            findings.update(judge_unit(unit, context, gate))
        if cycle.whole:
            findings.update(judge_cycle(cycle.units, context, gate))
    return Report(
        version=VERSION,
        rulesets=sorted({cycle.terms.ruleset.header.code for cycle in cycles if cycle.terms}),
        checked=sum(cycle.checked for cycle in cycles),
        findings=sorted(findings),
    )
