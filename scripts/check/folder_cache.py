"""Facts of all units of a commit: those kept by content, the rest worked out, on all processors when it is much."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from schemas.finding import Finding, Gate
from schemas.paths import SUBMISSIONS, unit_folder
from schemas.rules.engine import Context, speaks, steady
from schemas.rules.unit_summary import summary_of
from schemas.ruleset.terms import Terms
from schemas.source.text import MAX_BYTES
from scripts.check import cache
from scripts.dossiers.loader import CycleFiles, read_cycles
from scripts.dossiers.unit_facts import UnitFacts, facts_of, from_json
from scripts.ledger import git
from scripts.ledger.arrivals import entry_keys
from scripts.ledger.tree import OverlayTree, TreeFile, shown

T = TypeVar("T")

WORTH_A_PROCESS = 400
"""Files below this many are read sooner than another process has started."""

AT_ONCE = 2500
"""About as many files are read together: fewer start git more often, more hold a whole province in memory."""

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
            files = sum(map(weight, items))
            workers = min(_processors(), files // WORTH_A_PROCESS)
            alone = workers < 2 or not hasattr(os, "fork")
            parts = max(1 if alone else workers * 4, files // AT_ONCE)
            size = max(1, -(-len(items) // parts))
            batches = [list(items[start : start + size]) for start in range(0, len(items), size)]
            if alone:
                return lambda: [answer for batch in batches for answer in work(batch)]
            if pool is None:
                from multiprocessing import get_context

                pool = stack.enter_context(get_context("fork").Pool(_processors()))
            begun = pool.map_async(work, batches, chunksize=1)
            return lambda: [answer for answers in begun.get() for answer in answers]

        yield spread


def _processors() -> int:
    """Those that this process may use, which in a container or under `taskset` are fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class YearFiles(NamedTuple):
    """One year of a commit by unit folder. `outside`: files in none. Year "": files beside the years."""

    year: str
    outside: list[TreeFile]
    folders: dict[str, list[TreeFile]]


def listed(repository: Path, commit: str) -> list[YearFiles]:
    years: dict[str, YearFiles] = {}
    for file in sorted(TreeFile(*blob) for blob in git.ls_tree(repository, commit, SUBMISSIONS)):
        parts = file.path.split("/")
        year = parts[1] if len(parts) > 2 else ""
        own = years.setdefault(year, YearFiles(year, [], {}))
        if len(parts) > 4:
            own.folders.setdefault(unit_folder(file.path), []).append(file)
        else:
            own.outside.append(file)
    return [own for _, own in sorted(years.items())]


FACTS, VERDICT, CLOSING_VERDICT = "dem", "xet", "xet-chot"
"""What is worked out and kept for each unit's folder: what it owes and has; what the rules say; and say at closing."""


def folder_answers(
    repository: Path, year: YearFiles, part: str, now: datetime, spread: Spread
) -> Later[dict[str, dict[str, Any]]]:
    """Folder → one of the three, by content. Facts: `don_vi`, None without a registry entry; `hong`, broken files.

    Verdicts: `tu` and `den`, from when until when they hold; `loi`, pairs of a gate and a finding; `tom`, the unit's
    summary; `tep`, how many files were read.
    """
    ground = [file for file in year.outside if file.path == f"{SUBMISSIONS}/{year.year}/ky.yaml"]
    lines = {
        folder: [f"{file.path} {file.mode} {file.key}" for file in (*ground, *files)]
        for folder, files in year.folders.items()
    }
    keys = {folder: cache.key_of(part, *own) for folder, own in lines.items()}
    recalled = cache.recall(repository, keys.values())
    known = {key: answer for key, answer in recalled.items() if part == FACTS or cache.holds(now, answer)}
    todo = [folder for folder, key in keys.items() if key not in known]
    closing = part == CLOSING_VERDICT
    begun = spread(partial(_work_out, repository, ground, now, closing), [year.folders[f] for f in todo], len)

    def answers() -> dict[str, dict[str, Any]]:
        fresh = dict(zip(todo, begun(), strict=True))
        cache.keep(
            repository,
            {
                cache.key_of(name, *lines[folder]): answer
                for folder, made in fresh.items()
                for name, answer in made.items()
            },
        )
        return {folder: known[key] if key in known else fresh[folder][part] for folder, key in keys.items()}

    return answers


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
    """Facts of every year of a commit, units in the order of their folders."""
    begun = [_year(repository, year, now, spread) for year in listed(repository, commit) if year.year]
    return lambda: [year() for year in begun]


