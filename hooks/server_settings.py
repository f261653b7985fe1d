"""What the server's operator set for a repository: where the account comes from, and for rehearsals what time it is."""

import os
from datetime import datetime
from pathlib import Path

from schemas.local_time import VIETNAM, read_moment
from scripts.ledger import git


def account(repository: Path) -> str:
    """The account as the server knows it, from the one variable named in `kiemdiem.actorVariable`; "" when unknown."""
    return os.environ.get(_setting(repository, "kiemdiem.actorVariable") or "REMOTE_USER", "")


def clock(repository: Path) -> datetime:
    """Now; or `kiemdiem.now` of a rehearsal's repository, which nobody can set by pushing."""
    chosen = _setting(repository, "kiemdiem.now")
    return read_moment(chosen) if chosen else datetime.now(VIETNAM)


def store(repository: Path) -> Path | None:
    """The folder of sealed files, `kiemdiem.store`; None where the server is not to look at them."""
    chosen = _setting(repository, "kiemdiem.store")
    return Path(chosen) if chosen else None


def _setting(repository: Path, name: str) -> str:
    return git.ask(repository, "config", name) or ""
