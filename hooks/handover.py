"""What pre-receive, which has every rule loaded, already knows about a push, kept for post-receive to write down.

Starting Python with all models costs more than the check; so post-receive loads none of them when this file is there.
A file whose push is over belongs to one that was killed, or that git refused after all: it helps to recover receipts.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from scripts.ledger.book_end import ROOM
from scripts.ledger.receipts import ReceiptEvent, as_line, read_line

_STALE = 3600.0
"""Seconds after which what git left of a killed push is nobody's any more."""

_NAME = re.compile(r"([0-9]+)-[0-9a-f]{64}\.(?:jsonl|new)|[a-z-]+\.([0-9]+)", re.ASCII)
"""What a push leaves, or half of a mark, with the number of the process that it belongs to."""


def _place(repository: Path, told: bytes, account: str) -> Path:
    """Named after the process of git that runs both hooks, and the push."""
    name = sha256(b"\n".join((account.encode(errors="surrogateescape"), told))).hexdigest()
    return repository / ROOM / f"{os.getppid()}-{name}.jsonl"


def keep(repository: Path, told: bytes, account: str, events: list[ReceiptEvent]) -> None:
    """Leave the events of a push that will be accepted. A disk that will not take them costs only time later."""
    place = _place(repository, told, account)
    half = place.with_suffix(".new")
    try:
        place.parent.mkdir(exist_ok=True)
        half.write_text("".join(f"{as_line(event)}\n" for event in events), encoding="utf-8")
        half.replace(place)
    except OSError:
        with suppress(OSError):
            half.unlink()


def take(repository: Path, told: bytes, account: str) -> list[ReceiptEvent] | None:
    """The events left for this very push; None when there are none or they cannot be read whole. The file stays until
    they are in the book: see `drop`."""
    return _read(_place(repository, told, account))


def drop(repository: Path, told: bytes, account: str) -> None:
    """The events are written down."""
    with suppress(OSError):
        _place(repository, told, account).unlink()


def _read(place: Path) -> list[ReceiptEvent] | None:
    try:
        lines = [line for line in place.read_text(encoding="utf-8").split("\n") if line]
    except (OSError, UnicodeDecodeError):
        return None
    events = [event for line in lines if (event := read_line(line)) is not None]
    return events if len(events) == len(lines) else None


class Leftovers(NamedTuple):
    """What lies in the folder: of pushes that are over, and of those still under way."""

    over: list[ReceiptEvent]
    under_way: list[ReceiptEvent]
    files: list[Path]


def leftovers(repository: Path) -> Leftovers:
    """`files`: those of pushes that are over, to be cleared away once the events are in the book."""
    over: list[ReceiptEvent] = []
    under_way: list[ReceiptEvent] = []
    files = []
    for place in _listed(repository / ROOM):
        found = _NAME.fullmatch(place.name)
        if found is None:
            continue
        events = _read(place) or [] if place.suffix == ".jsonl" else []
        if _alive(int(found.group(1) or found.group(2))):
            under_way += events
        else:
            over += events
            files.append(place)
    return Leftovers(over, under_way, files)


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _alive(process: int) -> bool:
    """Whether git still runs that push, and it is not our own, which is written down by now. The number may be another
    program's meanwhile: that only delays."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getppid()


def clear(repository: Path, files: list[Path]) -> None:
    """Take away what is written down, and what git's own quarantines of killed pushes left."""
    for place in files:
        with suppress(OSError):
            place.unlink()
    for room in _quarantines(repository):
        shutil.rmtree(room, ignore_errors=True)


def _quarantines(repository: Path) -> Iterator[Path]:
    for room in (repository / "objects").glob("tmp_objdir-*"):
        with suppress(OSError):
            if time.time() - room.stat().st_mtime > _STALE:
                yield room
