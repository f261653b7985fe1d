"""Check a tree: load it, run the rules, collect findings. Everything is reported; nothing stops at the first fault."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from schemas.finding import Finding, Gate
from schemas.models.unit_files import UnitFiles
from schemas.paths import unit_folder
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.engine import Context, LocationOf, check_cycle, check_unit, gate_includes, unit_findings_by_gate
from schemas.rules.unit_summary import summary_of
from schemas.source.yaml_tree import Loc, locate
from scripts.check.result import CheckResult
from scripts.dossiers.loader import CycleFiles, findings_beside, load_cycles
from scripts.ledger.tree import Tree
from scripts.sealing.store import unsound
from scripts.version import VERSION


def check(
    tree: Tree, selection: Iterable[str], now: datetime, gate: Gate | None, store: Path | None = None
) -> CheckResult:
    """Check the units that `selection` touches (all, when it is empty) as of `now`; with `store`, sealed files too."""
    selected = list(selection)
    cycles = load_cycles(tree, selected)
    result = check_cycles(cycles, now, gate)
    found = set(result.findings)
    if store is not None:
        found.update(finding for cycle in cycles for finding in unsound(store, cycle.units))
    reported_paths = {finding.path for finding in found}
    found.update(finding for finding in findings_beside(tree, selected) if finding.path not in reported_paths)
    return result._replace(findings=sorted(found))


def check_cycles(cycles: list[CycleFiles], now: datetime, gate: Gate | None) -> CheckResult:
    """Findings of cycles that were loaded already, sorted by place."""
    findings: set[Finding] = set()
    for cycle in cycles:
        findings.update(cycle.findings)
        if cycle.terms is None:
            continue
        context = Context(cycle.terms, now, closing=gate is Gate.CLOSE)
        for unit in cycle.units:
            findings.update(check_unit(CATALOGUE, unit, context, gate))
        if cycle.whole:
            summaries = [summary_of(unit) for unit in cycle.units]
            findings.update(check_cycle(CATALOGUE, summaries, context, gate, _locator(cycle.units)))
    return CheckResult(
        version=VERSION,
        rulesets=sorted({cycle.terms.ruleset.header.code for cycle in cycles if cycle.terms}),
        checked=sum(cycle.checked for cycle in cycles),
        findings=sorted(findings),
    )


def _locator(units: Iterable[UnitFiles]) -> LocationOf:
    def place(path: str, loc: Loc) -> tuple[int, int]:
        of_unit = next(unit for unit in units if path.startswith(f"{unit.folder}/"))
        files = (of_unit.unit, *(file for file, _ in of_unit.owned()))
        return locate(next(file for file in files if file.path == path).parsed.root, loc)

    return place


def findings_by_gate(cycle: CycleFiles, now: datetime, *, closing: bool) -> dict[str, list[tuple[Gate, Finding]]]:
    """Folder of each unit → findings of all gates in its files, each with its gate; the form of a file has the first.

    What takes several units together is not among them.
    """
    found: dict[str, set[tuple[Gate, Finding]]] = {}
    for finding in cycle.findings:
        found.setdefault(unit_folder(finding.path), set()).add((Gate.COMMIT, finding))
    if cycle.terms is not None:
        context = Context(cycle.terms, now, closing=closing)
        for unit in cycle.units:
            pairs = unit_findings_by_gate(CATALOGUE, unit, context, Gate.CLOSE if closing else None)
            found.setdefault(unit.folder, set()).update(pairs)
    return {folder: sorted(pairs, key=lambda pair: pair[1]) for folder, pairs in found.items()}


def findings_by_folder(cycle: CycleFiles, now: datetime, gate: Gate | None) -> dict[str, list[Finding]]:
    """The same of one gate, without the folders that have none."""
    everything = findings_by_gate(cycle, now, closing=gate is Gate.CLOSE)
    found = {
        folder: [finding for own, finding in pairs if gate_includes(gate, own)] for folder, pairs in everything.items()
    }
    return {folder: findings for folder, findings in found.items() if findings}
