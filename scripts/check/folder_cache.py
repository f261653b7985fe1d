"""Facts and verdicts of every unit's folder in a commit: from the cache where its content is known, else worked out."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, Self, TypeVar

from schemas.finding import Finding, Gate
from schemas.paths import SUBMISSIONS, unit_folder
from schemas.rules.engine import Context, gate_includes, unchanged_between
from schemas.rules.unit_summary import UnitSummary, summary_of
from schemas.source.text import MAX_BYTES
from schemas.visible_text import sayable
from scripts.check import cache
from scripts.check.worker_pool import Future, Submit
from scripts.dossiers.loader import CycleFiles, load_cycles
from scripts.dossiers.unit_facts import UnitFacts, facts_from_row, facts_of
from scripts.ledger import git
from scripts.ledger.tree import OverlayTree, TreeFile

A = TypeVar("A")

FOREVER = 1e12
"""Seconds since 1970 that no clock shows."""


class YearFiles(NamedTuple):
    """One year of a commit by unit folder. `outside`: files in none. Year "": files beside the years."""

    year: str
    outside: list[TreeFile]
    folders: dict[str, list[TreeFile]]

    @property
    def cycle_file(self) -> list[TreeFile]:
        """The year's `ky.yaml`, on which every answer about its units depends; nothing when it is absent."""
        return [file for file in self.outside if file.path == f"{SUBMISSIONS}/{self.year}/ky.yaml"]


def list_years(repository: Path, commit: str) -> list[YearFiles]:
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


def load_files(repository: Path, files: list[TreeFile]) -> list[CycleFiles]:
    oids = sorted({file.key for file in files})
    contents = dict(zip(oids, git.read_blobs(repository, oids, MAX_BYTES), strict=True))
    return load_cycles(OverlayTree(sorted(files), {}, contents))


class FolderFacts(NamedTuple):
    """What is counted of a folder. `unit`: None without a registry entry; `broken`: how many files cannot be read."""

    unit: UnitFacts | None
    broken: int

    @classmethod
    def from_row(cls, row: list[Any]) -> Self:
        unit, broken = row
        return cls(None if unit is None else facts_from_row(unit), broken)


class FolderVerdict(NamedTuple):
    """What the rules say of a folder, each finding with its gate. It holds from `since` until `until`, in seconds.

    `summary`: for questions across units, None without a registry entry; `files`: how many were read.
    """

    findings: tuple[tuple[Gate, Finding], ...]
    summary: UnitSummary | None
    files: int
    since: float = 0
    until: float = FOREVER

    @classmethod
    def from_row(cls, row: list[Any]) -> Self:
        findings, summary, files, since, until = row
        pairs = tuple((Gate(gate), Finding.from_row(finding)) for gate, finding in findings)
        return cls(pairs, None if summary is None else UnitSummary.from_row(summary), files, since, until)

    def holds_at(self, now: datetime) -> bool:
        return self.since <= now.timestamp() < self.until

    def findings_at(self, gate: Gate | None) -> list[Finding]:
        """Those of a gate and of the gates before it, sorted by place."""
        return [finding for own, finding in self.findings if gate_includes(gate, own)]


class Question(NamedTuple):
    """Of which repository, as of when, and whether the cycle is being closed, which asks for everything at once."""

    repository: Path
    now: datetime
    closing: bool = False


class _FolderAnswers(NamedTuple):
    """Both that one reading of a folder gives."""

    facts: FolderFacts
    verdict: FolderVerdict


class _AnswerKind(NamedTuple, Generic[A]):
    """One of the two: its name in the cache, how it is read from there or taken from fresh ones, whether it holds."""

    name: str
    from_row: Callable[[Any], A]
    of: Callable[[_FolderAnswers], A]
    holds: Callable[[A, datetime], bool]


_FACTS = _AnswerKind("facts", FolderFacts.from_row, lambda answers: answers.facts, lambda _facts, _now: True)
_VERDICT = _AnswerKind("verdict", FolderVerdict.from_row, lambda answers: answers.verdict, FolderVerdict.holds_at)
_CLOSING_VERDICT = _VERDICT._replace(name="closing verdict")


