"""The outside of a sealed (age) file: what can be seen without a key. It proves no reader; opening does (K18, K19).

Format: a version line, one stanza for each key it is sealed to, a line with the header's MAC, then the encrypted
payload (a nonce of 16 bytes and at least one tag of 16).
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import NamedTuple

from schemas.errors import KiemdiemError

MAX_HEADER = 16_384
"""Bytes that are read of a file; a header for a handful of keys is under 1,000."""

_VERSION = b"age-encryption.org/v1\n"
_LEAST_PAYLOAD = 32
_STANZA = re.compile(rb"-> ([\x21-\x7e]+(?: [\x21-\x7e]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)")
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_PLAIN = (
    (b"%PDF", "tệp PDF"),
    (b"PK\x03\x04", "tệp Word, Excel hoặc tệp nén"),
    (b"\xd0\xcf\x11\xe0", "tệp Word hoặc Excel đời cũ"),
    (b"\xff\xd8\xff", "tệp ảnh"),
    (b"\x89PNG", "tệp ảnh"),
    (b"{\\rtf", "tệp văn bản RTF"),
)


class NotSealedError(KiemdiemError):
    """The bytes are not a file sealed to keys. The message says what they are, never what they say."""


class Seal(NamedTuple):
    """To how many X25519 keys a file claims to be sealed, and the marks of the SSH keys it claims to be sealed to."""

    x25519: int
    ssh: frozenset[str]


def read_seal(head: bytes, size: int) -> Seal:
    """The claims of a file from its first `MAX_HEADER` bytes and its size. Raises NotSealedError.

    Stanzas of unknown kinds are passed over: age adds such at random, so that nobody relies on their absence.
    """
    if not head.startswith(_VERSION):
        plain = next((name for magic, name in _PLAIN if head.startswith(magic)), None)
        raise NotSealedError(f"Đây là {plain} chưa niêm phong." if plain else "Đây không phải tệp niêm phong.")
    at = len(_VERSION)
    x25519 = 0
    ssh: set[str] = set()
    while stanza := _STANZA.match(head, at):
        at = stanza.end()
        kind, *arguments = stanza[1].split(b" ")
        body = _decoded(stanza[2].replace(b"\n", b""))
        if kind == b"scrypt":
            raise NotSealedError("Tệp niêm phong bằng mật khẩu; phải niêm phong bằng khóa của trung tâm và đơn vị.")
        if kind == b"X25519":
            _expect([len(_decoded(argument)) for argument in arguments] == [32] and len(body) == 32)
            x25519 += 1
        elif kind == b"ssh-ed25519":
            _expect([len(_decoded(argument)) for argument in arguments] == [4, 32] and len(body) == 32)
            ssh.add(arguments[0].decode())
    mac = _MAC.match(head, at)
    _expect(mac is not None and bool(x25519 or ssh))
    _expect(mac is not None and size - mac.end() >= _LEAST_PAYLOAD)
    return Seal(x25519, frozenset(ssh))


def sealed_for(seal: Seal, keys: Iterable[str]) -> bool:
    """Whether the file may be sealed to all these public keys. False is certain, True is only not refuted."""
    plain = [key for key in keys if not key.startswith("ssh-")]
    marks = {_ssh_mark(key) for key in keys if key.startswith("ssh-")}
    return len(plain) <= seal.x25519 and marks <= seal.ssh


def _ssh_mark(key: str) -> str:
    """How a stanza names an SSH key: the first four bytes of the digest of its public half."""
    return b64encode(hashlib.sha256(b64decode(key.split(" ")[1])).digest()[:4]).decode().rstrip("=")


def _decoded(text: bytes) -> bytes:
    """Unpadded base64, which has one spelling only."""
    try:
        data = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise NotSealedError("Phần đầu của tệp niêm phong bị hỏng.") from None
    _expect(b64encode(data).rstrip(b"=") == text)
    return data


def _expect(sound: bool) -> None:
    if not sound:
        raise NotSealedError("Phần đầu của tệp niêm phong bị hỏng hoặc tệp bị cắt cụt.")
