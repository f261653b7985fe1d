"""Git's pre-receive hook: check every pushed ref without a checkout and refuse with the same findings as at home.

The account is read from one environment variable, named in the server repository's `kiemdiem.actorVariable`
(REMOTE_USER for HTTP, GL_USER for gitolite). The rules are this installation's; nothing pushed is ever run.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from hooks.handover import keep
from hooks.server_settings import account, clock, store
from schemas.finding import Finding, Severity, Turn
from scripts.check.result import CheckResult
from scripts.gate.push import base_of, check_push
from scripts.gate.receipt_events import events_of
from scripts.gate.ref_policy import refused_refs, too_many_refs
from scripts.gate.ref_update import updates_of
from scripts.ledger.ref_moves import MOST_BYTES, read_moves
from scripts.output.findings import as_text

_SHOWN = 10
_LONGEST_ANSWER = 60 << 10


def main() -> int:
    """Read `old new ref` lines from git; exit 1 refuses the whole push."""
    try:
        findings = _judge(Path.cwd(), sys.stdin.buffer.read(MOST_BYTES + 1))
    except Exception as failure:  # whatever goes wrong here, the push must be refused
        print(
            f"kiemdiem: máy chủ không kiểm tra được lần đẩy này ({type(failure).__name__}); chưa nhận gì.",
            file=sys.stderr,
        )
        print("  Không phải lỗi của đơn vị. Báo người vận hành.", file=sys.stderr)
        return 1
    errors = sorted({finding for finding in findings if finding.severity is Severity.ERROR})
    if errors:
        _answer(errors, _verdict(errors))
        return 1
    warnings = sorted({finding for finding in findings if finding.severity is Severity.WARNING})
    if warnings:
        few = f" (hiện {_SHOWN})" if len(warnings) > _SHOWN else ""
        _answer(warnings[:_SHOWN], f"Đã nhận, kèm {len(warnings)} cảnh báo{few}.")
    return 0


def _judge(repository: Path, told: bytes) -> list[Finding]:
    """Names and numbers of refs first: only what is on the closed list is looked at by git."""
    moves = read_moves(told)
    if moves is None:
        return [too_many_refs()]
    if refused := list(refused_refs(moves)):
        return refused
    actor, now, kept_at = account(repository), clock(repository), store(repository)
    updates = updates_of(moves, repository, base_of(repository), actor, now)
    findings = [finding for update in updates for finding in check_push(update, kept_at)]
    if not any(finding.severity is Severity.ERROR for finding in findings):
        keep(repository, told, actor, events_of(updates))
    return findings


def _answer(findings: list[Finding], closing: str) -> None:
    result = CheckResult("", [], 0, findings)
    print(as_text(result, lambda _: None, closing=closing, longest=_LONGEST_ANSWER), file=sys.stderr)


def _verdict(errors: list[Finding]) -> str:
    if all(error.turn is Turn.SYSTEM for error in errors):
        return "Chưa nhận. Không phải lỗi của đơn vị: báo người vận hành."
    return f"Chưa nhận: {len(errors)} lỗi. Sửa theo “cách sửa”, commit rồi đẩy lại."


if __name__ == "__main__":
    raise SystemExit(main())
