"""The front page: whose site it is, and what has to be done now."""

from collections.abc import Iterator

from scripts.pages.due_dates import due_dates
from scripts.pages.part import Part
from scripts.pages.state import SiteState

ADDRESS = ""


def parts(state: SiteState) -> Iterator[Part]:
    yield Part(ADDRESS, "dau-trang", {})
    yield Part(ADDRESS, "viec-can-lam", {"dues": due_dates(state)})
    yield Part(ADDRESS, "luu-y", {})
