"""A unit's files, read and typed, as rules and status see them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from schemas.fields.declaration import Record
from schemas.finding import Turn
from schemas.models.consultations import Consultations
from schemas.models.decisions import Decision, Decisions
from schemas.models.dossier import Dossier, Entry, PersonalDossier
from schemas.models.kinds import (
    ANSWERS,
    CONCLUSIONS,
    CONSULTATIONS,
    DECISIONS,
    DOSSIER,
    MEETINGS,
    OWNED_KINDS,
    PERSON,
    RATINGS,
    REMEDIATION,
    SUGGESTIONS,
    TABLE,
    UNIT,
    FileKind,
)
from schemas.models.meetings import Meeting, Meetings
from schemas.models.ratings import CollectiveRating, PersonRating, Ratings
from schemas.models.remediation import Conclusions, Remediation
from schemas.models.suggestions import Answers, Suggestion, Suggestions
from schemas.models.tables import Table
from schemas.models.unit import Unit
from schemas.source.yaml_tree import Parsed
from schemas.vocabulary import Topic

R_co = TypeVar("R_co", bound=Record, covariant=True)


class Typed(NamedTuple, Generic[R_co]):
    """One file that is true to its schema, with its positions."""

    path: str
    parsed: Parsed
    model: R_co


AnyTyped = Typed[Any]
"""A file of any kind, where only its place matters."""

R = TypeVar("R", bound=Record)


def registered(unit: Unit, folder: str) -> "UnitFiles":
    """A unit that has handed in nothing yet, without the text of its registry entry."""
    return UnitFiles(folder, Typed(f"{folder}/{UNIT.place()}", Parsed(None, None, ()), unit))


class UnitFiles(NamedTuple):
    """One unit. A file that is absent, or not yet true to its schema, is not there.

    `held`: name of a kind → name of a file without suffix ("" where a unit has one at most) → file.
    `unreadable` tells that some file exists but could not be typed, so "missing" must not be concluded.
    """

    folder: str
    unit: Typed[Unit]
    held: Mapping[str, Mapping[str, AnyTyped]] = MappingProxyType({})
    unreadable: bool = False

    @property
    def folder_name(self) -> str:
        return self.folder.rsplit("/", 1)[-1]

    def single(self, kind: FileKind[R]) -> Typed[R] | None:
        """The unit's file of a kind of which it has one at most."""
        return self.held.get(kind.name, {}).get("")

    def many(self, kind: FileKind[R]) -> Mapping[str, Typed[R]]:
        """The unit's files of a kind, by name without suffix."""
        return self.held.get(kind.name, {})

    def owned(self) -> Iterator[tuple[AnyTyped, Turn]]:
        """Every file present besides `don-vi.yaml`, with who writes it."""
        return ((file, kind.owner) for kind in OWNED_KINDS for file in self.many(kind).values())

    @property
    def dossier(self) -> Typed[Dossier] | None:
        return self.single(DOSSIER)

    @property
    def consultations(self) -> Typed[Consultations] | None:
        return self.single(CONSULTATIONS)

    @property
    def answers(self) -> Typed[Answers] | None:
        return self.single(ANSWERS)

    @property
    def meetings(self) -> Typed[Meetings] | None:
        return self.single(MEETINGS)

    @property
    def ratings(self) -> Typed[Ratings] | None:
        return self.single(RATINGS)

    @property
    def remediation(self) -> Typed[Remediation] | None:
        return self.single(REMEDIATION)

    @property
    def conclusions(self) -> Typed[Conclusions] | None:
        return self.single(CONCLUSIONS)

    @property
    def suggestions(self) -> Typed[Suggestions] | None:
        return self.single(SUGGESTIONS)

    @property
    def decisions(self) -> Typed[Decisions] | None:
        return self.single(DECISIONS)

    @property
    def persons(self) -> Mapping[str, Typed[PersonalDossier]]:
        return self.many(PERSON)

    @property
    def tables(self) -> Mapping[str, Typed[Table]]:
        return self.many(TABLE)

    @property
    def review(self) -> tuple[int, Meeting] | None:
        """The meeting where the collective and its members were reviewed, with its position in `hoi-nghi.yaml`."""
        return self.meetings.model.review() if self.meetings else None

    @property
    def subjects(self) -> list[tuple[tuple[str, int], CollectiveRating | PersonRating]]:
        """Every rated subject with its place in `xep-loai.yaml`."""
        return self.ratings.model.subjects() if self.ratings else []

    @property
    def issued(self) -> tuple[Suggestion, ...]:
        """The suggestions issued to the unit and its people."""
        return self.suggestions.model.suggestions if self.suggestions else ()

    def unanswered(self, suggestion: Suggestion) -> list[Topic]:
        """Topics of a suggestion that `giai-trinh.yaml` does not answer yet."""
        answers = self.answers.model.answers if self.answers else ()
        answered = {answer.topic for answer in answers if answer.suggestion == suggestion.code}
        return [topic for topic in suggestion.topics if topic not in answered]

    def suggestions_to(self, target: str) -> list[Suggestion]:
        """Suggestions issued to the collective (`tap-the`) or to one person."""
        return [suggestion for suggestion in self.issued if suggestion.target == target]

    def decision_on(self, subject: str) -> Decision | None:
        """The upper level's decision on a subject."""
        made = self.decisions.model.decisions if self.decisions else ()
        return next((decision for decision in made if decision.subject == subject), None)

    def entries(self, person: str | None) -> tuple[Entry, ...]:
        """What was handed in: the unit's own papers, or those of one of its cadres."""
        register = self.dossier if person is None else self.persons.get(person)
        return register.model.entries if register else ()
