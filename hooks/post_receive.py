"""Git's post-receive hook: a receipt for every unit whose papers came in, were accepted, returned or withdrawn.

The push stands whatever happens here. A receipt that could not be written is missing, and shown as missing.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from hooks.handover import take
from hooks.server_settings import account, clock
from scripts.ledger.receipts import write
from scripts.ledger.ref_moves import MOST_BYTES, read_moves
from scripts.output.receipts import receipt_line


def main() -> int:
    repository = Path.cwd()
    try:
        actor, now = account(repository), clock(repository)
        told = sys.stdin.buffer.read(MOST_BYTES + 1)
        happened = take(repository, told, actor)
        if happened is None:
            from scripts.gate.push import base_of
            from scripts.gate.receipt_events import events_of
            from scripts.gate.ref_update import updates_of

            moves = read_moves(told) or []
            happened = events_of(updates_of(moves, repository, base_of(repository), actor, now))
        for receipt in write(repository, happened):
            print(receipt_line(receipt), file=sys.stderr)
    except Exception as failure:  # the papers are in already: say so, whatever went wrong with the receipt
        print(f"kiemdiem: đã nhận, nhưng chưa ghi được biên nhận ({type(failure).__name__}).", file=sys.stderr)
        print("  Hồ sơ không mất. Báo người vận hành.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
