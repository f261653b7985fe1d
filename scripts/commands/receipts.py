"""`kiemdiem bien-nhan`: what the server confirmed to have received, and whether its book is whole."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from schemas.local_time import VIETNAM
from scripts.check.worker_pool import worker_pool
from scripts.commands.arguments import UsageError, add_format, add_moment, add_repository, add_unit, now_of, root_of
from scripts.gate.push import base_of
from scripts.gate.receipt_events import events
from scripts.gate.ref_update import RefUpdate
from scripts.ledger import git
from scripts.ledger.arrivals import arrivals, register_oids, unreceipted, versions
from scripts.ledger.book_copies import compare
from scripts.ledger.branches import BASE
from scripts.ledger.missing_receipts import missing_moves
from scripts.ledger.receipts import REF, Receipt, Receipts, read, write
from scripts.output.receipts import as_json, as_text, chain_note, daily_list, receipt_line
from scripts.progress.register_versions import keys_of_versions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_unit(parser)
    parser.add_argument(
        "--ma", dest="code", metavar="MÃ", help="hỏi một mã đã in khi nộp, ví dụ 12-3f9a61c2, có đúng trong sổ không"
    )
    parser.add_argument(
        "--ngay",
        dest="day",
        metavar="NGÀY",
        type=date.fromisoformat,
        help="danh sách của một ngày, để in và ký lưu, ví dụ 2024-12-04",
    )
    add_format(parser)
    add_repository(parser)
    parser.add_argument("--ghi", dest="write", action="store_true", help="(CI) ghi biên nhận cho một lần đẩy đã nhận")
    for option, name, what in (("--truoc", "old", "trước"), ("--sau", "new", "sau")):
        text = f"(CI) nhánh đứng ở đâu {what} lần đẩy; 40 số 0 là chưa có"
        parser.add_argument(option, dest=name, metavar="COMMIT", help=text)
    parser.add_argument("--nhanh", dest="branch", metavar="NHÁNH", help="(CI) nhánh được đẩy")
    parser.add_argument("--tai-khoan", dest="actor", metavar="TÀI_KHOẢN", help="(CI) tài khoản, do máy chủ cho biết")
    add_moment(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when the book is broken or has gaps, a copy of it says otherwise, or it does not hold the code asked
    for."""
    root = root_of(options)
    if options.write:
        return _record(options)
    book = read(root)
    gaps = len(missing_moves(root, book))
    note = chain_note(len(book.entries), book.broken, gaps)
    chosen = [receipt for receipt in book.entries if _asked_for(receipt, options)]
    if options.code and not chosen:
        print(f"Sổ không có biên nhận {options.code}. {note}", file=sys.stderr)
        return 1
    if options.format == "json":
        print(json.dumps(as_json(chosen), ensure_ascii=False, indent=2))
    elif options.day:
        print(daily_list(chosen, options.day))
    else:
        print(as_text(chosen) or "Chưa có biên nhận nào ở đây.")
    print(f"\n{note}", file=sys.stderr)
    if not book.entries and book.broken is None:
        print(f"  Sổ ở trên máy chủ; lấy về: git fetch origin {REF}:{REF}", file=sys.stderr)
    missing = _without_receipt(root, book)
    if missing and book.entries:
        print(f"  Đã vào nhánh chính mà không có biên nhận: {', '.join(missing)}.", file=sys.stderr)
    against = compare(root, book)
    for copy in against:
        print(f"  Bản sao {copy.place}: {copy.fault}.", file=sys.stderr)
    return 1 if book.broken is not None or gaps or against else 0


def _asked_for(receipt: Receipt, options: argparse.Namespace) -> bool:
    event = receipt.event
    if options.code:
        return receipt.code == str(options.code)
    day = options.day is None or event.moment.astimezone(VIETNAM).date() == options.day
    return bool(day and options.unit in (None, event.folder.rsplit("/", 1)[-1]))


def _without_receipt(root: Path, book: Receipts) -> list[str]:
    """Codes of units some of whose papers came to the base without one; nothing in a clone without the base."""
    base = git.find_commit(root, BASE)
    if base is None:
        return []
    past = versions(root, base)
    with worker_pool() as submit:
        keys = keys_of_versions(root, register_oids(past), submit)()
    return unreceipted(arrivals(past, book.entries, keys))


def _record(options: argparse.Namespace) -> int:
    if None in (options.old, options.new, options.branch, options.actor):
        raise UsageError("--ghi cần đủ --truoc, --sau, --nhanh, --tai-khoan.")
    root = root_of(options)
    ref = f"refs/heads/{options.branch}"
    update = RefUpdate(root, base_of(root), options.old, options.new, ref, options.actor, now_of(options))
    for receipt in write(root, list(events(update))):
        print(receipt_line(receipt))
    return 0
