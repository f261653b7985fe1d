"""Findings of one unit's files and proposals, as its page shows them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from schemas.finding import Finding, Severity, Turn
from schemas.models.kinds import DOSSIER, PERSON, kind_at
from schemas.rules.catalogue import CATALOGUE
from schemas.ruleset.rule_words import RuleWords
from scripts.progress.proposals import Proposal

_HIDDEN = "Điểm khác phải xem lại, báo trong bản nội bộ"


class FindingLine(NamedTuple):
    """Findings alike. `message` and `fix` are "" where the public reads: they may tell of persons and levels."""

    rule: str
    title: str
    place: str
    severity: Severity
    turn: Turn
    message: str
    fix: str


def finding_lines(
    findings: Iterable[Finding], words: Mapping[str, RuleWords], *, internal: bool
) -> list[tuple[FindingLine, int]]:
    """Each with how often it was found, errors first."""
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    return list(Counter(_line(finding, words, internal=internal) for finding in ordered).items())


def _line(finding: Finding, words: Mapping[str, RuleWords], *, internal: bool) -> FindingLine:
    if not internal and not _public(finding):
        return FindingLine("", _HIDDEN, "", finding.severity, finding.turn, "", "")
    message, fix = (finding.message, finding.fix) if internal else ("", "")
    title, place = words[finding.rule].title, _place(finding, internal=internal)
    return FindingLine(finding.rule, title, place, finding.severity, finding.turn, message, fix)


def _public(finding: Finding) -> bool:
    """Only what concerns the register's form and dates: that a rule on ratings found something tells a rating."""
    return CATALOGUE[finding.rule].public and kind_at(finding.path) is DOSSIER


def _place(finding: Finding, *, internal: bool) -> str:
    """Only names that the product gave to files are shown, any other is somebody's own wording; a person's code is
    for the internal reader."""
    kind = kind_at(finding.path)
    if kind is None:
        return "một tệp lạ trong thư mục"
    if kind is PERSON and not internal:
        return f"một tệp trong {PERSON.name}/"
    return f"{'/'.join(finding.path.split('/')[4:])}, dòng {finding.line}"


def of_folder(proposals: Sequence[Proposal], folder: str) -> list[tuple[Proposal, list[Finding]]]:
    """Proposals that touch a unit, with the findings in its folder."""
    return [
        (proposal, [finding for finding in proposal.findings if finding.path.startswith(f"{folder}/")])
        for proposal in proposals
        if folder in proposal.units
    ]
