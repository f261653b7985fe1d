"""The amended text at every date on which it changed: from the day it was signed to the last amendment in force."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from schemas.legal.amendment import AmendmentEntry, AmendmentSet, amendment_sets, in_order
from schemas.legal.base_text import BaseDocument, as_decided, base_provisions, load_base
from schemas.legal.consolidation import Consolidated, consolidate, skeleton

BaseState = Literal["not_loaded", "loaded", "verified"]


class TextVersion(NamedTuple):
    """The text as of `at`. `sets`: the amending documents in force then."""

    at: date
    text: Consolidated
    sets: tuple[AmendmentSet, ...]


class LegalText(NamedTuple):
    """One guidance with all its versions, the oldest first, which is the text before any amendment."""

    title: str
    document: str
    issuer: str
    base_state: BaseState
    sets: tuple[AmendmentSet, ...]
    versions: tuple[TextVersion, ...]

    @property
    def newest(self) -> TextVersion:
        return self.versions[-1]

    def as_of(self, day: date) -> TextVersion | None:
        """The version in force on a day; None before the guidance was signed."""
        return next((version for version in reversed(self.versions) if version.at <= day), None)

    def numbered(self) -> dict[str, tuple[int, AmendmentSet, AmendmentEntry]]:
        """Entry id → its mark's number (F1, F2 … over all amending documents), its document, the entry."""
        pairs = [(one, entry) for one in self.sets for entry in one.entries]
        return {entry.id: (number, one, entry) for number, (one, entry) in enumerate(pairs, start=1)}


def legal_text(base: BaseDocument | None = None, sets: Sequence[AmendmentSet] | None = None) -> LegalText:
    """The guidance from what this house holds, or from what is given. Raises LegalTextError when it does not fit."""
    sets = tuple(sorted(sets if sets is not None else amendment_sets(), key=in_order))
    base = base or load_base()
    sets = as_decided(sets, base.variances if base else ())
    body = base_provisions(base.body) if base else skeleton(sets)
    target = sets[0].target
    state: BaseState = "not_loaded" if base is None else "verified" if base.verified else "loaded"
    days = sorted({target.signed, *(one.effective.date for one in sets)})
    versions = tuple(
        TextVersion(day, consolidate(body, sets, day), tuple(one for one in sets if one.effective.date <= day))
        for day in days
    )
    return LegalText(target.title, target.document, target.issuer, state, sets, versions)
