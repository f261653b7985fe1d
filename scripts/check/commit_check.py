"""The check of a whole commit, from what was said before about folders that are still the same.

Three depths: nothing changed, and the whole answer is there; some folders changed, and only they are read; nothing is
known. All give what `checking.check` gives of the same tree. Parts of it may be judged by several machines.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.finding import Finding, Gate
from schemas.paths import SUBMISSIONS
from scripts.check import cache
from scripts.check.result import Report
from scripts.ledger import git
from scripts.version import VERSION

if TYPE_CHECKING:
    from scripts.check.folder_cache import YearFiles
    from scripts.dossiers.loader import CycleFiles


MOST_PARTS = 10_000


class Shard(NamedTuple):
    """One of `parts`, `number` from 1: every so many-th unit folder in the order of their names."""

    number: int
    parts: int


class Judged(NamedTuple):
    """Some folders of a commit, judged one by one; what takes several units together is not among the findings.

    `summaries`: year → summaries as rows, for that. It all holds from `since` until `until`, in seconds.
    """

    rulesets: list[str]
    checked: int
    findings: list[Finding]
    summaries: dict[str, list[list[Any]]]
    since: float
    until: float


def check_commit(repository: Path, revision: str, now: datetime, gate: Gate | None) -> Report:
    """Findings of a whole commit as of `now`. Raises GitError."""
    commit = git.commit_of(repository, revision)
    tree = ""
    with suppress(git.GitError):  # a commit where nothing was handed in
        tree = git.text(repository, "rev-parse", "--verify", "--quiet", f"{commit}:{SUBMISSIONS}")
    key = cache.key_of("ca-kho", tree, gate or "")
    whole = cache.recall(repository, [key]).get(key)
    if whole is None or not cache.holds(now, whole):
        listing = read_outside(repository, commit)
        judged = judge(repository, listing, now, gate)
        more = across(repository, commit, listing, now, gate, judged.summaries)
        whole = {
            "tu": judged.since,
            "den": judged.until,
            "bo_quy_tac": judged.rulesets,
            "tep": judged.checked,
            "loi": sorted({*judged.findings, *more}),
        }
        cache.keep(repository, {key: whole})
    return Report(VERSION, whole["bo_quy_tac"], whole["tep"], [Finding.from_row(row) for row in whole["loi"]])


class Listing(NamedTuple):
    """A commit's files by year and folder, and what lies in no folder, read: the years' own `ky.yaml`, and strays."""

    years: list["YearFiles"]
    outside: list["CycleFiles"]


def read_outside(repository: Path, commit: str) -> Listing:
    from scripts.check.folder_cache import listed, read_files
    from scripts.dossiers.loader import without_files

    years = listed(repository, commit)
    outside = read_files(repository, [file for year in years for file in year.outside])
    bare = [without_files(year.year) for year in years if year.year and not year.outside]
    return Listing(years, outside + bare)


def judge(repository: Path, listing: Listing, now: datetime, gate: Gate | None, shard: Shard | None = None) -> Judged:
    """All folders, or those of a shard; files that lie in no folder belong to the first."""
    from scripts.check import folder_cache

    part = folder_cache.CLOSING_VERDICT if gate is Gate.CLOSE else folder_cache.VERDICT
    years, heads = listing
    if shard is not None:
        folders = sorted(folder for year in years for folder in year.folders)[shard.number - 1 :: shard.parts]
        mine = set(folders)
        years = [year._replace(folders={f: own for f, own in year.folders.items() if f in mine}) for year in years]
    with folder_cache.spreading() as spread:
        begun = [(year, folder_cache.folder_answers(repository, year, part, now, spread)) for year in years]
        verdicts = {year.year: list(answers().values()) for year, answers in begun}
    every = [verdict for own in verdicts.values() for verdict in own]
    first = shard is None or shard.number == 1
    said = [finding for verdict in every for finding in folder_cache.findings_of(verdict, gate)]
    return Judged(
        rulesets=sorted({cycle.terms.ruleset.header.code for cycle in heads if cycle.terms}),
        checked=sum(verdict["tep"] for verdict in every) + (sum(cycle.checked for cycle in heads) if first else 0),
        findings=said + [finding for cycle in heads for finding in cycle.findings if first],
        summaries={year: [v["tom"] for v in own if v["tom"] is not None] for year, own in verdicts.items()},
        since=max((verdict["tu"] for verdict in every), default=0),
        until=min((verdict["den"] for verdict in every), default=folder_cache.FOREVER),
    )


def across(
    repository: Path,
    commit: str,
    listing: Listing,
    now: datetime,
    gate: Gate | None,
    summaries: dict[str, list[list[Any]]],
) -> Iterator[Finding]:
    """Findings that need all units of a year together. Only files where something is wrong are read."""
    from schemas.rules.catalogue import CATALOGUE
    from schemas.rules.engine import Context, judge_cycle
    from schemas.rules.unit_summary import UnitSummary
    from schemas.source.text import MAX_BYTES
    from schemas.source.yaml_tree import Loc, locate, parse

    assert CATALOGUE  # noqa: S101  importing the catalogue registers the rules

    def place(path: str, loc: Loc) -> tuple[int, int]:
        [data] = git.read_blobs(repository, [git.text(repository, "rev-parse", f"{commit}:{path}")], MAX_BYTES)
        return locate(parse(data).root, loc)

    for cycle in listing.outside:
        if cycle.terms is not None:
            units = [UnitSummary.from_row(row) for row in summaries.get(cycle.year, ())]
            yield from judge_cycle(units, Context(cycle.terms, now, closing=gate is Gate.CLOSE), gate, place)
