"""A unit's files, read and typed, as rules and status see them."""

from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from schemas.fields.declaration import Record
from schemas.finding import Turn
from schemas.models.consultations import Consultations
from schemas.models.decisions import Decision, Decisions
from schemas.models.dossier import Dossier, Entry, PersonalDossier
from schemas.models.kinds import PERSON, SINGLE_KINDS, TABLE
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


class UnitFiles(NamedTuple):
    """One unit. A file that is absent, or not yet true to its schema, is None (or not in `persons`, `tables`).

    `unreadable` tells that some file exists but could not be typed, so "missing" must not be concluded.
    """

    folder: str
    unit: Typed[Unit]
    persons: dict[str, Typed[PersonalDossier]]
    tables: dict[str, Typed[Table]]
    unreadable: bool = False
    dossier: Typed[Dossier] | None = None
    consultations: Typed[Consultations] | None = None
    answers: Typed[Answers] | None = None
    meetings: Typed[Meetings] | None = None
    ratings: Typed[Ratings] | None = None
    remediation: Typed[Remediation] | None = None
    conclusions: Typed[Conclusions] | None = None
    suggestions: Typed[Suggestions] | None = None
    decisions: Typed[Decisions] | None = None

    @property
    def folder_name(self) -> str:
        return self.folder.rsplit("/", 1)[-1]

    def owned(self) -> Iterator[tuple[AnyTyped, Turn]]:
        """Every file present besides `don-vi.yaml`, with who writes it."""
        singles = ((getattr(self, kind.field), kind.owner) for kind in SINGLE_KINDS)
        many = (
            *((file, PERSON.owner) for file in self.persons.values()),
            *((file, TABLE.owner) for file in self.tables.values()),
        )
        yield from ((file, owner) for file, owner in (*singles, *many) if file is not None)

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
        told = {answer.topic for answer in answers if answer.suggestion == suggestion.code}
        return [topic for topic in suggestion.topics if topic not in told]

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
