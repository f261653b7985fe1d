"""Judge a tree: read it, run the rules, collect findings. Everything is reported; nothing stops at the first fault."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from schemas.finding import Finding, Gate
from schemas.models.unit_files import UnitFiles
from schemas.paths import unit_folder
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.engine import Context, Placing, judge_cycle, judge_unit, judged_by_gate, speaks
from schemas.rules.unit_summary import summary_of
from schemas.source.yaml_tree import Loc, locate
from scripts.check.result import Report
from scripts.dossiers.loader import CycleFiles, beside, read_cycles
from scripts.ledger.tree import Tree
from scripts.sealing.store import unsound
from scripts.version import VERSION


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
    everything = all_gates(cycle, now, closing=gate is Gate.CLOSE)
    said = {folder: [found for own, found in pairs if speaks(own, gate)] for folder, pairs in everything.items()}
    return {folder: findings for folder, findings in said.items() if findings}


def all_gates(cycle: CycleFiles, now: datetime, *, closing: bool) -> dict[str, list[tuple[Gate, Finding]]]:
    """The same of all gates, each finding with the gate it is said at, the form of a file at the first."""
    found: dict[str, set[tuple[Gate, Finding]]] = {}
    for finding in cycle.findings:
        found.setdefault(unit_folder(finding.path), set()).add((Gate.COMMIT, finding))
    if cycle.terms is not None:
        context = Context(cycle.terms, now, closing=closing)
        for unit in cycle.units:
            pairs = judged_by_gate(unit, context, Gate.CLOSE if closing else None)
            found.setdefault(unit.folder, set()).update(pairs)
    return {folder: sorted(pairs, key=lambda pair: pair[1]) for folder, pairs in found.items()}


def _placing(units: Iterable[UnitFiles]) -> Placing:
    def place(path: str, loc: Loc) -> tuple[int, int]:
        of_unit = next(unit for unit in units if path.startswith(f"{unit.folder}/"))
        files = (of_unit.unit, *(file for file, _ in of_unit.owned()))
        return locate(next(file for file in files if file.path == path).parsed.root, loc)

    return place


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
            findings.update(
                judge_cycle([summary_of(unit) for unit in cycle.units], context, gate, _placing(cycle.units))
            )
    return Report(
        version=VERSION,
        rulesets=sorted({cycle.terms.ruleset.header.code for cycle in cycles if cycle.terms}),
        checked=sum(cycle.checked for cycle in cycles),
        findings=sorted(findings),
    )
