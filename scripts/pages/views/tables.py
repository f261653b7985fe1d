"""The statistical tables as the rule set lays them out."""

from collections.abc import Iterator

from schemas.roles import SourceRole
from scripts.pages.part import Part
from scripts.pages.state import SiteState

ADDRESS = "bieu/"

_COLUMN_NAMES = {
    "xuat-sac": "Xuất sắc",
    "tot": "Tốt",
    "hoan-thanh": "Hoàn thành",
    "khong-hoan-thanh": "Không hoàn thành",
}


def parts(state: SiteState) -> Iterator[Part]:
    citation = state.terms.ruleset.source(SourceRole.TABLE)
    yield Part(ADDRESS, "bieu", {"names": _COLUMN_NAMES, "citation": citation})
