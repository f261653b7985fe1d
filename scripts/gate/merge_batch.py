"""Accepting proposals: merge commits computed without a work tree, checked as a whole before anything moves."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding, Gate, Severity
from schemas.paths import SUBMISSIONS, unit_folder
from scripts.check.change import check_change
from scripts.gate.two_persons import merged_tree
from scripts.ledger import git
from scripts.ledger.tree import CommitTree


class ChosenProposal(NamedTuple):
    """A proposal to accept."""

    name: str
    commit: str


class MergeBatch(NamedTuple):
    """`tip`: the commit that the base would move to. `left`: proposals that could not go in, with the reason."""

    tip: str
    merged: tuple[ChosenProposal, ...]
    left: tuple[tuple[ChosenProposal, str], ...]
    findings: tuple[Finding, ...]


def batch(repository: Path, base: str, chosen: Iterable[ChosenProposal], now: datetime, key: str | None) -> MergeBatch:
    """Merge proposals one after another on top of `base`. Those that conflict stay out; those that make the whole
    wrong stay out too, and the rest is merged again without them. `key` signs each merge."""
    proposals = list(chosen)
    left: list[tuple[ChosenProposal, str]] = []
    findings: list[Finding] = []
    while True:
        tip, merged, conflicting = _merge_all(repository, base, proposals, key)
        left += [(proposal, "đụng với phần đã nhận; đơn vị gộp nhánh chính rồi đẩy lại") for proposal in conflicting]
        found = _errors(repository, base, tip, now) if merged else []
        if not found:
            return MergeBatch(tip, tuple(merged), tuple(left), tuple(findings))
        findings += found
        faulty = [proposal for proposal in merged if _touches(repository, base, proposal, found)] or merged
        left += [(proposal, "kết quả hợp nhất có lỗi") for proposal in faulty]
        proposals = [proposal for proposal in merged if proposal not in faulty]


def _merge_all(
    repository: Path, base: str, proposals: list[ChosenProposal], key: str | None
) -> tuple[str, list[ChosenProposal], list[ChosenProposal]]:
    tip, merged, conflicting = base, list[ChosenProposal](), list[ChosenProposal]()
    signing = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}"] if key else []
    for proposal in proposals:
        tree = merged_tree(repository, tip, proposal.commit)
        if tree is None:
            conflicting.append(proposal)
            continue
        message = f"Nhận {proposal.name}"
        parents = ("-p", tip, "-p", proposal.commit)
        tip = git.text(repository, *signing, "commit-tree", *(["-S"] if key else []), tree, *parents, "-m", message)
        merged.append(proposal)
    return tip, merged, conflicting


def _changed_folders(repository: Path, base: str, tip: str) -> set[str]:
    return {unit_folder(path) for path in git.changed_paths(repository, f"{base}...{tip}", "--", SUBMISSIONS)}


def _errors(repository: Path, base: str, tip: str, now: datetime) -> list[Finding]:
    """Errors of the merged whole that concern what was merged."""
    own = _changed_folders(repository, base, tip)
    before, after = CommitTree(repository, base), CommitTree(repository, tip)
    found = check_change(before, after, [], now, Gate.MERGE).findings
    return [f for f in found if f.severity is Severity.ERROR and unit_folder(f.path) in own]


def _touches(repository: Path, base: str, proposal: ChosenProposal, findings: list[Finding]) -> bool:
    own = _changed_folders(repository, base, proposal.commit)
    return any(unit_folder(finding.path) in own for finding in findings)
