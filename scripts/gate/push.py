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
from schemas.rules.confidentiality import private_problems
from schemas.rules.engine import format_finding
from schemas.source.text import MAX_BYTES, Problem
from schemas.source.yaml_tree import parse
from schemas.visible_text import private_kind
from scripts.check.change import check_change
from scripts.dossiers.placement import misplaced
from scripts.gate.authorisation import (
    authorise,
    from_the_future,
    locked_out,
    not_a_commit,
    rewriting,
    unrelated,
    withdrawn,
)
from scripts.gate.path_changes import DELETED, PathChange, changes
from scripts.gate.push_size import OF_MAIN, OF_UNIT, oversize, strange_commits, too_much
from scripts.gate.ref_policy import private_name
from scripts.gate.ref_update import RefUpdate
from scripts.gate.registry import NOBODY, Registry, registry, registry_of
from scripts.gate.two_persons import unapproved
from scripts.ledger import git
from scripts.ledger.branches import BASE, BRANCH_PREFIX, NOTHING, unit_of
from scripts.ledger.commits import CommitRecord, read_commits
from scripts.ledger.tree import REGULAR, CommitTree, TreeFile

_CLOCK_ERROR = timedelta(days=1)
"""How wrong the clock of somebody's computer may be."""

_SIGNATURE = re.compile(r"-by: [^<>]*<[^<>\s]+@[^<>\s]+>")  # `git commit -s` repeats the author's own address
_REWORD = "viết lại lời ghi: `git commit --amend` (commit cuối) hoặc `git rebase -i main` (commit trước), rồi đẩy lại"
_RENAME = (
    "đặt lại tên người ghi: `git config user.name`, `user.email`, rồi `git commit --amend --reset-author`, đẩy lại"
)


def check_push(update: RefUpdate, store: Path | None = None) -> Iterator[Finding]:
    """Findings about one ref update. `store`: where sealed files lie, when this machine can look at them."""
    base, new, branch = update.base, update.new, update.branch
    if new == NOTHING:
        yield from _deletion(update)
        return
    if private := private_name(branch):
        yield private
        return
    if git.text(update.repository, "cat-file", "-t", new) != "commit":
        yield not_a_commit(branch)
        return
    limits = OF_UNIT if update.branch.startswith(BRANCH_PREFIX) else OF_MAIN
    try:
        commits = read_commits(update.repository, new, base, limits.commits, limits.commit_bytes)
        refusals = [*oversize(update.repository, commits, limits, branch), *strange_commits(commits, branch)]
    except git.OversizeError as excess:
        refusals = [too_much(branch, str(excess))]
    if refusals:
        yield from refusals
    elif base is None:
        yield from _founding(update)
    else:
        yield from _move(update, base, commits, store)


def _move(update: RefUpdate, base: str, commits: list[CommitRecord], store: Path | None) -> Iterator[Finding]:
    """A branch that is to stand at other commits, which are of a size to be looked at."""
    repository, new, branch = update.repository, update.new, update.branch
    if git.ask(repository, "merge-base", base, new) is None:
        yield unrelated(branch)
        return
    if update.ref == BASE and not _continues(commits, new, base):
        yield rewriting(branch)
        return
    standing, head = CommitTree(repository, base), CommitTree(repository, new)
    known = _registry(standing, branch, update.accounts)
    touched = changes(repository, base, new)
    concerned = [*touched, *_left_behind(update, base)]
    refusals = [found for account in update.accounts for found in authorise(branch, concerned, account, known)]
    yield from refusals
    yield from _commits(update, commits)
    yield from _contents(repository, touched)
    yield from withdrawn(touched, head)
    if update.ref == BASE:
        yield from locked_out(standing, head)
        yield from unapproved(repository, commits, base, new, known)
    selection = sorted({change.path for change in touched if change.path.startswith(f"{SUBMISSIONS}/")})
    if selection and not refusals:
        everything = update.ref == BASE and any(kind_at(p) in (UNIT, CYCLE) for p in selection)
        yield from check_change(standing, head, [] if everything else selection, update.now, Gate.MERGE, store).findings


