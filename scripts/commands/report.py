"""`kiemdiem report`: the one comment that a reviewer decides from, and the same findings for other tools.

With `--shards` it joins what `kiemdiem check --shard` found on several machines.
"""

import argparse
import json
from pathlib import Path

from scripts.commands.arguments import UsageError, add_source, now_of, root_of
from scripts.gate.review import review
from scripts.ledger import git
from scripts.output.ci_formats import EMITTERS
from scripts.output.review import as_json, as_markdown, as_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base", metavar="REV", help="nhánh chính như đang có")
    parser.add_argument("--head", metavar="REV", help="phần xin nộp")
    parser.add_argument(
        "--shards",
        metavar="TỆP",
        nargs="+",
        type=Path,
        help="gộp kết quả của các lần `check --shard`, thay cho đề nghị",
    )
    parser.add_argument("--actor", metavar="TÀI_KHOẢN", help="tài khoản xin nộp, để xét cả quyền; cần cả --branch")
    parser.add_argument("--branch", metavar="NHÁNH", help="nhánh xin nộp")
    parser.add_argument(
        "--format", choices=["markdown", "text", "json", *EMITTERS], default="markdown", help="dạng kết quả"
    )
    parser.add_argument(
        "--site", metavar="ĐỊA_CHỈ", default="", help="địa chỉ trang hướng dẫn, để dẫn tới từng quy tắc"
    )
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when the proposal may not be merged."""
    if (options.actor is None) is not (options.branch is None):
        raise UsageError("--actor và --branch đi cùng nhau.")
    root = root_of(options)
    if options.shards:
        return _joined(root, options)
    if options.base is None or options.head is None:
        raise UsageError("thiếu: --base và --head (hoặc --shards)")
    base, head = git.commit_of(root, options.base), git.commit_of(root, options.head)
    found = review(root, base, head, now_of(options), options.actor, options.branch)
    site = f"{options.site.rstrip('/')}/" if options.site else ""
    match options.format:
        case "markdown":
            print(as_markdown(found, site), end="")
        case "text":
            print(as_text(found, site))
        case "json":
            print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        case name:
            print(EMITTERS[name](found.report, site))
    return 1 if found.errors else 0


def _joined(root: Path, options: argparse.Namespace) -> int:
    from scripts.check.shards import ShardError, joined
    from scripts.output.findings import as_json as report_as_json
    from scripts.output.findings import as_text as report_as_text

    try:
        outcome = joined(root, options.shards)
    except ShardError as refusal:
        raise UsageError(str(refusal)) from None
    match options.format:
        case "markdown" | "text":
            print(report_as_text(outcome, lambda _: None))
        case "json":
            print(report_as_json(outcome))
        case name:
            print(EMITTERS[name](outcome, f"{options.site.rstrip('/')}/" if options.site else ""))
    return 1 if outcome.errors else 0
