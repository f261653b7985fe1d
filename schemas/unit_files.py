"""A unit's files, read and typed, as rules and status see them."""

from typing import Generic, NamedTuple, TypeVar

from schemas.declaration import Record
from schemas.models.dossier import Dossier, Entry, PersonalDossier
from schemas.models.ratings import Ratings
from schemas.models.unit import Unit
from schemas.source_file import Parsed

R_co = TypeVar("R_co", bound=Record, covariant=True)


class Typed(NamedTuple, Generic[R_co]):
    """One file that is true to its schema, with its positions."""

    path: str
    parsed: Parsed
    model: R_co


class UnitFiles(NamedTuple):
    """One unit. A file that is absent, or not yet true to its schema, is None (or not in `persons`).

    `unreadable` tells that some file exists but could not be typed, so "missing" must not be concluded.
    """

    folder: str
    unit: Typed[Unit]
    dossier: Typed[Dossier] | None
    ratings: Typed[Ratings] | None
    persons: dict[str, Typed[PersonalDossier]]
    unreadable: bool

    @property
    def folder_name(self) -> str:
        return self.folder.rsplit("/", 1)[-1]

    def entries(self, person: str | None) -> tuple[Entry, ...]:
        """What was handed in: the unit's own papers, or those of one of its cadres."""
        register = self.dossier if person is None else self.persons.get(person)
        return register.model.entries if register else ()
