"""`kiemdiem xet-quyen`: the server's judgement of a proposal as one command, for a forge's CI (design, Trust)."""

import argparse

from scripts.check.result import CheckResult
from scripts.commands.arguments import add_format, add_pusher, add_source, now_of, root_of
from scripts.gate.push import check_push
from scripts.gate.ref_update import RefUpdate
from scripts.ledger import git
from scripts.ledger.branches import BRANCH_PREFIX
from scripts.output.findings import as_json, as_text
from scripts.version import VERSION


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for option, name, metavar, text in (
        ("--goc", "base", "BẢN", "nhánh chính như đang có; quyền lấy từ đây"),
        ("--de-nghi", "head", "BẢN", "phần xin nộp"),
        ("--tai-khoan", "actor", "TÀI_KHOẢN", "tài khoản, do máy chủ hay CI cho biết"),
        ("--nhanh", "branch", "NHÁNH", f"nhánh xin nộp, ví dụ {BRANCH_PREFIX}bac-ha/dot-1, hoặc main"),
    ):
        parser.add_argument(option, dest=name, metavar=metavar, required=True, help=text)
    add_pusher(parser)
    add_format(parser)
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when the server would refuse. Never shows a line of a file: the log of a CI is read by many."""
    root = root_of(options)
    base, head = git.commit_of(root, options.base), git.commit_of(root, options.head)
    ref = f"refs/heads/{options.branch}"
    update = RefUpdate(root, base, base, head, ref, options.actor, now_of(options), options.pusher)
    result = CheckResult(VERSION, [], 0, sorted(set(check_push(update))))
    if options.format == "json":
        print(as_json(result))
    else:
        closing = f"Máy chủ sẽ từ chối: {result.errors} lỗi." if result.errors else "Máy chủ sẽ nhận."
        print(as_text(result, lambda _: None, closing=closing))
    return 1 if result.errors else 0
