"""The completion dashboard and the calendar: what stands, what is next, what is missing."""

from typing import NamedTuple

from schemas.finding import Turn
from schemas.ruleset.checklist import Item
from schemas.ruleset.terms import Due
from schemas.vocabulary import ItemState, UnitKind
from scripts.ledger.timeline import average, remaining, review_times, spell
from scripts.pages.boards import Board, block_of, blocks
from scripts.pages.burn_up import burn_up
from scripts.pages.late_list import late_items, reminders
from scripts.pages.state import SiteState
from scripts.progress.proposals import Proposal
from scripts.progress.status import CycleStatus, ItemStatus, UnitStatus


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
    """What is next, for the pages that show no board: deadlines and what is open under each."""
    return {"dues": _dues(state, _cells(state.cycle.units if state.cycle else ()))}


def board_view(state: SiteState, board: Board, every: list[Board]) -> dict[str, object]:
    units = board.status.units
    cells = _cells(units)
    return {
        "board": board,
        "cycle": board.status,
        "blocks": blocks(every) if board.whole else [],
        "dues": _dues(state, cells),
        "sections": _sections(state, units) if board.listed else [],
        "counts": {cell_state: sum(cell.state is cell_state for cell in cells) for cell_state in ItemState},
        "complete_units": sum(unit.complete for unit in units),
        "owing_units": sum(unit.owed > 0 for unit in units),
        "cell_of": _cell_of,
        "block_of": block_of,
        "waiting": _waiting(board.status),
        "review_time": _review_time(board.status),
        "chart": burn_up(board.status),
        "lates": late_items(board.status) if board.listed else [],
        "reminders": reminders(board.status) if board.listed else [],
    }


def _cells(units: tuple[UnitStatus, ...]) -> list[ItemStatus]:
    return [item for unit in units for item in unit.items]


def _waiting(status: CycleStatus) -> list[tuple[str, Proposal]]:
    """Proposals with their units' names: the centre's turn before the units', the oldest first."""
    names = {unit.folder: unit.name for unit in status.units}
    ordered = sorted(status.proposals, key=lambda proposal: (proposal.turn is not Turn.CENTRE, proposal.since))
    return [(", ".join(names.get(f, "thư mục chưa đăng ký") for f in proposal.units), proposal) for proposal in ordered]


def _review_time(status: CycleStatus) -> str | None:
    mean = average([time for own in status.steps.values() for time in review_times(own)])
    return spell(mean) if mean is not None else None


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
            open=sum(cell.due.code == due.code and cell.open for cell in cells),
        )
        for due in dues
    ]


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
