"""`kiemdiem authorise`: the server's judgement of a proposal as one command, for a forge's CI (design, Trust)."""

import argparse

from scripts.check.result import Report
from scripts.commands.arguments import add_source, now_of, root_of
from scripts.gate.push import judge_push
from scripts.ledger import git
from scripts.ledger.branches import BASE, BRANCH_PREFIX
from scripts.output.findings import as_json, as_text
from scripts.version import VERSION


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base", metavar="REV", required=True, help="nhánh chính như đang có; quyền lấy từ đây")
    parser.add_argument("--head", metavar="REV", required=True, help="phần xin nộp")
    parser.add_argument("--actor", metavar="TÀI_KHOẢN", required=True, help="tài khoản, do máy chủ hay CI cho biết")
    parser.add_argument(
        "--branch", metavar="NHÁNH", required=True, help=f"nhánh xin nộp, ví dụ {BRANCH_PREFIX}bac-ha/dot-1, hoặc main"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="dạng kết quả")
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when the server would refuse. Never shows a line of a file: the log of a CI is read by many."""
    root = root_of(options)
    base, head = git.commit_of(root, options.base), git.commit_of(root, options.head)
    ref = BASE if options.branch == "main" else f"refs/heads/{options.branch}"
    findings = sorted(set(judge_push(root, base, base, head, ref, options.actor, now_of(options))))
    report = Report(VERSION, [], 0, findings)
    if options.format == "json":
        print(as_json(report))
    else:
        closing = f"Máy chủ sẽ từ chối: {report.errors} lỗi." if report.errors else "Máy chủ sẽ nhận."
        print(as_text(report, lambda _: None, closing=closing))
    return 1 if report.errors else 0
