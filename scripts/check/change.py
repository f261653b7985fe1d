"""The check of a change: what was received before is not held against whoever brings something else.

A newer program may be stricter than the one that received a file. As long as the file stays as it was received, what
is newly found in it is a warning; whoever changes the file meets the rules of today.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from schemas.finding import Finding, Gate, Severity
from scripts.check.checker import check
from scripts.check.result import CheckResult
from scripts.ledger.tree import Tree

_NOTE = "Tệp đã nhận từ trước và chưa đổi, nên chỉ nhắc."


def check_change(  # noqa: PLR0913  a check, with the tree to compare with
    before: Tree, after: Tree, selection: Iterable[str], now: datetime, gate: Gate | None, store: Path | None = None
) -> CheckResult:
    """As `check(after, …)`; what `before` has too, in a file that is the same there, is a warning.

    The same finding in the same file: a contradiction that the change itself brings about stays an error, wherever
    it is found.
    """
    selected = list(selection)
    result = check(after, selected, now, gate, store)
    unchanged = _unchanged(before, after, {f.path for f in result.findings if f.severity is Severity.ERROR})
    if not unchanged:
        return result
    known = {_identity(finding) for finding in check(before, selected, now, gate, store).findings}
    softened = (_softened(finding, known, unchanged) for finding in result.findings)
    return result._replace(findings=sorted(softened))


def _unchanged(before: Tree, after: Tree, paths: Iterable[str]) -> set[str]:
    wanted = sorted(paths)
    if not wanted:
        return set()
    old, new = ({file.path: file for file in tree.files(*wanted)} for tree in (before, after))
    both = sorted(old.keys() & new.keys() & set(wanted))
    contents = zip(both, before.read(old[path] for path in both), after.read(new[path] for path in both), strict=True)
    return {path for path, one, other in contents if one == other and old[path].mode == new[path].mode}


def _softened(finding: Finding, known: set[tuple[str, str, str, str]], unchanged: set[str]) -> Finding:
    if finding.severity is not Severity.ERROR or finding.path not in unchanged or _identity(finding) not in known:
        return finding
    return finding._replace(severity=Severity.WARNING, message=f"{finding.message} {_NOTE}")


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    return finding.path, finding.rule, finding.key, finding.message
