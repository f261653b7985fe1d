"""Git's post-receive hook: a receipt for every unit whose papers came in, were accepted, returned or withdrawn.

The push stands whatever happens here. A receipt that could not be written is missing, and shown as missing.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from hooks.handover import clear, drop, leftovers, take
from hooks.server_settings import account, clock
from scripts.ledger import git
from scripts.ledger.book_copies import send
from scripts.ledger.book_end import note_main
from scripts.ledger.branches import BASE
from scripts.ledger.missing_receipts import missing_moves
from scripts.ledger.receipts import Receipt, ReceiptEvent, read, write
from scripts.ledger.ref_moves import MOST_BYTES, RefMove, read_moves
from scripts.output.receipts import receipt_line

_SHOWN = 100


def main() -> int:
    repository = Path.cwd()
    told = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        actor, now = account(repository), clock(repository)
        happened = take(repository, told, actor)
        if happened is None:
            happened = _found_out(repository, told, actor, now)
        written = write(repository, happened)
        for receipt in written[:_SHOWN]:
            print(receipt_line(receipt), file=sys.stderr)
        if len(written) > _SHOWN:
            print(f"… và {len(written) - _SHOWN} biên nhận khác.", file=sys.stderr)
        drop(repository, told, actor)
        late = _recover(repository, now, read_moves(told) or [])
        if base := git.find_commit(repository, BASE):
            note_main(git.folder_of(repository), base)
        list(send(repository, [*written, *late]))
    except Exception as failure:  # the papers are in already: say so, whatever went wrong with the receipt
        print(f"kiemdiem: đã nhận, nhưng chưa ghi được biên nhận ({type(failure).__name__}).", file=sys.stderr)
        print("  Hồ sơ không mất; biên nhận được ghi bù ở lần đẩy sau. Báo người vận hành.", file=sys.stderr)
    return 0


def _found_out(repository: Path, told: bytes, actor: str, now: datetime) -> list[ReceiptEvent]:
    """Where pre-receive could leave nothing: loads every model."""
    from scripts.gate.push import base_of
    from scripts.gate.receipt_events import events_of
    from scripts.gate.ref_update import updates_of

    return events_of(updates_of(read_moves(told) or [], repository, base_of(repository), actor, now))


def _recover(repository: Path, now: datetime, own: list[RefMove]) -> list[Receipt]:
    """Receipts of earlier pushes that were accepted and not written down. `own`: what this push itself moved."""
    left = leftovers(repository)
    busy = {f"refs/heads/{event.branch}" for event in left.under_way} | {move.ref for move in own if move.ref != BASE}
    before = {move.ref: move.old for move in own if move.ref == BASE}
    missing = (m._replace(new=before.get(m.ref, m.new)) for m in missing_moves(repository, read(repository)))
    moves = [move for move in missing if move.ref not in busy and move.old != move.new]
    late: list[Receipt] = []
    if moves:
        from scripts.gate.receipt_recovery import recovered

        late = write(repository, list(recovered(repository, moves, left.over, now)))
    clear(repository, left.files)
    return late


if __name__ == "__main__":
    raise SystemExit(main())
