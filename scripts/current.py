"""The state of affairs of a repository: cycles, arrivals, proposals and status, read once for whoever needs them."""

from datetime import datetime
from pathlib import Path

from scripts import git
from scripts.history import arrivals
from scripts.proposals import open_proposals
from scripts.reading import read_cycles
from scripts.status import CycleStatus, status
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
    proposals = open_proposals(root, commit) if commit else []
    came = arrivals(root, commit) if commit and revision else None
    result = []
    for cycle in read_cycles(tree):
        if cycle.terms is not None:
            proposed = [u for p in proposals for c in p.cycles if c.year == cycle.year for u in c.units]
            result.append(status(cycle, now, came, proposed, commit if revision else None))
    return result
