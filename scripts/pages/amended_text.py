"""The amended Hướng dẫn 08 as a page: provisions with marks F1 …, comparison of replaced wording, editor's notes."""

from typing import NamedTuple

from schemas.legal.amendment import ReplaceText
from schemas.legal.consolidation import PLACEHOLDER, Provision, Run
from schemas.legal.word_diff import Piece, word_diff
from scripts.pages.state import SiteState

_LEVELS = {"phan": "Phần", "muc": "Mục", "diem": "Điểm", "tiet": "Tiết", "gach": ""}
_DEPTHS = {"phan": 2, "muc": 3, "diem": 4, "tiet": 5, "gach": 6}
_KINDS = {
    "insert_text": "Bổ sung theo",
    "insert_provisions": "Bổ sung theo",
    "replace_text": "Điều chỉnh theo",
    "keep_rest": "Giữ nguyên theo",
}


class Mark(NamedTuple):
    """A footnote mark: F1 for the first amending entry, and so on."""

    label: str
    entry: str
    kind: str
    anchor: str


class Node(NamedTuple):
    """A provision ready to show. `known` is false where the wording has not been loaded."""

    provision: Provision
    depth: int
    title: str
    known: bool
    runs: tuple[tuple[Run, Mark | None], ...]
    mark: Mark | None
    anchor: str | None
    difference: list[Piece] | None
    children: tuple["Node", ...]


def amended_view(state: SiteState) -> dict[str, object]:
    marks: dict[str, Mark] = {}
    for number, entry in enumerate(state.amendments.entries, start=1):
        marks[entry.id] = Mark(f"F{number}", entry.mark.rstrip("-. "), _KINDS[entry.operation], f"muc-11-{number}")
    differences = {
        entry.target.eid(): word_diff(entry.old, entry.new)
        for entry in state.amendments.entries
        if isinstance(entry, ReplaceText)
    }
    return {
        "nodes": tuple(_node(node, marks, differences) for node in state.amended.body),
        "marks": list(marks.values()),
        "notes": _notes(state),
    }


def _node(node: Provision, marks: dict[str, Mark], differences: dict[str, list[Piece]]) -> Node:
    number = f"{_LEVELS[node.level]} {node.number}" if node.level != "gach" else ""
    title = f"{number}. {node.heading}" if node.heading and number else number
    return Node(
        provision=node,
        depth=_DEPTHS[node.level],
        title=title,
        known=node.source != PLACEHOLDER,
        runs=tuple((run, marks.get(run.source)) for run in node.runs),
        mark=marks.get(node.source),
        anchor=f"{node.source}-{'abcdefgh'[int(node.eid.rsplit('_', 1)[1]) - 1]}" if node.level == "gach" else None,
        difference=differences.get(node.eid),
        children=tuple(_node(child, marks, differences) for child in node.children),
    )


def _notes(state: SiteState) -> list[tuple[str, str]]:
    """Editor's notes with the mark of their entry; shown beside the text and never part of it."""
    general = [("Chung", note.note) for note in state.amendments.editor_notes]
    own = [
        (f"F{number}", note.note)
        for number, entry in enumerate(state.amendments.entries, start=1)
        for note in entry.editor_notes
    ]
    return general + own
