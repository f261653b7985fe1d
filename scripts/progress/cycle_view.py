"""The state of affairs of a repository: cycles, arrivals, proposals and status, read once for whoever needs them."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from schemas.finding import Finding, Gate
from schemas.vocabulary import TimeSource
from scripts.check.folder_cache import YearFacts, register_keys, spreading, year_facts
from scripts.dossiers.loader import CycleFiles, read_cycles
from scripts.dossiers.unit_facts import UnitFacts, all_facts
from scripts.ledger import git, receipts
from scripts.ledger.arrivals import Arrivals, Version, arrivals, register_oids, unreceipted, versions
from scripts.ledger.timeline import Steps, steps
from scripts.ledger.tree import CommitTree, Tree, WorkTree
from scripts.output.receipts import state
from scripts.progress.proposals import Proposal, ProposalState, open_proposals
from scripts.progress.status import CycleStatus, tally

_Reader = Callable[[], dict[str, CycleFiles]]
_NO_RECEIPTS = receipts.Receipts()


def current(root: Path, revision: str | None, now: datetime) -> list[CycleStatus]:
    """Status of every cycle that has terms. With a revision its history is used; a work tree stands for itself."""
    try:
        commit = git.commit_of(root, revision or "HEAD")
    except git.GitError:
        if revision:
            raise
        return _statuses(_as_it_lies(root, now), now)
    if revision is None:
        past, book = versions(root, commit), receipts.read(root)
        return _statuses(_as_it_lies(root, now), now, _proposals(root, commit, now, past, book), book)
    with spreading() as spread:  # git and the older versions are asked while the units are being read
        counting = year_facts(root, commit, now, spread)
        past = versions(root, commit)
        newest = {version.path: version.oid for version in past}
        older = register_keys(root, sorted(register_oids(past) - set(newest.values())), spread)
        book = receipts.read(root)
        proposals = _proposals(root, commit, now, past, book)
        taken = steps(root, past, book.entries)
        years = counting()
        held = [entry for year in years for unit in year.units for entry in unit.registers.items()]
        keys = {newest[path]: codes for path, codes in held if path in newest} | older()
        unread = register_keys(root, sorted(register_oids(past) - keys.keys()), spread)
        came = arrivals(past, book.entries, keys | unread())
    everything = _Known(years, _reader(CommitTree(root, commit)))
    return _statuses(everything, now, proposals, book, came, taken, commit)


class _Known(NamedTuple):
    """Facts of all years, and what reads the files behind them when somebody asks for more."""

    years: list[YearFacts]
    read: _Reader


def _proposals(
    root: Path, commit: str, now: datetime, past: list[Version], book: receipts.Receipts
) -> tuple[Proposal, ...]:
    return tuple(open_proposals(root, commit, now, past, book.entries))


def _statuses(
    known: _Known,
    now: datetime,
    proposals: tuple[Proposal, ...] = (),
    book: receipts.Receipts = _NO_RECEIPTS,
    came: Arrivals | None = None,
    taken: Steps = MappingProxyType({}),
    commit: str | None = None,
) -> list[CycleStatus]:
    result = []
    for year in known.years:
        if year.terms is not None:
            own = tuple(p for p in proposals if p.units[0].split("/")[1] == year.year)
            found = tally(year.units, year.terms, now, came, _waiting(own, year.year))
            result.append(
                found._replace(
                    unreadable=year.unreadable,
                    read=partial(_cycle, known.read, year.year),
                    commit=commit,
                    clock=_clock(found, came, book),
                    proposals=own,
                    steps=taken,
                    judged=year.judged,
                )
            )
    return result


def _as_it_lies(root: Path, now: datetime) -> _Known:
    """What is on disk has no lasting name, so it is read whole each time."""
    read = _reader(WorkTree(root))
    years = [
        YearFacts(
            cycle.year,
            cycle.terms,
            all_facts(cycle.units, cycle.terms) if cycle.terms else [],
            len(cycle.broken),
            partial(_judged, cycle, now),
        )
        for cycle in read().values()
    ]
    return _Known(years, read)


def _judged(cycle: CycleFiles, now: datetime) -> dict[str, list[Finding]]:
    from scripts.check.checker import judged  # loads every rule, which whoever only counts can spare

    return judged(cycle, now, Gate.MERGE)


def _reader(tree: Tree) -> _Reader:
    """Reads a tree once, when first asked."""

    @cache
    def read() -> dict[str, CycleFiles]:
        return {cycle.year: cycle for cycle in read_cycles(tree)}

    return read


def _cycle(read: _Reader, year: str) -> CycleFiles:
    return read()[year]


def _waiting(proposals: tuple[Proposal, ...], year: str) -> list[UnitFacts]:
    """Units as they would be if what is in review were merged."""
    reviewed = (p for p in proposals if p.state is ProposalState.IN_REVIEW)
    cycles = [cycle for proposal in reviewed for cycle in proposal.cycles if cycle.year == year and cycle.terms]
    return [facts for cycle in cycles if cycle.terms for facts in all_facts(cycle.units, cycle.terms)]


def _clock(found: CycleStatus, came: Arrivals | None, book: receipts.Receipts) -> str:
    """What the moments of handing in were taken from, said on every face of the status."""
    if came is None or found.terms.cycle.time_source is TimeSource.DECLARED:
        return "Thời điểm nộp lấy theo ngày đơn vị khai."
    if not book.entries and book.broken is None:
        return "Thời điểm nộp lấy theo lúc vào nhánh chính; chưa có biên nhận của máy chủ."
    without = unreceipted(came)
    named = f" Không có biên nhận, tính theo lúc vào nhánh chính: {', '.join(without)}." if without else ""
    return f"Thời điểm nộp lấy theo biên nhận của máy chủ: {state(book)}{named}"
