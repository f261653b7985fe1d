"""The check of a change: what was received before is not held against whoever brings something else.

A newer program may be stricter than the one that received a file. As long as the file stays as it was received, what
a rule newly finds in it is a warning; whoever changes the file meets the rules of today. A file that cannot be read
any more (rules K) stays an error: nothing else would be checked in its place. `kiemdiem nang-cap-du-lieu` mends it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from schemas.finding import Finding, Gate, Severity
from schemas.paths import SUBMISSIONS
from scripts.check.checker import check
from scripts.check.result import CheckResult
from scripts.ledger.tree import REGULAR, Tree, TreeFile

_NOTE = "Tệp đã nhận từ trước và chưa đổi, nên chỉ nhắc."
_ABOUT_CONTENT = "R"
_MOST_NAMED = 500
"""So many paths are asked for by name; beyond, all are listed."""


def check_change(  # noqa: PLR0913  a check, with the tree to compare with
    before: Tree, after: Tree, selection: Iterable[str], now: datetime, gate: Gate | None, store: Path | None = None
) -> CheckResult:
    """As `check(after, …)`; what a rule finds in `before` too, in a file that is the same there, is a warning.

    The same finding in the same file: a contradiction that the change itself brings about stays an error, wherever
    it is found.
    """
    selected = list(selection)
    result = check(after, selected, now, gate, store)
    unchanged = set(_unchanged(before, after, {finding.path for finding in result.findings if _may_soften(finding)}))
    if not unchanged:
        return result
    known = {_identity(finding) for finding in check(before, selected, now, gate, store).findings}
    softened = (
        _softened(finding) if finding.path in unchanged and _identity(finding) in known else finding
        for finding in result.findings
    )
    return result._replace(findings=sorted(softened))


def _may_soften(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.rule.startswith(_ABOUT_CONTENT)


def _softened(finding: Finding) -> Finding:
    if not _may_soften(finding):
        return finding
    return finding._replace(severity=Severity.WARNING, message=f"{finding.message} {_NOTE}")


def _unchanged(before: Tree, after: Tree, paths: set[str]) -> Iterator[str]:
    """Plain files only: whatever else lies there is never looked into."""
    if not paths:
        return
    asked = sorted(paths) if len(paths) <= _MOST_NAMED else [SUBMISSIONS]
    old, new = (_plain_files(tree, asked, paths) for tree in (before, after))
    both = sorted(old.keys() & new.keys())
    contents = zip(both, before.read(old[path] for path in both), after.read(new[path] for path in both), strict=True)
    yield from (path for path, one, other in contents if one == other)


def _plain_files(tree: Tree, asked: Iterable[str], wanted: set[str]) -> dict[str, TreeFile]:
    return {file.path: file for file in tree.files(*asked) if file.mode == REGULAR and file.path in wanted}


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    return finding.path, finding.rule, finding.key, finding.message
