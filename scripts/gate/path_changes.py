"""Every path that a push touches, in any of its commits."""

from pathlib import Path
from typing import NamedTuple

from scripts.ledger import git

DELETED = "000000"
_MOST_NAMED = 500
"""So many paths may be named to one git process; beyond, a listing of the whole tree is the shorter question."""


class PathChange(NamedTuple):
    """One path touched by one commit. `mode` is the new mode, 000000 for a deletion."""

    path: str
    mode: str
    oid: str


def changes(repository: Path, base: str, new: str) -> list[PathChange]:
    """Every path touched by a commit that is new to the base, so that a fault undone later is still seen.

    A merge touches what differs from merging its parents anew, so that taking another's change back shows even where
    every version is on the base already; one of more than two parents, which git does not merge anew, touches what
    differs from any of them. What a merge of the base brings along is no change of the pusher's.
    Renames show as deletion and addition.
    """
    forks = git.lines(git.run(repository, "merge-base", "--all", base, new))
    raw = ("--raw", "-z", "--no-abbrev", "--no-renames")
    new_commits = ("--format=", new, f"^{base}")
    log = _raw(git.run(repository, "log", *raw, "--remerge-diff", "--max-parents=2", *new_commits))
    log |= _raw(git.run(repository, "log", *raw, "-m", "--min-parents=3", *new_commits))
    ends = [_raw(git.run(repository, "diff-tree", "-r", *raw, fork, new)) for fork in forks]
    known = {PathChange(*blob) for blob in git.ls_tree(repository, base, *_nameable({change.path for change in log}))}
    places = {change.path for change in known}
    gone = {change for change in log if change.mode == DELETED and change.path not in places}
    return sorted((log - known - gone) | set.intersection(*ends))


def _nameable(paths: set[str]) -> list[str]:
    """The paths, where git can be asked about each by name; else nothing, which asks about the whole tree."""
    plain = all(path.isascii() and not {"", ".", ".."} & set(path.split("/")) for path in paths)
    return sorted(paths) if plain and len(paths) <= _MOST_NAMED else []


def _raw(output: bytes) -> set[PathChange]:
    """Results in git's raw format; a merge's line has one colon, mode and object for each parent."""
    found = set()
    fields = iter(output.split(b"\0"))
    for meta in fields:
        words = meta.decode().lstrip("\n")
        if words:
            parents = len(words) - len(words.lstrip(":"))
            parts = words.lstrip(":").split(" ")
            found.add(PathChange(next(fields).decode(errors="surrogateescape"), parts[parents], parts[2 * parents + 1]))
    return found
