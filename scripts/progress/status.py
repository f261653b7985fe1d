"""Status of a cycle: unit × item → state, due date, when received. The one function behind text, JSON and the site."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from schemas.local_time import VIETNAM, midnight
from schemas.models.register_keys import entry_key
from schemas.ruleset.obligation import lacking
from schemas.ruleset.terms import Due, Terms
from schemas.vocabulary import ItemState, TimeSource
from scripts.dossiers.loader import CycleFiles
from scripts.dossiers.unit_facts import Owed, Paper, RatedGroup, UnitFacts, facts_of_all
from scripts.ledger.arrivals import Arrivals
from scripts.ledger.timeline import Steps
from scripts.progress.proposals import Proposal


class ItemStatus(NamedTuple):
    """One cell of the matrix. `received` and `owed` count whole items, one a cadre where each owes his own; `papers`
    counts the papers that came, also of an item that is not whole; `lacking` names what is still missing."""

    item: str
    title: str
    state: ItemState
    due: Due
    received: int
    owed: int
    received_at: datetime | None
    late: bool
    lacking: tuple[str, ...]
    source: str
    papers: int = 0

    @property
    def open(self) -> bool:
        """Whether the unit still has to hand something in: missing or overdue, not in review."""
        return self.state in (ItemState.MISSING, ItemState.OVERDUE)


class UnitStatus(NamedTuple):
    folder: str
    block: str
    code: str
    name: str
    kind: str
    items: tuple[ItemStatus, ...]
    rated: tuple[RatedGroup, ...] = ()

    @property
    def owed(self) -> int:
        return sum(item.state is not ItemState.NOT_APPLICABLE for item in self.items)

    @property
    def done(self) -> int:
        return sum(item.state is ItemState.RECEIVED for item in self.items)

    @property
    def complete(self) -> bool:
        """Whether the unit owes something and has handed in all of it."""
        return 0 < self.owed == self.done

    @property
    def late(self) -> int:
        return sum(item.late for item in self.items)


class Clock(NamedTuple):
    """From what the moments of handing in are taken. `declared`: from the days that units declare; else from receipts,
    `receipts` of which are whole, `broken` being the first that is not, or from merges, for the units `unreceipted`."""

    declared: bool = True
    receipts: int = 0
    broken: int | None = None
    unreceipted: tuple[str, ...] = ()
    gaps: int = 0
    """Pushes that the server accepted and has not written a receipt for."""
    copies: tuple[str, ...] = ()
    """What copies of the book outside the server say against it."""


class CycleStatus(NamedTuple):
    """A whole cycle as of one moment. `columns` are item codes in the order of the dispatch's list."""

    year: int
    now: datetime
    terms: Terms
    columns: tuple[str, ...]
    units: tuple[UnitStatus, ...]
    unreadable: int = 0
    """How many files could not be read, so that what they hold counts as missing."""
    commit: str | None = None
    clock: Clock = Clock()
    proposals: tuple[Proposal, ...] = ()
    steps: Steps = MappingProxyType({})

    @property
    def rated(self) -> tuple[RatedGroup, ...]:
        """What every unit rated, group by group."""
        return tuple(group for unit in self.units for group in unit.rated)

    def count(self, state: ItemState) -> int:
        return sum(item.state is state for unit in self.units for item in unit.items)

    @property
    def owed(self) -> int:
        return sum(unit.owed for unit in self.units)

    @property
    def done(self) -> int:
        return sum(unit.done for unit in self.units)

    @property
    def late(self) -> int:
        return sum(unit.late for unit in self.units)


Received = Callable[[str, str, Paper], datetime | None]
"""When a paper of an item in a register (by path) was received; None when it is not in the base."""


def status(cycle: CycleFiles, now: datetime) -> CycleStatus:
    """Status of files that were read already, by the days that units declared. Raises ValueError without terms."""
    if cycle.terms is None:
        raise ValueError("cycle without terms")
    return tally(facts_of_all(cycle.units, cycle.terms), cycle.terms, now)


class _Counting(NamedTuple):
    """What counting one unit needs beside it: the terms, their deadlines by code, the moment, when papers came."""

    terms: Terms
    dues: Mapping[str, Due]
    now: datetime
    received: Received


