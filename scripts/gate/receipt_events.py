"""From a ref update that the server took to the events worth a receipt: which units, which items, how complete."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from schemas.finding import Turn
from schemas.models.kinds import kind_at
from schemas.models.unit_files import UnitFiles
from schemas.paths import SUBMISSIONS, unit_folder
from scripts.dossiers.loader import read_cycles
from scripts.gate.authorisation import registry_of
from scripts.ledger import git
from scripts.ledger.arrivals import registers
from scripts.ledger.branches import BASE, BRANCH_PREFIX, NOTHING
from scripts.ledger.receipts import Deed, Event
from scripts.ledger.tree import CommitTree
from scripts.progress.status import status


def events(repository: Path, old: str, new: str, ref: str, actor: str, now: datetime) -> Iterator[Event]:
    """What one update means to each unit that it touches. Nothing for a ref without dossiers, or the founding push."""
    branch = ref.removeprefix("refs/heads/")
    if ref == BASE and NOTHING not in (old, new):
        yield from _standing(repository, Deed.ACCEPTED, _folders(repository, f"{old}..{new}"), new, branch, actor, now)
    elif branch.startswith(BRANCH_PREFIX) and new != NOTHING:
        folders = _folders(repository, f"{BASE}...{new}")
        yield from _standing(repository, Deed.HANDED_IN, folders, new, branch, actor, now)
    elif branch.startswith(BRANCH_PREFIX) and not _contains(repository, old):
        returned = actor in registry_of(CommitTree(repository, BASE), "").maintainers
        deed = Deed.RETURNED if returned else Deed.WITHDRAWN
        yield from _standing(repository, deed, _folders(repository, f"{BASE}...{old}"), old, branch, actor, now)


def _folders(repository: Path, span: str) -> set[str]:
    """Folders of the units whose own files differ. What the centre writes is no handing in."""
    changed = git.run(repository, "diff", "--name-only", "--no-renames", "-z", span, "--", SUBMISSIONS)
    paths = [path.decode(errors="replace") for path in changed.split(b"\0") if path]
    return {unit_folder(path) for path in paths if (kind := kind_at(path)) is not None and kind.owner is Turn.UNIT}


def _standing(
    repository: Path, deed: Deed, folders: set[str], commit: str, branch: str, actor: str, now: datetime
) -> Iterator[Event]:
    if not folders:
        return
    for cycle in read_cycles(CommitTree(repository, commit), folders):
        counts = {unit.folder: (unit.done, unit.owed) for unit in status(cycle, now).units} if cycle.terms else {}
        for unit in cycle.units:
            if unit.folder in folders:
                done, owed = counts.get(unit.folder, (0, 0))
                yield Event(deed, now, actor, branch, commit, unit.folder, done, owed, _entries(unit))


def _entries(unit: UnitFiles) -> dict[str, tuple[str, ...]]:
    return {path.removeprefix(f"{unit.folder}/"): tuple(sorted(codes)) for path, codes in registers(unit).items()}


def _contains(repository: Path, commit: str) -> bool:
    """Whether the base already holds a commit: then deleting its branch is only tidying up."""
    try:
        git.run(repository, "merge-base", "--is-ancestor", commit, BASE)
    except git.GitError:
        return False
    return True
