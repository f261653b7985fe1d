"""The boards of completion: what stands, what is next, what is missing; and the files beside each."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from schemas.finding import Turn
from schemas.local_time import duration_text
from schemas.ruleset.checklist import Item
from schemas.vocabulary import ItemState, UnitKind
from scripts.ledger.timeline import average, review_times
from scripts.pages.board_files import board_files
from scripts.pages.boards import WHOLE, Board, block_of, blocks
from scripts.pages.burn_up import burn_up
from scripts.pages.due_dates import due_dates
from scripts.pages.late_list import late_items, reminders
from scripts.pages.part import Files, OwnPage, Part
from scripts.pages.state import SiteState
from scripts.progress.proposals import Proposal
from scripts.progress.status import CycleStatus, ItemStatus, UnitStatus

_PLACEHOLDER = "bang-tien-do"


class Section(NamedTuple):
    """One kind of unit with its own columns."""

    kind: str
    columns: tuple[Item, ...]
    units: tuple[UnitStatus, ...]
    done: int
    owed: int


def parts(state: SiteState) -> Iterator[Part]:
    if not state.boards:
        yield Part(WHOLE, "chua-co-ky", {}, placeholder=_PLACEHOLDER)
    for board in state.boards:
        view = board_view(state, board, state.boards)
        if board.whole:
            yield Part(WHOLE, "bang-tien-do", view, placeholder=_PLACEHOLDER, mass=True)
        else:
            page = OwnPage(f"Tiến độ: {board.label}", wide=True, searched=False)
            yield Part(board.address, "bang-tien-do", view, page, mass=True)


def files(state: SiteState) -> Files:
    made: Files = {}
    for board in state.boards:
        own = board_files(board, internal=state.internal)
        made |= {f"{board.address}{name}": data for name, data in own.items()}
    return made


def pulse(state: SiteState, digest: str) -> Files:
    """The small file that open boards ask for: whether `digest`, of all boards, is still theirs."""
    cycle = state.cycle
    counts = {
        "digest": digest,
        "thoi_diem": state.now.isoformat(),
        "phien_ban": cycle.commit if cycle else None,
        "phai_nop": cycle.owed if cycle else 0,
        "da_nhan": cycle.done if cycle else 0,
    }
    return {f"{WHOLE}status.json": json.dumps(counts, ensure_ascii=False)}


def board_view(state: SiteState, board: Board, every: list[Board]) -> dict[str, object]:
    units = board.status.units
    cells = _cells(units)
    return {
        "board": board,
        "cycle": board.status,
        "blocks": blocks(every) if board.whole else [],
        "dues": due_dates(state, units),
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
    return duration_text(mean) if mean is not None else None


def _cell_of(unit: UnitStatus, code: str) -> ItemStatus | None:
    return next((item for item in unit.items if item.item == code), None)


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
