"""Arguments that several commands share, and the tree they choose."""

import argparse
from datetime import datetime
from pathlib import Path

from schemas.local_time import VIETNAM, read_moment
from scripts.ledger.tree import CommitTree, Tree, WorkTree


class UsageError(Exception):
    """The arguments make no sense together or name something that is not there."""


def unusable(failure: OSError) -> UsageError:
    """A file that cannot be read or written, in words."""
    known = {FileNotFoundError: "không có ở đó", PermissionError: "không có quyền"}
    why = known.get(type(failure), failure.strerror)
    return UsageError(f"Không đọc hay ghi được {failure.filename or 'tệp'}: {why}.")


def moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError("thời điểm viết như 2024-12-04 hoặc 2024-12-04T23:59") from None


def add_source(parser: argparse.ArgumentParser) -> None:
    """`--rev`, `--now`, `--repo`: which tree, as of when."""
    parser.add_argument("--rev", metavar="REV", help="xét một phiên bản Git thay vì các tệp đang mở")
    parser.add_argument("--now", metavar="NGÀY", type=moment, help="tính như đang ở ngày (hoặc thời điểm) này")
    parser.add_argument("--repo", metavar="THƯ_MỤC", type=Path, default=None, help=argparse.SUPPRESS)


def now_of(options: argparse.Namespace) -> datetime:
    chosen: datetime | None = options.now
    return chosen or datetime.now(VIETNAM)


def root_of(options: argparse.Namespace) -> Path:
    """The repository: `--repo`, else the nearest folder upwards that holds `submissions/` or a Git directory."""
    if options.repo is not None:
        return Path(options.repo).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "submissions").is_dir() or (folder / ".git").exists() or (folder / "HEAD").is_file():
            return folder
    raise UsageError("Không thấy thư mục submissions ở đây hay ở các thư mục trên.")


def tree_of(options: argparse.Namespace, root: Path) -> Tree:
    return CommitTree(root, options.rev) if options.rev else WorkTree(root)
