"""Two persons (rule Q08): what a unit handed in reaches the base only by a merge that somebody else signed.

A valid signature proves a key, not a right: the signer must be an account of the centre by the base's registry, and not
the one who handed in. The merge must be exactly what Git computes from its two parents.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding
from schemas.models.kinds import is_units_own
from schemas.models.signing import SigningKey
from schemas.paths import SUBMISSIONS
from scripts.gate.authorisation import Registry, not_approved
from scripts.ledger import git, receipts

_MERGE = "hợp nhất bằng `kiemdiem hop-nhat NHÁNH`"


def allowed_signers(keys: Iterable[SigningKey]) -> str:
    """Git's list of known signers, from the registry."""
    return "".join(f'{key.account} namespaces="git" {key.key}\n' for key in keys)


def signers(repository: Path, commits: list[str], keys: Iterable[SigningKey]) -> dict[str, str]:
    """Commit → account whose registered key signed it, "" when none did."""
    if not commits:
        return {}
    with tempfile.NamedTemporaryFile("w", suffix=".signers") as listed:
        listed.write(allowed_signers(keys))
        listed.flush()
        output = git.text(
            repository,
            "-c",
            "gpg.format=ssh",
            "-c",
            f"gpg.ssh.allowedSignersFile={listed.name}",
            "log",
            "--no-walk=unsorted",
            "--format=%H %G? %GS",
            *commits,
        )
    found = {}
    for line in output.splitlines():
        commit, verdict, *who = line.split(" ")
        found[commit] = who[0] if verdict == "G" and who else ""
    return found


class _Merge(NamedTuple):
    """A commit of the base's first-parent line."""

    commit: str
    tree: str
    parents: list[str]


def unapproved(repository: Path, old: str, new: str, known: Registry) -> Iterator[Finding]:
    """Findings about the commits that would move the base from `old` to `new`. None when one person is enough."""
    if not known.two_persons:
        return
    log = git.text(repository, "log", "--first-parent", "--reverse", "--format=%H %T %P", f"{old}..{new}")
    merges = [_Merge(commit, tree, parents) for commit, tree, *parents in (line.split() for line in log.splitlines())]
    signed = signers(repository, [merge.commit for merge in merges], known.keys)
    handed_in = {receipt.event.commit: receipt.event.account for receipt in receipts.read(repository).entries}
    for merge in merges:
        if not _brings_dossiers(repository, merge.parents[0], merge.commit):
            continue
        signer = signed.get(merge.commit, "")
        if signer not in known.maintainers:
            fix = f"{_MERGE}, bằng khóa đã đăng ký"
            yield not_approved(merge.commit, "chưa có chữ ký của tài khoản trung tâm.", fix)
        elif len(merge.parents) != 2:
            yield not_approved(merge.commit, "hồ sơ của đơn vị phải vào bằng commit hợp nhất hai nhánh.", _MERGE)
        elif merge.tree != merged_tree(repository, *merge.parents):
            yield not_approved(merge.commit, "nội dung khác kết quả hợp nhất.", f"{_MERGE}, không sửa gì thêm")
        else:
            yield from _same_person(merge, signer, known, repository, handed_in)


def _same_person(
    merge: _Merge, signer: str, known: Registry, repository: Path, handed_in: Mapping[str, str]
) -> Iterator[Finding]:
    """`handed_in`: commit → account, by the receipts."""
    base, head = merge.parents
    brought = git.text(repository, "rev-list", head, f"^{base}").split()
    accounts = {handed_in[commit] for commit in brought if commit in handed_in}
    accounts |= set(signers(repository, brought, known.keys).values()) - {""}
    if head not in handed_in:
        message = "phần được nhận không có biên nhận, nên không biết ai nộp."
        yield not_approved(merge.commit, message, "đẩy nhánh đó lên trước")
    elif signer in accounts:
        yield not_approved(merge.commit, "người ký cũng là người nộp.", "để một tài khoản trung tâm khác duyệt")


def _brings_dossiers(repository: Path, before: str, after: str) -> bool:
    return any(map(is_units_own, git.changed_paths(repository, before, after, "--", SUBMISSIONS)))


def merged_tree(repository: Path, one: str, other: str) -> str | None:
    """The tree that merging two commits gives; None when they conflict."""
    try:
        return git.text(repository, "merge-tree", "--write-tree", "--no-messages", one, other)
    except git.GitError:
        return None
