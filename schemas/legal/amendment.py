"""Amendments as data: what item 11 of the dispatch says, operation by operation, word for word."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.legal.dispatch import TEXTS
from schemas.source_file import parse

AMENDMENTS = TEXTS / "amendments-1375.yaml"
_LEVELS = ("phan", "muc", "diem", "tiet")
_LEVEL_TITLES = {"phan": "phần", "muc": "mục", "diem": "điểm", "tiet": "tiết"}
_EID_NAMES = {"phan": "part", "muc": "sec", "diem": "para", "tiet": "subpara"}


class LegalTextError(Exception):
    """An amendment that cannot be applied or contradicts itself. `code` is HN001 … HN014."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Locator(Data):
    """A place in a text by its numbers: phần I, mục 4, điểm 4.1, tiết 4.1.1."""

    phan: str | None = None
    muc: str | None = None
    diem: str | None = None
    tiet: str | None = None

    def steps(self) -> list[tuple[str, str]]:
        return [(level, number) for level in _LEVELS if (number := getattr(self, level))]

    def eid(self) -> str:
        """The Akoma Ntoso eId, which is also the HTML anchor and the JSON key: part_I__sec_4__para_4-1."""
        return "__".join(eid_part(level, number) for level, number in self.steps())

    def wording(self) -> str:
        return ", ".join(f"{_LEVEL_TITLES[level]} {number}" for level, number in reversed(self.steps()))

    @classmethod
    def from_lead(cls, lead: str) -> "Locator":
        """Read the place out of "Tại tiết 4.1.1 (…), điểm 4.1, mục 4, phần I …"."""
        words = {level: rf"{title} ([IVX]+|\d+(?:\.\d+)*)" for level, title in _LEVEL_TITLES.items()}
        bare = re.sub(r"\([^)]*\)", "", lead)
        found = {level: re.search(pattern, bare) for level, pattern in words.items()}
        return cls(**{level: match.group(1) for level, match in found.items() if match})


def eid_part(level: str, number: str) -> str:
    return f"{_EID_NAMES[level]}_{number.rstrip('.)').replace('.', '-')}"


class Note(Data):
    """An editor's remark: shown beside the text, never inside it."""

    about: str
    kind: str
    note: str


class Position(Data):
    at: Literal["end"]
    stated: Literal["true", "false"]


class NewText(Data):
    """A dash paragraph to insert."""

    mark: str
    text: str


class NewProvision(Data):
    """A numbered provision to insert, with its children."""

    level: Literal["diem", "tiet"]
    mark: str
    heading: str | None = None
    text: str | None = None
    children: tuple["NewProvision", ...] = ()


class _Entry(Data):
    id: str
    mark: str
    editor_notes: tuple[Note, ...] = ()


class _Placed(_Entry):
    lead: str
    target: Locator

    @model_validator(mode="after")
    def _lead_names_target(self) -> "_Placed":
        if Locator.from_lead(self.lead) != self.target:
            raise ValueError(
                f"HN013: lời dẫn nêu {Locator.from_lead(self.lead).wording()}, target ghi {self.target.wording()}"
            )
        return self


class InsertText(_Placed):
    operation: Literal["insert_text"]
    expected_heading: str
    position: Position
    new: tuple[NewText, ...]


class InsertProvisions(_Placed):
    operation: Literal["insert_provisions"]
    position: Position
    new: tuple[NewProvision, ...]


class ReplaceText(_Placed):
    operation: Literal["replace_text"]
    expected_heading: str
    old: str
    link: str
    new: str
    occurrences: Literal["1"] = "1"


class KeepRest(_Entry):
    operation: Literal["keep_rest"]
    text: str


Entry = Annotated[InsertText | InsertProvisions | ReplaceText | KeepRest, Field(discriminator="operation")]


class Source(Data):
    document: str
    title: str
    issuer: str
    item: str
    sha256: str
    lines: tuple[int, int]
    lead: str


class Target(Data):
    document: str
    title: str
    issuer: str
    base_text: Literal["not_loaded", "loaded", "verified"]


class Effective(Data):
    date: date
    basis: str
    confirmed: Literal["true", "false"]


class AmendmentSet(Data):
    """One amending document's operations on one target document."""

    format_version: str = Field(alias="schema")
    source: Source
    target: Target
    effective: Effective
    editor_notes: tuple[Note, ...]
    entries: tuple[Entry, ...]


def load_amendments() -> AmendmentSet:
    """The amendments of the dispatch's item 11. Raises LegalTextError when the data cannot be read."""
    parsed = parse(AMENDMENTS.read_bytes())
    if parsed.tree is None:
        raise LegalTextError("HN012", f"{AMENDMENTS.name}: {parsed.problems[0].message}")
    return AmendmentSet.model_validate(parsed.tree)


def rebuilt(amendments: AmendmentSet) -> str:
    """Item 11 as plain text, from the data alone; equal to the source's own lines to the character."""
    paragraphs = [amendments.source.lead]
    for entry in amendments.entries:
        match entry:
            case InsertText():
                paragraphs.append(f"{entry.mark} {entry.lead}")
                paragraphs += (f"{new.mark} {new.text}" for new in entry.new)
            case InsertProvisions():
                paragraphs.append(f"{entry.mark} {entry.lead}")
                for provision in entry.new:
                    paragraphs.append(f"{provision.mark} {provision.heading}")
                    paragraphs += (f"{child.mark} {child.text}" for child in provision.children)
            case ReplaceText():
                paragraphs.append(f"{entry.mark} {entry.lead} “{entry.old}”, {entry.link} “{entry.new}”")
            case KeepRest():
                paragraphs.append(f"{entry.mark} {entry.text}")
    return "\n\n".join(paragraphs)
