"""The complete catalogue: importing this module registers every rule, in the order of the list people see."""

from schemas.rules import (
    completeness,
    confidentiality,
    consultations,
    deadlines,
    file_form,
    human_rules,
    identity,
    meetings,
    organisation,
    permission,
    rating_steps,
    ratings,
    remediation,
    sealing,
    suggestions,
    tables,
)
from schemas.rules.engine import RULES, Rule

__all__ = [
    "CATALOGUE",
    "completeness",
    "confidentiality",
    "consultations",
    "deadlines",
    "file_form",
    "human_rules",
    "identity",
    "meetings",
    "organisation",
    "permission",
    "rating_steps",
    "ratings",
    "remediation",
    "sealing",
    "suggestions",
    "tables",
]

CATALOGUE: dict[str, Rule] = dict(sorted(RULES.items(), key=lambda pair: ("RKQ".index(pair[0][0]), pair[0])))
