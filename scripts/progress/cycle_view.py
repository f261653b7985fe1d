"""A repository's cycles as of a moment: counted once, with a way to the files behind the counts."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from schemas.vocabulary import TimeSource
from scripts.check.worker_pool import worker_pool
from scripts.dossiers.loader import CycleFiles, load_cycles
from scripts.dossiers.unit_facts import UnitFacts, facts_of_all
from scripts.ledger import git, receipts
from scripts.ledger.arrivals import Arrivals, arrivals, register_oids, unreceipted, versions
from scripts.ledger.book_copies import compare
from scripts.ledger.missing_receipts import missing_moves
from scripts.ledger.receipts import Receipts
from scripts.ledger.timeline import Steps, steps
from scripts.ledger.tree import CommitTree, Tree, WorkTree
from scripts.progress.proposals import Proposal, ProposalState, open_proposals
from scripts.progress.register_versions import keys_of_versions
from scripts.progress.status import Clock, CycleStatus, tally
from scripts.progress.year_facts import Findings, YearFacts, facts_of_commit, facts_of_cycle

_Load = Callable[[], dict[str, CycleFiles]]


class CycleView(NamedTuple):
    """One cycle: its counts, and for whoever asks more, all its files and what the rules say of them."""

    status: CycleStatus
    load: Callable[[], CycleFiles]
    findings: Findings


class _History(NamedTuple):
    """What Git tells beside the files. `arrivals` is None for a work tree, which has no history of its own."""

    receipts: Receipts = Receipts()
    proposals: tuple[Proposal, ...] = ()
    arrivals: Arrivals | None = None
    steps: Steps | None = None
    commit: str | None = None
    gaps: int = 0
    copies: tuple[str, ...] = ()


def cycle_views(root: Path, revision: str | None, now: datetime) -> list[CycleView]:
    """Every cycle that has terms. With a revision its history is used; a work tree stands for itself."""
    commit = git.commit_of(root, revision) if revision else _newest(root)
    if commit is None:
        return _of_work_tree(root, now, _History())
    if revision is None:
        past, book = versions(root, commit), receipts.read(root)
        proposals = tuple(open_proposals(root, commit, now, past, book.entries))
        return _of_work_tree(root, now, _History(book, proposals))
    with worker_pool() as submit:  # git and the older versions are asked while the units are being read
        counting = facts_of_commit(root, commit, now, submit)
        past = versions(root, commit)
        newest = {version.path: version.oid for version in past}
        older = keys_of_versions(root, sorted(register_oids(past) - set(newest.values())), submit)
        book = receipts.read(root)
        gaps = len(missing_moves(root, book))
        copies = tuple(f"{copy.place}: {copy.fault}" for copy in compare(root, book))
        proposals = tuple(open_proposals(root, commit, now, past, book.entries))
        taken = steps(root, past, book.entries)
        years = counting()
        held = [entry for year in years for unit in year.units for entry in unit.registers.items()]
        keys = {newest[path]: codes for path, codes in held if path in newest} | older()
        unread = keys_of_versions(root, sorted(register_oids(past) - keys.keys()), submit)
        came = arrivals(past, book.entries, keys | unread())
    return _views(
        years, _loader(CommitTree(root, commit)), now, _History(book, proposals, came, taken, commit, gaps, copies)
    )


def _newest(root: Path) -> str | None:
    """The commit of a work tree; None in a folder that Git does not know, or before its first commit."""
    try:
        return git.find_commit(root, "HEAD")
    except git.NoRepositoryError:
        return None


def cycle_statuses(root: Path, revision: str | None, now: datetime) -> list[CycleStatus]:
    """The counts alone."""
    return [view.status for view in cycle_views(root, revision, now)]


def _of_work_tree(root: Path, now: datetime, history: _History) -> list[CycleView]:
    """What is on disk has no lasting name, so it is read whole each time."""
    load = _loader(WorkTree(root))
    return _views([facts_of_cycle(cycle, now) for cycle in load().values()], load, now, history)


def _views(years: list[YearFacts], load: _Load, now: datetime, history: _History) -> list[CycleView]:
    views = []
    for year in years:
        if year.terms is not None:
            proposals = tuple(p for p in history.proposals if p.units[0].split("/")[1] == year.year)
            counted = tally(year.units, year.terms, now, history.arrivals, _proposed(proposals, year.year))
            status = counted._replace(
                unreadable=year.unreadable,
                commit=history.commit,
                clock=_clock(counted, history),
                proposals=proposals,
                steps=history.steps or {},
            )
            views.append(CycleView(status, partial(_cycle, load, year.year), year.findings))
    return views


def _loader(tree: Tree) -> _Load:
    """Loads a tree once, when first asked."""

    @cache
    def load() -> dict[str, CycleFiles]:
        return {cycle.year: cycle for cycle in load_cycles(tree)}

    return load


def _cycle(load: _Load, year: str) -> CycleFiles:
    return load()[year]


def _proposed(proposals: tuple[Proposal, ...], year: str) -> list[UnitFacts]:
    """Units as they would be if what is in review were merged."""
    reviewed = (p for p in proposals if p.state is ProposalState.IN_REVIEW)
    cycles = [cycle for proposal in reviewed for cycle in proposal.cycles if cycle.year == year and cycle.terms]
    return [facts for cycle in cycles if cycle.terms for facts in facts_of_all(cycle.units, cycle.terms)]


def _clock(counted: CycleStatus, history: _History) -> Clock:
    if history.arrivals is None or counted.terms.cycle.time_source is TimeSource.DECLARED:
        return Clock()
    book = history.receipts
    without = tuple(unreceipted(history.arrivals))
    return Clock(
        declared=False,
        receipts=len(book.entries),
        broken=book.broken,
        unreceipted=without,
        gaps=history.gaps,
        copies=history.copies,
    )
