"""Facts of every year of a commit: what its units owe and have, and what could not be read."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding, Gate
from schemas.ruleset.terms import Terms
from scripts.check.folder_cache import Question, YearFiles, folder_facts, folder_verdicts, list_years, load_files
from scripts.check.worker_pool import Future, Submit, worker_pool
from scripts.dossiers.loader import CycleFiles
from scripts.dossiers.unit_facts import UnitFacts, facts_of_all

Findings = Callable[[], dict[str, list[Finding]]]
"""Folder of a unit → what the rules say of its files at gate hợp nhất; worked out when asked."""


class YearFacts(NamedTuple):
    """One year. `unreadable`: how many files could not be read; None as `terms`: nothing is counted."""

    year: str
    terms: Terms | None
    units: list[UnitFacts]
    unreadable: int
    findings: Findings


def facts_of_commit(repository: Path, commit: str, now: datetime, submit: Submit) -> Future[list[YearFacts]]:
    """Every year, units in the order of their folders."""
    question = Question(repository, now)
    futures = [_year(question, year, submit) for year in list_years(repository, commit) if year.year]
    return lambda: [future() for future in futures]


def facts_of_cycle(cycle: CycleFiles, now: datetime) -> YearFacts:
    """Of a cycle that was loaded already."""
    units = facts_of_all(cycle.units, cycle.terms) if cycle.terms else []
    return YearFacts(cycle.year, cycle.terms, units, len(cycle.broken), partial(_findings_of_cycle, cycle, now))


def _year(question: Question, year: YearFiles, submit: Submit) -> Future[YearFacts]:
    outside = load_files(question.repository, year.outside)
    future = folder_facts(question, year, submit)

    def collect() -> YearFacts:
        facts = future().values()
        broken = sum(len(cycle.broken) for cycle in outside) + sum(own.broken for own in facts)
        terms = next((cycle.terms for cycle in outside), None)
        units = [own.unit for own in facts if own.unit is not None]
        return YearFacts(year.year, terms, units, broken, partial(_findings_of_commit, question, year))

    return collect


def _findings_of_commit(question: Question, year: YearFiles) -> dict[str, list[Finding]]:
    with worker_pool() as submit:
        verdicts = folder_verdicts(question, year, submit)()
    found = {folder: verdict.findings_at(Gate.MERGE) for folder, verdict in verdicts.items()}
    return {folder: findings for folder, findings in found.items() if findings}


def _findings_of_cycle(cycle: CycleFiles, now: datetime) -> dict[str, list[Finding]]:
    from scripts.check.checker import findings_by_folder  # loads every rule, which whoever only counts can spare

    return findings_by_folder(cycle, now, Gate.MERGE)
