"""Rating distributions of the whole city, with small counts hidden where the public reads them."""

from collections.abc import Iterable
from typing import NamedTuple

from schemas.vocabulary import ObjectKind
from scripts.dossiers.unit_facts import RatedGroup

SMALL = 5
"""Counts from 1 to 4 could point at persons."""

FEWEST_HIDDEN = 3
"""So many counts of a row are hidden together at the least: of two, one often follows from the other."""


class LevelCounts(NamedTuple):
    """One kind of rated objects: excellent, good, completed, failed, unrated. None is a hidden count."""

    kind: ObjectKind
    counts: tuple[int | None, ...]
    total: int | None


def distribution(rated: Iterable[RatedGroup], *, hide_small: bool) -> list[LevelCounts]:
    """Counts of all groups of all units by kind of object; kinds that nobody counts are left out."""
    groups = list(rated)
    rows = []
    for kind in ObjectKind:
        if alike := [group.counts for group in groups if group.kind == kind]:
            counts = tuple(map(sum, zip(*alike, strict=True)))
            rows.append(_hidden(kind, counts) if hide_small else LevelCounts(kind, counts, sum(counts)))
    return rows


def _hidden(kind: ObjectKind, counts: tuple[int, ...]) -> LevelCounts:
    """The row as the public may read it: with a small count in it, its smallest counts and its total are hidden.

    Somebody may know the total, this rule, and what other builds showed. Hidden together are the smallest counts, as
    many as it takes for each that is shown to be larger than their sum: then whichever way that sum falls upon them,
    the same counts would be hidden, and every one keeps at least three values that it may have (a test tries all).
    """
    hidden = _hidden_places(counts)
    shown = tuple(None if place in hidden else count for place, count in enumerate(counts))
    return LevelCounts(kind, shown, None if hidden else sum(counts))


def _hidden_places(counts: tuple[int, ...]) -> set[int]:
    if not any(0 < count < SMALL for count in counts):
        return set()
    order = sorted(range(len(counts)), key=lambda place: (counts[place], place))
    for many in range(FEWEST_HIDDEN, len(counts)):
        together = sum(counts[place] for place in order[:many])
        if together > 1 and all(counts[place] > max(together, SMALL - 1) for place in order[many:]):
            return set(order[:many])
    return set(order)