def folder_facts(question: Question, year: YearFiles, submit: Submit) -> Future[dict[str, FolderFacts]]:
    return _cached(question, year, submit, _FACTS)


def folder_verdicts(question: Question, year: YearFiles, submit: Submit) -> Future[dict[str, FolderVerdict]]:
    return _cached(question, year, submit, _verdict_kind(question))


def _verdict_kind(question: Question) -> _AnswerKind[FolderVerdict]:
    return _CLOSING_VERDICT if question.closing else _VERDICT


def _cached(question: Question, year: YearFiles, submit: Submit, kind: _AnswerKind[A]) -> Future[dict[str, A]]:
    """Folder → answer. A key names the files of the folder and of its cycle, never a day."""
    ground = year.cycle_file
    content = {
        folder: [f"{file.path} {file.mode} {file.key}" for file in (*ground, *files)]
        for folder, files in year.folders.items()
    }
    keys = {folder: cache.key_of(kind.name, *lines) for folder, lines in content.items()}
    rows = cache.get(question.repository, keys.values())
    known = {folder: kind.from_row(rows[key]) for folder, key in keys.items() if key in rows}
    known = {folder: answer for folder, answer in known.items() if kind.holds(answer, question.now)}
    todo = [folder for folder in keys if folder not in known]
    future = submit(partial(_work_out, question, ground), [year.folders[folder] for folder in todo], len)

    def collect() -> dict[str, A]:
        fresh = dict(zip(todo, future(), strict=True))
        made = {
            cache.key_of(other.name, *content[folder]): other.of(answers)
            for folder, answers in fresh.items()
            for other in (_FACTS, _verdict_kind(question))
        }
        cache.put(question.repository, made)
        return {folder: known[folder] if folder in known else kind.of(fresh[folder]) for folder in keys}

    return collect


def _work_out(question: Question, ground: list[TreeFile], folders: list[list[TreeFile]]) -> list[_FolderAnswers]:
    """Read together, but for folders whose name is not printed as it is: of these, two may look alike."""
    names = [unit_folder(files[0].path) for files in folders]
    plain = [files for name, files in zip(names, folders, strict=True) if name == sayable(name)]
    odd = ([files] for name, files in zip(names, folders, strict=True) if name != sayable(name))
    found: dict[str, _FolderAnswers] = {}
    for together in filter(None, (plain, *odd)):
        answers = _read_together(question, ground, together)
        found |= {name: answers[sayable(name)] for name in (unit_folder(files[0].path) for files in together)}
    return [found[name] for name in names]


def _read_together(
    question: Question, ground: list[TreeFile], folders: list[list[TreeFile]]
) -> dict[str, _FolderAnswers]:
    """By the folder's name as findings print it."""
    from scripts.check.checker import findings_by_gate  # loads every rule

    units: dict[str, tuple[UnitFacts, UnitSummary, float, float]] = {}
    findings: dict[str, list[tuple[Gate, Finding]]] = {}
    broken: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for cycle in load_files(question.repository, [*ground, *(file for files in folders for file in files)]):
        broken.update(map(unit_folder, cycle.broken))
        read.update(map(unit_folder, cycle.paths))
        findings |= findings_by_gate(cycle, question.now, closing=question.closing)
        for files in cycle.units if cycle.terms else ():
            assert cycle.terms  # noqa: S101  for the type checker
            start, end = unchanged_between(files, Context(cycle.terms, question.now))
            facts = facts_of(files, cycle.terms)
            units[files.folder] = facts, summary_of(files), start.timestamp(), end.timestamp()
    names = [sayable(unit_folder(files[0].path)) for files in folders]
    result = {}
    for name in names:
        own = tuple(findings.get(name, ()))
        if name in units:
            facts, summary, since, until = units[name]
            verdict = FolderVerdict(own, summary, read[name], since, until)
            result[name] = _FolderAnswers(FolderFacts(facts, broken[name]), verdict)
        else:
            result[name] = _FolderAnswers(FolderFacts(None, broken[name]), FolderVerdict(own, None, read[name]))
    return result
