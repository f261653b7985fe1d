"""Seal a paper to public keys and open it again, with age. The clear bytes touch no disk but the reader's own."""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from schemas.errors import KiemdiemError
from schemas.models.sealing import SealedCopy
from scripts.sealing.store import place, write_once

_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  how a private key's line begins
Identity = Any
"""A private key; the library has no types."""


class PublicKeyError(KiemdiemError):
    """A registered public key is none."""


class KeyFileError(KiemdiemError):
    """A file holds no private key that can be used."""


class CannotOpenError(KiemdiemError):
    """No key at hand opens the file, or the file is damaged."""


def seal(paper: Path, recipients: Iterable[str], store: Path) -> SealedCopy:
    """Seal a paper into the store. Raises PublicKeyError."""
    keys = list(recipients)
    kinds = [pyrage.ssh if key.startswith("ssh-") else pyrage.x25519 for key in keys]
    try:
        chosen = [kind.Recipient.from_str(key) for kind, key in zip(kinds, keys, strict=True)]
    except pyrage.RecipientError as failure:
        raise PublicKeyError from failure
    sealed = io.BytesIO()
    with paper.open("rb") as clear:
        pyrage.encrypt_io(clear, sealed, chosen)
    data = sealed.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    path = place(store, digest)
    write_once(path, lambda file: file.write(data))
    path.chmod(0o644)  # sealed bytes may be read by all; the server's account must
    return SealedCopy.model_validate({"ma_bam": digest, "kich_thuoc": len(data), "nguoi_mo": keys})


def open_sealed(sealed: Path, identities: list[Identity], clear: BinaryIO) -> None:
    """Write the clear bytes. Every block is authenticated. Raises CannotOpenError."""
    try:
        with sealed.open("rb") as file:
            pyrage.decrypt_io(file, clear, identities)
    except (pyrage.DecryptError, OSError, ValueError) as failure:
        raise CannotOpenError("Không mở được: sai khóa, hoặc tệp đã hỏng.") from failure


def new_key(path: Path) -> str:
    """Make a key pair: the private half into a new file of its owner's, the public half returned."""
    identity = pyrage.x25519.Identity.generate()
    write_once(path, lambda file: file.write(f"{identity}\n".encode()))
    return str(identity.to_public())


def read_keys(path: Path) -> list[Identity]:
    """The private keys of a file: age's, one a line, or one of SSH. Raises KeyFileError."""
    try:
        data = path.read_bytes()
        if data.startswith(b"-----BEGIN OPENSSH"):
            return [pyrage.ssh.Identity.from_buffer(data)]
        lines = data.decode().splitlines()
        keys: list[Identity] = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if _SECRET in line]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as failure:
        raise KeyFileError("không đọc được khóa riêng trong tệp này.") from failure
    if not keys:
        raise KeyFileError("tệp này không có khóa riêng nào.")
    return keys


def public_keys(identities: list[Identity], path: Path) -> set[str]:
    """The public halves: computed for age's keys, for SSH's read from the `.pub` file beside, if there is one."""
    own = {str(identity.to_public()) for identity in identities if isinstance(identity, pyrage.x25519.Identity)}
    beside = path.with_name(f"{path.name}.pub")
    return own | ({" ".join(beside.read_text().split()[:2])} if beside.is_file() else set())
