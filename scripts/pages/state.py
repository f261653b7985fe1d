"""What the site knows: gathered once, then only shown."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from schemas.legal.versions import LegalText, legal_text
from schemas.local_time import VIETNAM
from schemas.models.cycle import Cycle
from schemas.rules.catalogue import assert_worded
from schemas.ruleset.loader import available, load
from schemas.ruleset.terms import Terms
from schemas.vocabulary import UnitKind
from scripts.excel.unit.blank_templates import blank_templates, template_name
from scripts.pages.boards import Board, boards
from scripts.pages.site_request import Audience, SiteRequest
from scripts.progress.cycle_view import CycleView, cycle_views
from scripts.progress.status import CycleStatus
from scripts.rollup.collection import Collection, of_folder


@dataclass(frozen=True)
class SiteState:
    """`live` tells that `now` is the real time; `view` is None before any cycle exists."""

    now: datetime
    live: bool
    view: CycleView | None
    terms: Terms
    text: LegalText
    audience: Audience = Audience.PUBLIC
    pictures: bool = False
    federation: Collection | None = None

    @property
    def cycle(self) -> CycleStatus | None:
        return self.view.status if self.view else None

    @property
    def internal(self) -> bool:
        return self.audience is Audience.INTERNAL

    @cached_property
    def boards(self) -> list[Board]:
        return boards(self.cycle) if self.cycle else []

    @cached_property
    def workbooks(self) -> dict[UnitKind, tuple[str, bytes]]:
        """Kind of unit → name and content of its blank template."""
        return {kind: (template_name(kind), data) for kind, data in blank_templates(self.terms).items()}


def gather(request: SiteRequest) -> SiteState:
    """The newest cycle, its terms, and the amended text; without a cycle the terms of the newest rule set."""
    now = request.now or datetime.now(VIETNAM)
    views = cycle_views(request.repository, request.revision, now)
    view = max(views, key=lambda one: one.status.year, default=None)
    terms = view.status.terms if view else _terms_without_cycle()
    assert_worded(terms.ruleset)
    return SiteState(
        now=now,
        live=request.now is None,
        view=view,
        terms=terms,
        text=legal_text(),
        audience=request.audience,
        pictures=request.pictures,
        federation=of_folder(request.snapshots) if request.snapshots else None,
    )


def _terms_without_cycle() -> Terms:
    ruleset = load(available()[-1])
    year = ruleset.header.valid_from.year
    empty = {"nam": year, "bo_quy_tac": ruleset.header.code, "cap_uy": "Chưa mở kỳ kiểm điểm"}
    return Terms(ruleset, Cycle.model_validate(empty))