def _deletion(update: RefUpdate) -> Iterator[Finding]:
    """Whoever takes a branch away must have a say in what it holds and the base does not."""
    if update.ref == BASE:
        yield rewriting(update.branch)
    elif update.base is None:
        yield from authorise(update.branch, [], update.actor, NOBODY)
    else:
        known = _registry(CommitTree(update.repository, update.base), update.branch, update.accounts)
        yield from authorise(update.branch, _left_behind(update, update.base), update.actor, known)


def _left_behind(update: RefUpdate, base: str) -> list[PathChange]:
    """What a branch held that is deleted or rewritten, as far as it is not on the base."""
    repository, old = update.repository, update.old
    if old == NOTHING or update.ref == BASE or git.find_commit(repository, old) is None:
        return []
    if update.new != NOTHING and git.ask(repository, "merge-base", "--is-ancestor", old, update.new) is not None:
        return []
    if git.ask(repository, "merge-base", base, old) is None:
        return []
    return [PathChange(path, DELETED, NOTHING) for path in git.changed_paths(repository, f"{base}...{old}")]


def _continues(commits: list[CommitRecord], new: str, base: str) -> bool:
    """Whether the base is reached from the new commit by first parents alone: else the base's own line would become
    a side branch, and an older state the main one."""
    parents = {commit.oid: commit.parents for commit in commits}
    at = new
    while at != base:
        if not parents.get(at):
            return False
        at = parents[at][0]
    return True


def _registry(standing: CommitTree, branch: str, accounts: list[str]) -> Registry:
    """As little of the registry as answers; all of it to tell an account whom it does hand in for, or to know keys."""
    known = registry_of(standing, unit_of(branch))
    sufficient = all(known.is_centre(account) or any(known.folders_of(account)) for account in accounts)
    return known if sufficient and not known.two_persons else registry(standing)


def _founding(update: RefUpdate) -> Iterator[Finding]:
    """The very first push makes the base, and names the one who pushes it among its maintainers."""
    if (
        update.ref != BASE
        or not update.actor
        or not registry(CommitTree(update.repository, update.new)).is_centre(update.actor)
    ):
        yield from authorise(update.branch, [], update.actor, NOBODY)


def _contents(repository: Path, touched: list[PathChange]) -> Iterator[Finding]:
    """Confidentiality (R44) and file kinds over every commit of the push, also what a later commit removed."""
    kept = {c for c in touched if c.mode != DELETED and c.path.startswith(f"{SUBMISSIONS}/")}
    strange = {change: problem for change in kept if (problem := misplaced(TreeFile(*change)))}
    for change, problem in strange.items():
        yield format_finding(change.path, problem)
    readable = sorted(change for change in kept - set(strange) if change.mode == REGULAR)
    for change, data in zip(readable, git.read_blobs(repository, [c.oid for c in readable], MAX_BYTES), strict=True):
        for problem in private_problems(data, parse(data)):
            yield format_finding(change.path, problem)


def _commits(update: RefUpdate, commits: list[CommitRecord]) -> Iterator[Finding]:
    """What people wrote about their commits and themselves (R44), which Git keeps as long as the files, and when they
    say they made them (Q07)."""
    latest = (update.now + _CLOCK_ERROR).timestamp()
    for commit in commits:
        name = commit.oid[:10]
        if found := private_kind(_SIGNATURE.sub("", commit.message).replace("\n", " ")):
            problem = Problem("R44", 1, 1, "", f"Lời ghi của commit {name} có {found[0]}.", _REWORD)
            yield format_finding(update.branch, problem)
        people = (*commit.values("author"), *commit.values("committer"))
        if found := next(filter(None, map(private_kind, map(_person, people))), None):
            problem = Problem("R44", 1, 1, "", f"Tên hay thư của người ghi commit {name} có {found[0]}.", _RENAME)
            yield format_finding(update.branch, problem)
        if max(commit.stamps, default=0) > latest:
            yield from_the_future(update.branch, name)


def _person(ident: str) -> str:
    """Name and address of an author without the `@`, which every one has, and without the time."""
    return ident.rpartition(">")[0].replace("@", " ")


def base_of(repository: Path) -> str | None:
    """The commit that the base branch stands at; None in an empty repository."""
    return git.find_commit(repository, BASE)
