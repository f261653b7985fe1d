"""The deadlines of a cycle as pages show them: which have passed, which is next, what is still open under each."""

from collections.abc import Iterable
from typing import NamedTuple

from schemas.local_time import time_left_text
from schemas.ruleset.terms import Due
from scripts.pages.state import SiteState
from scripts.progress.status import UnitStatus


class DueView(NamedTuple):
    """A deadline and how far it is. `open` counts items still missing under it."""

    due: Due
    passed: bool
    next: bool
    remaining: str
    open: int


def due_dates(state: SiteState, units: Iterable[UnitStatus] | None = None) -> list[DueView]:
    """Of some units, or of all."""
    if units is None:
        units = state.cycle.units if state.cycle else ()
    items = [item for unit in units for item in unit.items]
    dues = state.terms.dues()
    upcoming = next((due for due in dues if state.now < due.closes_at), None)
    return [
        DueView(
            due,
            passed=state.now >= due.closes_at,
            next=due is upcoming,
            remaining=time_left_text(state.now, due.closes_at),
            open=sum(item.due.code == due.code and item.open for item in items),
        )
        for due in dues
    ]
