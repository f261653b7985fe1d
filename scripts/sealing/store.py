"""The store of sealed files: a folder outside Git, shared by units and centre, each file named by its own digest."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from schemas.errors import KiemdiemError
from schemas.finding import Finding, Severity, Turn, rule_link
from schemas.models.sealed_file import MAX_HEADER, NotSealedError, read_seal, sealed_for
from schemas.models.sealing import SealedCopy
from schemas.models.unit_files import UnitFiles
from schemas.rules.sealing import openings, sealed_copies
from schemas.source.yaml_tree import locate

STORE_VARIABLE = "KIEMDIEM_STORE"


class NotInStoreError(KiemdiemError):
    """The store does not hold the file of this digest."""


def place(store: Path, digest: str) -> Path:
    return store / f"{digest}.age"


def refuse_unsound(store: Path, copy: SealedCopy) -> Path:
    """The copy's file, when it is what the register says as far as a look from outside can tell.

    Raises NotInStoreError, or NotSealedError with the reason.
    """
    path = place(store, copy.digest)
    if path.is_symlink() or not path.is_file():
        raise NotInStoreError
    with path.open("rb") as file:
        head = file.read(MAX_HEADER)
        seal = read_seal(head, path.stat().st_size)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if path.stat().st_size != copy.size or digest != copy.digest:
        raise NotSealedError("Tệp trong kho lưu không khớp mã băm hoặc kích thước ghi trong sổ.")
    if not sealed_for(seal, copy.recipients):
        raise NotSealedError("Tệp không niêm phong cho đủ những khóa ghi trong sổ.")
    return path


def unsound(store: Path, units: Iterable[UnitFiles]) -> Iterator[Finding]:
    """Rule K18 about the bytes themselves. What was opened once may have been deleted since: that only warns."""
    for files in units:
        tried = openings(files)
        for file, loc, entry, copy in sealed_copies(files):
            severity = Severity.ERROR
            try:
                refuse_unsound(store, copy)
            except NotInStoreError:
                message, fix = "Kho lưu không có tệp niêm phong này.", "chạy lại `kiemdiem niem-phong` rồi nộp"
                severity = Severity.WARNING if tried.get(copy.digest) else severity
            except NotSealedError as refusal:
                message, fix = str(refusal), "niêm phong lại: `kiemdiem niem-phong`"
            else:
                continue
            yield Finding(
                file.path,
                *locate(file.parsed.root, loc),
                "K18",
                severity,
                Turn.UNIT,
                ".".join(map(str, loc)),
                f"Mục {entry.item}: {message}",
                fix,
                rule_link("K18"),
            )


def write_once(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """A new file, whole or not at all, readable by its owner only until it is whole; never over another.

    Raises FileExistsError, and whatever `fill` raises.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kiemdiem-")
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    finally:
        Path(name).unlink()
