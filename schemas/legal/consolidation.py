"""The amended Hướng dẫn 08, computed: base tree + amendments → tree with provenance ("Bản hợp nhất để tra cứu").

While the base text is not at hand, the base is a skeleton of exactly what the amendments cite: numbers, three headings
and the one quoted sentence. Nothing else is known, nothing else is shown. A failure publishes nothing at all.
"""

import unicodedata
from datetime import date
from typing import NamedTuple

from schemas.legal.amendment import (
    AmendmentSet,
    Entry,
    InsertProvisions,
    InsertText,
    KeepRest,
    LegalTextError,
    Locator,
    NewProvision,
    ReplaceText,
    eid_part,
)

PLACEHOLDER = "placeholder"
QUOTED = "quoted"
BASE = "base"


class Run(NamedTuple):
    """A stretch of text and where it comes from: "base", "quoted", or the id of the amending entry."""

    source: str
    text: str


class Provision(NamedTuple):
    """One node of the text. `source` says who brought the node; PLACEHOLDER means its wording is not loaded."""

    eid: str
    level: str
    number: str
    heading: str | None
    runs: tuple[Run, ...]
    source: str
    children: tuple["Provision", ...] = ()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


class Event(NamedTuple):
    """What one entry did: which provision it touched and which it created."""

    entry: str
    operation: str
    touched: str | None
    created: tuple[str, ...]


class Consolidated(NamedTuple):
    body: tuple[Provision, ...]
    events: tuple[Event, ...]
    applied: tuple[str, ...]


def skeleton(amendments: AmendmentSet) -> tuple[Provision, ...]:
    """The base as far as the amendments themselves attest it."""
    body: tuple[Provision, ...] = ()
    for entry in amendments.entries:
        if isinstance(entry, KeepRest):
            continue
        heading = getattr(entry, "expected_heading", None)
        quoted = (Run(QUOTED, entry.old),) if isinstance(entry, ReplaceText) else ()
        body = _grown(body, entry.target.steps(), "", heading, quoted)
    return body


def _grown(
    siblings: tuple[Provision, ...],
    steps: list[tuple[str, str]],
    parent: str,
    heading: str | None,
    quoted: tuple[Run, ...],
) -> tuple[Provision, ...]:
    (level, number), rest = steps[0], steps[1:]
    eid = "__".join(filter(None, (parent, eid_part(level, number))))
    found = next((node for node in siblings if node.eid == eid), None)
    node = found or Provision(eid, level, number, None, (), PLACEHOLDER)
    if rest:
        node = node._replace(children=_grown(node.children, rest, eid, heading, quoted))
    else:
        source = QUOTED if quoted else node.source
        node = node._replace(heading=heading or node.heading, runs=quoted or node.runs, source=source)
    others = tuple(sibling for sibling in siblings if sibling.eid != eid)
    return tuple(sorted((*others, node), key=lambda sibling: sibling.eid))


def consolidate(
    base: tuple[Provision, ...], amendments: AmendmentSet, at: date, applied: tuple[str, ...] = ()
) -> Consolidated:
    """Apply the amendments in force on `at`, in source order. Raises LegalTextError and changes nothing on failure."""
    if amendments.effective.date > at:
        return Consolidated(base, (), applied)
    body, events = base, []
    done = list(applied)
    for entry in amendments.entries:
        if entry.id in done:
            raise LegalTextError("HN007", f"{entry.id} đã được áp dụng; không áp dụng lần hai")
        before = _index(body)
        body, event = _apply(body, entry)
        _guard(before, _index(body), event)
        events.append(event)
        done.append(entry.id)
    return Consolidated(body, tuple(events), tuple(done))


