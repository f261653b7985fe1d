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
from scripts.gate.receipt_events import events
from scripts.gate.ref_update import read_updates
from scripts.output.findings import as_text

_SHOWN = 10


def main() -> int:
    """Read `old new ref` lines from git; exit 1 refuses the whole push."""
    repository = Path.cwd()
    try:
        actor, now = account(repository), clock(repository)
        base, kept_at = base_of(repository), store(repository)
        findings: list[Finding] = []
        updates = sys.stdin.read()
        refs = read_updates(repository, base, updates, actor, now)
        for update in refs:
            findings += check_push(update, kept_at)
        if not any(finding.severity is Severity.ERROR for finding in findings):
            happened = [event for update in refs for event in events(update)]
            keep(repository, updates, actor, happened)
    except Exception as failure:  # whatever goes wrong here, the push must be refused
        print(
            f"kiemdiem: máy chủ không kiểm tra được lần đẩy này ({type(failure).__name__}); chưa nhận gì.",
            file=sys.stderr,
        )
        print("  Không phải lỗi của đơn vị. Báo người vận hành.", file=sys.stderr)
        return 1
    errors = sorted({finding for finding in findings if finding.severity is Severity.ERROR})
    if errors:
        print(as_text(CheckResult("", [], 0, errors), lambda _: None, closing=_verdict(errors)), file=sys.stderr)
        return 1
    warnings = sorted({finding for finding in findings if finding.severity is Severity.WARNING})
    if warnings:
        closing = f"Đã nhận, kèm {len(warnings)} cảnh báo{'' if len(warnings) <= _SHOWN else f' (hiện {_SHOWN})'}."
        print(as_text(CheckResult("", [], 0, warnings[:_SHOWN]), lambda _: None, closing=closing), file=sys.stderr)
    return 0


def _verdict(errors: list[Finding]) -> str:
    if all(error.turn is Turn.SYSTEM for error in errors):
        return "Chưa nhận. Không phải lỗi của đơn vị: báo người vận hành."
    return f"Chưa nhận: {len(errors)} lỗi. Sửa theo “cách sửa”, commit rồi đẩy lại."


if __name__ == "__main__":
    raise SystemExit(main())
