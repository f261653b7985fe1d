"""Status of a cycle: unit × item → state, due date, when received. The one function behind text, JSON and the site."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from schemas.finding import Severity
from schemas.local_time import VIETNAM, midnight
from schemas.models.dossier import Entry
from schemas.models.kinds import PERSON
from schemas.obligation import Obligation, matching, obligations, outstanding
from schemas.terms import Due, Terms
from schemas.unit_files import UnitFiles
from schemas.vocabulary import ItemState, TimeSource
from scripts.history import Arrivals, entry_key
from scripts.proposals import Proposal
from scripts.reading import CycleFiles
from scripts.timeline import Steps


class ItemStatus(NamedTuple):
    """One cell of the matrix. `received` and `owed` count papers; `lacking` names what is still missing."""

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


class UnitStatus(NamedTuple):
    folder: str
    block: str
    code: str
    name: str
    kind: str
    items: tuple[ItemStatus, ...]

    @property
    def owed(self) -> int:
        return sum(item.state is not ItemState.NOT_APPLICABLE for item in self.items)

    @property
    def done(self) -> int:
        return sum(item.state is ItemState.RECEIVED for item in self.items)

    @property
    def late(self) -> int:
        return sum(item.late for item in self.items)


class CycleStatus(NamedTuple):
    """A whole cycle as of one moment. `columns` are item codes in the order of the dispatch's list."""

    year: int
    now: datetime
    commit: str | None
    terms: Terms
    files: CycleFiles
    """What the status was computed from."""
    columns: tuple[str, ...]
    units: tuple[UnitStatus, ...]
    clock: str = ""
    """In words: what the moments of handing in were taken from, and what is wrong with it."""
    proposals: tuple[Proposal, ...] = ()
    steps: Steps = MappingProxyType({})

    @property
    def unreadable(self) -> int:
        """How many files could not be read, so that what they hold counts as missing."""
        return len({finding.path for finding in self.files.findings if finding.severity is Severity.ERROR})

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


Received = Callable[[str, Entry], datetime | None]
"""When an entry of a register (by path) was received; None when it is not in the base."""


def status(
    cycle: CycleFiles, now: datetime, arrivals: Arrivals | None = None,
    proposed: Iterable[UnitFiles] = (), commit: str | None = None,
) -> CycleStatus:  # fmt: skip
    """Compute a cycle's status as of `now`: papers received later do not count yet.

    The moment of handing in is the cycle's `nguon_thoi_gian`: arrival on the base branch when history is given,
    else the day the unit declared. Raises ValueError when the cycle has no readable `ky.yaml`.
    """
    if cycle.terms is None:
        raise ValueError("cycle without terms")
    declared = cycle.terms.cycle.time_source is TimeSource.DECLARED or arrivals is None
    received = _declared if declared else _from_history(arrivals or {})
    waiting: dict[str, list[UnitFiles]] = {}
    for unit in proposed:
        waiting.setdefault(unit.folder, []).append(unit)
    terms = cycle.terms
    units = tuple(_unit(unit, terms, now, received, waiting.get(unit.folder, [])) for unit in cycle.units)
    used = {item.item for unit in units for item in unit.items}
    order = [item.code for group in terms.ruleset.checklist for item in group.items]
    return CycleStatus(terms.cycle.year, now, commit, terms, cycle, tuple(c for c in order if c in used), units)


def _declared(path: str, entry: Entry) -> datetime | None:
    del path
    return midnight(entry.handed_in_on)


def _from_history(arrivals: Arrivals) -> Received:
    def received(path: str, entry: Entry) -> datetime | None:
        arrival = arrivals.get(path, {}).get(entry_key(entry.item, entry.document))
        return arrival.moment if arrival else None

    return received


def _unit(files: UnitFiles, terms: Terms, now: datetime, received: Received, waiting: list[UnitFiles]) -> UnitStatus:
    columns: dict[str, list[Obligation]] = {}
    for obligation in obligations(files, terms):
        columns.setdefault(obligation.column, []).append(obligation)
    items = tuple(_item(code, owed, files, terms, now, received, waiting) for code, owed in columns.items())
    unit = files.unit.model
    return UnitStatus(files.folder, files.folder.split("/")[-2], unit.code, unit.name, unit.kind.value, items)


def _item(
    code: str, owed: list[Obligation], files: UnitFiles, terms: Terms, now: datetime, received: Received,
    waiting: list[UnitFiles],
) -> ItemStatus:  # fmt: skip
    due = owed[0].due
    item = terms.items[code]
    applying = [obligation for obligation in owed if obligation.applies]
    moments: list[datetime] = []
    lacking: list[str] = []
    proposed: list[bool] = []
    for obligation in applying:
        path = _register(files, obligation)
        entries = files.entries(obligation.person)
        arrived = [(entry, moment) for entry in entries if (moment := received(path, entry)) and moment <= now]
        here = tuple(entry for entry, _ in arrived)
        missing = outstanding(obligation, here, terms.merged_papers)
        counted = {id(entry) for entry in matching(obligation, here)}  # comparing records by value is slow
        moments += [moment for entry, moment in arrived if id(entry) in counted]
        if missing:
            lacking += missing
            proposed.append(
                any(
                    not outstanding(obligation, unit.entries(obligation.person), terms.merged_papers)
                    for unit in waiting
                )
            )
    if not applying:
        state = ItemState.NOT_APPLICABLE
    elif not lacking:
        state = ItemState.RECEIVED
    elif all(proposed):
        state = ItemState.IN_REVIEW
    else:
        state = ItemState.MISSING if now < due.closes_at else ItemState.OVERDUE
    complete = not lacking and bool(moments)
    late = complete and not all(due.met_by(moment.astimezone(VIETNAM)) for moment in moments)
    return ItemStatus(
        code, item.short_title, state, due, len(applying) - len(proposed), len(applying),
        max(moments) if complete else None, late, _counted(lacking), item.source,
    )  # fmt: skip


def _counted(titles: list[str]) -> tuple[str, ...]:
    """Titles of missing papers; what several cadres lack is counted, never listed by person."""
    return tuple(f"{title} ({n} người)" if n > 1 else title for title, n in Counter(titles).items())


def _register(files: UnitFiles, obligation: Obligation) -> str:
    return (
        f"{files.folder}/{PERSON.name}/{obligation.person}.yaml" if obligation.person else f"{files.folder}/ho-so.yaml"
    )
