"""`kiemdiem bien-nhan`: what the server confirmed to have received, and whether its book is whole."""

import argparse
import json
import sys

from scripts.check.folder_cache import register_keys, spreading
from scripts.commands.arguments import UsageError, moment, now_of, root_of
from scripts.gate.receipt_events import events
from scripts.ledger import git
from scripts.ledger.arrivals import arrivals, register_oids, unreceipted, versions
from scripts.ledger.branches import BASE
from scripts.ledger.receipts import REF, read, write
from scripts.output.receipts import as_json, as_text, state, told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("unit", metavar="ĐƠN_VỊ", nargs="?", help="mã đơn vị; bỏ trống là mọi đơn vị")
    parser.add_argument(
        "--ma", metavar="MÃ", help="hỏi một mã đã in khi nộp, ví dụ 12-3f9a61c2, có đúng trong sổ không"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="dạng kết quả")
    parser.add_argument("--repo", metavar="THƯ_MỤC", default=None, help=argparse.SUPPRESS)
    parser.add_argument("--ghi", action="store_true", help="(CI) ghi biên nhận cho một lần đẩy đã được nhận")
    for name, what in (("old", "trước"), ("new", "sau")):
        parser.add_argument(
            f"--{name}", metavar="COMMIT", help=f"(CI) nhánh đứng ở đâu {what} lần đẩy; 40 số 0 là chưa có"
        )
    parser.add_argument("--branch", metavar="NHÁNH", help="(CI) nhánh được đẩy")
    parser.add_argument("--actor", metavar="TÀI_KHOẢN", help="(CI) tài khoản, do máy chủ cho biết")
    parser.add_argument("--now", metavar="LÚC", type=moment, help="(CI) thời điểm nhận; bỏ trống là bây giờ")


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when the book is broken, or does not hold the code asked for."""
    root = root_of(options)
    if options.ghi:
        return _record(options)
    book = read(root)
    if options.ma:
        chosen = [receipt for receipt in book.entries if receipt.code == options.ma]
        if not chosen:
            print(f"Sổ không có biên nhận {options.ma}. {state(book)}", file=sys.stderr)
            return 1
    else:
        chosen = [r for r in book.entries if options.unit in (None, r.event.folder.rsplit("/", 1)[-1])]
    if options.format == "json":
        print(json.dumps(as_json(chosen), ensure_ascii=False, indent=2))
    else:
        print(as_text(chosen) or "Chưa có biên nhận nào ở đây.")
    print(f"\n{state(book)}", file=sys.stderr)
    if not book.entries and book.broken is None:
        print(f"  Sổ ở trên máy chủ; lấy về: git fetch origin {REF}:{REF}", file=sys.stderr)
    try:
        past = versions(root, BASE)
        with spreading() as spread:
            keys = register_keys(root, register_oids(past), spread)()
        missing = unreceipted(arrivals(past, book.entries, keys))
    except git.GitError:
        missing = []
    if missing and book.entries:
        print(f"  Đã vào nhánh chính mà không có biên nhận: {', '.join(missing)}.", file=sys.stderr)
    return 1 if book.broken is not None else 0


def _record(options: argparse.Namespace) -> int:
    given = (options.old, options.new, options.branch, options.actor)
    if None in given:
        raise UsageError("--ghi cần đủ --old, --new, --branch, --actor.")
    root = root_of(options)
    ref = f"refs/heads/{options.branch}"
    for receipt in write(root, list(events(root, options.old, options.new, ref, options.actor, now_of(options)))):
        print(told(receipt))
    return 0
