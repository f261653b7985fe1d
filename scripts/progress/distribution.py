"""Rating distributions of the whole city, with small counts hidden where the public reads them."""

from collections.abc import Iterable
from typing import NamedTuple

from schemas.vocabulary import ObjectKind
from scripts.dossiers.unit_facts import RatedGroup

SMALL = 5
"""Counts from 1 to 4 could point at persons; they and one more number of their row are hidden."""


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
    """Hide 1 to 4. One hidden count alone would follow from the total, so then the total is hidden too."""
    shown: tuple[int | None, ...] = tuple(None if 0 < count < SMALL else count for count in counts)
    total = sum(counts)
    return LevelCounts(kind, shown, None if shown.count(None) == 1 or 0 < total < SMALL else total)
