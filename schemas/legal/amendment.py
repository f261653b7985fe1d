"""Amendments as data: what item 11 of the dispatch says, operation by operation, word for word."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from schemas.errors import KiemdiemError
from schemas.legal.dispatch import TEXTS
from schemas.legal.provision import LEVEL_TITLES, LEVELS, eid_part
from schemas.legal.wording import Wording
from schemas.source.yaml_tree import parse

AMENDMENTS = TEXTS / "amendments-1375.yaml"
_LEVELS = LEVELS[:4]


class LegalTextError(KiemdiemError):
    """An amendment that cannot be applied or contradicts itself. `code` is HN001 … HN014."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


T = TypeVar("T", bound=Data)


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
        return ", ".join(f"{LEVEL_TITLES[level]} {number}" for level, number in reversed(self.steps()))

    @classmethod
    def from_lead(cls, lead: str) -> "Locator":
        """Read the place out of "Tại tiết 4.1.1 (…), điểm 4.1, mục 4, phần I …"."""
        words = {level: rf"{LEVEL_TITLES[level]} ([IVX]+|\d+(?:\.\d+)*)" for level in _LEVELS}
        bare = re.sub(r"\([^)]*\)", "", lead)
        found = {level: re.search(pattern, bare) for level, pattern in words.items()}
        return cls(**{level: match.group(1) for level, match in found.items() if match})


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
    text: Wording


class NewProvision(Data):
    """A numbered provision to insert, with its children."""

    level: Literal["diem", "tiet"]
    mark: str
    heading: Wording | None = None
    text: Wording | None = None
    children: tuple["NewProvision", ...] = ()


class _AmendmentEntry(Data):
    id: str
    mark: str
    editor_notes: tuple[Note, ...] = ()


class _Placed(_AmendmentEntry):
    lead: Wording
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
    old: Wording
    link: str
    new: Wording
    occurrences: Literal["1"] = "1"


class KeepRest(_AmendmentEntry):
    operation: Literal["keep_rest"]
    text: Wording


AmendmentEntry = Annotated[InsertText | InsertProvisions | ReplaceText | KeepRest, Field(discriminator="operation")]


class Source(Data):
    document: str
    title: str
    issuer: str
    item: str
    sha256: str
    lines: tuple[int, int]
    lead: Wording


class Target(Data):
    document: str
    title: str
    issuer: str
    base_text: Literal["not_loaded", "loaded", "verified"]

    @property
    def signed(self) -> date:
        """The day of the amended document, as its title says it."""
        found = re.search(r"ngày (\d{1,2})/(\d{1,2})/(\d{4})", self.title)
        if found is None:
            raise LegalTextError("HN013", f"tên văn bản “{self.title}” không ghi ngày")
        day, month, year = map(int, found.groups())
        return date(year, month, day)


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
    entries: tuple[AmendmentEntry, ...]


def load_amendments(place: Path = AMENDMENTS) -> AmendmentSet:
    """The amendments of the dispatch's item 11. Raises LegalTextError when the data cannot be read."""
    return read_legal(place, AmendmentSet, "HN013")


def read_legal(place: Path, model: type[T], otherwise: str) -> T:
    """One file of a legal text's data. Raises LegalTextError with the code that the data itself earns, HN012 for what
    is no YAML, or `otherwise`."""
    parsed = parse(place.read_bytes())
    if parsed.tree is None:
        raise LegalTextError("HN012", f"{place.name}: {parsed.problems[0].message}")
    try:
        return model.model_validate(parsed.tree)
    except ValidationError as failure:
        first = failure.errors()[0]
        said = re.search(r"(HN\d{3}): (.*)", str(first["msg"]))
        code, message = said.groups() if said else (otherwise, str(first["msg"]))
        raise LegalTextError(code, f"{place.name}, {'.'.join(map(str, first['loc']))}: {message}") from None


def amendment_sets(folder: Path = TEXTS) -> tuple[AmendmentSet, ...]:
    """Every amending document that this house holds, in the order in which they take effect."""
    return tuple(sorted(map(load_amendments, folder.glob("amendments-*.yaml")), key=in_order))


def in_order(one: AmendmentSet) -> tuple[date, str]:
    """By the day of taking effect, then by name, so that nothing hangs on the order of files."""
    return one.effective.date, one.source.document


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