def _apply(body: tuple[Provision, ...], entry: Entry) -> tuple[tuple[Provision, ...], Event]:
    if isinstance(entry, KeepRest):
        return body, Event(entry.id, entry.operation, None, ())
    target = _find(body, entry.target)
    expected = getattr(entry, "expected_heading", None)
    if expected and target.heading and target.heading.casefold() != expected.casefold():
        raise LegalTextError(
            "HN003", f"tên {entry.target.wording()} trong bản gốc là “{target.heading}”, công văn ghi “{expected}”"
        )
    match entry:
        case InsertText():
            start = sum(child.level == "gach" for child in target.children)
            new = tuple(
                Provision(
                    f"{target.eid}__indent_nn_{start + i}",
                    "gach",
                    text.mark,
                    None,
                    (Run(entry.id, text.text),),
                    entry.id,
                )
                for i, text in enumerate(entry.new, start=1)
            )
            changed = target._replace(children=(*target.children, *new))
            created = tuple(node.eid for node in new)
        case InsertProvisions():
            new = tuple(_inserted(text, target.eid, entry.id) for text in entry.new)
            taken = {child.eid for child in target.children}
            for node in new:
                if node.eid in taken:
                    raise LegalTextError("HN006", f"điểm {node.number} đã có trong {entry.target.wording()}")
            changed = target._replace(children=(*target.children, *new))
            created = tuple(_index(new))
        case ReplaceText():
            changed = target._replace(runs=_replaced(target, entry))
            created = ()
    return _swapped(body, changed), Event(entry.id, entry.operation, target.eid, created)


def _inserted(new: NewProvision, parent: str, source: str) -> Provision:
    number = new.mark.rstrip(".")
    eid = f"{parent}__{eid_part(new.level, number)}"
    runs = (Run(source, new.text),) if new.text else ()
    children = tuple(_inserted(child, eid, source) for child in new.children)
    return Provision(eid, new.level, number, new.heading, runs, source, children)


def _replaced(target: Provision, entry: ReplaceText) -> tuple[Run, ...]:
    """The target's runs with the old wording replaced: exact after NFC, exactly once, in text not amended before."""
    old, new = (unicodedata.normalize("NFC", text) for text in (entry.old, entry.new))
    if old == new:
        raise LegalTextError("HN009", "chữ mới trùng chữ cũ")
    count = target.text.count(old)
    if count == 0:
        raise LegalTextError("HN004", f"không thấy nguyên văn câu cũ trong {entry.target.wording()}")
    if count > 1:
        raise LegalTextError("HN005", f"câu cũ xuất hiện {count} lần trong {entry.target.wording()}, cần đúng 1")
    holder = next((i for i, run in enumerate(target.runs) if old in run.text), None)
    if holder is None or target.runs[holder].source not in (BASE, QUOTED):
        raise LegalTextError("HN008", "câu cũ chồng lên phần đã sửa")
    source, text = target.runs[holder]
    head, tail = text.split(old)
    middle = [Run(source, head), Run(entry.id, new), Run(source, tail)]
    return (*target.runs[:holder], *(run for run in middle if run.text), *target.runs[holder + 1 :])


def _find(body: tuple[Provision, ...], place: Locator) -> Provision:
    matches = [node for node in walk(body) if node.eid == place.eid()]
    if not matches:
        raise LegalTextError("HN001", f"không tìm thấy {place.wording()}")
    if len(matches) > 1:
        raise LegalTextError("HN002", f"hai đoạn cùng mã {place.eid()}")
    return matches[0]


def _swapped(body: tuple[Provision, ...], changed: Provision) -> tuple[Provision, ...]:
    return tuple(
        changed if node.eid == changed.eid else node._replace(children=_swapped(node.children, changed))
        for node in body
    )


def walk(body: tuple[Provision, ...]) -> list[Provision]:
    """All provisions in document order."""
    return [found for node in body for found in (node, *walk(node.children))]


def _index(body: tuple[Provision, ...]) -> dict[str, Provision]:
    """eId → provision without its children, so that comparing two shows what changed at that very place."""
    return {node.eid: node._replace(children=()) for node in walk(body)}


def _guard(before: dict[str, Provision], after: dict[str, Provision], event: Event) -> None:
    """What item 11(5) promises: the rest stays as it was."""
    added = set(after) - set(before)
    altered = {eid for eid, node in before.items() if after.get(eid) != node}
    if added != set(event.created) or not altered <= {event.touched}:
        raise LegalTextError("HN014", f"{event.entry} làm đổi đoạn không được nêu")
