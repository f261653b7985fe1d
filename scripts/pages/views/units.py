"""One unit's own page: what comes next, its checklist, what the machine says, what happened so far, what helps."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.finding import Finding
from schemas.local_time import time_left_text
from schemas.vocabulary import UnitKind
from scripts.ledger.timeline import HistoryStep
from scripts.pages.boards import WHOLE, rows
from scripts.pages.part import OwnPage, Part
from scripts.pages.state import SiteState
from scripts.pages.unit_findings import FindingLine, finding_lines, of_folder
from scripts.progress.proposals import Proposal
from scripts.progress.status import ItemStatus, UnitStatus

ADDRESS = "don-vi/"


class UnitPage(NamedTuple):
    """`next`: the open item that is due first, with the time left in words. `steps`: oldest first.

    `findings`: of the files as accepted; `waiting`: proposals, each with its findings.
    """

    unit: UnitStatus
    next: ItemStatus | None
    time_left: str
    steps: tuple[HistoryStep, ...]
    findings: list[tuple[FindingLine, int]]
    waiting: list[tuple[Proposal, list[tuple[FindingLine, int]]]]


def parts(state: SiteState) -> Iterator[Part]:
    row_of = rows(state.boards)
    for code, own in unit_pages(state).items():
        workbook, _ = state.workbooks.get(UnitKind(own.unit.kind), ("", b""))
        view = {"page": own, "workbook": workbook, "row": row_of.get(own.unit.folder, WHOLE)}
        yield Part(f"{ADDRESS}{code}/", "don-vi-mot", view, OwnPage(own.unit.name, boost=2), mass=True)


def unit_pages(state: SiteState) -> dict[str, UnitPage]:
    """By the unit's code. Units that owe nothing have one as well: it says so."""
    if state.view is None:
        return {}
    findings = state.view.findings()
    return {unit.code: _page(unit, findings.get(unit.folder, []), state) for unit in state.view.status.units}


def _page(unit: UnitStatus, findings: list[Finding], state: SiteState) -> UnitPage:
    cycle = state.cycle
    words = state.terms.ruleset.rules
    first = min((item for item in unit.items if item.open), key=lambda item: item.due.closes_at, default=None)
    return UnitPage(
        unit,
        first,
        time_left_text(state.now, first.due.closes_at) if first else "",
        tuple(step for step in cycle.steps.get(unit.folder, ()) if step.moment <= state.now) if cycle else (),
        finding_lines(findings, words, internal=state.internal),
        [
            (proposal, finding_lines(own, words, internal=state.internal))
            for proposal, own in of_folder(cycle.proposals if cycle else (), unit.folder)
        ],
    )
