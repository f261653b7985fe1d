"""The end of the receipts book: signed by the server's own key, and marked on its disk, where no push reaches.

The chain of digests guards every receipt but the last; whoever can move the ref could still cut the book or write a
new one. The signature tells who wrote the end, the mark how far the book had come.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from scripts.ledger import git

ROOM = "kiemdiem"
"""A folder in the server's repository for what the program keeps there itself."""

SIGNER = "kiemdiem.receiptSigner"
"""Git's setting for the public half of the key, in the server's repository and in whatever copy is to tell."""

_KEY = "khoa-may-chu"
_MARK = "dau-so"
_MAIN = "nhanh-chinh"
_SIGNER = "may-chu"


class BookEnd(NamedTuple):
    """Number and digest of the newest receipt."""

    number: int
    digest: str

    @property
    def message(self) -> str:
        """Of the newest commit of the notes."""
        return f"biên nhận đến số {self.number} {self.digest}"


def make_key(folder: Path) -> str | None:
    """The server's key pair, made once; its public half. None where this machine cannot make one."""
    path = folder / ROOM / _KEY
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            return None
    return _public(folder)


def _public(folder: Path) -> str | None:
    with suppress(OSError):
        return " ".join((folder / ROOM / f"{_KEY}.pub").read_text(encoding="ascii").split(" ")[:2]).rstrip("\n")
    return None


def signing_options(folder: Path) -> tuple[str, ...]:
    """For `git`, before a command that makes a commit with `-S`; nothing where there is no key."""
    path = folder / ROOM / _KEY
    return ("-c", "gpg.format=ssh", "-c", f"user.signingkey={path}") if path.is_file() else ()


def signed_by_server(repository: Path, folder: Path, commit: str) -> bool:
    """Whether the server's key signed a commit. Where no key is known, nothing can be said against it."""
    known = _public(folder) or git.ask(repository, "config", SIGNER)
    if not known:
        return True
    with NamedTemporaryFile("w", suffix=".signers") as listed:
        listed.write(f'{_SIGNER} namespaces="git" {known}\n')
        listed.flush()
        options = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={listed.name}")
        return git.text(repository, *options, "log", "-1", "--format=%G? %GS", commit) == f"G {_SIGNER}"


def mark(folder: Path, end: BookEnd) -> None:
    """Leave on the server's disk how far the book has come. Elsewhere, as on a machine of CI, the book may yet be
    exchanged for a newer one."""
    if (folder / ROOM / _KEY).exists() or (folder / ROOM / _MAIN).exists():
        _leave(folder / ROOM / _MARK, f"{end.number} {end.digest}")


def _leave(place: Path, line: str) -> None:
    """Whole or not at all. A disk that will not take it leaves an older mark, which holds as well, for less."""
    half = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        half.write_text(f"{line}\n", encoding="ascii")
        half.replace(place)


def marked(folder: Path) -> BookEnd | None:
    """How far the book had come; None where this is not the server, or nothing was written yet."""
    try:
        number, digest = (folder / ROOM / _MARK).read_text(encoding="ascii").rstrip("\n").split(" ")
        return BookEnd(int(number), digest)
    except (OSError, ValueError):
        return None


def note_main(folder: Path, commit: str) -> None:
    """Leave on the server's disk up to where the base branch has its receipts."""
    if main_booked(folder) != commit:
        _leave(folder / ROOM / _MAIN, commit)


def main_booked(folder: Path) -> str | None:
    """Up to where the base branch has its receipts; None where this is not the server."""
    try:
        return (folder / ROOM / _MAIN).read_text(encoding="ascii").rstrip("\n") or None
    except (OSError, ValueError):
        return None
