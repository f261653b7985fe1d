"""One unit's own page: what comes next, its checklist, what happened so far, what helps."""

from typing import NamedTuple

from schemas.vocabulary import ItemState
from scripts.pages.dashboard import remaining
from scripts.pages.state import SiteState
from scripts.status import ItemStatus, UnitStatus
from scripts.timeline import Step


class UnitPage(NamedTuple):
    """`next`: the open item that is due first, with the time left in words. `steps`: oldest first."""

    unit: UnitStatus
    next: ItemStatus | None
    time_left: str
    steps: tuple[Step, ...]


def unit_pages(state: SiteState) -> dict[str, UnitPage]:
    """By the unit's code. Units that owe nothing have one as well: it says so."""
    if state.cycle is None:
        return {}
    return {unit.code: _page(unit, state) for unit in state.cycle.units}


def _page(unit: UnitStatus, state: SiteState) -> UnitPage:
    open_items = [item for item in unit.items if item.state in (ItemState.MISSING, ItemState.OVERDUE)]
    first = min(open_items, key=lambda item: item.due.closes_at, default=None)
    left = remaining(state.now, first.due.closes_at) if first else ""
    steps = state.cycle.steps.get(unit.folder, ()) if state.cycle else ()
    return UnitPage(unit, first, left, tuple(step for step in steps if step.moment <= state.now))
