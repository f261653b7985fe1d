"""The questions that the dispatch leaves open, and how they are read meanwhile."""

from collections.abc import Iterator

from scripts.pages.part import Part
from scripts.pages.state import SiteState

ADDRESS = "cau-hoi/"


def parts(state: SiteState) -> Iterator[Part]:
    del state
    yield Part(ADDRESS, "cau-hoi", {})
