"""`kiemdiem nhan-xet`: the one comment that a reviewer decides from, and the same findings for other tools.

With `--gop-phan` it joins what `kiemdiem kiem-tra --phan` found on several machines.
"""

import argparse
import json
from pathlib import Path

from scripts.commands.arguments import UsageError, add_format, add_pusher, add_source, now_of, root_of
from scripts.gate.ref_update import RefUpdate
from scripts.gate.review import review
from scripts.ledger import git
from scripts.output.ci_formats import CI_FORMATS
from scripts.output.review import as_json, as_markdown, as_text, capped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--goc", dest="base", metavar="BẢN", help="nhánh chính như đang có")
    parser.add_argument("--de-nghi", dest="head", metavar="BẢN", help="phần xin nộp")
    parser.add_argument(
        "--gop-phan",
        dest="shards",
        metavar="TỆP",
        nargs="+",
        type=Path,
        help="gộp kết quả của các lần `kiem-tra --phan`, thay cho đề nghị",
    )
    parser.add_argument(
        "--tai-khoan", dest="actor", metavar="TÀI_KHOẢN", help="tài khoản xin nộp, để xét cả quyền; cần cả --nhanh"
    )
    add_pusher(parser)
    parser.add_argument("--nhanh", dest="branch", metavar="NHÁNH", help="nhánh xin nộp")
    parser.add_argument("--kem", dest="beside", metavar="TỆP", type=Path, help="(CI) tệp Markdown nối vào cuối, nếu có")
    add_format(parser, ["markdown", "text", "json", *CI_FORMATS])
    parser.add_argument(
        "--dia-chi", dest="site", metavar="ĐỊA_CHỈ", default="", help="địa chỉ trang hướng dẫn, để dẫn tới quy tắc"
    )
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when the proposal may not be merged."""
    if (options.actor is None) is not (options.branch is None):
        raise UsageError("--tai-khoan và --nhanh đi cùng nhau.")
    root = root_of(options)
    site = f"{options.site.rstrip('/')}/" if options.site else ""
    if options.shards:
        return _joined(root, options, site)
    if options.base is None or options.head is None:
        raise UsageError("thiếu: --goc và --de-nghi (hoặc --gop-phan)")
    base, head = git.commit_of(root, options.base), git.commit_of(root, options.head)
    ref = f"refs/heads/{options.branch or ''}"
    update = RefUpdate(root, base, base, head, ref, options.actor or "", now_of(options), options.pusher)
    found = review(update, permission=options.actor is not None)
    match options.format:
        case "markdown":
            beside = options.beside.read_text(encoding="utf-8") if options.beside and options.beside.is_file() else ""
            print(capped(as_markdown(found, site) + beside), end="")
        case "text":
            print(as_text(found, site))
        case "json":
            print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        case name:
            print(CI_FORMATS[name](found.result, site))
    return 1 if found.errors else 0


def _joined(root: Path, options: argparse.Namespace, site: str) -> int:
    from scripts.check.shards import ShardError, join_shards
    from scripts.output import findings

    try:
        result = join_shards(root, options.shards)
    except ShardError as refusal:
        raise UsageError(str(refusal)) from None
    match options.format:
        case "markdown" | "text":
            print(findings.as_text(result, lambda _: None))
        case "json":
            print(findings.as_json(result))
        case name:
            print(CI_FORMATS[name](result, site))
    return 1 if result.errors else 0
