"""A check's result in the words of other tools: GitHub annotations, GitLab Code Quality, SARIF 2.1.0, JUnit.

Each is a pure function of the result. Findings carry no private value, so any of these may stand in a public log.
"""

import json
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import quote
from xml.etree import ElementTree

from schemas.finding import SEVERITY_TITLES, Finding, Severity
from schemas.visible_text import printable
from scripts.check.result import CheckResult

_GITHUB_SHOWS = 10
"""GitHub shows so many annotations of a level in one step and silently drops the rest."""

_SARIF_SHOWS = 5000
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_GITLAB_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def as_github(result: CheckResult, site: str = "") -> str:
    """Workflow commands that GitHub turns into annotations on the changed lines."""
    lines = []
    for severity, level in _GITHUB_LEVELS.items():
        own = [finding for finding in result.findings if finding.severity is severity]
        for finding in own[:_GITHUB_SHOWS]:
            place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
            text = f"{finding.message}\nCách sửa: {finding.fix}\nXem: {site}{finding.link}"
            lines.append(f"::{level} {place},title={_property(finding.rule)}::{_data(text)}")
        if len(own) > _GITHUB_SHOWS:
            lines.append(f"::{level}::{_data(_more(len(own) - _GITHUB_SHOWS, severity))}")
    return "\n".join(lines)


def _more(count: int, severity: Severity) -> str:
    return f"… và {count} {SEVERITY_TITLES[severity].lower()} khác"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_gitlab(result: CheckResult, site: str = "") -> str:
    """GitLab's Code Quality report."""
    issues = [
        {
            "description": f"{finding.message} Cách sửa: {finding.fix} ({site}{finding.link})",
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _GITLAB_LEVELS[finding.severity],
            "location": {"path": finding.path, "lines": {"begin": finding.line}},
        }
        for finding, fingerprint in zip(result.findings, _fingerprints(result.findings), strict=True)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=2)


def _fingerprints(findings: list[Finding]) -> list[str]:
    """Marks of findings that survive a moved line; equal ones are told apart by their order."""
    seen: Counter[str] = Counter()
    marks = []
    for finding in findings:
        content = "\0".join((finding.path, finding.rule, finding.key, finding.message))
        seen[content] += 1
        marks.append(sha256(f"{content}\0{seen[content]}".encode()).hexdigest())
    return marks


def as_sarif(result: CheckResult, site: str = "") -> str:
    """SARIF 2.1.0. Rules are those that speak here; a site address, when given, links each to its page."""
    shown = result.findings[:_SARIF_SHOWS]
    ids = sorted({finding.rule for finding in shown})
    links = {finding.rule: finding.link for finding in shown}
    rules = [{"id": rule, **({"helpUri": f"{site}{links[rule]}"} if site else {})} for rule in ids]
    results = [
        {
            "ruleId": finding.rule,
            "ruleIndex": ids.index(finding.rule),
            "level": _GITHUB_LEVELS[finding.severity],
            "message": {"text": f"{finding.message} Cách sửa: {finding.fix}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": finding.line, "startColumn": finding.column},
                    }
                }
            ],
            "partialFingerprints": {"kiemdiem/v1": fingerprint},
        }
        for finding, fingerprint in zip(shown, _fingerprints(shown), strict=True)
    ]
    driver = {"name": "kiemdiem", "version": result.version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def as_junit(result: CheckResult, site: str = "") -> str:
    """JUnit: one test case a file with findings, and one for the rest."""
    suite = ElementTree.Element("testsuite", name="kiemdiem")
    paths = sorted({finding.path for finding in result.findings})
    failures = 0
    for path in paths:
        case = ElementTree.SubElement(
            suite, "testcase", classname="kiemdiem", name=printable(path), file=printable(path)
        )
        own = [finding for finding in result.findings if finding.path == path]
        text = "\n".join(
            f"{f.line}:{f.column} {SEVERITY_TITLES[f.severity]} {f.rule} {f.message} Cách sửa: {f.fix} ({site}{f.link})"
            for f in own
        )
        errors = sum(finding.severity is Severity.ERROR for finding in own)
        failures += bool(errors)
        tag = ElementTree.SubElement(case, "failure", message=f"{errors} lỗi") if errors else None
        if tag is None:
            tag = ElementTree.SubElement(case, "system-out")
        tag.text = printable_lines(text)
    rest = max(result.checked - len(paths), 0)
    ElementTree.SubElement(suite, "testcase", classname="kiemdiem", name=f"{rest} tệp khác không có lỗi")
    suite.set("tests", str(len(paths) + 1))
    suite.set("failures", str(failures))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)


def printable_lines(text: str) -> str:
    """Text that any XML reader takes: printable characters and line ends."""
    return "\n".join(printable(line) for line in text.split("\n"))


CI_FORMATS: dict[str, Callable[[CheckResult, str], str]] = {
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": as_sarif,
    "junit": as_junit,
}
"""Value of `--dang` → what writes it."""
