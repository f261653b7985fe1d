"""The checklist page: the dispatch's list of papers with copies, forms, conditions, due dates and who owes."""

from scripts.pages.state import SiteState


def checklist_view(state: SiteState) -> dict[str, object]:
    terms = state.terms
    return {
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


def _anchor(code: str) -> str:
    return f"muc-{code.replace('.', '-')}"
