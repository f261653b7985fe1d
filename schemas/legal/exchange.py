"""The consolidated text as JSON: the full model, with where every stretch of text comes from, and back."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.legal.amendment import Data
from schemas.legal.provision import Provision, Run
from schemas.legal.versions import LegalText, TextVersion


class TextRun(Data):
    """`source`: base, quoted, or the id of the amending entry."""

    source: str
    text: str


class TextProvision(Data):
    """A provision; `source` "placeholder" means that its wording is not loaded."""

    eid: str
    level: str
    number: str
    mark: str
    heading: str | None
    source: str
    runs: tuple[TextRun, ...]
    children: tuple["TextProvision", ...]


class TextAmendment(Data):
    id: str
    mark: str
    document: str
    title: str
    item: str
    effective: date
    confirmed: bool


class ConsolidatedText(Data):
    """One version of the text, for other programs."""

    format_version: Literal["consolidated-text/1"] = Field(alias="schema")
    document: str
    title: str
    as_of: date
    base_text: Literal["not_loaded", "loaded", "verified"]
    amendments: tuple[TextAmendment, ...]
    body: tuple[TextProvision, ...]

    def provisions(self) -> tuple[Provision, ...]:
        return tuple(map(_provision, self.body))


def exchanged(text: LegalText, version: TextVersion) -> ConsolidatedText:
    return ConsolidatedText(
        schema="consolidated-text/1",
        document=text.document,
        title=text.title,
        as_of=version.at,
        base_text=text.base_state,
        amendments=tuple(
            TextAmendment(
                id=entry.id,
                mark=entry.mark,
                document=one.source.document,
                title=one.source.title,
                item=one.source.item,
                effective=one.effective.date,
                confirmed=one.effective.confirmed == "true",
            )
            for one in version.sets
            for entry in one.entries
        ),
        body=tuple(map(_data, version.text.body)),
    )


def _data(node: Provision) -> TextProvision:
    return TextProvision(
        eid=node.eid,
        level=node.level,
        number=node.number,
        mark=node.mark,
        heading=node.heading,
        source=node.source,
        runs=tuple(TextRun(source=run.source, text=run.text) for run in node.runs),
        children=tuple(map(_data, node.children)),
    )


def _provision(node: TextProvision) -> Provision:
    return Provision(
        node.eid,
        node.level,
        node.number,
        node.heading,
        tuple(Run(run.source, run.text) for run in node.runs),
        node.source,
        tuple(map(_provision, node.children)),
        node.mark,
    )
