"""Copies of the receipts book that leave the server: a second repository, or a folder from which letters are sent.

One setting names them, `kiemdiem.receiptCopy`, as often as there are copies. A copy only ever grows, so it tells when
the book was cut or written anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.ledger import git
from scripts.ledger.receipts import REF, Receipt, Receipts

SETTING = "kiemdiem.receiptCopy"
_LETTER = "bien-nhan-%09d.txt"


class CopyReport(NamedTuple):
    """What is wrong with one copy, in words; "" when it agrees with the book."""

    place: str
    fault: str


def places(repository: Path) -> list[str]:
    """The copies that the operator named."""
    told = git.ask(repository, "config", "--get-all", SETTING)
    return [place for place in told.split("\n") if place] if told else []


def send(repository: Path, written: list[Receipt]) -> Iterator[CopyReport]:
    """Bring new receipts to every copy. The push that they belong to stands whether or not one can be reached."""
    for place in places(repository) if written else ():
        try:
            if _is_folder(place):
                _leave_letter(Path(place), written)
            else:
                git.run(repository, "push", "--quiet", place, f"{REF}:{REF}", environment=_APART)
        except (git.GitError, OSError) as failure:
            yield CopyReport(place, f"chưa gửi được bản sao biên nhận: {failure}")


_APART = {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=5"}


def _is_folder(place: str) -> bool:
    return Path(place).is_dir() and not (Path(place) / "HEAD").is_file()


def _leave_letter(folder: Path, written: list[Receipt]) -> None:
    """One file a push, whole or not at all, for a mailer to pick up."""
    place = folder / (_LETTER % written[-1].number)
    half = folder / f".{place.name}.{os.getpid()}"
    last = written[-1]
    lines = [receipt.line for receipt in written]
    half.write_text("\n".join([*lines, f"đầu sổ: số {last.number} {last.digest}", ""]), encoding="utf-8")
    half.replace(place)


def compare(repository: Path, book: Receipts) -> list[CopyReport]:
    """Every copy that knows more, or something else, than the book; and those that cannot be asked."""
    return [CopyReport(place, fault) for place in places(repository) if (fault := _difference(repository, book, place))]


def _difference(repository: Path, book: Receipts, place: str) -> str:
    if _is_folder(place):
        return _against_letters(book, Path(place))
    try:
        told = git.text(repository, "ls-remote", place, REF)
    except git.GitError as failure:
        return f"không hỏi được bản sao: {failure}"
    if not told:
        return "bản sao chưa có biên nhận nào" if book.entries else ""
    there = told.split("\t")[0]
    if git.ask(repository, "cat-file", "-e", f"{there}^{{commit}}") is None:
        return "bản sao có biên nhận mà sổ này không có: sổ đã bị cắt hoặc viết lại"
    own = git.find_commit(repository, REF)
    if own is None or git.ask(repository, "merge-base", "--is-ancestor", there, own) is None:
        return "bản sao có biên nhận mà sổ này không có: sổ đã bị cắt hoặc viết lại"
    return "" if there == own else "bản sao thiếu những biên nhận mới nhất"


def _against_letters(book: Receipts, folder: Path) -> str:
    digests = {receipt.number: receipt.digest for receipt in book.entries}
    newest = 0
    for letter in sorted(folder.glob("bien-nhan-*.txt")):
        end = letter.read_text(encoding="utf-8", errors="replace").rstrip("\n").rpartition("\n")[2]
        number, _, digest = end.removeprefix("đầu sổ: số ").partition(" ")
        newest = max(newest, int(number) if number.isascii() and number.isdigit() else 0)
        if not number.isdigit() or digests.get(int(number)) != digest:
            return f"thư {letter.name} có biên nhận mà sổ này không có: sổ đã bị cắt hoặc viết lại"
    return "" if newest == len(book.entries) else "chưa có thư cho những biên nhận mới nhất"
