"""Where each sentence of the dispatch is kept: a rule, an open policy, or the reason why only people may judge it."""

from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from schemas.errors import KiemdiemError
from schemas.fields.declaration import LongText, Record, Slug
from schemas.fields.validation import validate
from schemas.legal.dispatch import TEXTS, sentences
from schemas.ruleset.citation import RuleId
from schemas.source.yaml_tree import parse

COVERAGE = TEXTS / "doi-chieu.yaml"


class Cover(Record):
    """One sentence, named by its first words, and what keeps it. At least one of the three is there."""

    opening: LongText = Field(alias="cau")
    rules: tuple[RuleId, ...] = Field(alias="quy_tac", default=())
    policies: tuple[Slug, ...] = Field(alias="chinh_sach", default=())
    judgement: LongText | None = Field(alias="nhan_dinh", default=None)


class _CoverageFile(Record):
    entries: tuple[Cover, ...] = Field(alias="doi_chieu")


class Kept(NamedTuple):
    """One sentence with its anchor on the dispatch's page and its entry."""

    anchor: str
    sentence: str
    cover: Cover


class CoverageError(KiemdiemError):
    """A sentence has no entry, an entry has no sentence, or an entry says nothing."""


def load_coverage(place: Path = COVERAGE) -> list[Kept]:
    """Every sentence in order. Raises CoverageError at the first that is not kept."""
    model, problems = validate(parse(place.read_bytes()), _CoverageFile)
    if model is None:
        raise CoverageError(f"{place.name}:{problems[0].line}: {problems[0].message}")
    kept = []
    covers = iter(model.entries)
    for anchor, sentence in sentences():
        cover = next(covers, None)
        if cover is None or not sentence.strip().startswith(cover.opening):
            raise CoverageError(f"câu chưa có mục đối chiếu: “{sentence[:60]}”")
        if not (cover.rules or cover.policies or cover.judgement):
            raise CoverageError(f"mục đối chiếu trống: “{cover.opening}”")
        kept.append(Kept(anchor, sentence, cover))
    if extra := next(covers, None):
        raise CoverageError(f"mục đối chiếu không ứng với câu nào: “{extra.opening}”")
    return kept
