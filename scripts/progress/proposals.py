"""What waits in review, read without any forge's API: unit branches and the heads that forges keep of proposals.

A forge's refs do not say whether a proposal is still open, so each is compared by its content against what the base
branch holds and ever held.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding, Gate, Severity, Turn
from schemas.paths import SUBMISSIONS, unit_folder
from schemas.source.text import MAX_BYTES
from scripts.dossiers.loader import CycleFiles, load_cycles
from scripts.ledger import git
from scripts.ledger.arrivals import FileVersion
from scripts.ledger.branches import BRANCH_PREFIX
from scripts.ledger.receipts import Receipt
from scripts.ledger.tree import CommitTree, OverlayTree, TreeFile

REFS = (
    f"refs/heads/{BRANCH_PREFIX}",
    f"refs/remotes/*/{BRANCH_PREFIX}**",
    "refs/pull/*/head",
    "refs/merge-requests/*/head",
)
STALE_AFTER = timedelta(days=30)
"""A proposal that nobody touched for so long is shown as standing still and no longer counts as in review."""


class ProposalState(StrEnum):
    IN_REVIEW = "đang duyệt"
    SUPERSEDED = "đã cũ"
    STALE = "đứng lâu"


class Proposal(NamedTuple):
    """One branch or pull request. `cycles`: its units as they would be after merging; `units`: their folders.

    `since`: the server's receipt of its newest commit, else that commit's own date.
    """

    name: str
    commit: str
    since: datetime
    receipted: bool
    state: ProposalState
    turn: Turn
    findings: tuple[Finding, ...]
    units: tuple[str, ...]
    cycles: list[CycleFiles]

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


class _Head(NamedTuple):
    commit: str
    made: datetime
    ref: str


class _OpenRefs(NamedTuple):
    """A head that brings something the base has not: since when, in what state, its tree, the paths it touches."""

    head: _Head
    since: datetime
    receipted: bool
    state: ProposalState
    tree: OverlayTree
    paths: list[str]


def open_proposals(
    repository: Path, base: str, now: datetime, past: Iterable[FileVersion] = (), receipts: Iterable[Receipt] = ()
) -> list[Proposal]:
    """Every proposal whose content is not on the base yet, from a fixed number of git processes."""
    heads = _heads(repository, base)
    if not heads:
        return []
    known: dict[str, list[FileVersion]] = {}
    for version in past:
        known.setdefault(version.path, []).append(version)
    served = {receipt.event.commit: receipt.event.moment for receipt in receipts}
    listing = CommitTree(repository, base).files(SUBMISSIONS)
    found: list[_OpenRefs] = []
    for head, blobs in zip(heads, _tips(repository, base, heads), strict=True):
        moment = served.get(head.commit, head.made)
        pending = {path: file for path, file in blobs.items() if not _merged(path, file, known)}
        fresh = [path for path in pending if not any(version.moment > moment for version in known.get(path, ()))]
        if not pending:
            continue
        stale = now - moment > STALE_AFTER
        state = ProposalState.STALE if stale else ProposalState.IN_REVIEW if fresh else ProposalState.SUPERSEDED
        overlay = OverlayTree(listing, {path: pending[path] for path in fresh} if fresh else {})
        found.append(_OpenRefs(head, moment, head.commit in served, state, overlay, sorted(pending)))
    waiting = [one for one in found if one.state is ProposalState.IN_REVIEW]
    wanted = sorted({file.key for one in waiting for file in one.tree.files(*_folders(one.paths), *_cycles(one.paths))})
    contents = dict(zip(wanted, git.read_blobs(repository, wanted, MAX_BYTES), strict=True))
    return [_proposal(one._replace(tree=one.tree._replace(contents=contents)), now) for one in found]


def _heads(repository: Path, base: str) -> list[_Head]:
    """Heads that are not on the base, one for each commit, a branch before a forge's copy of it."""
    listed = git.run(
        repository,
        "for-each-ref",
        f"--no-merged={base}",
        "--format=%(objectname) %(committerdate:unix) %(refname)",
        *REFS,
    )
    heads: dict[str, _Head] = {}
    for line in git.lines(listed):
        commit, made, ref = line.split(" ", 2)
        if made:
            heads.setdefault(commit, _Head(commit, datetime.fromtimestamp(int(made), UTC), ref))
    return list(heads.values())