def _year(repository: Path, year: YearFiles, now: datetime, spread: Spread) -> Later[YearFacts]:
    head = read_files(repository, year.outside)
    answers = folder_answers(repository, year, FACTS, now, spread)

    def counted() -> YearFacts:
        found = answers().values()
        units = [from_json(answer["don_vi"]) for answer in found if answer["don_vi"] is not None]
        broken = sum(len(cycle.broken) for cycle in head) + sum(answer["hong"] for answer in found)
        terms = next((cycle.terms for cycle in head), None)
        return YearFacts(year.year, terms, units, broken, partial(_judged, repository, year, now))

    return counted


def _judged(repository: Path, year: YearFiles, now: datetime) -> dict[str, list[Finding]]:
    with spreading() as spread:
        verdicts = folder_answers(repository, year, VERDICT, now, spread)()
    said = {folder: list(findings_of(verdict, Gate.MERGE)) for folder, verdict in verdicts.items()}
    return {folder: findings for folder, findings in said.items() if findings}


def findings_of(verdict: dict[str, Any], gate: Gate | None) -> Iterator[Finding]:
    """What of a unit's verdict is said at a gate, sorted by place."""
    return (Finding.from_row(row) for own, row in verdict["loi"] if speaks(Gate(own), gate))


def register_keys(repository: Path, oids: Iterable[str], spread: Spread) -> Later[dict[str, list[str]]]:
    """Blob of any version of a register → keys of its entries."""
    keys = {oid: cache.key_of("register", oid) for oid in oids}
    known = cache.recall(repository, keys.values())
    todo = [oid for oid, key in keys.items() if key not in known]
    begun = spread(partial(_keys, repository), todo, lambda _: 1)

    def answers() -> dict[str, list[str]]:
        fresh = dict(zip(todo, begun(), strict=True))
        cache.keep(repository, {keys[oid]: answer for oid, answer in fresh.items()})
        return {oid: known[key] if key in known else fresh[oid] for oid, key in keys.items()}

    return answers


def _keys(repository: Path, oids: list[str]) -> list[list[str]]:
    return [sorted(entry_keys(data)) for data in git.read_blobs(repository, oids, MAX_BYTES)]


def _work_out(
    repository: Path, ground: list[TreeFile], now: datetime, closing: bool, folders: list[list[TreeFile]]
) -> list[dict[str, dict[str, Any]]]:
    """Everything about some folders: name of the part → answer, for each folder.

    They are read together, but for those whose name is not printed as it is: of these, two may look alike.
    """
    plain = [files for files in folders if _named(files) == shown(_named(files))]
    odd = ([files] for files in folders if _named(files) != shown(_named(files)))
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for some in filter(None, (plain, *odd)):
        answers = _read_together(repository, ground, now, closing, some)
        found |= {_named(files): answers[shown(_named(files))] for files in some}
    return [found[_named(files)] for files in folders]


def _named(files: list[TreeFile]) -> str:
    return unit_folder(files[0].path)


def _read_together(
    repository: Path, ground: list[TreeFile], now: datetime, closing: bool, folders: list[list[TreeFile]]
) -> dict[str, dict[str, dict[str, Any]]]:
    """By the folder's name as findings print it."""
    from scripts.check.checker import all_gates  # loads every rule

    verdict = CLOSING_VERDICT if closing else VERDICT
    answers: dict[str, dict[str, dict[str, Any]]] = {
        shown(_named(files)): {
            FACTS: {"hong": 0, "don_vi": None},
            verdict: {"tu": 0, "den": FOREVER, "loi": [], "tom": None, "tep": 0},
        }
        for files in folders
    }
    for cycle in read_files(repository, [*ground, *(file for files in folders for file in files)]):
        for path in cycle.broken:
            if unit_folder(path) in answers:
                answers[unit_folder(path)][FACTS]["hong"] += 1
        for folder, findings in all_gates(cycle, now, closing=closing).items():
            if folder in answers:
                answers[folder][verdict]["loi"] = findings
        for path in cycle.paths:
            if unit_folder(path) in answers:
                answers[unit_folder(path)][verdict]["tep"] += 1
        for files in cycle.units if cycle.terms else ():
            assert cycle.terms  # noqa: S101  for the type checker
            since, until = steady(files, Context(cycle.terms, now))
            answers[files.folder][FACTS]["don_vi"] = facts_of(files, cycle.terms)
            answers[files.folder][verdict] |= {
                "tu": since.timestamp(),
                "den": until.timestamp(),
                "tom": summary_of(files),
            }
    return answers


FOREVER = 1e12
"""Seconds since 1970 that no clock shows."""


def read_files(repository: Path, files: list[TreeFile]) -> list[CycleFiles]:
    oids = sorted({file.key for file in files})
    contents = dict(zip(oids, git.read_blobs(repository, oids, MAX_BYTES), strict=True))
    return read_cycles(OverlayTree(sorted(files), {}, contents))
