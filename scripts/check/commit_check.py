"""The check of a whole commit, from what was found before in folders that are still the same.

Three depths: nothing changed, and the whole answer is there; some folders changed, and only they are read; nothing is
known. All give what `checker.check` gives of the same tree. Parts of it may be checked by several machines.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.finding import Finding, Gate
from schemas.paths import SUBMISSIONS
from scripts.check import cache
from scripts.check.result import CheckResult
from scripts.ledger import git
from scripts.version import VERSION

if TYPE_CHECKING:
    from schemas.rules.unit_summary import UnitSummary
    from scripts.check.folder_cache import YearFiles
    from scripts.dossiers.loader import CycleFiles


MOST_PARTS = 10_000


class Shard(NamedTuple):
    """One of `parts`, `number` from 1: every so many-th unit folder in the order of their names."""

    number: int
    parts: int


class CommitQuestion(NamedTuple):
    """Which commit is checked, as of when, at which gate. `commit` is a full id."""

    repository: Path
    commit: str
    now: datetime
    gate: Gate | None


class PartialResult(NamedTuple):
    """Findings of some folders of a commit, one by one; what takes several units together is not among them.

    `summaries`: year → summaries of units, for that. It all holds from `since` until `until`, in seconds.
    """

    rulesets: list[str]
    checked: int
    findings: list[Finding]
    summaries: "dict[str, list[UnitSummary]]"
    since: float
    until: float


class _WholeResult(NamedTuple):
    """As the cache has it: findings as rows."""

    rulesets: list[str]
    checked: int
    findings: list[list[Any]]
    since: float
    until: float


def check_commit(repository: Path, revision: str, now: datetime, gate: Gate | None) -> CheckResult:
    """Findings of a whole commit as of `now`. Raises GitError."""
    question = CommitQuestion(repository, git.commit_of(repository, revision), now, gate)
    tree = git.ask(repository, "rev-parse", "--verify", "--quiet", f"{question.commit}:{SUBMISSIONS}") or ""
    key = cache.key_of("whole", tree, gate or "")
    row = cache.get(repository, [key]).get(key)
    whole = None if row is None else _WholeResult(*row)
    if whole is None or not whole.since <= now.timestamp() < whole.until:
        listing = list_commit(repository, question.commit)
        part = check_folders(question, listing)
        findings = sorted({*part.findings, *cross_unit_findings(question, listing, part.summaries)})
        whole = _WholeResult(part.rulesets, part.checked, list(map(list, findings)), part.since, part.until)
        cache.put(repository, {key: whole})
    return CheckResult(VERSION, whole.rulesets, whole.checked, [Finding.from_row(found) for found in whole.findings])


class Listing(NamedTuple):
    """A commit's files by year and folder, and what lies in no folder, loaded: the years' `ky.yaml`, and strays."""

    years: "list[YearFiles]"
    outside: "list[CycleFiles]"


def list_commit(repository: Path, commit: str) -> Listing:
    from scripts.check.folder_cache import list_years, load_files
    from scripts.dossiers.loader import empty_cycle

    years = list_years(repository, commit)
    outside = load_files(repository, [file for year in years for file in year.outside])
    bare = [empty_cycle(year.year) for year in years if year.year and not year.outside]
    return Listing(years, outside + bare)


def check_folders(question: CommitQuestion, listing: Listing, shard: Shard | None = None) -> PartialResult:
    """All folders, or those of a shard; files that lie in no folder belong to the first."""
    from scripts.check.folder_cache import FOREVER, Question, folder_verdicts
    from scripts.check.worker_pool import worker_pool

    years, outside = listing
    if shard is not None:
        folders = sorted(folder for year in years for folder in year.folders)[shard.number - 1 :: shard.parts]
        mine = set(folders)
        years = [year._replace(folders={f: own for f, own in year.folders.items() if f in mine}) for year in years]
    asked = Question(question.repository, question.now, closing=question.gate is Gate.CLOSE)
    with worker_pool() as submit:
        futures = [(year.year, folder_verdicts(asked, year, submit)) for year in years]
        by_year = {year: list(future().values()) for year, future in futures}
    verdicts = [verdict for own in by_year.values() for verdict in own]
    first = shard is None or shard.number == 1
    findings = [finding for verdict in verdicts for finding in verdict.findings_at(question.gate)]
    return PartialResult(
        rulesets=sorted({cycle.terms.ruleset.header.code for cycle in outside if cycle.terms}),
        checked=sum(verdict.files for verdict in verdicts) + (sum(cycle.checked for cycle in outside) if first else 0),
        findings=findings + [finding for cycle in outside for finding in cycle.findings if first],
        summaries={year: [v.summary for v in own if v.summary is not None] for year, own in by_year.items()},
        since=max((verdict.since for verdict in verdicts), default=0),
        until=min((verdict.until for verdict in verdicts), default=FOREVER),
    )


def cross_unit_findings(
    question: CommitQuestion, listing: Listing, summaries: "dict[str, list[UnitSummary]]"
) -> Iterator[Finding]:
    """Findings that need all units of a year together. Only files where something is wrong are read."""
    from schemas.rules.catalogue import CATALOGUE
    from schemas.rules.engine import Context, check_cycle
    from schemas.source.text import MAX_BYTES
    from schemas.source.yaml_tree import Loc, locate, parse

    repository, commit, now, gate = question

    def place(path: str, loc: Loc) -> tuple[int, int]:
        [data] = git.read_blobs(repository, [git.text(repository, "rev-parse", f"{commit}:{path}")], MAX_BYTES)
        return locate(parse(data).root, loc)

    for cycle in listing.outside:
        if cycle.terms is not None:
            context = Context(cycle.terms, now, closing=gate is Gate.CLOSE)
            yield from check_cycle(CATALOGUE, summaries.get(cycle.year, []), context, gate, place)
