"""The completion dashboard and the calendar: what stands, what is next, what is missing."""

from datetime import datetime, timedelta
from typing import NamedTuple

from schemas.checklist import Item
from schemas.terms import Due
from schemas.vocabulary import ItemState, UnitKind
from scripts.pages.state import SiteState
from scripts.status import ItemStatus, UnitStatus


class DueView(NamedTuple):
    """A deadline and how far it is. `open` counts cells still missing under it."""

    due: Due
    passed: bool
    next: bool
    remaining: str
    open: int


class Section(NamedTuple):
    """One kind of unit with its own columns."""

    kind: str
    columns: tuple[Item, ...]
    units: tuple[UnitStatus, ...]
    done: int
    owed: int


def dashboard_view(state: SiteState) -> dict[str, object]:
    units = state.cycle.units if state.cycle else ()
    cells = [item for unit in units for item in unit.items]
    return {
        "dues": _dues(state, cells),
        "sections": _sections(state, units),
        "counts": {cell_state: sum(cell.state is cell_state for cell in cells) for cell_state in ItemState},
        "complete_units": sum(unit.owed > 0 and unit.done == unit.owed for unit in units),
        "owing_units": sum(unit.owed > 0 for unit in units),
        "cell_of": _cell_of,
    }


def _cell_of(unit: UnitStatus, code: str) -> ItemStatus | None:
    return next((item for item in unit.items if item.item == code), None)


def _dues(state: SiteState, cells: list[ItemStatus]) -> list[DueView]:
    dues = state.terms.dues()
    upcoming = next((due for due in dues if state.now < due.closes_at), None)
    return [
        DueView(
            due,
            passed=state.now >= due.closes_at,
            next=due is upcoming,
            remaining=remaining(state.now, due.closes_at),
            open=sum(
                cell.due.code == due.code and cell.state in (ItemState.MISSING, ItemState.OVERDUE) for cell in cells
            ),
        )
        for due in dues
    ]


def remaining(now: datetime, closes_at: datetime) -> str:
    """How long until a deadline, in words a person would use; in the past, how long since."""
    left = closes_at - now
    if left <= timedelta():
        return f"đã qua {(-left).days} ngày" if -left >= timedelta(days=1) else "vừa qua hạn"
    hours = left.seconds // 3600
    if left.days:
        return f"còn {left.days} ngày {hours} giờ" if hours else f"còn {left.days} ngày"
    minutes = f"{left.seconds % 3600 // 60} phút"
    return (
        f"còn {hours} giờ {minutes}"
        if hours and minutes != "0 phút"
        else f"còn {hours} giờ"
        if hours
        else f"còn {minutes}"
    )


def _sections(state: SiteState, units: tuple[UnitStatus, ...]) -> list[Section]:
    items = state.terms.items
    sections = []
    for kind in (*_FIRST, *(kind for kind in UnitKind if kind not in _FIRST)):
        own = tuple(unit for unit in units if unit.kind == kind)
        columns = tuple(items[code] for code in dict.fromkeys(item.item for unit in own for item in unit.items))
        if own:
            sections.append(
                Section(kind.value, columns, own, sum(unit.done for unit in own), sum(unit.owed for unit in own))
            )
    return sections


_FIRST = (UnitKind.WARD_PARTY_COMMITTEE, UnitKind.BASE_PARTY_COMMITTEE, UnitKind.BASE_PARTY_CELL)
"""Base organisations first: they hand in first and are the most."""
