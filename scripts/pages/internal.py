"""Pages that only the internal build has: ceilings, the centre's lists, suggestions and remedies. Persons are codes."""

from scripts.pages.state import SiteState
from scripts.progress.distribution import distribution
from scripts.progress.open_points import VIEWS, assignments, open_points, remedy_tallies, suggestion_syntheses
from scripts.progress.quotas import quotas

PAGES = {
    "noi-bo/": ("Việc của trung tâm", "noi-bo/viec"),
    "noi-bo/han-muc/": ("Hạn mức “xuất sắc” 20%", "noi-bo/han-muc"),
    "noi-bo/goi-y-khac-phuc/": ("Gợi ý và khắc phục", "noi-bo/goi-y-khac-phuc"),
}
"""Address of the page → (title, fragment)."""


def internal_view(state: SiteState) -> dict[str, object]:
    if state.cycle is None or state.cycle.read is None:
        return {"lists": [], "people": [], "quotas": [], "suggestions": [], "remedies": [], "rows": []}
    cycle = state.cycle.read()
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
        "rows": distribution(state.cycle.rated, hide_small=False),
    }
