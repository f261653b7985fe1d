"""Word-by-word comparison of two wordings, changes that touch merged so that a reader sees phrases, not confetti."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    """`same` on both sides, or what was dropped (`old`) and put in its place (`new`)."""

    same: str
    old: str
    new: str


def word_diff(old: str, new: str) -> list[Piece]:
    """Pieces whose `same`+`old` spell the old text and `same`+`new` the new one, to the character."""
    before, after = _words(old), _words(new)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        one, other = "".join(before[i1:i2]), "".join(after[j1:j2])
        piece = Piece(one, "", "") if tag == "equal" else Piece("", one, other)
        while pieces and _joins(pieces, piece):
            last = pieces.pop()
            piece = Piece(
                "", last.same + last.old + piece.same + piece.old, last.same + last.new + piece.same + piece.new
            )
        pieces.append(piece)
    return pieces


def _joins(pieces: list[Piece], piece: Piece) -> bool:
    """A change joins the change before it, also across a lone space between the two."""
    last = pieces[-1]
    if piece.same:
        return False
    return not last.same or (last.same.isspace() and len(pieces) > 1)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)
