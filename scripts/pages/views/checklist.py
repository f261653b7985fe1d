"""The checklist page: the dispatch's list of papers with copies, forms, conditions, due dates and who owes."""

from collections.abc import Iterator

from scripts.pages.part import Part
from scripts.pages.state import SiteState

ADDRESS = "danh-muc/"


def parts(state: SiteState) -> Iterator[Part]:
    terms = state.terms
    view = {
        "groups": [
            {
                "group": group,
                "due": terms.group_due(group),
                "items": [
                    {"item": item, "copies": terms.copies(item.copies or group.copies), "anchor": _anchor(item.code)}
                    for item in group.items
                ],
            }
            for group in terms.ruleset.checklist
        ],
        "forms": {form.code: form for form in terms.ruleset.forms},
    }
    yield Part(ADDRESS, "danh-muc", view)


def _anchor(code: str) -> str:
    return f"muc-{code.replace('.', '-')}"
