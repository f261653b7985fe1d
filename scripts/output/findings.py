"""Faces of a report: text for people, JSON for machines. A reporter only shows; it decides nothing."""

import json
from collections import Counter
from collections.abc import Callable

from schemas.finding import SEVERITY_TITLES, TURN_TITLES, Finding
from scripts.check.result import Report

FORMATS = ("github", "gitlab", "sarif", "junit")
"""Faces for other tools, in `scripts.output.ci_formats`, which is loaded only when one is asked for."""

Excerpt = Callable[[Finding], str | None]


def as_json(report: Report) -> str:
    return json.dumps(report.as_json(), ensure_ascii=False, indent=2)


MOST_PER_FILE = 50


def as_text(report: Report, excerpt: Excerpt, closing: str | None = None, most: int | None = MOST_PER_FILE) -> str:
    """A few lines a finding, in file order, at most `most` a file.

    `excerpt` gives the line as it stands, or None to keep it unseen.
    """
    blocks = []
    seen: Counter[str] = Counter()
    total = Counter(finding.path for finding in report.findings)
    for finding in report.findings:
        seen[finding.path] += 1
        if most is not None and seen[finding.path] > most:
            if seen[finding.path] == most + 1:
                blocks.append(f"{finding.path}  … và {total[finding.path] - most} lỗi khác (hiện hết: --all)")
            continue
        blocks.append(block(f"{finding.path}:{finding.line}:{finding.column}", finding, excerpt(finding)))
    return "\n".join([*blocks, closing or summary(report)])


def block(place: str, finding: Finding, current: str | None = None) -> str:
    """One finding: where, what, what stands there, how to mend it, whose turn it is."""
    lines = [f"{place}  {SEVERITY_TITLES[finding.severity]} {finding.rule}  {finding.message}"]
    if current:
        lines.append(f"    đang có   {current}")
    lines.append(f"    cách sửa  {finding.fix}")
    lines.append(f"    xem       {finding.link}  ·  lượt của: {TURN_TITLES[finding.turn]}")
    return "\n".join(lines)


def summary(report: Report) -> str:
    warnings = len(report.findings) - report.errors
    rulesets = f", bộ quy tắc {', '.join(report.rulesets)}" if report.rulesets else ""
    state = "Không có lỗi" if not report.errors else f"{report.errors} lỗi"
    more = f", {warnings} cảnh báo" if warnings else ""
    return f"Đã kiểm tra {report.checked} tệp: {state}{more}. (kiemdiem {report.version}{rulesets})"
