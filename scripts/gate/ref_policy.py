"""Which refs may be pushed at all, by anybody, and how many at once (rules Q03, Q09): judged before git is asked.

Receipts, replaced objects, tags and whatever else there may be are the server's own; no account moves them by pushing.
"""

import re
from collections.abc import Iterator

from schemas.finding import Finding
from schemas.rules.engine import format_finding
from schemas.source.text import Problem
from schemas.visible_text import printable, private_kind
from scripts.gate.refusal import refusal
from scripts.ledger.branches import APPROVAL_PREFIX, BASE, BRANCH_PREFIX
from scripts.ledger.ref_moves import MOST_REFS, RefMove

_NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?"
_HEADS = "refs/heads/"
_ALLOWED = re.compile(
    rf"{re.escape(BASE)}|{_HEADS}{BRANCH_PREFIX}{_NAME}/{_NAME}|{_HEADS}{APPROVAL_PREFIX}{_NAME}", re.ASCII
)
_SHOWN = 80


def too_many_refs() -> Finding:
    """Rule Q09, about a push as a whole."""
    return refusal("Q09", "", f"Lần đẩy này có hơn {MOST_REFS} nhánh.", "đẩy từng nhánh: `git push origin NHÁNH`")


def refused_refs(moves: list[RefMove]) -> Iterator[Finding]:
    """Rule Q03 for names that are not on the closed list; R44 for one that tells something private."""
    for move in moves:
        if not _ALLOWED.fullmatch(move.ref):
            yield refused_name(move.ref)
        elif private := private_name(move.ref.removeprefix(_HEADS)):
            yield private


def private_name(branch: str) -> Finding | None:
    """Rule R44 for a branch whose name tells something private; nothing else may print the name then."""
    found = private_kind(branch)
    if found is None:
        return None
    kind, start = found
    message, fix = f"Tên nhánh có {kind}.", f"đặt tên nhánh khác, ví dụ `{BRANCH_PREFIX}<đơn-vị>/dot-1`"
    return format_finding(f"{branch[:start]}…", Problem("R44", 1, 1, "", message, fix))


def refused_name(ref: str) -> Finding:
    """Rule Q03 about one ref that nobody may push."""
    shown = printable(ref.removeprefix(_HEADS))[:_SHOWN]
    name = shown if shown.isascii() and not private_kind(shown) else "(tên nhánh)"
    if ref.startswith(f"{_HEADS}{BRANCH_PREFIX}"):
        fix = f"đặt tên `{BRANCH_PREFIX}<đơn-vị>/<tên>`, phần tên chỉ gồm chữ không dấu, số và dấu `-`, ví dụ `dot-1`"
        return refusal("Q03", name, "Tên nhánh không đúng dạng.", fix)
    fix = f"đẩy lên nhánh `{BRANCH_PREFIX}<đơn-vị>/<tên>` rồi chờ duyệt; biên nhận và nhãn do máy chủ tự ghi"
    return refusal("Q03", name, "Không tài khoản nào được đẩy lên nhánh này.", fix)


def is_allowed(branch: str) -> bool:
    """Whether a branch of that name is on the closed list."""
    return _ALLOWED.fullmatch(f"{_HEADS}{branch}") is not None
