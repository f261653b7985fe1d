"""What a reviewer decides from: what a proposal brings, what it changes, what is still left (issue: one comment)."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding, Gate, Severity
from schemas.paths import SUBMISSIONS, unit_folder
from scripts.check.change import check_change
from scripts.check.result import CheckResult
from scripts.dossiers.loader import CycleFiles, load_cycles
from scripts.gate.push import check_push
from scripts.gate.ref_update import RefUpdate
from scripts.ledger import git, receipts
from scripts.ledger.tree import CommitTree
from scripts.progress.quotas import GroupQuota, quotas
from scripts.progress.status import ItemStatus, UnitStatus, status
from scripts.version import VERSION


class ItemChange(NamedTuple):
    """One item before and after, by the papers that came."""

    before: ItemStatus | None
    after: ItemStatus

    @property
    def arrived(self) -> bool:
        return self.after.papers > (self.before.papers if self.before else 0)

    @property
    def withdrawn(self) -> bool:
        return self.before is not None and self.after.papers < self.before.papers


class UnitReview(NamedTuple):
    """One unit in a proposal. `quotas`: its groups after, each with the number of excellent ones before."""

    code: str
    name: str
    done_before: int
    done_after: int
    owed: int
    items: tuple[ItemChange, ...]
    quotas: tuple[tuple[GroupQuota, int | None], ...]

    @property
    def left(self) -> list[ItemStatus]:
        return [i.after for i in self.items if i.after.open]


class Review(NamedTuple):
    base: str
    head: str
    now: datetime
    units: tuple[UnitReview, ...]
    files: int
    result: CheckResult
    received: datetime | None = None
    """When the server received this proposal first, by its receipts; None without one."""

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.result.findings if finding.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.result.findings if finding.severity is Severity.WARNING]


def review(update: RefUpdate, *, permission: bool) -> Review:
    """Check a proposal, as a push that would bring it, and compare its units before and after.

    `permission`: as the server would, the account's rights included; else by its contents alone.
    """
    repository, base, head, now = update.repository, update.base or "", update.new, update.now
    changed = git.changed_paths(repository, f"{base}...{head}")
    own = [path for path in changed if path.startswith(f"{SUBMISSIONS}/")]
    folders = {unit_folder(path) for path in own if path.count("/") > 3}
    standing, tree = CommitTree(repository, base), CommitTree(repository, head)
    if permission:
        result = CheckResult(VERSION, [], len(own), sorted(set(check_push(update))))
    else:
        result = check_change(standing, tree, own, now, Gate.MERGE) if own else CheckResult(VERSION, [], 0, [])
    before = _cycles(standing, folders)
    units = [unit for cycle in _cycles(tree, folders) for unit in _units(cycle, before, folders, now)]
    return Review(base, head, now, tuple(units), len(changed), result, _received(repository, base, head))


def _received(repository: Path, base: str, head: str) -> datetime | None:
    brought = set(git.lines(git.run(repository, "rev-list", f"{base}..{head}")))
    moments = [r.event.moment for r in receipts.read(repository).entries if r.event.commit in brought]
    return min(moments, default=None)


def _cycles(tree: CommitTree, folders: Iterable[str]) -> list[CycleFiles]:
    chosen = sorted(folders)
    return [cycle for cycle in load_cycles(tree, chosen) if cycle.terms is not None] if chosen else []


def _units(after: CycleFiles, before: list[CycleFiles], folders: set[str], now: datetime) -> Iterable[UnitReview]:
    old_files = next((cycle for cycle in before if cycle.year == after.year), None)
    old = {unit.folder: unit for unit in status(old_files, now).units} if old_files else {}
    excellent = {(q.unit, q.group.name): q.group.excellent for q in quotas(old_files)} if old_files else {}
    groups = quotas(after)
    for unit in status(after, now).units:
        if unit.folder in folders:
            was = old.get(unit.folder)
            own = tuple((q, excellent.get((q.unit, q.group.name))) for q in groups if q.unit == unit.code)
            yield UnitReview(
                unit.code, unit.name, was.done if was else 0, unit.done, unit.owed, tuple(_changes(was, unit)), own
            )


def _changes(was: UnitStatus | None, unit: UnitStatus) -> Iterable[ItemChange]:
    before = {item.item: item for item in was.items} if was else {}
    return [ItemChange(before.get(item.item), item) for item in unit.items]
