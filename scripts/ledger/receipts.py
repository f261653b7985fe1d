"""Receipts: what the server saw, when and from whom, one line each in `refs/notes/receipts` (design, Time).

Each receipt carries the digest of the one before, so that a changed, inserted or missing one breaks the chain at a
known number. Only the unbroken beginning is used; the break is reported. Whoever rewrites the whole chain changes the
codes that units were given when they pushed.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from schemas.local_time import read_moment
from scripts.ledger import git
from scripts.ledger.book_end import BookEnd, mark, marked, signed_by_server, signing_options
from scripts.ledger.branches import NOTHING

REF = "refs/notes/receipts"
_LARGEST_NOTE = 1 << 24
_FIRST = "0" * 64
_BESIDE = "refs/kiemdiem/bien-nhan-moi"
_SERVER = "kiemdiem <kiemdiem@localhost>"


class Deed(StrEnum):
    """What happened to a unit's proposal."""

    HANDED_IN = "nộp"
    ACCEPTED = "nhận"
    RETURNED = "trả lại"
    WITHDRAWN = "rút"


class ReceiptEvent(NamedTuple):
    """One unit's part of one ref update. `entries`: register below the unit's folder → codes of its entries."""

    deed: Deed
    moment: datetime
    account: str
    branch: str
    commit: str
    folder: str
    received: int
    owed: int
    entries: dict[str, tuple[str, ...]]
    recovered: bool = False
    """Whether it was found missing and written later; then the moment is when the server moved the branch, as far as
    it still knows."""


class Receipt(NamedTuple):
    number: int
    previous: str
    event: ReceiptEvent

    @property
    def line(self) -> str:
        event = self.event
        fields = {
            "so": self.number,
            "viec": event.deed.value,
            "luc": event.moment.isoformat(timespec="seconds"),
            "tai_khoan": event.account,
            "nhanh": event.branch,
            "commit": event.commit,
            "don_vi": event.folder,
            "da_co": event.received,
            "phai_co": event.owed,
            "muc": event.entries,
            "truoc": self.previous,
            **({"ghi_bu": True} if event.recovered else {}),
        }
        return json.dumps(fields, ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        return sha256(self.line.encode()).hexdigest()

    @property
    def code(self) -> str:
        """What a unit keeps: number and the beginning of the digest, such as `12-3f9a61c2`."""
        return f"{self.number}-{self.digest[:8]}"


class Receipts(NamedTuple):
    """The unbroken receipts in order. `broken`: number of the first one that is missing or was tampered with."""

    entries: tuple[Receipt, ...] = ()
    broken: int | None = None

    @property
    def last(self) -> str:
        return self.entries[-1].digest if self.entries else _FIRST


def read(repository: Path) -> Receipts:
    """All receipts of a repository, from a handful of git processes."""
    book = git.find_commit(repository, REF)
    return _attested(repository, book, _chain(repository, book) if book else Receipts())


def _chain(repository: Path, book: str) -> Receipts:
    """The unbroken beginning, whoever wrote it."""
    notes = git.ls_tree(repository, book)
    contents = git.read_blobs(repository, [note.oid for note in notes], _LARGEST_NOTE)
    found: dict[int, Receipt] = {}
    doubled: set[int] = set()
    unreadable = False
    for note, data in zip(notes, contents, strict=True):
        for line in data.decode(errors="replace").split("\n"):
            if not line:
                continue
            receipt = _parse(line)
            if receipt is None or receipt.event.commit != note.path.replace("/", ""):
                unreadable = True
            elif receipt.number in found:
                doubled.add(receipt.number)
            else:
                found[receipt.number] = receipt
    entries: list[Receipt] = []
    for number in range(1, len(found) + 1):
        receipt = found.get(number)
        if receipt is None or number in doubled:
            return Receipts(tuple(entries), number)
        if receipt.previous != (entries[-1].digest if entries else _FIRST):  # the one before may be the forged one
            return Receipts(tuple(entries[:-1]), max(number - 1, 1))
        entries.append(receipt)
    if entries and git.text(repository, "log", "-1", "--format=%B", book) != _end_of(entries[-1]).message:
        return Receipts(tuple(entries[:-1]), len(entries))
    return Receipts(tuple(entries), len(entries) + 1 if unreadable or doubled else None)


def _attested(repository: Path, book: str | None, found: Receipts) -> Receipts:
    """What the server's signature and its own mark say about a chain that holds by itself."""
    folder = git.folder_of(repository)
    before = marked(folder)
    if before and before.number and found.broken is None:
        held = found.entries[before.number - 1].digest if before.number <= len(found.entries) else None
        if held is None:
            return found._replace(broken=len(found.entries) + 1)
        if held != before.digest:
            return Receipts((), 1)
    if book and found.entries and not signed_by_server(repository, folder, book):
        return Receipts((), 1)
    return found


def adopt(repository: Path) -> BookEnd | None:
    """Put this server's key under a book that another one wrote, as after a restore: the operator's act, at install.
    Returns the book's end, to be compared with a copy; None where there is no whole book."""
    with _exclusive_lock(repository) as folder:
        book = git.find_commit(repository, REF)
        chain = _chain(repository, book) if book else Receipts()
        if book is None or not chain.entries or chain.broken is not None:
            return None
        end = _end_of(chain.entries[-1])
        if not signed_by_server(repository, folder, book):
            made = _signed(repository, folder, book, (book,), chain.entries[-1])
            git.run(repository, "update-ref", REF, made, book)
        if marked(folder) is None:
            mark(folder, end)
        return end


def _signed(repository: Path, folder: Path, tree: str, parents: tuple[str, ...], last: Receipt) -> str:
    """A commit of the server's own that ends the book with a receipt, with its key where it has one."""
    stamp = f"{int(last.event.moment.timestamp())} {last.event.moment:%z}"
    name, _, address = _SERVER.rstrip(">").partition(" <")
    parts = (("NAME", name), ("EMAIL", address), ("DATE", stamp))
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in parts}
    signing = signing_options(folder)
    options = [option for parent in parents for option in ("-p", parent)]
    made = ("commit-tree", *(["-S"] if signing else []), f"{tree}^{{tree}}", *options, "-m", _end_of(last).message)
    return git.run(repository, *signing, *made, environment=who).decode().rstrip("\n")