def tally(
    units: Iterable[UnitFacts],
    terms: Terms,
    now: datetime,
    arrivals: Arrivals | None = None,
    proposed: Iterable[UnitFacts] = (),
) -> CycleStatus:
    """Compute a cycle's status as of `now`: papers received later do not count yet.

    The moment of handing in is the cycle's `nguon_thoi_gian`: arrival on the base branch when history is given,
    else the day the unit declared.
    """
    declared = terms.cycle.time_source is TimeSource.DECLARED or arrivals is None
    received = _declared if declared else _from_history(arrivals or {})
    waiting: dict[str, list[UnitFacts]] = {}
    for unit in proposed:
        waiting.setdefault(unit.folder, []).append(unit)
    counting = _Counting(terms, {due.code: due for due in terms.dues()}, now, received)
    counted = tuple(_unit(unit, counting, waiting.get(unit.folder, ())) for unit in units)
    used = {item.item for unit in counted for item in unit.items}
    order = [item.code for group in terms.ruleset.checklist for item in group.items]
    return CycleStatus(terms.cycle.year, now, terms, tuple(c for c in order if c in used), counted)


def _declared(path: str, item: str, paper: Paper) -> datetime | None:
    del path, item
    return midnight(date.fromisoformat(paper.day))


def _from_history(arrivals: Arrivals) -> Received:
    def received(path: str, item: str, paper: Paper) -> datetime | None:
        arrival = arrivals.get(path, {}).get(entry_key(item, paper.document))
        return arrival.moment if arrival else None

    return received


_Proposed = Mapping[tuple[str, str | None], Iterable[Paper]]
"""Item and person → the papers that a proposal would bring."""


def _unit(unit: UnitFacts, counting: _Counting, waiting: Collection[UnitFacts]) -> UnitStatus:
    columns: dict[str, list[Owed]] = {}
    for owed in unit.owed:
        columns.setdefault(owed.column, []).append(owed)
    proposed: list[_Proposed] = [{(owed.item, owed.person): owed.papers for owed in facts.owed} for facts in waiting]
    items = tuple(_item(code, owed, unit, counting, proposed) for code, owed in columns.items())
    return UnitStatus(unit.folder, unit.folder.split("/")[-2], unit.code, unit.name, unit.kind, items, unit.rated)


def _item(
    code: str, owed: list[Owed], unit: UnitFacts, counting: _Counting, waiting: Iterable[_Proposed]
) -> ItemStatus:
    terms, now = counting.terms, counting.now
    due = counting.dues[owed[0].due]
    item = terms.items[code]
    applying = [one for one in owed if one.applies]
    moments: list[datetime] = []
    missing: list[str] = []
    proposed: list[bool] = []
    for one in applying:
        path = unit.register_of(one)
        moment_of = ((paper, counting.received(path, one.item, paper)) for paper in one.papers)
        arrived = [(paper, moment) for paper, moment in moment_of if moment and moment <= now]
        moments += [moment for _, moment in arrived]
        if absent := _lacking(one, (paper for paper, _ in arrived), terms):
            missing += absent
            proposed.append(any(not _lacking(one, papers.get((one.item, one.person), ()), terms) for papers in waiting))
    complete = not missing and bool(moments)
    return ItemStatus(
        item=code,
        title=item.short_title,
        state=_state(bool(applying), bool(missing), all(proposed), now < due.closes_at),
        due=due,
        received=len(applying) - len(proposed),
        owed=len(applying),
        received_at=max(moments) if complete else None,
        late=complete and not all(due.met_by(moment.astimezone(VIETNAM)) for moment in moments),
        lacking=_counted(missing),
        source=item.source,
        papers=len(moments),
    )


def _state(applies: bool, lacks: bool, proposed: bool, in_time: bool) -> ItemState:
    if not applies:
        return ItemState.NOT_APPLICABLE
    if not lacks:
        return ItemState.RECEIVED
    if proposed:
        return ItemState.IN_REVIEW
    return ItemState.MISSING if in_time else ItemState.OVERDUE


def _lacking(owed: Owed, papers: Iterable[Paper], terms: Terms) -> list[str]:
    present = {paper.document or None for paper in papers}
    return lacking(owed.documents, terms.items[owed.item].short_title, present, terms.merged_papers)


def _counted(titles: list[str]) -> tuple[str, ...]:
    """Titles of missing papers; what several cadres lack is counted, never listed by person."""
    return tuple(f"{title} ({n} người)" if n > 1 else title for title, n in Counter(titles).items())
