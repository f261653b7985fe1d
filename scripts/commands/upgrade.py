"""`kiemdiem nang-cap-du-lieu`: show what files of an earlier form must become, then rewrite them when asked to."""

import argparse
import sys

from schemas.models.form_changes import FORM_CHANGES, FormChange
from schemas.models.kinds import kind_at
from schemas.paths import SUBMISSIONS
from schemas.source.text import MAX_BYTES, printable
from scripts.commands.arguments import add_repository, root_of
from scripts.ledger.tree import REGULAR, WorkTree
from scripts.version import VERSION
from scripts.yaml_files.form_upgrade import ByHandError, reworded, rewordings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ghi", dest="write", action="store_true", help="sửa luôn các tệp; bỏ trống là chỉ xem")
    add_repository(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when something is still to be rewritten."""
    tree = WorkTree(root_of(options))
    files = [file for file in tree.files(SUBMISSIONS) if file.mode == REGULAR]
    changed = by_hand = 0
    for file, data in zip(files, tree.read(files), strict=True):
        kind = kind_at(file.path)
        if kind is None or len(data) > MAX_BYTES:
            continue
        try:
            result = _upgraded(printable(file.path), data, [one for one in FORM_CHANGES if one.kind == kind.name])
        except ByHandError as failure:
            print(f"{printable(file.path)}  {failure}", file=sys.stderr)
            by_hand += 1
            continue
        if result != data:
            changed += 1
            if options.write:
                (tree.root / file.path).write_bytes(result)
    return _report(changed, by_hand, written=options.write)


def _upgraded(path: str, data: bytes, changes: list[FormChange]) -> bytes:
    """The file in today's form; each place is printed. One change may lead to the next."""
    for _ in range(len(changes) + 1):
        places = rewordings(data, changes)
        if not places:
            break
        for place in places:
            print(f"{path}:{place.line}  {printable(place.before)} → {place.after}")
        data = reworded(data, places)
    return data


def _report(changed: int, by_hand: int, *, written: bool) -> int:
    if changed and written:
        print(f"Đã sửa {changed} tệp. Chạy `kiemdiem kiem-tra` rồi commit.")
    elif changed:
        print(f"{changed} tệp còn theo cách ghi cũ. Thêm --ghi để sửa.")
    if by_hand:
        print(f"{by_hand} tệp phải sửa tay.")
    if not changed and not by_hand:
        print(f"Mọi tệp đã theo cách ghi của bản {VERSION}; không phải sửa gì.")
    return 1 if by_hand or (changed and not written) else 0
