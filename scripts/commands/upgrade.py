"""`kiemdiem nang-cap-du-lieu`: show what files of an earlier form must become, then rewrite them when asked to."""

import argparse

from schemas.models.form_changes import FORM_CHANGES
from schemas.models.kinds import kind_at
from schemas.paths import SUBMISSIONS
from schemas.source.text import MAX_BYTES
from scripts.commands.arguments import add_repository, root_of
from scripts.ledger.tree import REGULAR, WorkTree, printable
from scripts.version import VERSION
from scripts.yaml_files.form_upgrade import reworded, rewordings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ghi", dest="write", action="store_true", help="sửa luôn các tệp; bỏ trống là chỉ xem")
    add_repository(parser)


def run(options: argparse.Namespace) -> int:
    """0: nothing to do, or done; 1: something is still to be rewritten."""
    tree = WorkTree(root_of(options))
    files = [file for file in tree.files(SUBMISSIONS) if file.mode == REGULAR]
    changed = 0
    for file, data in zip(files, tree.read(files), strict=True):
        kind = kind_at(file.path)
        if kind is None or len(data) > MAX_BYTES:
            continue
        places = rewordings(data, (change for change in FORM_CHANGES if change.kind == kind.name))
        for place in places:
            print(f"{printable(file.path)}:{place.line}  {printable(place.before)} → {place.after}")
        if places:
            changed += 1
            if options.write:
                (tree.root / file.path).write_bytes(reworded(data, places))
    if not changed:
        print(f"Mọi tệp đã theo cách ghi của bản {VERSION}; không phải sửa gì.")
    elif options.write:
        print(f"Đã sửa {changed} tệp. Chạy `kiemdiem kiem-tra` rồi commit.")
    else:
        print(f"{changed} tệp còn theo cách ghi cũ. Thêm --ghi để sửa.")
    return 1 if changed and not options.write else 0
