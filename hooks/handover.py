"""What pre-receive, which has every rule loaded, already knows about a push, kept for post-receive to write down.

Starting Python with all models costs more than the check; so post-receive loads none of them when this file is there.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from scripts.ledger.receipts import ReceiptEvent, as_line, read_line


def _place(repository: Path, told: bytes, account: str) -> Path:
    name = sha256(b"\n".join((account.encode(errors="surrogateescape"), told))).hexdigest()
    return repository / "kiemdiem" / f"{name}.jsonl"


def keep(repository: Path, told: bytes, account: str, events: list[ReceiptEvent]) -> None:
    """Leave the events of a push that will be accepted. A disk that will not take them costs only time later."""
    place = _place(repository, told, account)
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        half = place.with_suffix(f".{os.getpid()}")
        half.write_text("".join(f"{as_line(event)}\n" for event in events), encoding="utf-8")
        half.replace(place)


def take(repository: Path, told: bytes, account: str) -> list[ReceiptEvent] | None:
    """The events left for this very push, once; None when there are none or they cannot be read whole."""
    place = _place(repository, told, account)
    try:
        lines = [line for line in place.read_text(encoding="utf-8").split("\n") if line]
        place.unlink()
    except (OSError, UnicodeDecodeError):
        return None
    events = [event for line in lines if (event := read_line(line)) is not None]
    return events if len(events) == len(lines) else None
