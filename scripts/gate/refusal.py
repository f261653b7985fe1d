"""A reason to refuse a push, as a finding of a Q rule. Its path is a branch or a file of the push."""

from schemas.finding import Finding, Severity, Turn, rule_link


def refusal(rule: str, path: str, message: str, fix: str, turn: Turn = Turn.UNIT) -> Finding:
    """An error of a Q rule; `turn`: who has to act, by default the unit that pushed."""
    return Finding(path, 1, 1, rule, Severity.ERROR, turn, "", message, fix, rule_link(rule))
