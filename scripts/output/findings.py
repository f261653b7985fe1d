"""Faces of a check's result: text for people, JSON for machines. A reporter only shows; it decides nothing."""

import json
from collections import Counter
from collections.abc import Callable, Iterator

from schemas.finding import SEVERITY_TITLES, TURN_TITLES, Finding
from scripts.check.result import CheckResult

FORMATS = ("github", "gitlab", "sarif", "junit")
"""Faces for other tools, in `scripts.output.ci_formats`, which is loaded only when one is asked for."""

Excerpt = Callable[[Finding], str | None]


def as_json(result: CheckResult) -> str:
    return json.dumps(result.as_json(), ensure_ascii=False, indent=2)


MOST_PER_FILE = 50


def as_text(
    result: CheckResult,
    excerpt: Excerpt,
    closing: str | None = None,
    most: int | None = MOST_PER_FILE,
    longest: int | None = None,
) -> str:
    """A few lines a finding, in file order, at most `most` a file and `longest` bytes in all.

    `excerpt` gives the line as it stands, or None to keep it unseen.
    """
    blocks: list[str] = []
    seen: Counter[str] = Counter()
    total = Counter(finding.path for finding in result.findings)
    for finding in result.findings:
        seen[finding.path] += 1
        if most is not None and seen[finding.path] > most:
            if seen[finding.path] == most + 1:
                blocks.append(f"{finding.path}  … và {total[finding.path] - most} lỗi khác (hiện hết: --tat-ca)")
            continue
        blocks.append(finding_text(f"{finding.path}:{finding.line}:{finding.column}", finding, excerpt(finding)))
    return "\n".join([*_capped(blocks, longest), closing or summary(result)])


def _capped(blocks: list[str], longest: int | None) -> Iterator[str]:
    """The first blocks that fit; how many more there are is said."""
    room = longest
    for number, block in enumerate(blocks):
        if room is not None and (room := room - len(block.encode()) - 1) < 0:
            yield f"… và {len(blocks) - number} lỗi khác chưa kể ở đây; xem hết trên máy mình: kiemdiem kiem-tra"
            return
        yield block


def finding_text(place: str, finding: Finding, current: str | None = None) -> str:
    """One finding: where, what, what stands there, how to mend it, whose turn it is."""
    lines = [f"{place}  {SEVERITY_TITLES[finding.severity]} {finding.rule}  {finding.message}"]
    if current:
        lines.append(f"    đang có   {current}")
    lines.append(f"    cách sửa  {finding.fix}")
    lines.append(f"    xem       {finding.link}  ·  lượt của: {TURN_TITLES[finding.turn]}")
    return "\n".join(lines)


def summary(result: CheckResult) -> str:
    warnings = len(result.findings) - result.errors
    rulesets = f", bộ quy tắc {', '.join(result.rulesets)}" if result.rulesets else ""
    state = "Không có lỗi" if not result.errors else f"{result.errors} lỗi"
    more = f", {warnings} cảnh báo" if warnings else ""
    return f"Đã kiểm tra {result.checked} tệp: {state}{more}. (kiemdiem {result.version}{rulesets})"
