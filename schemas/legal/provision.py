"""The tree of a legal text: provisions by their numbers, and runs of text that know where they come from."""

import re
from typing import NamedTuple

PLACEHOLDER = "placeholder"
QUOTED = "quoted"
BASE = "base"

LEVELS = ("phan", "muc", "diem", "tiet", "chu", "gach")
"""From part to dash: phần I, mục 4, điểm 4.1, tiết 4.1.1, chữ a), gạch đầu dòng."""
LEVEL_TITLES = {"phan": "phần", "muc": "mục", "diem": "điểm", "tiet": "tiết", "chu": "điểm", "gach": "gạch đầu dòng"}
_EID_NAMES = {"phan": "part", "muc": "sec", "diem": "para", "tiet": "subpara", "chu": "point"}


def eid_part(level: str, number: str) -> str:
    return f"{_EID_NAMES[level]}_{number.rstrip('.):').replace('.', '-')}"


def number_of(mark: str) -> str:
    """The number inside a mark: "PHẦN I." → "I", "4.4.1." → "4.4.1", "a)" → "a"; a dash is its own."""
    return re.sub(r"^(?:phần|mục|điểm|tiết)\s+", "", mark, flags=re.IGNORECASE).strip().rstrip(".):")


class Run(NamedTuple):
    """A stretch of text and where it comes from: BASE, QUOTED, or the id of the amending entry."""

    source: str
    text: str


class Provision(NamedTuple):
    """One node of the text. `source` says who brought the node; PLACEHOLDER means its wording is not loaded.

    `eid` is the Akoma Ntoso eId, the HTML anchor and the JSON key in one. `mark` is the number as printed ("4.4.1.").
    A line break in the text parts two paragraphs of the same provision.
    """

    eid: str
    level: str
    number: str
    heading: str | None
    runs: tuple[Run, ...]
    source: str
    children: tuple["Provision", ...] = ()
    mark: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def walk(body: tuple[Provision, ...]) -> list[Provision]:
    """All provisions in document order."""
    return [found for node in body for found in (node, *walk(node.children))]


def index(body: tuple[Provision, ...]) -> dict[str, Provision]:
    """eId → provision without its children, so that comparing two shows what changed at that very place."""
    return {node.eid: node._replace(children=()) for node in walk(body)}
