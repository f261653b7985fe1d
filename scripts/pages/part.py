"""A computed piece of the site: which template draws it, with what, on which page."""

from collections.abc import Mapping
from typing import NamedTuple


class OwnPage(NamedTuple):
    """A page made for one part alone. `wide`: no columns beside it. `searched`: the search finds its text,
    `boost` times as high as others.

    `section`: heading of the navigation under which it stands; "" for a page that only others lead to.
    """

    title: str
    wide: bool = False
    searched: bool = True
    section: str = ""
    boost: int = 1


class Part(NamedTuple):
    """`address`: of the page it stands on. A page that somebody wrote names the part by its template, or `placeholder`.

    `template`: in `site/_templates`. `mass`: one of thousands like it, which the search finds by their titles only.
    """

    address: str
    template: str
    view: Mapping[str, object]
    page: OwnPage | None = None
    placeholder: str = ""
    mass: bool = False

    @property
    def name(self) -> str:
        """Of its placeholder."""
        return self.placeholder or (self.address.rstrip("/") if self.page else self.template)


Files = dict[str, str | bytes]
"""Address of a file for programs → content."""


def source_of(address: str) -> str:
    """Where the page of an address is written; so even a unit called `index` has its own."""
    return f"{address}index.md"
