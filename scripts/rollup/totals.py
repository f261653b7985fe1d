"""The roll-up: snapshots and a tree of committees → tables of every level. The queries are in `sql/`, the same for
every engine."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from schemas.local_time import read_moment, show_moment
from schemas.models.committees import Committee
from schemas.models.snapshot import SnapshotColumn
from scripts.rollup.acceptance import Snapshot
from scripts.rollup.committees import ancestry, leaves
from scripts.rollup.engines import Engine
from scripts.rollup.parquet import RowTable, write_tables

_SQL = Path(__file__).parent / "sql"
_MADE = ("facts", "summed")
_ASKED = ("blocks", "reports", "items", "levels", "kinds")
_TEXT = "VARCHAR"
_COMMITTEE = SnapshotColumn("committee", _TEXT)


class ReportCounts(NamedTuple):
    """How many of those that have to report, below a committee and itself, have. `oldest`: the oldest's moment."""

    year: int
    committee: str
    expected: int
    reported: int
    oldest: str | None

    @property
    def since(self) -> str:
        """The oldest report's moment in words; "" where there is none."""
        return show_moment(read_moment(self.oldest)) if self.oldest else ""


class BlockTotals(NamedTuple):
    """Counts of a committee's block; `block` is None for all of them. Units, then items, then groups under the 20 %."""

    year: int
    committee: str
    block: str | None
    units: int
    owing: int
    complete: int
    owed: int
    done: int
    in_review: int
    missing: int
    overdue: int
    late: int
    rated_groups: int
    over: int
    unfinished: int
    disputed: int


class ItemTotals(NamedTuple):
    year: int
    committee: str
    item: str
    owed: int
    done: int
    in_review: int
    missing: int
    overdue: int
    late: int


class LevelTotals(NamedTuple):
    year: int
    committee: str
    kind: str
    decided: bool
    rated_groups: int
    over: int
    excellent: int
    good: int
    completed: int
    failed: int
    unrated: int


@dataclass(frozen=True)
class Rollup:
    """All tables. A committee without any report below it has rows in `reports` only: it is missing, not zero."""

    committees: Sequence[Committee]
    reports: Sequence[ReportCounts] = ()
    blocks: Sequence[BlockTotals] = ()
    items: Sequence[ItemTotals] = ()
    levels: Sequence[LevelTotals] = ()
    kinds: Sequence[tuple[str, str]] = ()
    """Block and a kind of its units."""

    @property
    def years(self) -> list[int]:
        return sorted({row.year for row in self.reports})

    @cached_property
    def totals(self) -> dict[tuple[int, str], BlockTotals]:
        """Year and committee → all its blocks together."""
        return {(row.year, row.committee): row for row in self.blocks if row.block is None}

    @cached_property
    def reporting(self) -> dict[tuple[int, str], ReportCounts]:
        return {(row.year, row.committee): row for row in self.reports}


def roll_up(snapshots: Sequence[Snapshot], committees: Sequence[Committee], engine: Engine) -> Rollup:
    """Sum what the accepted snapshots say over the tree. Nothing was handed up: no year, no row."""
    if not snapshots:
        return Rollup(committees)
    headers = [snapshot.header for snapshot in snapshots]
    expected = sorted(leaves(committees) | {header.committee for header in headers})
    with tempfile.TemporaryDirectory() as name:
        small = write_tables(
            Path(name),
            {
                "ancestry": RowTable((_COMMITTEE, SnapshotColumn("above", _TEXT)), ancestry(committees)),
                "expected": RowTable((_COMMITTEE,), [(code,) for code in expected]),
                "reporting": RowTable(
                    (SnapshotColumn("year", "INTEGER"), _COMMITTEE, SnapshotColumn("as_of", _TEXT)),
                    [(header.year, header.committee, header.as_of) for header in headers],
                ),
            },
        )
        sources = {name: [path] for name, path in small.items()} | {"snapshot": [one.path for one in snapshots]}
        found = engine(sources, _queries(_MADE), _queries(_ASKED))
    return Rollup(
        committees,
        [ReportCounts(*row) for row in found["reports"]],
        [BlockTotals(*row) for row in found["blocks"]],
        [ItemTotals(*row) for row in found["items"]],
        [LevelTotals(*row) for row in found["levels"]],
        [(block, kind) for block, kind in found["kinds"]],
    )


def _queries(names: Sequence[str]) -> dict[str, str]:
    return {name: (_SQL / f"{name}.sql").read_text(encoding="utf-8") for name in names}


def missing_of(rollup: Rollup, year: int) -> list[Committee]:
    """Committees that have to report for a year and have not."""
    due = leaves(rollup.committees)
    return [one for one in rollup.committees if one.code in due and not rollup.reporting[year, one.code].reported]
