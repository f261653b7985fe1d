"""Rating distributions of the whole city, with small counts hidden where the public reads them."""

from typing import NamedTuple

from schemas.vocabulary import ObjectKind
from scripts.reading import CycleFiles

SMALL = 5
"""Counts from 1 to 4 could point at persons; they and one more number of their row are hidden."""


class Row(NamedTuple):
    """One kind of rated objects: excellent, good, completed, failed, unrated. None is a hidden count."""

    kind: ObjectKind
    counts: tuple[int | None, ...]
    total: int | None


def distribution(cycle: CycleFiles, *, hide_small: bool) -> list[Row]:
    """Counts of all groups of all units by kind of object; kinds that nobody counts are left out."""
    rows = []
    for kind in ObjectKind:
        groups = [
            group
            for files in cycle.units
            if files.ratings
            for group in files.ratings.model.groups
            if group.kind is kind
        ]
        if groups:
            counts = (
                sum(g.excellent for g in groups), sum(g.good for g in groups), sum(g.completed for g in groups),
                sum(g.failed for g in groups), sum(g.unrated for g in groups),
            )  # fmt: skip
            rows.append(_hidden(kind, counts) if hide_small else Row(kind, counts, sum(counts)))
    return rows


def _hidden(kind: ObjectKind, counts: tuple[int, ...]) -> Row:
    """Hide 1 to 4. One hidden count alone would follow from the total, so then the total is hidden too."""
    shown: tuple[int | None, ...] = tuple(None if 0 < count < SMALL else count for count in counts)
    total = sum(counts)
    return Row(kind, shown, None if shown.count(None) == 1 or 0 < total < SMALL else total)
