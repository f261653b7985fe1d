"""The amended Hướng dẫn 08 as pages: one for every day on which it changed, one that compares, files for programs."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from schemas.legal.exchange import ConsolidatedText, exchanged
from schemas.legal.provision import BASE, PLACEHOLDER, QUOTED, Provision, Run
from schemas.legal.versions import LegalText, TextVersion
from schemas.legal.word_diff import Piece
from schemas.local_time import show_day
from scripts.legal.akoma_ntoso import to_xml
from scripts.legal.citations import AmendmentMark, changes, citations, marks, title_of
from scripts.legal.plain_text import STATES
from scripts.pages.part import Files, OwnPage, Part
from scripts.pages.state import SiteState

FOLDER = "van-ban/huong-dan-08"

_DEPTHS = {"phan": 2, "muc": 3, "diem": 4, "tiet": 5, "chu": 6, "gach": 6}
_BADGES = {PLACEHOLDER: "nguyên văn chưa được nạp", QUOTED: "chỉ biết câu được trích", BASE: "bản gốc"}


class Node(NamedTuple):
    """A provision ready to show. `known` is false where the wording has not been loaded."""

    provision: Provision
    depth: int
    title: str
    known: bool
    badge: str
    runs: tuple[tuple[Run, AmendmentMark | None], ...]
    mark: AmendmentMark | None
    anchor: str | None
    citation: str
    difference: tuple[Piece, ...]
    notes: tuple[AmendmentMark, ...]
    children: tuple["Node", ...]


def parts(state: SiteState) -> Iterator[Part]:
    """The newest version on a page that somebody wrote; earlier ones, and the comparison, on their own."""
    text = state.text
    yield Part(f"{FOLDER}/", "huong-dan-08", amended_view(text, text.newest))
    for version in text.versions[:-1]:
        page = OwnPage(f"{text.title}: như tại ngày {show_day(version.at)}", searched=False)
        yield Part(version_address(text, version), "huong-dan-08", amended_view(text, version), page)
    page = OwnPage(f"{text.title}: so sánh từng chữ")
    yield Part(f"{FOLDER}/so-sanh/", "huong-dan-08-so-sanh", comparison_view(text), page)


def files(state: SiteState) -> Files:
    """Each version as JSON and as Akoma Ntoso, and the schema of the JSON."""
    made: Files = {}
    for version in state.text.versions:
        name = f"{FOLDER}/{version.at.isoformat()}"
        made[f"{name}.json"] = exchanged(state.text, version).model_dump_json(by_alias=True, indent=1)
        made[f"{name}.xml"] = to_xml(state.text, version)
    schema = ConsolidatedText.model_json_schema(by_alias=True)
    made[f"{FOLDER}/schema.json"] = json.dumps(schema, ensure_ascii=False, indent=1)
    return made


def version_address(text: LegalText, version: TextVersion) -> str:
    """The newest version has the plain address; older ones theirs by day."""
    return f"{FOLDER}/" if version is text.newest else f"{FOLDER}/{version.at.isoformat()}/"


def amended_view(text: LegalText, version: TextVersion) -> dict[str, object]:
    known = marks(text, version)
    return {
        "text": text,
        "version": version,
        "newest": version is text.newest,
        "versions": [(one, version_address(text, one)) for one in text.versions],
        "nodes": _nodes(text, version, known),
        "marks": list(known.values()),
        "general_notes": [note.note for one in version.sets for note in one.editor_notes],
        "base_state": STATES[text.base_state],
        "folder": FOLDER,
    }


def comparison_view(text: LegalText) -> dict[str, object]:
    return {"text": text, "changes": changes(text, text.newest), "main": f"{FOLDER}/"}


def _nodes(text: LegalText, version: TextVersion, known: dict[str, AmendmentMark]) -> tuple[Node, ...]:
    cited = citations(text, version)
    differences = {change.eid: change.pieces for change in changes(text, version) if not change.inserted}
    touched: dict[str, list[AmendmentMark]] = {}
    for event in version.text.events:
        if event.touched and known[event.entry].notes:
            touched.setdefault(event.touched, []).append(known[event.entry])
    dashes: Counter[str] = Counter()

    def shown(node: Provision) -> Node:
        mark = known.get(node.source)
        anchor = None
        if node.level == "gach" and mark:  # counted within its entry: what the base holds cannot shift it
            anchor = f"{node.source}-{'abcdefgh'[dashes[node.source]]}"
            dashes[node.source] += 1
        return Node(
            provision=node,
            depth=_DEPTHS[node.level],
            title=title_of(node),
            known=node.source != PLACEHOLDER,
            badge=f"{mark.deed.lower()} {mark.since}" if mark else _BADGES[node.source],
            runs=tuple((run, known.get(run.source)) for run in node.runs),
            mark=mark,
            anchor=anchor,
            citation=cited[node.eid],
            difference=differences.get(node.eid, ()),
            notes=tuple(touched.get(node.eid, ())),
            children=tuple(map(shown, node.children)),
        )

    return tuple(map(shown, version.text.body))
