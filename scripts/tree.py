"""One reader, three sources: the work tree, the staged index, any commit of a (bare) repository."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from schemas.source_text import MAX_BYTES

REGULAR = "100644"


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

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        """Contents in the order given; a file over the size limit comes back longer than the limit."""
        ...


class WorkTree:
    """Files as they are on disk, saved or not yet added."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self, *prefixes: str) -> list[TreeFile]:
        found: dict[str, TreeFile] = {}
        for prefix in prefixes:
            start = self.root / prefix
            if start.is_file() or start.is_symlink():
                found[prefix] = self._entry(start)
            for folder, folders, names in os.walk(start):
                for name in (*names, *(f for f in folders if (Path(folder) / f).is_symlink())):
                    entry = self._entry(Path(folder) / name)
                    found[entry.path] = entry
        return sorted(found.values())

    def _entry(self, path: Path) -> TreeFile:
        relative = path.relative_to(self.root).as_posix()
        return TreeFile(relative, "120000" if path.is_symlink() else REGULAR, relative)

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        for file in files:
            with (self.root / file.key).open("rb") as stream:
                yield stream.read(MAX_BYTES + 1)


class IndexTree:
    """Files as they are staged: what the next commit will hold."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository

    def files(self, *prefixes: str) -> list[TreeFile]:
        from scripts import git

        return sorted(TreeFile(*blob) for blob in git.ls_index(self.repository, *prefixes))

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        from scripts import git

        return git.read_blobs(self.repository, [file.key for file in files], MAX_BYTES)


class CommitTree:
    """Files of one commit; no checkout, so it serves bare repositories and server hooks."""

    def __init__(self, repository: Path, revision: str) -> None:
        from scripts import git

        self.repository = repository
        self.commit = git.commit_of(repository, revision)

    def files(self, *prefixes: str) -> list[TreeFile]:
        from scripts import git

        return sorted(TreeFile(*blob) for blob in git.ls_tree(self.repository, self.commit, *prefixes))

    def read(self, files: Iterable[TreeFile]) -> Iterator[bytes]:
        from scripts import git

        return git.read_blobs(self.repository, [file.key for file in files], MAX_BYTES)
