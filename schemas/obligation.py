"""What a unit owes: the rule set's checklist applied to one unit. One answer for rules, status and pages.

R32 (annex 1), R34 (annex 2), R36–R42 (annex 3), R14 (item 6).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from schemas.checklist import Document, Item, ItemGroup, Subject
from schemas.models.dossier import Entry
from schemas.models.unit import Officer
from schemas.terms import Due, Terms
from schemas.unit_files import UnitFiles
from schemas.vocabulary import Condition


class Obligation(NamedTuple):
    """One item owed by a unit, or by one of its cadres (`person`)."""

    column: str
    """The item under which it is counted: 3.6 for all papers of a cadre of a base unit, else the item itself."""
    item: Item
    person: str | None
    applies: bool
    documents: tuple[Document, ...]
    copies: int
    rule: str
    source: str
    due: Due


def obligations(files: UnitFiles, terms: Terms) -> Iterator[Obligation]:
    """Everything a unit owes or might owe, in the order of the dispatch's list."""
    unit = files.unit.model
    for group in terms.ruleset.checklist:
        if unit.kind not in group.kinds:
            continue
        due = terms.group_due(group)
        if group.subject is Subject.PERSON:
            for officer in unit.officers:
                if officer.managed_by_city:
                    yield from _personal(files, group, officer, terms, due)
            continue
        for item in group.items:
            if item.kinds and unit.kind not in item.kinds:
                continue
            yield from _owed(files, group, item, terms, due)


def _owed(files: UnitFiles, group: ItemGroup, item: Item, terms: Terms, due: Due) -> Iterator[Obligation]:
    unit = files.unit.model
    if item.persons_as_group is not None:
        for officer in unit.officers:
            if officer.managed_by_city:
                own = terms.ruleset.group(item.persons_as_group)
                yield from _personal(files, own, officer, terms, due, via=item)
    elif item.includes:
        for code in item.includes:
            yield Obligation(
                code,
                terms.items[code],
                None,
                True,
                (),
                terms.copies(item.copies or group.copies),
                item.rule,
                item.source,
                due,
            )
    else:
        documents = tuple(d for d in item.documents if unit.kind not in d.exempt_kinds and not d.optional)
        copies = terms.copies(item.copies or group.copies)
        applies = _holds(item.condition, files)
        yield Obligation(item.code, item, None, applies, documents, copies, item.rule, item.source, due)


def _personal(
    files: UnitFiles, group: ItemGroup, officer: Officer, terms: Terms, due: Due, via: Item | None = None
) -> Iterator[Obligation]:
    """Annex 1 for one cadre; `via` is item 3.6 when a base unit hands it in, with its own numbers of copies."""
    for item in group.items:
        own = item.copies or group.copies
        copies = via.copies_by_item.get(item.code, via.copies or own) if via else own
        applies = item.condition is not Condition.SUGGESTION_RECEIVED or bool(files.suggestions_to(officer.code))
        yield Obligation(
            column=via.code if via else item.code,
            item=item,
            person=officer.code,
            applies=applies,
            documents=(),
            copies=terms.copies(copies),
            rule=via.rule if via else item.rule,
            source=via.source if via else item.source,
            due=due,
        )


def _holds(condition: Condition, files: UnitFiles) -> bool:
    dossier = files.dossier.model if files.dossier else None
    match condition:
        case Condition.ALWAYS:
            return True
        case Condition.SUGGESTION_RECEIVED:
            return bool(files.suggestions_to("tap-the"))
        case Condition.COMPLAINT:
            return dossier is not None and dossier.has_complaint
        case Condition.SUGGESTION_SENT:
            return dossier is not None and dossier.sends_suggestion is True


def matching(obligation: Obligation, entries: tuple[Entry, ...]) -> list[Entry]:
    """The entries that belong to this obligation's item."""
    return [entry for entry in entries if entry.item == obligation.item.code]


def outstanding(obligation: Obligation, entries: tuple[Entry, ...], merged_allowed: bool) -> list[str]:
    """Titles of the papers still missing."""
    documents = {document.code: document.title for document in obligation.documents}
    present = {entry.document for entry in matching(obligation, entries)}
    return lacking(documents, obligation.item.short_title, present, merged_allowed)


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