def _tips(repository: Path, base: str, heads: list[_Head]) -> list[dict[str, TreeFile | None]]:
    """For each head: every submitted path that its own commits touch → the file as it stands there, None when gone.

    A head that grows from a root of its own can never be merged and touches nothing.
    """
    revisions = "\n".join([*(head.commit for head in heads), f"^{base}"]).encode()
    log = git.run(
        repository,
        "log",
        "-c",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--format=%x01%H %P",
        "--stdin",
        stdin=revisions,
    )
    parents: dict[str, list[str]] = {}
    touched: dict[str, set[str]] = {}
    for entry in log.split(b"\x01")[1:]:
        header, _, changes = entry.partition(b"\0")
        commit, *before = header.decode().rstrip(" ").split(" ")
        parents[commit] = before
        fields = changes.lstrip(b"\n").split(b"\0")
        named = {raw.decode(errors="surrogateescape") for raw in fields[1::2]}
        touched[commit] = {path for path in named if path.startswith(f"{SUBMISSIONS}/") and "\n" not in path}
    wanted = [sorted(_touched(head.commit, parents, touched)) for head in heads]
    names = [f"{head.commit}:{path}" for head, paths in zip(heads, wanted, strict=True) for path in paths]
    asked = "\n".join(names).encode(errors="surrogateescape")
    answers = iter(
        git.run(repository, "cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=asked).split(b"\n")
    )
    tips: list[dict[str, TreeFile | None]] = []
    for paths in wanted:
        tip: dict[str, TreeFile | None] = {}
        for path in paths:
            oid, _, kind = next(answers).partition(b" ")
            tip[path] = TreeFile(path, "100644", oid.decode()) if kind == b"blob" else None
        tips.append(tip)
    return tips


def _touched(tip: str, parents: dict[str, list[str]], touched: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    seen: set[str] = set()
    todo = [tip]
    while todo:
        commit = todo.pop()
        if commit in parents and not parents[commit]:
            return set()
        if commit in parents and commit not in seen:
            seen.add(commit)
            found |= touched[commit]
            todo += parents[commit]
    return found


def _merged(path: str, file: TreeFile | None, known: dict[str, list[FileVersion]]) -> bool:
    """Whether the base has, or ever had, this very content there; for a deletion, whether it has nothing there."""
    history = known.get(path, [])
    if file is None:
        return not history or not history[-1].oid.strip("0")
    return any(version.oid == file.key for version in history)


def _folders(paths: Iterable[str]) -> list[str]:
    return sorted({unit_folder(path) for path in paths})


def _cycles(paths: Iterable[str]) -> list[str]:
    return sorted({f"{'/'.join(path.split('/')[:2])}/ky.yaml" for path in paths})


def _proposal(one: _OpenRefs, now: datetime) -> Proposal:
    from scripts.check.checker import check_cycles  # loads every rule, which whoever only needs states can spare

    head, in_review = one.head, one.state is ProposalState.IN_REVIEW
    cycles = load_cycles(one.tree, one.paths) if in_review else []
    findings = check_cycles(cycles, now, Gate.MERGE).findings
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    turn = Turn.UNIT if wrong or not in_review else Turn.CENTRE
    ours = f"/{BRANCH_PREFIX}" in head.ref
    name = head.ref[head.ref.index(BRANCH_PREFIX) :] if ours else head.ref.removeprefix("refs/")
    units = tuple(_folders(one.paths))
    return Proposal(name, head.commit, one.since, one.receipted, one.state, turn, tuple(findings), units, cycles)
