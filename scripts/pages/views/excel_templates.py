"""The blank Excel templates, one for each kind of unit, to download."""

from collections.abc import Iterator

from scripts.pages.part import Files, Part
from scripts.pages.state import SiteState

ADDRESS = "mau-excel/"


def parts(state: SiteState) -> Iterator[Part]:
    yield Part(ADDRESS, "mau-excel", {"workbooks": state.workbooks})


def files(state: SiteState) -> Files:
    return {f"{ADDRESS}{name}": data for name, data in state.workbooks.values()}
