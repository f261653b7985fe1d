"""One unit's own page: what comes next, its checklist, what the machine says, what happened so far, what helps."""

from typing import NamedTuple

from schemas.finding import Finding
from scripts.ledger.timeline import Step, remaining
from scripts.pages.findings import Said, of_folder, said
from scripts.pages.state import SiteState
from scripts.progress.proposals import Proposal
from scripts.progress.status import CycleStatus, ItemStatus, UnitStatus


class UnitPage(NamedTuple):
    """`next`: the open item that is due first, with the time left in words. `steps`: oldest first.

    `said`: of the files as accepted; `waiting`: proposals, each with what is said of it.
    """

    unit: UnitStatus
    next: ItemStatus | None
    time_left: str
    steps: tuple[Step, ...]
    said: list[tuple[Said, int]]
    waiting: list[tuple[Proposal, list[tuple[Said, int]]]]


def unit_pages(state: SiteState) -> dict[str, UnitPage]:
    """By the unit's code. Units that owe nothing have one as well: it says so."""
    cycle = state.cycle
    if cycle is None:
        return {}
    judged = cycle.judged()
    return {unit.code: _page(unit, cycle, judged.get(unit.folder, []), state) for unit in cycle.units}


def _page(unit: UnitStatus, cycle: CycleStatus, findings: list[Finding], state: SiteState) -> UnitPage:
    open_items = [item for item in unit.items if item.open]
    first = min(open_items, key=lambda item: item.due.closes_at, default=None)
    return UnitPage(
        unit,
        first,
        remaining(state.now, first.due.closes_at) if first else "",
        tuple(step for step in cycle.steps.get(unit.folder, ()) if step.moment <= state.now),
        said(findings, internal=state.internal),
        [(proposal, said(own, internal=state.internal)) for proposal, own in of_folder(cycle.proposals, unit.folder)],
    )
