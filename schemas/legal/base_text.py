"""The full base text of Hướng dẫn 08, once the committee has it: the tree that `kiemdiem van-ban nhap` made from Word.

Two people compare it with the signed paper before it counts as verified; until then every page says so.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.legal.amendment import AmendmentEntry, AmendmentSet, Data, LegalTextError, Note, ReplaceText, read_legal
from schemas.legal.dispatch import TEXTS
from schemas.legal.provision import BASE, Provision, Run, eid_part, number_of
from schemas.legal.wording import Wording
from schemas.local_time import show_day

BASE_FILE = TEXTS / "huong-dan-08.yaml"

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{2,20}$")]
"""A person, named by a code."""


class BaseProvision(Data):
    """A provision as printed: its mark, its heading and its text are the paper's own."""

    level: Literal["phan", "muc", "diem", "tiet", "chu", "gach"]
    mark: Wording
    heading: Wording | None = None
    text: Wording | None = None
    children: tuple["BaseProvision", ...] = ()


class Verification(Data):
    """Two people have compared every word with the signed paper."""

    people: Annotated[tuple[Code, ...], Field(min_length=2)]
    day: date


class Variance(Data):
    """A sentence that an amendment quotes otherwise than it stands in the base, and the decision to apply it there.

    The amendment's data keep what the dispatch says (HN004 until the committee decides).
    """

    entry: str
    text: Wording
    decided_by: Wording
    day: date


class BaseDocument(Data):
    """`sha256`: of the Word file it was read from."""

    format_version: Literal["base-text/1"] = Field(alias="schema")
    document: str
    title: Wording
    sha256: str
    verified: Verification | None = None
    variances: tuple[Variance, ...] = ()
    body: tuple[BaseProvision, ...]


def load_base(place: Path = BASE_FILE) -> BaseDocument | None:
    """The base text, or None while the committee has not handed it over. Raises LegalTextError for a bad file."""
    return read_legal(place, BaseDocument, "HN012") if place.is_file() else None


def base_provisions(body: tuple[BaseProvision, ...], parent: str = "") -> tuple[Provision, ...]:
    """The tree with its eIds. Dashes have no number of their own and are counted: indent_nn_1, indent_nn_2 …"""
    dashes = 0
    result = []
    for node in body:
        dashes += node.level == "gach"
        number = number_of(node.mark)
        part = f"indent_nn_{dashes}" if node.level == "gach" else eid_part(node.level, number)
        eid = "__".join(filter(None, (parent, part)))
        runs = (Run(BASE, node.text),) if node.text else ()
        children = base_provisions(node.children, eid)
        result.append(Provision(eid, node.level, number, node.heading, runs, BASE, children, node.mark))
    return tuple(result)


def as_decided(sets: Sequence[AmendmentSet], variances: Sequence[Variance]) -> tuple[AmendmentSet, ...]:
    """The amendments with each quotation that the committee decided on as the base has it, and a note that says so.

    Raises LegalTextError (HN013) for a decision on what quotes nothing.
    """
    decided = {variance.entry: variance for variance in variances}
    quoting = {entry.id for one in sets for entry in one.entries if isinstance(entry, ReplaceText)}
    if unknown := sorted(decided.keys() - quoting):
        raise LegalTextError("HN013", f"quyết định về {unknown[0]}, không có nội dung nào mang mã đó trích câu cũ")

    def settled(entry: AmendmentEntry) -> AmendmentEntry:
        variance = decided.get(entry.id)
        if variance is None or not isinstance(entry, ReplaceText):
            return entry
        note = Note(
            about=entry.id,
            kind="variance",
            note=f"Bản gốc viết “{variance.text}”; văn bản sửa đổi trích “{entry.old}”. "
            f"Áp dụng vào câu của bản gốc theo {variance.decided_by}, ngày {show_day(variance.day)}.",
        )
        return entry.model_copy(update={"old": variance.text, "editor_notes": (*entry.editor_notes, note)})

    return tuple(one.model_copy(update={"entries": tuple(map(settled, one.entries))}) for one in sets)
