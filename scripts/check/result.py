"""The result of a check. Light: showing one from the cache loads no rule."""

from typing import NamedTuple

from schemas.finding import Finding, Severity


class CheckResult(NamedTuple):
    """`version`: of the program. `checked` counts files read."""

    version: str
    rulesets: list[str]
    checked: int
    findings: list[Finding]

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        return {
            "version": self.version,
            "ruleset": ",".join(self.rulesets),
            "checked": self.checked,
            "findings": [finding.as_json() for finding in self.findings],
        }
