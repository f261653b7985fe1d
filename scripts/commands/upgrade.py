"""`kiemdiem nang-cap-du-lieu`: show what files of an earlier form must become, then rewrite them when asked to."""

import argparse
import sys

from schemas.models.form_changes import FORM_CHANGES, FormChange
from schemas.models.kinds import kind_at
from schemas.paths import SUBMISSIONS
from schemas.source.yaml_tree import parse
from schemas.visible_text import printable
from scripts.commands.arguments import add_repository, root_of
from scripts.ledger.tree import REGULAR, TreeFile, WorkTree
from scripts.version import VERSION
from scripts.yaml_files.form_upgrade import ByHandError, reworded, rewordings
from scripts.yaml_files.writer import write_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ghi", dest="write", action="store_true", help="sửa luôn các tệp; bỏ trống là chỉ xem")
    add_repository(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when something is still to be rewritten."""
    tree = WorkTree(root_of(options))
    changes = {file: own for file in tree.files(SUBMISSIONS) if (own := _changes(file))}
    results: dict[str, bytes] = {}
    left = 0
    for (file, own), data in zip(changes.items(), tree.read(changes), strict=True):
        try:
            result = _upgraded(printable(file.path), data, own)
        except ByHandError as failure:
            print(f"{printable(file.path)}  {failure}", file=sys.stderr)
            left += 1
            continue
        if result != data:
            results[file.path] = result
    if options.write:
        write_all(tree.root, results)
    return _report(len(results), left, written=options.write)


def _changes(file: TreeFile) -> list[FormChange]:
    """Those that a file may need."""
    kind = kind_at(file.path) if file.mode == REGULAR else None
    return [change for change in FORM_CHANGES if kind is not None and change.kind == kind.name]


def _upgraded(path: str, data: bytes, changes: list[FormChange]) -> bytes:
    """The file in today's form; each place is printed. One change may lead to the next. Raises ByHandError."""
    if parse(data).root is None:
        raise ByHandError("không đọc được, nên chưa biết phải sửa gì; chạy `kiemdiem kiem-tra`")
    for _ in range(len(changes) + 1):
        places = rewordings(data, changes)
        if not places:
            break
        for place in places:
            print(f"{path}:{place.line}  {printable(place.before)} → {place.after}")
        data = reworded(data, places)
    return data


def _report(changed: int, left: int, *, written: bool) -> int:
    if changed and written:
        print(f"Đã sửa {changed} tệp. Chạy `kiemdiem kiem-tra` rồi commit.")
    elif changed:
        print(f"{changed} tệp còn theo cách ghi cũ. Thêm --ghi để sửa.")
    if left:
        print(f"{left} tệp phải sửa tay.")
    if not changed and not left:
        print(f"Mọi tệp đã theo cách ghi của bản {VERSION}; không phải sửa gì.")
    return 1 if left or (changed and not written) else 0
