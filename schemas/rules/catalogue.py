"""The complete catalogue: every rule of every family, in the order of the list people see."""

from collections.abc import Mapping

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
from schemas.rules.engine import Rule, collect
from schemas.ruleset.loader import RuleSet, RuleSetError

CATALOGUE: Mapping[str, Rule] = collect(
    completeness.RULES,
    confidentiality.RULES,
    consultations.RULES,
    deadlines.RULES,
    file_form.RULES,
    human_rules.RULES,
    identity.RULES,
    meetings.RULES,
    organisation.RULES,
    permission.RULES,
    rating_steps.RULES,
    ratings.RULES,
    remediation.RULES,
    sealing.RULES,
    suggestions.RULES,
    tables.RULES,
)


def assert_worded(ruleset: RuleSet) -> None:
    """Raises RuleSetError unless every rule has its words in the rule set, and every row of words its rule."""
    code = ruleset.header.code
    for rules, what in (
        (CATALOGUE.keys() - ruleset.rules.keys(), "chưa có lời của quy tắc"),
        (ruleset.rules.keys() - CATALOGUE.keys(), "có lời của quy tắc không có trong mã nguồn:"),
    ):
        if rules:
            raise RuleSetError(f"Bộ quy tắc {code} {what} {', '.join(sorted(rules))} (tệp quy-tac.yaml).")
