"""`kiemdiem tien-do`: who has handed in what, what is missing, what is late."""

import argparse
import json
import sys

from schemas.paths import SUBMISSIONS
from scripts.commands.arguments import add_format, add_source, now_of, root_of, tree_of
from scripts.ledger.tree import Tree
from scripts.output.status import as_json, as_text
from scripts.progress.cycle_view import cycle_statuses


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    root = root_of(options)
    statuses = cycle_statuses(root, options.revision, now_of(options))
    broken = _years(tree_of(options, root)) - {str(status.year) for status in statuses}
    if options.format == "json":
        print(json.dumps([as_json(status) for status in statuses], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(as_text(status) for status in statuses) or "Chưa có kỳ kiểm điểm nào trong submissions/.")
    for year in sorted(broken):
        print(f"Kỳ {year}: không có `ky.yaml` đọc được; chạy `kiemdiem kiem-tra`.", file=sys.stderr)
    return 1 if broken or any(status.unreadable for status in statuses) else 0


def _years(tree: Tree) -> set[str]:
    return {parts[1] for file in tree.files(SUBMISSIONS) if len(parts := file.path.split("/")) > 2}
