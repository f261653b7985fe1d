"""From names on the command line, or a folder beside the site, to the roll-up and what was refused."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.rollup.acceptance import Progress, Refusal, Snapshot, accept
from scripts.rollup.committees import TREE, flat, read_tree
from scripts.rollup.engines import Engine, on_duckdb
from scripts.rollup.totals import Rollup, roll_up


class Collection(NamedTuple):
    """`known`: whether a tree says who has to report; without one nobody can be missing."""

    rollup: Rollup
    snapshots: tuple[Snapshot, ...]
    refused: tuple[Refusal, ...]
    known: bool


def files_of(named: Sequence[Path], tree: Path | None) -> tuple[list[Path], Path | None]:
    """Snapshots in the order given, those of a folder by name; and the tree, or the one that lies in such a folder.

    Raises FileNotFoundError for a name that is not there.
    """
    paths: list[Path] = []
    for place in named:
        if place.is_dir():
            paths += sorted(path for path in place.glob("*.parquet") if not path.name.startswith("."))
            beside = place / TREE
            tree = tree or (beside if beside.is_file() else None)
        elif place.exists():
            paths.append(place)
        else:
            raise FileNotFoundError(2, "", str(place))
    return list(dict.fromkeys(paths)), tree


def of_folder(folder: Path) -> Collection:
    """What lies in a folder, on this machine."""
    return gathered(*files_of([folder], None), on_duckdb)


def gathered(paths: Sequence[Path], tree: Path | None, engine: Engine, progress: Progress = list) -> Collection:
    """Raises CommitteeTreeError for a tree that is none, and what the engine raises."""
    committees = read_tree(tree) if tree else None
    accepted = accept(paths, {one.code for one in committees} if committees else None, progress)
    if committees is None:
        committees = flat({one.header.committee: one.header.name for one in accepted.snapshots})
    rollup = roll_up(accepted.snapshots, committees, engine)
    return Collection(rollup, accepted.snapshots, accepted.refused, tree is not None)
