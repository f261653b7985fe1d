"""How a provision is cited, and what its amendment marks F1, F2 … say."""

from typing import NamedTuple

from schemas.legal.amendment import AmendmentEntry, AmendmentSet, ReplaceText
from schemas.legal.provision import LEVEL_TITLES, Provision, walk
from schemas.legal.versions import LegalText, TextVersion
from schemas.legal.word_diff import Piece, word_diff
from schemas.local_time import show_day

_DEEDS = {
    "insert_text": "Bổ sung",
    "insert_provisions": "Bổ sung",
    "replace_text": "Điều chỉnh",
    "keep_rest": "Giữ nguyên",
}


class AmendmentMark(NamedTuple):
    """A footnote of one amending entry. `source` cites the amending provision, as cv1375#muc-11-4."""

    label: str
    entry: str
    deed: str
    place: str
    since: str
    source: str
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"{self.deed} theo {self.place}, {self.since}."


def marks(text: LegalText, version: TextVersion) -> dict[str, AmendmentMark]:
    """Entry id → its mark, of the amendments in force in this version."""
    return {
        name: _mark(number, one, entry) for name, (number, one, entry) in text.numbered().items() if one in version.sets
    }


def _mark(number: int, one: AmendmentSet, entry: AmendmentEntry) -> AmendmentMark:
    document, _, rest = entry.id.partition("-")
    sure = "" if one.effective.confirmed == "true" else " (ngày ký; hiệu lực chờ xác nhận)"
    return AmendmentMark(
        f"F{number}",
        entry.id,
        _DEEDS[entry.operation],
        f"{entry.mark.rstrip('-. ')}, mục {one.source.item}, {one.source.title}",
        f"từ {show_day(one.effective.date)}{sure}",
        f"{document}#muc-{rest}",
        tuple(note.note for note in entry.editor_notes),
    )


def citations(text: LegalText, version: TextVersion) -> dict[str, str]:
    """eId → the provision cited in full, with the amendment that made it what it is."""
    known = marks(text, version)
    result: dict[str, str] = {}

    def name(node: Provision, above: tuple[str, ...]) -> None:
        number = node.eid.rsplit("_", 1)[1] if node.level == "gach" else node.number
        own = f"{LEVEL_TITLES[node.level]} {'thứ ' if node.level == 'gach' else ''}{number}"
        if node.level == "gach" and text.base_state == "not_loaded":
            own = f"gạch đầu dòng thứ {number} được bổ sung"  # how many stand before is not known
        path = (own, *above)
        changed = [
            known[one] for one in dict.fromkeys((node.source, *(run.source for run in node.runs))) if one in known
        ]
        by = "; ".join(f"được {mark.deed.lower()} tại {mark.place}" for mark in changed)
        result[node.eid] = f"{', '.join(path)}, {text.title}{f' ({by})' if by else ''}"
        for child in node.children:
            name(child, path)

    for node in version.text.body:
        name(node, ())
    return result


class WordingChange(NamedTuple):
    """One provision before and after: `pieces` compare word by word; an inserted one has nothing before."""

    eid: str
    title: str
    mark: AmendmentMark
    pieces: tuple[Piece, ...]
    inserted: bool


def changes(text: LegalText, version: TextVersion) -> list[WordingChange]:
    """What the amendments of this version changed against the text before any, in the order of the entries."""
    known, entries = marks(text, version), text.numbered()
    nodes = {node.eid: node for node in walk(version.text.body)}
    result = []
    for event in version.text.events:
        entry = entries[event.entry][2]
        if isinstance(entry, ReplaceText) and event.touched:
            pieces = tuple(word_diff(entry.old, entry.new))
            result.append(
                WordingChange(event.touched, title_of(nodes[event.touched]), known[event.entry], pieces, False)
            )
        for eid in event.created:
            node = nodes[eid]
            words = ". ".join(filter(None, (node.heading, node.text)))
            title = _numbered(node)
            if node.level == "gach" and event.touched:
                title = f"Gạch đầu dòng thêm vào {_numbered(nodes[event.touched]).lower()}"
            result.append(WordingChange(eid, title, known[event.entry], (Piece("", "", words),), True))
    return result


def title_of(node: Provision) -> str:
    """The provision's number and its heading; "" for a dash."""
    if node.level == "gach":
        return ""
    return f"{_numbered(node)}. {node.heading}" if node.heading else _numbered(node)


def _numbered(node: Provision) -> str:
    return f"{LEVEL_TITLES[node.level].capitalize()} {node.number}"
