"""From a ref update that the server took to the events worth a receipt: which units, which items, how complete."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.models.kinds import is_units_own
from schemas.models.register_keys import register_keys
from schemas.models.unit_files import UnitFiles
from schemas.paths import SUBMISSIONS, unit_folder
from scripts.dossiers.loader import load_cycles
from scripts.gate.path_changes import changes
from scripts.gate.ref_update import RefUpdate
from scripts.gate.registry import registry_of
from scripts.ledger import git
from scripts.ledger.branches import BASE, BRANCH_PREFIX, NOTHING
from scripts.ledger.receipts import Deed, ReceiptEvent
from scripts.ledger.tree import CommitTree
from scripts.progress.status import status


def events(update: RefUpdate) -> Iterator[ReceiptEvent]:
    """What one update means to each unit that it touches. Nothing for a ref without dossiers, or the founding push."""
    repository, old, new, branch = update.repository, update.old, update.new, update.branch
    if update.ref == BASE and NOTHING not in (old, new):
        span = git.changed_paths(repository, f"{old}..{new}", "--", SUBMISSIONS)
        yield from _events(update, Deed.ACCEPTED, new, _folders(span))
    elif branch.startswith(BRANCH_PREFIX):
        proposed = _proposed(repository, new)
        if gone := _proposed(repository, old) - proposed:
            centre = registry_of(CommitTree(repository, BASE), "").is_centre(update.actor)
            yield from _events(update, Deed.RETURNED if centre else Deed.WITHDRAWN, old, gone)
        yield from _events(update, Deed.HANDED_IN, new, proposed)


def _proposed(repository: Path, commit: str) -> set[str]:
    """Folders of the units whose own files some commit of a branch touches, and not as the base has them. What the
    branch forks from is its maker's choice, and tells nothing."""
    if commit == NOTHING or _contains(repository, commit):
        return set()
    base = git.commit_of(repository, BASE)
    if git.ask(repository, "merge-base", base, commit) is None:
        return set()
    return _folders(change.path for change in changes(repository, base, commit))


def _folders(paths: Iterable[str]) -> set[str]:
    """What the centre writes is no handing in."""
    return {unit_folder(path) for path in paths if is_units_own(path)}


def _events(update: RefUpdate, deed: Deed, commit: str, folders: set[str]) -> Iterator[ReceiptEvent]:
    """One for each folder, with how complete its unit is at the commit."""
    if not folders:
        return
    now = update.now
    for cycle in load_cycles(CommitTree(update.repository, commit), folders):
        counts = {unit.folder: (unit.done, unit.owed) for unit in status(cycle, now).units} if cycle.terms else {}
        for unit in cycle.units:
            if unit.folder in folders:
                done, owed = counts.get(unit.folder, (0, 0))
                yield ReceiptEvent(
                    deed, now, update.actor, update.branch, commit, unit.folder, done, owed, _entries(unit)
                )


def _entries(unit: UnitFiles) -> dict[str, tuple[str, ...]]:
    return {path.removeprefix(f"{unit.folder}/"): tuple(sorted(codes)) for path, codes in register_keys(unit).items()}


def events_of(updates: list[RefUpdate]) -> list[ReceiptEvent]:
    """Of a whole push."""
    return [event for update in updates for event in events(update)]


def _contains(repository: Path, commit: str) -> bool:
    """Whether the base already holds a commit: then deleting its branch is only tidying up."""
    return git.ask(repository, "merge-base", "--is-ancestor", commit, BASE) is not None
