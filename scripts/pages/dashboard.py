"""The completion dashboard and the calendar: what stands, what is next, what is missing."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from schemas.checklist import Item
from schemas.terms import Due
from schemas.vocabulary import ItemState, UnitKind
from scripts.pages.state import SiteState
from scripts.proposals import Proposal
from scripts.status import ItemStatus, UnitStatus
from scripts.timeline import average, review_times, spell, trend


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
        "waiting": _waiting(state),
        "review_time": _review_time(state),
        "chart": _chart(state, [cell.received_at for cell in cells if cell.received_at]),
    }


def _waiting(state: SiteState) -> list[tuple[str, Proposal]]:
    """Proposals with their units' names, the oldest first."""
    if state.cycle is None:
        return []
    names = {unit.folder: unit.name for unit in state.cycle.units}
    ordered = sorted(state.cycle.proposals, key=lambda proposal: proposal.since)
    return [(", ".join(names.get(f, f.rsplit("/", 1)[-1]) for f in proposal.units), proposal) for proposal in ordered]


def _review_time(state: SiteState) -> str | None:
    taken = state.cycle.steps.values() if state.cycle else ()
    mean = average([time for own in taken for time in review_times(own)])
    return spell(mean) if mean is not None else None


class Chart(NamedTuple):
    """Completion by day as a step line in a box of 100 × 40, and the same as a table."""

    points: str
    days: list[tuple[date, int]]


def _chart(state: SiteState, received: list[datetime]) -> Chart | None:
    days = trend(received, state.now) if state.cycle else []
    if len(days) < 2 or not state.cycle:
        return None
    wide, high = 100 / (len(days) - 1), 40 / max(state.cycle.owed, 1)
    points = " ".join(f"{at * wide:.2f},{40 - done * high:.2f}" for at, (_, done) in enumerate(days))
    changed = [entry for at, entry in enumerate(days) if at in (0, len(days) - 1) or entry[1] != days[at - 1][1]]
    return Chart(points, changed)


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
