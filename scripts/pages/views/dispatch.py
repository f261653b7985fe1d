"""The dispatch verbatim, and each of its sentences with the rule that holds to it."""

from collections.abc import Iterator

from schemas.legal.coverage import load_coverage
from schemas.legal.dispatch import DISPATCH_PAGE, passages
from scripts.pages.part import Part
from scripts.pages.state import SiteState

COMPARISON = "van-ban/doi-chieu/"


def parts(state: SiteState) -> Iterator[Part]:
    del state
    yield Part(DISPATCH_PAGE, "cong-van-1375", {"passages": passages()})
    yield Part(COMPARISON, "doi-chieu", {"coverage": load_coverage()})
