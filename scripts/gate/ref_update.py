"""A move of one ref, as the server or a forge tells it."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple


class RefUpdate(NamedTuple):
    """`ref` is to move from `old` to `new` (full ids; zeros where it is not there) at the will of `actor`.

    `base`: where the base branch stands; None in an empty repository. `actor` comes from the server or forge, never by
    a commit; "" when it is not known.
    """

    repository: Path
    base: str | None
    old: str
    new: str
    ref: str
    actor: str
    now: datetime

    @property
    def branch(self) -> str:
        return self.ref.removeprefix("refs/heads/")


def read_updates(repository: Path, base: str | None, lines: str, actor: str, now: datetime) -> list[RefUpdate]:
    """What git tells a server hook: a line `old new ref` for each ref."""
    moves = (line.split() for line in lines.splitlines())
    return [RefUpdate(repository, base, old, new, ref, actor, now) for old, new, ref in moves]
