"""Plain git, behind a handful of functions. Bulk reads take one process: `ls-tree`, `cat-file --batch`, `log`."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.errors import KiemdiemError

_FOLDER = b"040000 "


class GitError(KiemdiemError):
    """git said no; the message is git's own first line."""


class Blob(NamedTuple):
    """A file of a tree or index. `mode` is git's, such as 100644."""

    path: str
    mode: str
    oid: str


def run(
    repository: Path, *arguments: str, stdin: bytes | None = None, environment: Mapping[str, str] | None = None
) -> bytes:
    """Run git and return its output. Raises GitError. The environment is kept, since hooks need its quarantine;
    `environment` comes on top of it."""
    command = ["git", "-C", str(repository), *arguments]
    around = {**os.environ, **environment} if environment else None
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, env=around)
    except FileNotFoundError:
        raise GitError("máy này chưa cài git") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        said = lines[0] if lines else f"mã {done.returncode}"
        if "not a git repository" in said:
            raise GitError("thư mục này không phải kho Git")
        raise GitError(f"git {arguments[0]} không chạy được: {said}")
    return done.stdout


def text(repository: Path, *arguments: str) -> str:
    return run(repository, *arguments).decode(errors="replace").strip()


def commit_of(repository: Path, revision: str) -> str:
    """The full id of a commit. Raises GitError when there is none; a revision never reads as an option."""
    try:
        return text(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except GitError as refusal:
        if "mã 1" in str(refusal):
            raise GitError(f"không có phiên bản “{revision}” trong kho này") from None
        raise


def folder_of(repository: Path) -> Path:
    """Git's own folder of a repository. The two usual layouts are seen without a process. Raises GitError."""
    for folder in (repository / ".git", repository):
        if (folder / "HEAD").is_file() and (folder / "objects").is_dir():
            return folder.absolute()
    return Path(text(repository, "rev-parse", "--absolute-git-dir"))


def ls_tree(repository: Path, revision: str, *prefixes: str, deep: bool = True) -> list[Blob]:
    """All files of a commit at or below the prefixes; not `deep`, only those directly in a prefix ending with /."""
    listing = run(repository, "ls-tree", *(["-r"] if deep else []), "-z", "--full-tree", revision, "--", *prefixes)
    return [_tree_line(line) for line in listing.split(b"\0") if line and not line.startswith(_FOLDER)]


def ls_folders(repository: Path, revision: str, *parents: str) -> list[str]:
    """The folders directly in these folders of a commit."""
    listing = run(
        repository, "ls-tree", "-d", "--name-only", "-z", "--full-tree", revision, "--", *(f"{p}/" for p in parents)
    )
    return [path.decode(errors="surrogateescape") for path in listing.split(b"\0") if path]


def changed_paths(repository: Path, *what: str, errors: str = "surrogateescape") -> list[str]:
    """Paths that differ: between commits, or with `--cached` what is staged. A file moved is two."""
    listing = run(repository, "diff", "--name-only", "--no-renames", "-z", *what)
    return [path.decode(errors=errors) for path in listing.split(b"\0") if path]


def ls_index(repository: Path, *prefixes: str) -> list[Blob]:
    """All staged files at or below the prefixes."""
    listing = run(repository, "ls-files", "--stage", "-z", "--", *prefixes)
    blobs = []
    for line in listing.split(b"\0"):
        if line:
            meta, _, path = line.partition(b"\t")
            mode, oid, _ = meta.decode().split()
            blobs.append(Blob(path.decode(errors="surrogateescape"), mode, oid))
    return blobs


def _tree_line(line: bytes) -> Blob:
    meta, _, path = line.partition(b"\t")
    mode, _, oid = meta.decode().split()
    return Blob(path.decode(errors="surrogateescape"), mode, oid)


def read_blobs(repository: Path, oids: Iterable[str], largest: int) -> Iterator[bytes]:
    """The contents of blobs, in order, from one process. A blob over `largest` bytes comes cut just above it."""
    wanted = list(oids)
    if not wanted:
        return
    sizes = run(repository, "cat-file", "--batch-check=%(objectsize)", stdin="\n".join(wanted).encode()).split()
    small = [oid for oid, size in zip(wanted, sizes, strict=True) if size.isdigit() and int(size) <= largest]
    output = run(repository, "cat-file", "--batch", stdin="\n".join(small).encode())
    at = 0
    contents: dict[str, bytes] = {}
    for oid in small:
        end_of_header = output.index(b"\n", at)
        size = int(output[at:end_of_header].rsplit(b" ", 1)[1])
        contents[oid] = output[end_of_header + 1 : end_of_header + 1 + size]
        at = end_of_header + 1 + size + 1
    for oid in wanted:
        yield contents.get(oid, b" " * (largest + 1))
