"""Two persons (rule Q08): what a unit handed in reaches the base only by a merge that somebody else signed; keys,
accounts, policies, decisions and rules change only by a signed proposal that a second person merges.

A valid signature proves a key, not a right: the signer must be an account of the centre by the base's registry, and not
the one who handed in. The merge must be exactly what Git computes from its two parents.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding
from schemas.models.kinds import CYCLE, DECISIONS, UNIT, is_units_own, kind_at
from schemas.models.signing import SigningKey
from schemas.paths import SUBMISSIONS
from scripts.gate.authorisation import not_approved
from scripts.gate.path_changes import changes
from scripts.gate.registry import Registry, YearRegistry
from scripts.ledger import git, receipts
from scripts.ledger.branches import APPROVAL_PREFIX
from scripts.ledger.commits import CommitRecord
from scripts.ledger.receipts import Deed

_MERGE = "hợp nhất bằng `kiemdiem hop-nhat NHÁNH`"


def allowed_signers(keys: Iterable[SigningKey]) -> str:
    """Git's list of known signers, from the registry. A key of two accounts proves neither."""
    accounts: dict[str, set[str]] = {}
    for key in keys:
        accounts.setdefault(key.key, set()).add(key.account)
    return "".join(f'{min(names)} namespaces="git" {key}\n' for key, names in accounts.items() if len(names) == 1)


def signers(repository: Path, commits: list[str], keys: Iterable[SigningKey]) -> dict[str, str]:
    """Commit → account whose registered key signed it, "" when none did."""
    if not commits:
        return {}
    with tempfile.NamedTemporaryFile("w", suffix=".signers") as listed:
        listed.write(allowed_signers(keys))
        listed.flush()
        known = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={listed.name}")
        shown = ("log", "--no-walk=unsorted", "--stdin", "--format=%H %G? %GS")
        output = git.run(repository, *known, *shown, stdin="\n".join(commits).encode())
    found = {}
    for line in git.lines(output):
        commit, verdict, *who = line.split(" ")
        found[commit] = who[0] if verdict == "G" and who else ""
    return found


def unapproved(
    repository: Path, commits: list[CommitRecord], base: str, new: str, known: Registry
) -> Iterator[Finding]:
    """Findings about the commits that would move the base to `new`, by the registry as it was before them. None where
    one person is enough."""
    if not known.two_persons:
        return
    line = _own_line(commits, base, new)
    signed = {year: signers(repository, [c.oid for c in line], own.keys) for year, own in known.years.items()}
    handed_in: dict[str, set[str]] = {}
    for receipt in receipts.read(repository).entries:
        if receipt.event.deed is Deed.HANDED_IN:
            handed_in.setdefault(receipt.event.commit, set()).add(receipt.event.account)
    for commit in line:
        bound: dict[str, list[str]] = {}
        for path in _touched(repository, commit):
            if _binds(path, known):
                bound.setdefault(known.year_of(path), []).append(path)
        for year, paths in bound.items():
            merge = _Merge(repository, commit, paths, signed[year].get(commit.oid, ""))
            yield from _judge(merge, known.years[year], handed_in)


def _touched(repository: Path, commit: CommitRecord) -> list[str]:
    """What a commit changes, and what it brings along without showing it: a merge that takes nothing over still makes
    the other's commits the base's own, so that they are never merged again."""
    before = commit.parents[0]
    brought = {change.path for change in changes(repository, before, commit.oid)}
    return sorted(brought | set(git.changed_paths(repository, before, commit.oid)))


def _own_line(commits: list[CommitRecord], base: str, new: str) -> list[CommitRecord]:
    """The commits of the base's first-parent line, oldest first."""
    known = {commit.oid: commit for commit in commits}
    line = []
    while new != base:
        line.append(known[new])
        new = known[new].parents[0]
    return line[::-1]


def _binds(path: str, known: Registry) -> bool:
    """Whether a change of this file needs two persons: what units hand in, and whatever says who may do what, what
    was decided, and by which rules."""
    return known.of(path).two_persons and (is_units_own(path) or _is_power(path))


def _is_power(path: str) -> bool:
    """Keys, accounts, policies, decisions; and the program with its rule sets, where it lives in this repository."""
    if path.startswith(f"{SUBMISSIONS}/"):
        return kind_at(path) in (CYCLE, UNIT, DECISIONS)
    return not (path.startswith("site/") and path.endswith(".md"))  # what people read; templates run


class _Merge(NamedTuple):
    """A commit of the base's own line, as far as one year is concerned: the paths that need two persons; "" for a
    signer that nobody is."""

    repository: Path
    commit: CommitRecord
    paths: list[str]
    signer: str


def _judge(merge: _Merge, known: YearRegistry, handed_in: Mapping[str, set[str]]) -> Iterator[Finding]:
    commit = merge.commit
    if merge.signer not in known.maintainers:
        fix = f"{_MERGE}, bằng khóa đã đăng ký"
        yield not_approved(commit.oid, f"chưa có chữ ký của tài khoản trung tâm{_about(merge)}.", fix)
    elif len(commit.parents) != 2:
        what = "hồ sơ của đơn vị" if is_units_own(merge.paths[0]) else f"thay đổi này{_about(merge)}"
        yield not_approved(commit.oid, f"{what} phải vào bằng commit hợp nhất hai nhánh.", _MERGE)
    elif commit.tree != merged_tree(merge.repository, *commit.parents):
        yield not_approved(commit.oid, "nội dung khác kết quả hợp nhất.", f"{_MERGE}, không sửa gì thêm")
    else:
        yield from _same_person(merge, known, handed_in)


def _about(merge: _Merge) -> str:
    """Which file of the centre's makes a second person necessary; units' own need no mention."""
    power = next((path for path in merge.paths if not is_units_own(path)), None)
    return f" ({power})" if power else ""


def _same_person(merge: _Merge, known: YearRegistry, handed_in: Mapping[str, set[str]]) -> Iterator[Finding]:
    """`handed_in`: commit → accounts, by the receipts."""
    base, head = merge.commit.parents
    brought = git.lines(git.run(merge.repository, "rev-list", head, f"^{base}"))
    signed = signers(merge.repository, brought, known.keys)
    powers = any(map(_is_power, merge.paths))
    if powers and not all(signed.get(one) in known.maintainers for one in brought):
        message = f"thay đổi{_about(merge)} chưa có chữ ký của một tài khoản trung tâm thứ hai."
        fix = (
            f"một người ghi commit có ký (`git commit -S`), đẩy lên `{APPROVAL_PREFIX}<tài-khoản>`; người kia hợp nhất"
        )
        yield not_approved(merge.commit.oid, message, fix)
        return
    accounts = set(signed.values()) - {""}
    for one in brought:
        accounts |= handed_in.get(one, set())
    if any(map(is_units_own, merge.paths)) and not handed_in.get(head, set()) - {""}:
        message = "phần được nhận không có biên nhận, nên không biết ai nộp."
        yield not_approved(merge.commit.oid, message, "đẩy nhánh đó lên trước")
    elif merge.signer in accounts:
        message = "người ký cũng là người nộp." if not powers else "hai chữ ký của cùng một người."
        yield not_approved(merge.commit.oid, message, "để một tài khoản trung tâm khác duyệt")


def merged_tree(repository: Path, one: str, other: str) -> str | None:
    """The tree that merging two commits gives; None when they conflict."""
    return git.ask(repository, "merge-tree", "--write-tree", "--no-messages", one, other)
