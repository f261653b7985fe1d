"""A move of one ref, as the server or a forge tells it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from scripts.ledger.ref_moves import RefMove


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
    pusher: str = ""
    """On a forge, who pushed the newest commits, where that may be another than who opened the proposal."""

    @property
    def accounts(self) -> list[str]:
        """Everybody who must be allowed to do this; "" alone where nobody is known."""
        return list(dict.fromkeys((self.actor, *([self.pusher] if self.pusher else []))))

    @property
    def branch(self) -> str:
        return self.ref.removeprefix("refs/heads/")


def updates_of(
    moves: Iterable[RefMove], repository: Path, base: str | None, actor: str, now: datetime
) -> list[RefUpdate]:
    """The moves of one push, each with all that judging it needs."""
    return [RefUpdate(repository, base, move.old, move.new, move.ref, actor, now) for move in moves]
