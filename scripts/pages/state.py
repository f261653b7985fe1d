"""What the site knows: gathered once, then only shown."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from schemas.legal.versions import LegalText, legal_text
from schemas.models.cycle import Cycle
from schemas.ruleset.loader import load
from schemas.ruleset.terms import Terms
from scripts.progress.status import CycleStatus
from scripts.rollup.collection import Gathered


class Audience(StrEnum):
    """Who reads a build of the site (issue of confidentiality: the public one shows no rating of anybody)."""

    PUBLIC = "cong-khai"
    INTERNAL = "noi-bo"


class SiteState(NamedTuple):
    """`live` tells that `now` is the real time, so a browser may count on; `cycle` is None before any cycle exists.

    `pictures`: the walkthroughs show pictures, which somebody takes of the built site.
    """

    now: datetime
    live: bool
    cycle: CycleStatus | None
    terms: Terms
    text: LegalText
    audience: Audience = Audience.PUBLIC
    pictures: bool = False
    federation: Gathered | None = None

    @property
    def internal(self) -> bool:
        return self.audience is Audience.INTERNAL


def gather(
    statuses: list[CycleStatus],
    now: datetime,
    live: bool,
    audience: Audience = Audience.PUBLIC,
    *,
    pictures: bool = False,
    federation: Gathered | None = None,
) -> SiteState:
    """The newest cycle, its terms (the 2024 rule set's own when there is no cycle), and the amended text.

    `federation`: the roll-up of the committees below, where there are any.
    """
    cycle = max(statuses, key=lambda status: status.year, default=None)
    terms = cycle.terms if cycle else Terms(load("2024"), _empty_cycle())
    return SiteState(now, live, cycle, terms, legal_text(), audience, pictures, federation)


def _empty_cycle() -> Cycle:
    return Cycle.model_validate({"nam": 2024, "bo_quy_tac": "2024", "cap_uy": "Thành ủy Hà Tĩnh"})
