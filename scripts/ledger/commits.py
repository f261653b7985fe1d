"""What Git keeps in a commit besides files: who, when, in what words, with which headers."""

from pathlib import Path
from typing import NamedTuple

from scripts.ledger import git


class CommitRecord(NamedTuple):
    """A commit as its bytes say. `headers`: name → value, in order, `parent` as often as there are parents."""

    oid: str
    headers: tuple[tuple[str, str], ...]
    message: str

    def values(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header == name]

    @property
    def tree(self) -> str:
        return self.values("tree")[0]

    @property
    def parents(self) -> list[str]:
        return self.values("parent")

    @property
    def stamps(self) -> list[int]:
        """When its author and its committer say they made it, in seconds; what is no number is left to Git's fsck."""
        found = [value.split(" ")[-2:-1] for name in ("author", "committer") for value in self.values(name)]
        return [int(stamp[0]) for stamp in found if stamp and stamp[0].isdigit()]


def read_commits(repository: Path, new: str, base: str | None, most: int, largest: int) -> list[CommitRecord]:
    """Commits of `new` that `base` has not, newest first. Raises git.OversizeError where they are more than `most`, or
    one is longer than `largest` bytes."""
    known = (f"^{base}",) if base else ()
    oids = git.lines(git.run(repository, "rev-list", f"--max-count={most + 1}", new, *known))
    if len(oids) > most:
        raise git.OversizeError(f"hơn {most} commit")
    return [_record(oid, data) for oid, data in zip(oids, git.read_objects(repository, oids, largest), strict=True)]


def _record(oid: str, data: bytes) -> CommitRecord:
    head, _, message = data.partition(b"\n\n")
    headers: list[tuple[str, str]] = []
    for line in git.lines(head):
        name, _, value = line.partition(" ")
        if not name and headers:  # a line that continues the header before
            headers[-1] = (headers[-1][0], f"{headers[-1][1]}\n{value}")
        else:
            headers.append((name, value))
    return CommitRecord(oid, tuple(headers), message.decode(errors="surrogateescape"))
