"""What a unit owes: the rule set's checklist applied to one unit. One answer for rules, status and pages.

R32 (annex 1), R34 (annex 2), R36–R42 (annex 3), R14 (item 6).
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from schemas.models.dossier import Entry
from schemas.models.kinds import FileKind
from schemas.models.unit_files import UnitFiles
from schemas.roles import Duty
from schemas.ruleset.checklist import Item, ItemGroup, Subject
from schemas.ruleset.terms import Due, Terms
from schemas.vocabulary import Condition, UnitKind


class Obligation(NamedTuple):
    """One item owed by a unit, or by one of its cadres (`person`)."""

    column: str
    """The item under which it is counted: 3.6 for all papers of a cadre of a base unit, else the item itself."""
    item: Item
    person: str | None
    applies: bool
    documents: Mapping[str, str]
    """Code → title of the papers that it asks for; empty when any paper serves."""
    copies: int
    rule: str
    source: str
    due: Due


def obligations(files: UnitFiles, terms: Terms) -> Iterator[Obligation]:
    """Everything a unit owes or might owe, in the order of the dispatch's list."""
    unit = files.unit.model
    managed = [officer.code for officer in unit.officers if officer.managed_by_city]
    for duties in _duties(terms, unit.kind):
        for person in managed if duties.personal else (None,):
            for duty in duties.items:
                applies = _holds(duty.item.condition, files, person)
                yield duty if applies and person is None else duty._replace(person=person, applies=applies)


class _Duties(NamedTuple):
    """Items owed together: by the unit, or by each of its managed cadres. They name nobody and all apply."""

    personal: bool
    items: tuple[Obligation, ...]


@lru_cache(maxsize=64)
def _duties(terms: Terms, kind: UnitKind) -> tuple[_Duties, ...]:
    """What all units of a kind owe."""
    found: list[_Duties] = []
    for group in terms.ruleset.checklist:
        if kind not in group.kinds:
            continue
        due = terms.group_due(group)
        if group.subject is Subject.PERSON:
            found.append(_Duties(True, tuple(_personal(group, terms, due))))
            continue
        for item in group.items:
            if item.kinds and kind not in item.kinds:
                continue
            if item.persons_as_group is not None:
                own = terms.ruleset.group(item.persons_as_group)
                found.append(_Duties(True, tuple(_personal(own, terms, due, via=item))))
            else:
                found.append(_Duties(False, tuple(_of_unit(group, item, kind, terms, due))))
    return tuple(found)


def _of_unit(group: ItemGroup, item: Item, kind: UnitKind, terms: Terms, due: Due) -> Iterator[Obligation]:
    copies = terms.copies(item.copies or group.copies)
    documents = {d.code: d.title for d in item.documents if kind not in d.exempt_kinds and not d.optional}
    if item.includes:
        documents = {}  # any paper serves
    for code in item.includes or (item.code,):
        yield Obligation(code, terms.items[code], None, True, documents, copies, item.rule, item.source, due)


def _personal(group: ItemGroup, terms: Terms, due: Due, via: Item | None = None) -> Iterator[Obligation]:
    """Annex 1 for any cadre; `via` is item 3.6 when a base unit hands it in, with its own numbers of copies."""
    for item in group.items:
        own = item.copies or group.copies
        copies = terms.copies(via.copies_by_item.get(item.code, via.copies or own) if via else own)
        of = via or item
        yield Obligation(of.code, item, None, True, {}, copies, of.rule, of.source, due)


def _holds(condition: Condition, files: UnitFiles, person: str | None) -> bool:
    dossier = files.dossier.model if files.dossier else None
    match condition:
        case Condition.ALWAYS:
            return True
        case Condition.SUGGESTION_RECEIVED:
            return bool(files.suggestions_to(person or "tap-the"))
        case Condition.COMPLAINT:
            return dossier is not None and dossier.has_complaint
        case Condition.SUGGESTION_SENT:
            return dossier is not None and dossier.sends_suggestion is True


def owes(kind: FileKind[Any], files: UnitFiles, terms: Terms) -> bool:
    """Whether a unit has anything to write into a kind of file."""
    unit, procedure = files.unit.model, terms.ruleset.procedure
    match kind.duty:
        case Duty.REGISTERED:
            return True
        case Duty.PAPERS:
            return any(obligation.person is None for obligation in obligations(files, terms))
        case Duty.PERSONAL_PAPERS:
            return any(obligation.person is not None for obligation in obligations(files, terms))
        case Duty.SUGGESTED:
            return bool(files.issued)
        case Duty.CONSULTING:
            return unit.kind in procedure.consulting
        case Duty.REVIEWING:
            return unit.kind in procedure.reviewing
        case Duty.TABLES:
            return bool(terms.ruleset.tables_for(unit.kind))


def matching(obligation: Obligation, entries: tuple[Entry, ...]) -> list[Entry]:
    """The entries that belong to this obligation's item."""
    return [entry for entry in entries if entry.item == obligation.item.code]


def outstanding(obligation: Obligation, entries: tuple[Entry, ...], merged_allowed: bool) -> list[str]:
    """Titles of the papers still missing."""
    present = {entry.document for entry in matching(obligation, entries)}
    return lacking(obligation.documents, obligation.item.short_title, present, merged_allowed)


def lacking(
    documents: Mapping[str, str], title: str, present: Collection[str | None], merged_allowed: bool
) -> list[str]:
    """Titles of the papers of an item that are not among those present. An entry that names no paper stands for all,
    if policy allows; an item that asks for no particular paper is there when any entry is."""
    if not documents:
        return [] if present else [title]
    if merged_allowed and None in present:
        return []
    return [title for code, title in documents.items() if code not in present]
