"""The amended Hướng dẫn 08, computed: base tree + amendments → tree with provenance ("Bản hợp nhất để tra cứu").

While the base text is not at hand, the base is a skeleton of exactly what the amendments cite: numbers, three headings
and the one quoted sentence. Nothing else is known, nothing else is shown. A failure publishes nothing at all.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from schemas.legal.amendment import (
    AmendmentEntry,
    AmendmentSet,
    InsertProvisions,
    InsertText,
    KeepRest,
    LegalTextError,
    Locator,
    NewProvision,
    ReplaceText,
)
from schemas.legal.provision import LEVEL_TITLES, PLACEHOLDER, QUOTED, Provision, Run, eid_part, index, number_of, walk
from schemas.legal.wording import near_miss


class AmendmentEvent(NamedTuple):
    """What one entry did: which provision it touched and which it created."""

    entry: str
    operation: str
    touched: str | None
    created: tuple[str, ...]


class Consolidated(NamedTuple):
    """`warnings`: what a committee should look at though nothing is broken (HN010, HN011)."""

    body: tuple[Provision, ...]
    events: tuple[AmendmentEvent, ...]
    applied: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def skeleton(sets: Sequence[AmendmentSet]) -> tuple[Provision, ...]:
    """The base as far as the amendments themselves attest it.

    A later document quotes what an earlier one wrote, which attests nothing of the base. `sets`: in order of effect.
    """
    body: tuple[Provision, ...] = ()
    for number, one in enumerate(sets):
        before = consolidate(body, sets[:number], date.max)
        inserted = tuple(f"{eid}__" for event in before.events for eid in event.created)
        quotations = _quotations(one, index(before.body))
        for entry in one.entries:
            if isinstance(entry, KeepRest) or f"{entry.target.eid()}__".startswith(inserted):
                continue
            quoted = tuple(Run(QUOTED, text) for text in quotations.pop(entry.target.eid(), ()))
            body = _grown(body, entry.target.steps(), "", getattr(entry, "expected_heading", None), quoted)
    return body


def _quotations(one: AmendmentSet, known: dict[str, Provision]) -> dict[str, list[str]]:
    """Provision → what a document quotes of it that is not known to stand there; one within another is left out."""
    found: dict[str, list[str]] = {}
    for entry in one.entries:
        if isinstance(entry, ReplaceText):
            eid = entry.target.eid()
            others = [text for text in found.get(eid, []) if text not in entry.old]
            stands = eid in known and entry.old in known[eid].text
            found[eid] = others if stands or any(entry.old in text for text in others) else [*others, entry.old]
    return found


_GAP = Run(PLACEHOLDER, " … ")
"""Between two quotations of one provision lies what nobody quoted."""


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
        runs = node.runs
        for run in quoted:
            runs = (*runs, _GAP, run) if runs else (run,)
        node = node._replace(heading=heading or node.heading, runs=runs, source=source)
    others = tuple(sibling for sibling in siblings if sibling.eid != eid)
    return tuple(sorted((*others, node), key=lambda sibling: sibling.eid))


def consolidate(
    base: tuple[Provision, ...], sets: Sequence[AmendmentSet], at: date, applied: tuple[str, ...] = ()
) -> Consolidated:
    """Apply what is in force on `at`, set by set in the order given, entries in source order.

    Raises LegalTextError and changes nothing on failure.
    """
    twice = [eid for eid, count in Counter(node.eid for node in walk(base)).items() if count > 1]
    if twice:
        raise LegalTextError("HN002", f"hai đoạn cùng mã {twice[0]}")
    body, done = base, list(applied)
    events: list[AmendmentEvent] = []
    warnings: list[str] = []
    for one in (one for one in sets if one.effective.date <= at):
        own = {entry.id for entry in one.entries}
        if one.effective.confirmed == "false":
            warnings.append(f"HN011: {one.source.title}: ngày hiệu lực lấy theo ngày ký, chưa được xác nhận")
        for entry in one.entries:
            if entry.id in done:
                raise LegalTextError("HN007", f"{entry.id} đã được áp dụng; không áp dụng lần hai")
            before = index(body)
            body, event = _apply(body, entry, own, warnings)
            _guard(before, index(body), event)
            events.append(event)
            done.append(entry.id)
    return Consolidated(body, tuple(events), tuple(done), tuple(warnings))


def _apply(
    body: tuple[Provision, ...], entry: AmendmentEntry, own: set[str], warnings: list[str]
) -> tuple[tuple[Provision, ...], AmendmentEvent]:
    if isinstance(entry, KeepRest):
        return body, AmendmentEvent(entry.id, entry.operation, None, ())
    target = _find(body, entry.target)
    expected = getattr(entry, "expected_heading", None)
    if expected and target.heading and target.heading.casefold() != expected.casefold():
        raise LegalTextError(
            "HN003", f"tên {entry.target.wording()} trong bản gốc là “{target.heading}”, công văn ghi “{expected}”"
        )
    match entry:
        case InsertText():
            start = sum(child.level == "gach" for child in target.children) + 1
            new = tuple(
                Provision(
                    f"{target.eid}__indent_nn_{number}",
                    "gach",
                    text.mark,
                    None,
                    (Run(entry.id, text.text),),
                    entry.id,
                    (),
                    text.mark,
                )
                for number, text in enumerate(entry.new, start)
            )
            changed = target._replace(children=(*target.children, *new))
            created = tuple(node.eid for node in new)
        case InsertProvisions():
            new = tuple(_inserted(text, target.eid, entry.id) for text in entry.new)
            _check_places(target, new, entry, warnings)
            changed = target._replace(children=(*target.children, *new))
            created = tuple(index(new))
        case ReplaceText():
            changed = target._replace(runs=_replaced(target, entry, own))
            created = ()
    return _swapped(body, changed), AmendmentEvent(entry.id, entry.operation, target.eid, created)


def _inserted(new: NewProvision, parent: str, source: str) -> Provision:
    number = number_of(new.mark)
    eid = f"{parent}__{eid_part(new.level, number)}"
    runs = (Run(source, new.text),) if new.text else ()
    children = tuple(_inserted(child, eid, source) for child in new.children)
    return Provision(eid, new.level, number, new.heading, runs, source, children, new.mark)


def _check_places(target: Provision, new: tuple[Provision, ...], entry: InsertProvisions, warnings: list[str]) -> None:
    """No number twice (HN006); a number whose forerunner is missing is reported where the base is known (HN010)."""
    taken = {child.eid for child in target.children}
    for node in new:
        if node.eid in taken:
            title = LEVEL_TITLES[node.level]
            raise LegalTextError("HN006", f"{title} {node.number} đã có trong {entry.target.wording()}")
    head, _, last = new[0].number.rpartition(".")
    before = {child.number for child in target.children}
    if target.source != PLACEHOLDER and last.isdigit() and int(last) > 1:
        forerunner = ".".join(filter(None, (head, str(int(last) - 1))))
        if forerunner not in before:
            warnings.append(f"HN010: {entry.mark} thêm {new[0].number} nhưng chưa thấy số liền trước ({forerunner})")


def _replaced(target: Provision, entry: ReplaceText, own: set[str]) -> tuple[Run, ...]:
    """The target's runs with the old wording replaced: exactly once, in text that the same document has not amended."""
    place = entry.target.wording()
    if entry.old == entry.new:
        raise LegalTextError("HN009", f"chữ mới trùng chữ cũ, {place}")
    count = target.text.count(entry.old)
    if count == 0:
        why = near_miss(entry.old, target.text)
        raise LegalTextError("HN004", f"không thấy nguyên văn câu cũ trong {place} ({why})")
    if count > 1:
        raise LegalTextError("HN005", f"câu cũ xuất hiện {count} lần trong {place}, cần đúng 1")
    start = target.text.index(entry.old)
    end = start + len(entry.old)
    head: list[Run] = []
    tail: list[Run] = []
    at = 0
    for run in target.runs:
        first, last = max(start - at, 0), max(end - at, 0)
        if first < len(run.text) and last > 0 and run.source in own:
            raise LegalTextError("HN008", f"câu cũ chồng lên phần đã sửa bởi {run.source}, {place}")
        head.append(Run(run.source, run.text[:first]))
        tail.append(Run(run.source, run.text[last:]))
        at += len(run.text)
    return tuple(run for run in (*head, Run(entry.id, entry.new), *tail) if run.text)


def _find(body: tuple[Provision, ...], place: Locator) -> Provision:
    for node in walk(body):
        if node.eid == place.eid():
            return node
    there = ", ".join(node.number for node in body) or "chưa có gì"
    raise LegalTextError("HN001", f"không tìm thấy {place.wording()}; ở gốc hiện có: {there}")


def _swapped(body: tuple[Provision, ...], changed: Provision) -> tuple[Provision, ...]:
    return tuple(
        changed if node.eid == changed.eid else node._replace(children=_swapped(node.children, changed))
        for node in body
    )


def _guard(before: dict[str, Provision], after: dict[str, Provision], event: AmendmentEvent) -> None:
    """What item 11(5) promises: the rest stays as it was."""
    added = set(after) - set(before)
    altered = {eid for eid, node in before.items() if after.get(eid) != node}
    if added != set(event.created) or not altered <= {event.touched}:
        raise LegalTextError("HN014", f"{event.entry} làm đổi đoạn không được nêu")
