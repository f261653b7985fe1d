"""What counting needs of one unit: the papers it owes and the ones its registers name.

No model, no place in a file and no clock, so that facts can be made by another process and kept by content.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from schemas.models.kinds import DOSSIER, PERSON
from schemas.models.register_keys import register_keys
from schemas.models.unit_files import UnitFiles
from schemas.ruleset.obligation import matching, obligations
from schemas.ruleset.terms import Terms
from schemas.vocabulary import RatingStage


class Paper(NamedTuple):
    """One entry of a register. `document` is "" for the whole item; `day` is the declared day, ISO."""

    document: str
    day: str


class Owed(NamedTuple):
    """One item owed by a unit or by one of its cadres. `documents`: code → title of the papers that it asks for."""

    column: str
    item: str
    person: str | None
    due: str
    applies: bool
    documents: Mapping[str, str]
    papers: tuple[Paper, ...]


class Counts(NamedTuple):
    """How many objects have which level."""

    excellent: int
    good: int
    completed: int
    failed: int
    unrated: int


class RatedGroup(NamedTuple):
    """How many objects of one kind a unit rated; `decided`: at the stage of decision."""

    kind: str
    counts: Counts
    decided: bool


class UnitFacts(NamedTuple):
    """`registers`: path of a register → keys of its entries, sorted. `rated`: one entry a group of the ratings."""

    folder: str
    code: str
    name: str
    kind: str
    owed: tuple[Owed, ...]
    registers: dict[str, list[str]]
    rated: tuple[RatedGroup, ...] = ()

    def register_of(self, owed: Owed) -> str:
        return f"{self.folder}/{PERSON.place(owed.person) if owed.person else DOSSIER.place()}"


def facts_of(files: UnitFiles, terms: Terms) -> UnitFacts:
    unit = files.unit.model
    owed = tuple(
        Owed(
            obligation.column,
            obligation.item.code,
            obligation.person,
            obligation.due.code,
            obligation.applies,
            obligation.documents,
            tuple(
                Paper(entry.document or "", entry.handed_in_on.isoformat())
                for entry in matching(obligation, files.entries(obligation.person))
            ),
        )
        for obligation in obligations(files, terms)
    )
    held = {path: sorted(keys) for path, keys in register_keys(files).items()}
    return UnitFacts(files.folder, unit.code, unit.name, unit.kind.value, owed, held, tuple(_rated(files)))


def _rated(files: UnitFiles) -> Iterator[RatedGroup]:
    if files.ratings is not None:
        ratings = files.ratings.model
        for group in ratings.groups:
            yield RatedGroup(group.kind.value, Counts(*group.counts), ratings.stage is RatingStage.DECIDED)


def facts_of_all(units: Iterable[UnitFiles], terms: Terms) -> list[UnitFacts]:
    return [facts_of(files, terms) for files in units]


def facts_from_row(row: list[Any]) -> UnitFacts:
    """What `json.loads` gives of `json.dumps` of facts, as facts again."""
    folder, code, name, kind, owed, held, rated = row
    groups = tuple(RatedGroup(kind, Counts(*counts), decided) for kind, counts, decided in rated)
    return UnitFacts(folder, code, name, kind, tuple(map(_owed, owed)), held, groups)


def _owed(row: list[Any]) -> Owed:
    column, item, person, due, applies, documents, papers = row
    return Owed(column, item, person, due, applies, documents, tuple(Paper(*paper) for paper in papers))
