"""Pages that only the internal build has: ceilings, the centre's lists, suggestions and remedies. Persons are codes."""

from collections.abc import Iterator

from schemas.roles import SourceRole
from schemas.vocabulary import LimitStatus
from scripts.excel.centre.synthesis import synthesis
from scripts.pages.board_files import workbook
from scripts.pages.part import Files, OwnPage, Part
from scripts.pages.state import SiteState
from scripts.progress.distribution import distribution
from scripts.progress.open_points import VIEWS, assignments, open_points, remedy_tallies, suggestion_syntheses
from scripts.progress.quotas import quotas

ADDRESS = "noi-bo/"
SECTION = "Nội bộ"
_PAGES = {
    ADDRESS: ("Việc của trung tâm", "noi-bo-viec"),
    f"{ADDRESS}han-muc/": ("Hạn mức “xuất sắc” 20%", "noi-bo-han-muc"),
    f"{ADDRESS}goi-y-khac-phuc/": ("Gợi ý và khắc phục", "noi-bo-goi-y-khac-phuc"),
}
"""Address of the page → (title, template)."""


def parts(state: SiteState) -> Iterator[Part]:
    if not state.internal:
        return
    view = {**internal_view(state), "limit_states": LimitStatus, "roles": SourceRole}
    for address, (title, template) in _PAGES.items():
        yield Part(address, template, view, OwnPage(title, wide=True, searched=False, section=SECTION))


def files(state: SiteState) -> Files:
    if not state.internal or state.view is None:
        return {}
    return {f"{ADDRESS}tong-hop.xlsx": workbook(synthesis(state.view.status, state.view.load()))}


def internal_view(state: SiteState) -> dict[str, object]:
    if state.view is None:
        return {"lists": [], "people": [], "quotas": [], "suggestions": [], "remedies": [], "rows": []}
    cycle = state.view.load()
    points = open_points(cycle, state.now)
    return {
        "lists": [(view, [point for point in points if point.view is view]) for view in VIEWS],
        "people": [
            (person, given, [point for point in points if person in point.responsible])
            for person, given in assignments(cycle).items()
        ],
        "quotas": quotas(cycle),
        "suggestions": suggestion_syntheses(cycle),
        "remedies": remedy_tallies(cycle, state.now.date()),
        "rows": distribution(state.view.status.rated, hide_small=False),
    }