def _end_of(last: Receipt) -> BookEnd:
    """What guards the receipt that no later one guards yet."""
    return BookEnd(last.number, last.digest)


def as_line(event: ReceiptEvent) -> str:
    """An event before it has a number."""
    return Receipt(0, "", event).line


def read_line(line: str) -> ReceiptEvent | None:
    """What `as_line` wrote."""
    receipt = _parse(line)
    return receipt.event if receipt else None


def _parse(line: str) -> Receipt | None:
    """A line that reads back as exactly itself; anything else was not written by us."""
    try:
        fields = json.loads(line)
        event = ReceiptEvent(
            Deed(fields["viec"]),
            read_moment(fields["luc"]),
            fields["tai_khoan"],
            fields["nhanh"],
            fields["commit"],
            fields["don_vi"],
            fields["da_co"],
            fields["phai_co"],
            {path: tuple(codes) for path, codes in fields["muc"].items()},
            fields.get("ghi_bu", False),
        )
        receipt = Receipt(fields["so"], fields["truoc"], event)
        return receipt if receipt.line == line else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write(repository: Path, events: Iterable[ReceiptEvent]) -> list[Receipt]:
    """Append receipts, one writer at a time. A broken chain is continued behind what is left of it, so that the
    break stays visible. Raises git.GitError; nothing is half written."""
    with _exclusive_lock(repository) as folder:
        standing = read(repository)
        number, previous = _end(repository, standing)
        written = []
        for event in _new(standing, events):
            receipt = Receipt(number + 1, previous, event)
            number, previous = receipt.number, receipt.digest
            written.append(receipt)
        if written:
            _append(repository, folder, written)
            mark(folder, _end_of(written[-1]))
    return written


def _new(standing: Receipts, events: Iterable[ReceiptEvent]) -> Iterator[ReceiptEvent]:
    """Events that are not what the book says last of that branch and unit already: a job that runs again, or a push
    that was recovered while it was still at it, counts once."""
    last = {(e.branch, e.folder): (e.deed, e.commit) for _, _, e in standing.entries}
    yield from (event for event in events if last.get((event.branch, event.folder)) != (event.deed, event.commit))


def _end(repository: Path, standing: Receipts) -> tuple[int, str]:
    """Number and digest to continue from."""
    if standing.broken is None:
        return len(standing.entries), standing.last
    book = git.find_commit(repository, REF)
    before = marked(git.folder_of(repository))
    numbers = [before.number if before else 0] + [
        receipt.number
        for note in (git.ls_tree(repository, book) if book else ())
        for line in git.text(repository, "cat-file", "blob", note.oid).split("\n")
        if (receipt := _parse(line))
    ]
    return max([len(standing.entries) + 1, *numbers]), _FIRST


def _append(repository: Path, folder: Path, written: list[Receipt]) -> None:
    """One commit on the notes branch, through git's own writer of notes, which keeps its folders balanced. It is made
    beside, signed, and put in place at once."""
    moment = written[-1].event.moment
    stamp = f"{int(moment.timestamp())} {moment:%z}"
    lines: dict[str, list[str]] = {}
    for receipt in written:
        lines.setdefault(receipt.event.commit, []).append(receipt.line)
    header = f"reset {_BESIDE}\n\ncommit {_BESIDE}\ncommitter {_SERVER} {stamp}\ndata 0\n"
    script = [header.encode()]
    before = git.find_commit(repository, REF)
    if before:
        script.append(f"from {before}\n".encode())
    for commit, added in lines.items():
        note = "".join(f"{line}\n" for line in [*_noted(repository, commit), *added]).encode()
        script += [f"N inline {commit}\ndata {len(note)}\n".encode(), note, b"\n"]
    git.run(repository, "fast-import", "--quiet", "--force", "--date-format=raw", stdin=b"".join(script))
    commit = _signed(repository, folder, _BESIDE, (before,) if before else (), written[-1])
    git.run(repository, "update-ref", REF, commit, before or NOTHING)
    git.run(repository, "update-ref", "-d", _BESIDE)


def _noted(repository: Path, commit: str) -> list[str]:
    note = git.ask(repository, "notes", f"--ref={REF}", "list", commit)
    return git.lines(git.run(repository, "cat-file", "blob", note)) if note else []


@contextmanager
def _exclusive_lock(repository: Path) -> Iterator[Path]:
    """Yields git's own folder, which holds the lock."""
    folder = git.folder_of(repository)
    with (folder / "kiemdiem-receipts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
