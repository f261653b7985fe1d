"""How much one push may bring (rule Q09), and of what a commit may consist (Q10): judged before anything recursive.

A push of a few hundred bytes can name a tree of 10¹⁰ paths: the same small tree in itself, over and over. So objects
are compared level by level, each pair of trees once, with how often it occurs; counting stops at the limit.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding
from schemas.visible_text import oddity
from scripts.gate.path_changes import DELETED
from scripts.gate.refusal import refusal
from scripts.ledger import git
from scripts.ledger.commits import CommitRecord

_FOLDER = "040000"
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_HEADERS = {"tree", "parent", "author", "committer", "gpgsig", "gpgsig-sha256", "encoding"}
_SIGNATURE = re.compile(r"-----BEGIN (SSH|PGP) SIGNATURE-----\n[A-Za-z0-9+/=:. ()\n-]*-----END \1 SIGNATURE-----\n*")
_PASTED = {0xA0: " ", 0xFE0F: None}
"""What Word and telephones put into a text, and no command of git takes out of a message again."""

_LINE_BYTES = 512
_MOST_PARENTS = 16


class SizeLimits(NamedTuple):
    """`paths`: files and folders touched by all commits together; `depth`: names in a path; the rest in bytes."""

    commits: int
    commit_bytes: int
    paths: int
    depth: int
    blob_bytes: int
    total_bytes: int


OF_UNIT = SizeLimits(500, 4 << 10, 2_000, 8, 20 << 20, 64 << 20)
"""A dossier has a dozen files of a few KB; a workbook on its way in may have 20 MiB."""

OF_MAIN = SizeLimits(20_000, 64 << 10, 200_000, 32, 20 << 20, 512 << 20)
"""A city's dossiers, and the program where it lives in the same repository, merged in one push."""


def oversize(repository: Path, commits: list[CommitRecord], limits: SizeLimits, branch: str) -> Iterator[Finding]:
    """Rule Q09 about what the commits touch. Raises git.OversizeError where even a level of it is too much to list."""
    try:
        blobs = _touched_blobs(repository, commits, limits)
    except _TooMuchError as excess:
        yield too_much(branch, str(excess))
        return
    sizes = [blob.size for blob in git.sizes(repository, blobs)]
    if max(sizes, default=0) > limits.blob_bytes:
        yield too_much(branch, f"một tệp lớn hơn {limits.blob_bytes >> 20} MiB")
    elif sum(sizes) > limits.total_bytes:
        yield too_much(branch, f"các tệp cộng lại lớn hơn {limits.total_bytes >> 20} MiB")


def too_much(branch: str, what: str) -> Finding:
    """Rule Q09."""
    fix = "chỉ đẩy hồ sơ của đơn vị, làm trên bản mới nhất của nhánh chính; không rõ thì hỏi trung tâm"
    return refusal("Q09", branch, f"Lần đẩy này quá lớn: {what}.", fix)


class _TooMuchError(Exception):
    """The words say of what."""


Pair = tuple[str, tuple[str, ...]]
"""A tree, and the trees that its commit's parents have in its place; the empty tree where there is none."""


def _touched_blobs(repository: Path, commits: list[CommitRecord], limits: SizeLimits) -> list[str]:
    """The distinct blobs that the commits bring. Raises _TooMuchError."""
    trees = _trees(repository, commits)
    level: Counter[Pair] = Counter()
    for commit in commits:
        if len(commit.parents) > _MOST_PARENTS:
            raise _TooMuchError(f"một commit gộp hơn {_MOST_PARENTS} nhánh")
        level[commit.tree, tuple(trees[parent] for parent in commit.parents) or (_EMPTY_TREE,)] += 1
    blobs: set[str] = set()
    paths = depth = 0
    while level:
        depth += 1
        below: Counter[Pair] = Counter()
        for pair, entries in _differing(repository, level, limits.paths * _LINE_BYTES):
            paths += len(entries) * level[pair]
            for own, before in entries:
                if own.mode == _FOLDER or any(entry.mode == _FOLDER for entry in before):
                    below[_tree_of(own), tuple(map(_tree_of, before))] += level[pair]
                if own.mode not in (_FOLDER, DELETED, _SUBMODULE):
                    blobs.add(own.oid)
        if paths > limits.paths:
            raise _TooMuchError(f"đụng tới hơn {limits.paths:,} tệp".replace(",", "."))
        if below and depth >= limits.depth:
            raise _TooMuchError(f"thư mục lồng nhau quá {limits.depth} tầng")
        level = below
    return sorted(blobs)


