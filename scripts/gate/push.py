"""Every reason to refuse one ref update, read from the repository alone. One answer for server and CI.

The account comes from the server or forge, never by a commit; permissions come from the base branch's registry.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from schemas.finding import Finding, Gate
from schemas.models.kinds import CYCLE, UNIT, kind_at
from schemas.paths import SUBMISSIONS
from schemas.rules.confidentiality import private_kind, private_problems
from schemas.rules.engine import format_finding
from schemas.source.text import MAX_BYTES, Problem, printable
from schemas.source.yaml_tree import parse
from scripts.check.change import check_change
from scripts.dossiers.placement import misplaced
from scripts.gate.authorisation import (
    DELETED,
    PathChange,
    Registry,
    authorise,
    changes,
    from_the_future,
    locked_out,
    not_a_commit,
    registry,
    registry_of,
    rewriting,
    unrelated,
    withdrawn,
)
from scripts.gate.ref_update import RefUpdate
from scripts.gate.two_persons import unapproved
from scripts.ledger import git
from scripts.ledger.branches import BASE, NOTHING, unit_of
from scripts.ledger.tree import REGULAR, CommitTree, TreeFile

_CLOCK_ERROR = timedelta(days=1)
"""How wrong the clock of somebody's computer may be."""

_SIGNATURE = re.compile(r"-by: [^<>]*<[^<>\s]+@[^<>\s]+>")  # `git commit -s` repeats the author's own address
_REWORD = "viết lại lời ghi: `git commit --amend` (commit cuối) hoặc `git rebase -i main` (commit trước), rồi đẩy lại"


def check_push(update: RefUpdate, store: Path | None = None) -> Iterator[Finding]:
    """Findings about one ref update. `store`: where sealed files lie, when this machine can look at them."""
    repository, base, old, new, ref, actor, now = update
    branch = update.branch
    if base is None:
        yield from _founding(update)
        return
    if new != NOTHING and (found := private_kind(branch)):  # nothing else may print the name either
        kind, start = found
        problem = Problem("R44", 1, 1, "", f"Tên nhánh có {kind}.", "đặt tên nhánh khác, ví dụ `nop/<đơn-vị>/dot-1`")
        yield format_finding(f"{printable(branch[:start])}…", problem)
        return
    standing = CommitTree(repository, base)
    known = _registry(standing, branch, actor)
    if new == NOTHING:
        yield from [rewriting(branch)] if ref == BASE else authorise(branch, [], actor, known)
        return
    if git.text(repository, "cat-file", "-t", new) != "commit":
        yield not_a_commit(branch)
        return
    if _merge_base(repository, base, new) is None:
        yield unrelated(branch)
        return
    if ref == BASE and _merge_base(repository, old, new) != old:
        yield rewriting(branch)
        return
    head = CommitTree(repository, new)
    touched = changes(repository, base, new)
    refusals = list(authorise(branch, touched, actor, known))
    yield from refusals
    yield from _commits(update)
    yield from _contents(repository, touched)
    yield from withdrawn(touched, head)
    if ref == BASE:
        yield from locked_out(standing, head)
        yield from unapproved(repository, old, new, known)
    selection = sorted({change.path for change in touched if change.path.startswith(f"{SUBMISSIONS}/")})
    if selection and not refusals:
        everything = ref == BASE and any(kind_at(p) in (UNIT, CYCLE) for p in selection)
        yield from check_change(standing, head, [] if everything else selection, now, Gate.MERGE, store).findings


def _registry(standing: CommitTree, branch: str, actor: str) -> Registry:
    """As little of the registry as answers; all of it to tell an account whom it does hand in for, or to know keys."""
    known = registry_of(standing, unit_of(branch))
    sufficient = actor in known.maintainers or any(actor in accounts for accounts in known.folders.values())
    return known if sufficient and not known.two_persons else registry(standing)


def _founding(update: RefUpdate) -> Iterator[Finding]:
    """The very first push makes the base, and names the one who pushes it among its maintainers."""
    nobody = Registry({}, frozenset())
    if (
        update.ref != BASE
        or not update.actor
        or update.actor not in registry(CommitTree(update.repository, update.new)).maintainers
    ):
        yield from authorise(update.branch, [], update.actor, nobody)


def _contents(repository: Path, touched: list[PathChange]) -> Iterator[Finding]:
    """Confidentiality (R44) and file kinds over every commit of the push, also what a later commit removed."""
    kept = {c for c in touched if c.mode != DELETED and c.path.startswith(f"{SUBMISSIONS}/")}
    strange = {change: problem for change in kept if (problem := misplaced(TreeFile(*change)))}
    for change, problem in strange.items():
        yield format_finding(printable(change.path), problem)
    readable = sorted(change for change in kept - set(strange) if change.mode == REGULAR)
    for change, data in zip(readable, git.read_blobs(repository, [c.oid for c in readable], MAX_BYTES), strict=True):
        for problem in private_problems(data, parse(data)):
            yield format_finding(change.path, problem)


def _commits(update: RefUpdate) -> Iterator[Finding]:
    """What people wrote about their commits (R44), which Git keeps as long as the files, and when they say they made
    them (Q07)."""
    log = git.text(update.repository, "log", "-z", "--format=%h %at %ct%n%B", update.new, f"^{update.base}")
    for header, _, message in (entry.partition("\n") for entry in log.split("\0") if entry):
        commit, authored, committed = header.split()
        if found := private_kind(_SIGNATURE.sub("", " ".join(message.split()))):
            problem = Problem("R44", 1, 1, "", f"Lời ghi của commit {commit} có {found[0]}.", _REWORD)
            yield format_finding(printable(update.branch), problem)
        if max(int(authored), int(committed)) > (update.now + _CLOCK_ERROR).timestamp():
            yield from_the_future(printable(update.branch), commit)


def base_of(repository: Path) -> str | None:
    """The commit that the base branch stands at; None in an empty repository."""
    try:
        return git.commit_of(repository, BASE)
    except git.GitError:
        return None


def _merge_base(repository: Path, one: str, other: str) -> str | None:
    try:
        return git.text(repository, "merge-base", one, other)
    except git.GitError:
        return None
