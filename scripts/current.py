"""The state of affairs of a repository: cycles, arrivals, proposals and status, read once for whoever needs them."""

from datetime import datetime
from pathlib import Path

from schemas.vocabulary import TimeSource
from scripts import git, receipts
from scripts.history import Arrivals, arrivals, registers, unreceipted, versions
from scripts.proposals import ProposalState, open_proposals
from scripts.reading import read_cycles
from scripts.receipt_reporting import state
from scripts.status import CycleStatus, status
from scripts.timeline import steps
from scripts.tree import CommitTree, WorkTree


def current(root: Path, revision: str | None, now: datetime) -> list[CycleStatus]:
    """Status of every cycle that has terms. With a revision its history is used; a work tree stands for itself."""
    try:
        commit: str | None = git.commit_of(root, revision or "HEAD")
    except git.GitError:
        if revision:
            raise
        commit = None
    tree = CommitTree(root, revision) if revision else WorkTree(root)
    past = versions(root, commit) if commit else []
    book = receipts.read(root) if commit else receipts.Receipts()
    proposals = tuple(open_proposals(root, commit, now, past, book.entries)) if commit else ()
    cycles = read_cycles(tree)
    parsed = {path: codes for cycle in cycles for unit in cycle.units for path, codes in registers(unit).items()}
    came = arrivals(root, past, book.entries, parsed) if commit and revision else None
    taken = steps(root, past, book.entries) if commit and revision else {}
    result = []
    for cycle in cycles:
        if cycle.terms is not None:
            own = tuple(p for p in proposals if p.units[0].split("/")[1] == cycle.year)
            waiting = [
                u
                for p in own
                if p.state is ProposalState.IN_REVIEW
                for c in p.cycles
                if c.year == cycle.year
                for u in c.units
            ]
            found = status(cycle, now, came, waiting, commit if revision else None)
            result.append(found._replace(clock=_clock(found, came, book), proposals=own, steps=taken))
    return result


def _clock(found: CycleStatus, came: Arrivals | None, book: receipts.Receipts) -> str:
    """What the moments of handing in were taken from, said on every face of the status."""
    if came is None or found.terms.cycle.time_source is TimeSource.DECLARED:
        return "Thời điểm nộp lấy theo ngày đơn vị khai."
    if not book.entries and book.broken is None:
        return "Thời điểm nộp lấy theo lúc vào nhánh chính; chưa có biên nhận của máy chủ."
    without = unreceipted(came)
    named = f" Không có biên nhận, tính theo lúc vào nhánh chính: {', '.join(without)}." if without else ""
    return f"Thời điểm nộp lấy theo biên nhận của máy chủ: {state(book)}{named}"
