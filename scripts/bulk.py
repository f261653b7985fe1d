"""Facts of all units of a commit: those kept by content, the rest worked out, on all processors when it is much."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from schemas.finding import Finding, Gate, Severity
from schemas.rules.registry import Context, steady
from schemas.source_text import MAX_BYTES
from schemas.terms import Terms
from scripts import git, kept
from scripts.facts import UnitFacts, facts_of, from_json
from scripts.history import entry_keys
from scripts.placement import SUBMISSIONS
from scripts.reading import CycleFiles, read_cycles
from scripts.tree import OverlayTree, TreeFile

T = TypeVar("T")

WORTH_A_PROCESS = 400
"""Files below this many are read sooner than another process has started."""

Later = Callable[[], T]
"""Work that may have begun elsewhere; calling it waits for the answer."""


class Spread(Protocol):
    def __call__(
        self, work: Callable[[list[T]], list[Any]], items: Sequence[T], weight: Callable[[T], int]
    ) -> Later[list[Any]]:
        """Begin `work` over all items, on all processors when their weight is worth it; gives the answers in order."""
        ...


@contextmanager
def spreading() -> Iterator[Spread]:
    """Processes for as long as the block lasts, started when first needed. Answers must be collected inside."""
    with ExitStack() as stack:
        pool: Any = None

        def spread(
            work: Callable[[list[T]], list[Any]], items: Sequence[T], weight: Callable[[T], int]
        ) -> Later[list[Any]]:
            nonlocal pool
            workers = min(os.cpu_count() or 1, sum(map(weight, items)) // WORTH_A_PROCESS)
            if workers < 2 or not hasattr(os, "fork"):
                return partial(work, list(items))
            if pool is None:
                from multiprocessing import get_context

                pool = stack.enter_context(get_context("fork").Pool(os.cpu_count()))
            size = -(-len(items) // (workers * 4))
            batches = [list(items[start : start + size]) for start in range(0, len(items), size)]
            begun = pool.map_async(work, batches, chunksize=1)
            return lambda: [answer for answers in begun.get() for answer in answers]

        yield spread


class YearFacts(NamedTuple):
    """One year as counted. `unreadable`: how many files could not be read; None as `terms`: nothing is counted.

    `judged`: as in CycleStatus.
    """

    year: str
    terms: Terms | None
    units: list[UnitFacts]
    unreadable: int
    judged: Callable[[], dict[str, list[Finding]]]


def year_facts(repository: Path, commit: str, now: datetime, spread: Spread) -> Later[list[YearFacts]]:
    """Facts of every year of a commit, units in the order of their folders, and findings as of `now`."""
    years: dict[str, dict[str, list[TreeFile]]] = {}
    for file in sorted(TreeFile(*blob) for blob in git.ls_tree(repository, commit, SUBMISSIONS)):
        parts = file.path.split("/")
        if len(parts) > 2:
            years.setdefault(parts[1], {}).setdefault("/".join(parts[:4]) if len(parts) > 4 else "", []).append(file)
    begun = [_year(repository, year, folders, now, spread) for year, folders in sorted(years.items())]
    return lambda: [year() for year in begun]


def _year(
    repository: Path, year: str, folders: dict[str, list[TreeFile]], now: datetime, spread: Spread
) -> Later[YearFacts]:
    outside = folders.pop("", [])
    head = _read(repository, outside)
    ground = [file for file in outside if file.path == f"{SUBMISSIONS}/{year}/ky.yaml"]
    keys = {
        folder: kept.key_of("unit", *(f"{file.path} {file.mode} {file.key}" for file in (*ground, *files)))
        for folder, files in folders.items()
    }
    answers = _answers(repository, keys, spread, lambda todo: [folders[folder] for folder in todo],
                       partial(_work_out, repository, ground, now), len, partial(_holds, now))  # fmt: skip

    def counted() -> YearFacts:
        found = answers()
        units = [from_json(answer["don_vi"]) for answer in found.values() if answer["don_vi"] is not None]
        broken = sum(_broken(cycle) for cycle in head) + sum(answer["hong"] for answer in found.values())
        said = {folder: answer["loi"] for folder, answer in found.items() if answer["loi"]}
        return YearFacts(year, next((cycle.terms for cycle in head), None), units, broken, partial(_findings, said))

    return counted


def _findings(rows: dict[str, list[list[Any]]]) -> dict[str, list[Finding]]:
    return {folder: [Finding.from_row(row) for row in own] for folder, own in rows.items()}


def _holds(now: datetime, answer: dict[str, Any]) -> bool:
    """Whether what was said of a unit at some moment is still what would be said `now`."""
    return bool(answer["tu"] <= now.timestamp() < answer["den"])


def _always(answer: object) -> bool:
    del answer
    return True


def register_keys(repository: Path, oids: Iterable[str], spread: Spread) -> Later[dict[str, list[str]]]:
    """Blob of any version of a register → keys of its entries."""
    keys = {oid: kept.key_of("register", oid) for oid in oids}
    return _answers(repository, keys, spread, list, partial(_keys, repository), lambda _: 1, _always)


def _answers(
    repository: Path, keys: dict[str, str], spread: Spread, items: Callable[[list[str]], list[T]],
    work: Callable[[list[T]], list[Any]], weight: Callable[[T], int], holds: Callable[[Any], bool],
) -> Later[dict[str, Any]]:  # fmt: skip
    """What is kept under the keys and holds; the rest worked out, and kept."""
    known = {key: answer for key, answer in kept.recall(repository, keys.values()).items() if holds(answer)}
    todo = [name for name, key in keys.items() if key not in known]
    begun = spread(work, items(todo), weight)

    def answers() -> dict[str, Any]:
        fresh = dict(zip(todo, begun(), strict=True))
        kept.keep(repository, {keys[name]: answer for name, answer in fresh.items()})
        return {name: known[key] if key in known else fresh[name] for name, key in keys.items()}

    return answers


def _work_out(
    repository: Path, ground: list[TreeFile], now: datetime, folders: list[list[TreeFile]]
) -> list[dict[str, Any]]:
    """For each folder its facts, how many of its files are broken, what the rules say, and how long they say it."""
    from scripts.checking import judged  # loads every rule

    answers: dict[str, dict[str, Any]] = {
        "/".join(files[0].path.split("/")[:4]): {"hong": 0, "don_vi": None, "loi": [], "tu": 0, "den": _FOREVER}
        for files in folders
    }
    for cycle in _read(repository, [*ground, *(file for files in folders for file in files)]):
        for path in {finding.path for finding in cycle.findings if finding.severity is Severity.ERROR}:
            folder = "/".join(path.split("/")[:4])
            if folder in answers:
                answers[folder]["hong"] += 1
        for folder, findings in judged(cycle, now, Gate.MERGE).items():
            if folder in answers:
                answers[folder]["loi"] = findings
        if cycle.terms:
            for files in cycle.units:
                since, until = steady(files, Context(cycle.terms, now))
                answers[files.folder] |= {
                    "don_vi": facts_of(files, cycle.terms), "tu": since.timestamp(), "den": until.timestamp(),
                }  # fmt: skip
    return list(answers.values())


_FOREVER = 1e12


def _read(repository: Path, files: list[TreeFile]) -> list[CycleFiles]:
    oids = sorted({file.key for file in files})
    contents = dict(zip(oids, git.read_blobs(repository, oids, MAX_BYTES), strict=True))
    return read_cycles(OverlayTree(sorted(files), {}, contents))


def _broken(cycle: CycleFiles) -> int:
    return len({finding.path for finding in cycle.findings if finding.severity is Severity.ERROR})


def _keys(repository: Path, oids: list[str]) -> list[list[str]]:
    return [sorted(entry_keys(data)) for data in git.read_blobs(repository, oids, MAX_BYTES)]
