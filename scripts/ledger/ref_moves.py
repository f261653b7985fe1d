"""What git tells a server hook: a line `old new ref` for each ref of a push."""

import re
from typing import NamedTuple

MOST_REFS = 20
MOST_BYTES = MOST_REFS * 512
"""So much of it is read; a line is two ids and a name."""

_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)


class RefMove(NamedTuple):
    """A ref, from where, to where."""

    old: str
    new: str
    ref: str


def read_moves(told: bytes) -> list[RefMove] | None:
    """The moves of a push, or None where they are more than one push may hold. Cut at newlines and spaces alone: a
    name may hold what Unicode takes for either. Raises ValueError for what git does not write."""
    lines = told.removesuffix(b"\n").split(b"\n") if told else []
    if len(told) > MOST_BYTES or len(lines) > MOST_REFS:
        return None
    moves = [RefMove(*line.decode(errors="surrogateescape").split(" ", 2)) for line in lines]
    if not all(_ID.fullmatch(oid) for move in moves for oid in move[:2]):
        raise ValueError("not the lines that git writes")
    return moves
