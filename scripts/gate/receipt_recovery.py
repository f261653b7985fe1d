"""Receipts of pushes that were accepted and not written down, as on a full disk: found at the next start."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from schemas.local_time import VIETNAM
from scripts.gate.receipt_events import events
from scripts.gate.ref_update import RefUpdate
from scripts.ledger import git
from scripts.ledger.branches import BASE, NOTHING
from scripts.ledger.receipts import ReceiptEvent
from scripts.ledger.ref_moves import RefMove


def recovered(
    repository: Path, moves: list[RefMove], prepared: list[ReceiptEvent], now: datetime
) -> Iterator[ReceiptEvent]:
    """What the missing moves mean. `prepared`: what pre-receive left about pushes that are over: it knows account and
    moment; else the server's own log of the ref tells when, and the account is not known."""
    base = git.find_commit(repository, BASE)
    for move in moves:
        branch = move.ref.removeprefix("refs/heads/")
        commit = move.old if move.new == NOTHING else move.new
        known = [event for event in prepared if (event.branch, event.commit) == (branch, commit)]
        moment = _moved_at(repository, move) or now
        found = known or events(RefUpdate(repository, base, move.old, move.new, move.ref, "", moment))
        yield from (event._replace(recovered=True) for event in found)


def _moved_at(repository: Path, move: RefMove) -> datetime | None:
    """When the server moved a ref, by its log, where it keeps one."""
    with suppress(OSError, ValueError, IndexError):
        log = (git.folder_of(repository) / "logs" / move.ref).read_bytes()
        last = log.rstrip(b"\n").rpartition(b"\n")[2].partition(b"\t")[0].decode().split(" ")
        if last[1] == move.new:
            return datetime.fromtimestamp(int(last[-2]), VIETNAM)
    return None
