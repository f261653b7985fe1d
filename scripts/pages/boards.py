"""Boards of completion: the whole committee's, and one a block. A board is a status of fewer units."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from schemas.vocabulary import ItemState
from scripts.pages.anchors import slugify
from scripts.progress.status import CycleStatus, UnitStatus

WHOLE = "tien-do/"
MOST_UNITS = 150
"""Rows that a page opens at once with; a browser needs seconds for a thousand. Beyond, units stand on their block's
pages only, and a larger block has several."""


class Board(NamedTuple):
    """`address` of its page; `status` of its units alone; `listed`: they stand on it in rows."""

    address: str
    label: str
    status: CycleStatus
    listed: bool = True

    @property
    def whole(self) -> bool:
        return self.address == WHOLE


class BlockCounts(NamedTuple):
    """One line of the overview: a board's counts. `complete` of `owing` units have handed in everything."""

    board: Board
    code: str
    complete: int
    owing: int
    counts: Counter[ItemState]


def boards(cycle: CycleStatus) -> list[Board]:
    """The whole first, then every block's, in the order of the folders."""
    whole = Board(WHOLE, "Toàn bộ đơn vị", cycle, listed=len(cycle.units) <= MOST_UNITS)
    return [whole, *_blocks(cycle)]


def _blocks(cycle: CycleStatus) -> Iterator[Board]:
    own = {code: list(units) for code, units in groupby(sorted(cycle.units, key=block_of), key=block_of)}
    labels = block_labels({code: [unit.kind for unit in units] for code, units in own.items()})
    for code, units in own.items():
        label = labels[code]
        starts = range(0, len(units), MOST_UNITS)
        for part, start in enumerate(starts, start=1):
            some = tuple(units[start : start + MOST_UNITS])
            address = f"{WHOLE}{code}/" if part == 1 else f"{WHOLE}{code}/{part}/"
            yield Board(address, label if len(starts) == 1 else f"{label}, phần {part}", _only(cycle, some))


def block_labels(kinds: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Block → the kinds of its units; blocks of the same kinds are told apart by their folder."""
    titles = {block: ", ".join(dict.fromkeys(own)) for block, own in kinds.items()}
    shared = Counter(titles.values())
    return {block: title if shared[title] == 1 else f"{title}, khối {block}" for block, title in titles.items()}


def rows(every: list[Board]) -> dict[str, str]:
    """Folder → address of its row, for each unit that has one: on the whole board if that lists, or on its block's."""
    return {
        unit.folder: f"{board.address}#dv-{unit.code}"
        for board in reversed(every)
        for unit in board.status.units
        if board.listed and unit.items
    }


def block_of(unit: UnitStatus) -> str:
    """A folder's name as a part of an address, whatever somebody called it."""
    return slugify(unit.block, "-") or "khac"


def _only(cycle: CycleStatus, units: tuple[UnitStatus, ...]) -> CycleStatus:
    folders = {unit.folder for unit in units}
    proposals = tuple(proposal for proposal in cycle.proposals if folders.intersection(proposal.units))
    used = {item.item for unit in units for item in unit.items}
    steps = {folder: steps for folder, steps in cycle.steps.items() if folder in folders}
    columns = tuple(column for column in cycle.columns if column in used)
    return cycle._replace(units=units, proposals=proposals, steps=steps, columns=columns)


def blocks(every: list[Board]) -> list[BlockCounts]:
    """In the order of the folders; those that owe nothing come last."""
    found = [
        BlockCounts(
            board,
            block_of(board.status.units[0]),
            complete=sum(unit.complete for unit in board.status.units),
            owing=sum(unit.owed > 0 for unit in board.status.units),
            counts=Counter(item.state for unit in board.status.units for item in unit.items),
        )
        for board in every
        if not board.whole
    ]
    return sorted(found, key=lambda block: not block.owing)