def _trees(repository: Path, commits: list[CommitRecord]) -> dict[str, str]:
    """The root tree of every parent. One that is among the commits says it itself."""
    known = {commit.oid: commit.tree for commit in commits}
    others = sorted({parent for commit in commits for parent in commit.parents} - known.keys())
    asked = "\n".join(others).encode()
    if others:
        shown = git.run(repository, "log", "--no-walk=unsorted", "--format=%H %T", "--stdin", stdin=asked)
        known |= dict(line.split(" ") for line in git.lines(shown))
    return known


class _TreeEntry(NamedTuple):
    mode: str
    oid: str


_SUBMODULE = "160000"


def _tree_of(entry: _TreeEntry) -> str:
    return entry.oid if entry.mode == _FOLDER else _EMPTY_TREE


def _differing(
    repository: Path, level: Iterable[Pair], longest: int
) -> Iterator[tuple[Pair, list[tuple[_TreeEntry, list[_TreeEntry]]]]]:
    """For each pair, what stands in the tree itself, not below, otherwise than in every one of the parents'."""
    compared = _comparisons(repository, {(before, own) for own, parents in level for before in parents}, longest)
    for own, parents in level:
        each = [compared[before, own] for before in parents]
        names = set(each[0]).intersection(*each[1:])
        yield (own, parents), [(each[0][name][1], [found[name][0] for found in each]) for name in sorted(names)]


def _comparisons(
    repository: Path, pairs: set[tuple[str, str]], longest: int
) -> dict[tuple[str, str], dict[bytes, tuple[_TreeEntry, _TreeEntry]]]:
    """Pair of trees → name → the entry before and after, where they differ. From one process."""
    asked = [pair for pair in sorted(pairs) if pair[0] != pair[1]]
    found: dict[tuple[str, str], dict[bytes, tuple[_TreeEntry, _TreeEntry]]] = {pair: {} for pair in pairs}
    told = "".join(f"{one} {other}\n" for one, other in asked).encode()
    command = ("diff-tree", "--stdin", "--raw", "-z", "--no-abbrev", "--no-renames")
    fields = iter(git.run(repository, *command, stdin=told, longest=longest + len(told) * 2).split(b"\0"))
    entries: dict[bytes, tuple[_TreeEntry, _TreeEntry]] = {}
    for field in fields:
        head, newline, meta = field.rpartition(b"\n")
        for line in git.lines(head) if newline else ():
            one, _, other = line.partition(" ")
            entries = found[one, other]
        if meta:
            old_mode, new_mode, old, new, _ = meta.decode().removeprefix(":").split(" ")
            entries[next(fields)] = (_TreeEntry(old_mode, old), _TreeEntry(new_mode, new))
    return found


def strange_commits(commits: list[CommitRecord], branch: str) -> Iterator[Finding]:
    """Rule Q10: only what Git needs, in letters that show. Whatever else stands in a commit stays for ever unseen."""
    for commit in commits:
        if what := _strangeness(commit):
            fix = "làm lại commit bằng git thường: `git commit --amend --reset-author --no-edit`, rồi đẩy lại"
            yield refusal("Q10", branch, f"Commit {commit.oid[:10]} {what}.", fix)


def _strangeness(commit: CommitRecord) -> str:
    if not {name for name, _ in commit.headers} <= _HEADERS:
        return "có phần đầu lạ, ngoài người ghi, ngày, chữ ký"
    if any(value.upper() != "UTF-8" for value in commit.values("encoding")):
        return "viết lời ghi bằng mã chữ khác UTF-8"
    signatures = (*commit.values("gpgsig"), *commit.values("gpgsig-sha256"))
    if not all(_SIGNATURE.fullmatch(f"{value}\n") for value in signatures):
        return "có chữ ký không đúng dạng"
    people = " ".join(value for name in ("author", "committer") for value in commit.values(name))
    found = [
        oddity(text) for text in (people.replace("\t", "\0").replace("\r", "\0"), commit.message.translate(_PASTED))
    ]
    if any(one and one.rule == "K10" for one in found):
        return "có ký tự ẩn hoặc không phải UTF-8 trong tên người ghi hay lời ghi"
    return ""
