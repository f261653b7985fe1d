"""One reader, three sources: the work tree, the staged index, any commit of a (bare) repository."""

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from schemas.source.text import MAX_BYTES

REGULAR = "100644"
SPECIAL = "120000"
"""Git's mode of a link; here also of pipes and devices: anything that is no plain file."""

_TEMPORARY = (".", "~$")
"""Names of the temporary files of editors and Office start like this, or end with ~; Git ignores them, so do we."""


class TreeFile(NamedTuple):
    """A file as a tree lists it. `path` is relative to the repository's root, with slashes; `key` finds its bytes."""

    path: str
    mode: str
    key: str


class Tree(Protocol):
    """What the checker needs of a source. Paths are given and returned relative to the repository's root."""

    def files(self, *prefixes: str) -> list[TreeFile]:
        """Every file at or below the prefixes, sorted by path."""
        ...

    def directly_in(self, *folders: str) -> list[TreeFile]:
        """The files of these folders themselves, without what lies in folders below."""
        ...

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        """Contents in the order given; a file over the size limit comes back longer than the limit."""
        ...


class WorkTree:
    """Files as they are on disk, saved or not yet added."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self, *prefixes: str) -> list[TreeFile]:
        return sorted({file.path: file for prefix in prefixes for file in self._below(prefix)}.values())

    def _below(self, path: str) -> Iterator[TreeFile]:
        """The file at a path, or all files below it. Links are listed and never followed."""
        absolute = os.path.join(self.root, path)
        if os.path.islink(absolute):
            yield TreeFile(path, SPECIAL, path)
        elif os.path.isfile(absolute):
            yield TreeFile(path, REGULAR, path)
        elif os.path.isdir(absolute):
            yield from self._walk(absolute, path)

    def directly_in(self, *folders: str) -> list[TreeFile]:
        there = [(os.path.join(self.root, folder), folder) for folder in folders]
        return sorted(file for at in there if os.path.isdir(at[0]) for file in self._walk(*at, deep=False))

    def _walk(self, folder: str, path: str, deep: bool = True) -> Iterator[TreeFile]:
        with os.scandir(folder) as entries:
            for entry in entries:
                inner = f"{path}/{entry.name}"
                if entry.name.startswith(_TEMPORARY) or entry.name.endswith("~"):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if deep:
                        yield from self._walk(entry.path, inner)
                else:
                    yield TreeFile(inner, REGULAR if entry.is_file(follow_symlinks=False) else SPECIAL, inner)

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        for file in files:
            with open(os.path.join(self.root, file.key), "rb") as stream:
                yield stream.read(MAX_BYTES + 1)


class IndexTree:
    """Files as they are staged: what the next commit will hold."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository

    def files(self, *prefixes: str) -> list[TreeFile]:
        from scripts.ledger import git

        return sorted(TreeFile(*blob) for blob in git.ls_index(self.repository, *prefixes))

    def directly_in(self, *folders: str) -> list[TreeFile]:
        return self.files(*(f":(glob){folder}/*" for folder in folders)) if folders else []

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        from scripts.ledger import git

        return git.read_blobs(self.repository, [file.key for file in files], MAX_BYTES)


class CommitTree:
    """Files of one commit; no checkout, so it serves bare repositories and server hooks."""

    def __init__(self, repository: Path, revision: str) -> None:
        from scripts.ledger import git

        self.repository = repository
        self.commit = git.commit_of(repository, revision)

    def files(self, *prefixes: str) -> list[TreeFile]:
        from scripts.ledger import git

        return sorted(TreeFile(*blob) for blob in git.ls_tree(self.repository, self.commit, *prefixes))

    def directly_in(self, *folders: str) -> list[TreeFile]:
        from scripts.ledger import git

        if not folders:
            return []
        listed = git.ls_tree(self.repository, self.commit, *(f"{folder}/" for folder in folders), deep=False)
        return sorted(TreeFile(*blob) for blob in listed)

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        from scripts.ledger import git

        return git.read_blobs(self.repository, [file.key for file in files], MAX_BYTES)


class OverlayTree(NamedTuple):
    """A listing with some files put in place of its own (None: taken away): a commit as it would be after merging.

    `listing` is sorted by path; `contents` holds what will be read, by key.
    """

    listing: list[TreeFile]
    changed: dict[str, TreeFile | None]
    contents: dict[str, bytes] = {}  # noqa: RUF012  never written to

    def files(self, *prefixes: str) -> list[TreeFile]:
        found = {file.path: file for prefix in prefixes for file in self._below(prefix)}
        for path, file in self.changed.items():
            if any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes):
                found.pop(path, None)
                if file is not None:
                    found[path] = file
        return sorted(found.values())

    def _below(self, prefix: str) -> list[TreeFile]:
        start = bisect_left(self.listing, (prefix,))
        end = bisect_left(self.listing, (f"{prefix}0",))  # "0" follows "/": everything below a folder lies between
        return [f for f in self.listing[start:end] if f.path == prefix or f.path.startswith(f"{prefix}/")]

    def directly_in(self, *folders: str) -> list[TreeFile]:
        return [file for file in self.files(*folders) if file.path.rpartition("/")[0] in folders]

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        return (self.contents[file.key] for file in files)
