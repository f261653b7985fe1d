"""The page of files: which file holds what, who writes it, and a whole example of each to copy from."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.fields.form import example_of, form_fields
from schemas.finding import Turn
from schemas.models.kinds import OWNED_KINDS, FileKind
from schemas.ruleset.terms import Terms
from scripts.pages.part import Part
from scripts.pages.state import SiteState
from scripts.yaml_files.writer import to_yaml

ADDRESS = "huong-dan/tep/"


class FileView(NamedTuple):
    """One kind of file: where it lies below a unit's folder, who writes it, an example."""

    kind: FileKind  # type: ignore[type-arg]
    place: str
    centre: bool
    citation: str
    example: str


def parts(state: SiteState) -> Iterator[Part]:
    yield Part(ADDRESS, "tep", {"files": list(_files(state.terms))})


def _files(terms: Terms) -> Iterator[FileView]:
    for kind in sorted(OWNED_KINDS, key=lambda one: one.many):
        text = to_yaml(example_of(form_fields(kind.model), terms.cycle.year), sample=False).decode()
        yield FileView(kind, kind.place("<mã>"), kind.owner is Turn.CENTRE, terms.ruleset.source(kind.source), text)
