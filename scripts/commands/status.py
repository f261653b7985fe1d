"""`kiemdiem status`: who has handed in what, what is missing, what is late."""

import argparse
import json

from scripts.arguments import add_source, now_of, root_of
from scripts.current import current
from scripts.status_reporting import as_json, as_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=["text", "json"], default="text", help="dạng kết quả")
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    statuses = current(root_of(options), options.rev, now_of(options))
    if options.format == "json":
        print(json.dumps([as_json(status) for status in statuses], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(as_text(status) for status in statuses) or "Chưa có kỳ kiểm điểm nào trong submissions/.")
    return 0
