"""What waits in review: branches `nop/<đơn-vị>/…` that are not in the base yet, read without any forge's API."""

from pathlib import Path
from typing import NamedTuple

from scripts import git
from scripts.placement import SUBMISSIONS
from scripts.reading import CycleFiles, read_cycles
from scripts.tree import CommitTree

BRANCH_PREFIX = "nop/"


class Proposal(NamedTuple):
    """One unit's branch as it stands: the files its units would have after merging."""

    branch: str
    commit: str
    cycles: list[CycleFiles]


def open_proposals(repository: Path, base: str) -> list[Proposal]:
    """Unmerged branches, each read only where it differs from its fork point."""
    refs = git.text(
        repository, "for-each-ref", f"--no-merged={base}", "--format=%(objectname) %(refname)",
        f"refs/heads/{BRANCH_PREFIX}", f"refs/remotes/*/{BRANCH_PREFIX}**",
    )  # fmt: skip
    found: dict[str, Proposal] = {}
    for line in refs.splitlines():
        commit, ref = line.split(" ", 1)
        try:
            changed = git.run(repository, "diff", "--name-only", "-z", f"{base}...{commit}", "--", SUBMISSIONS)
        except git.GitError:  # no common ancestor: it can never be merged, so it is no proposal
            continue
        paths = [path.decode(errors="replace") for path in changed.split(b"\0") if path]
        if paths:
            branch = ref[ref.index(BRANCH_PREFIX) :]
            found.setdefault(commit, Proposal(branch, commit, read_cycles(CommitTree(repository, commit), paths)))
    return list(found.values())
