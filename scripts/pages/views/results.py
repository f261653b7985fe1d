"""The city's distribution of levels, shown once every group is decided; small counts hidden in a public build."""

from collections.abc import Iterator

from scripts.pages.part import Part
from scripts.pages.state import SiteState
from scripts.progress.distribution import distribution

ADDRESS = "ket-qua/"


def parts(state: SiteState) -> Iterator[Part]:
    rated = state.cycle.rated if state.cycle else ()
    decided = bool(rated) and all(group.decided for group in rated)
    yield Part(ADDRESS, "ket-qua", {"decided": decided, "rows": distribution(rated, hide_small=not state.internal)})
