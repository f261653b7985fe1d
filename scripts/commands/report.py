"""`kiemdiem report`: the one comment that a reviewer decides from, and the same findings for other tools."""

import argparse
import json

from scripts import git
from scripts.arguments import UsageError, add_source, now_of, root_of
from scripts.emitters import EMITTERS
from scripts.review import review
from scripts.review_reporting import as_json, as_markdown, as_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base", metavar="REV", required=True, help="nhánh chính như đang có")
    parser.add_argument("--head", metavar="REV", required=True, help="phần xin nộp")
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
