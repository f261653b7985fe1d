"""Arguments that several commands share, each declared once, and what they choose."""

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from schemas.errors import KiemdiemError
from schemas.local_time import VIETNAM, read_moment
from scripts.ledger.tree import CommitTree, Tree, WorkTree


class UsageError(KiemdiemError):
    """The arguments make no sense together or name something that is not there."""


def unusable(failure: OSError) -> UsageError:
    """A file that cannot be read or written, in words."""
    known = {FileNotFoundError: "không có ở đó", PermissionError: "không có quyền", IsADirectoryError: "là thư mục"}
    why = known.get(type(failure), failure.strerror)
    return UsageError(f"Không đọc hay ghi được {failure.filename or 'tệp'}: {why}.")


def moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError("thời điểm viết như 2024-12-04 hoặc 2024-12-04T23:59") from None


def add_repository(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kho",
        dest="repository",
        metavar="THƯ_MỤC",
        type=Path,
        default=None,
        help="kho hồ sơ; bỏ trống là thư mục này hoặc thư mục trên gần nhất có `submissions/` hay kho Git",
    )


def add_pusher(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--nguoi-day",
        dest="pusher",
        metavar="TÀI_KHOẢN",
        default="",
        help="tài khoản đẩy commit mới nhất, khi có thể khác người mở đề nghị; cả hai phải có quyền",
    )


def add_moment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--thoi-diem", dest="now", metavar="LÚC", type=moment, help="tính như đang ở ngày (hoặc thời điểm) này"
    )


def add_source(parser: argparse.ArgumentParser) -> None:
    """Which tree of which repository, as of when."""
    parser.add_argument(
        "--ban", dest="revision", metavar="BẢN", help="xét một bản trong Git (commit, nhánh) thay vì các tệp đang mở"
    )
    add_moment(parser)
    add_repository(parser)


def add_format(parser: argparse.ArgumentParser, choices: Sequence[str] = ("text", "json"), default: str = "") -> None:
    parser.add_argument("--dang", dest="format", choices=choices, default=default or choices[0], help="dạng kết quả")


def add_unit(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """A unit is always named by its code alone, without an option."""
    text = "mã đơn vị" if required else "mã đơn vị; bỏ trống là mọi đơn vị"
    parser.add_argument("unit", metavar="ĐƠN_VỊ", nargs=None if required else "?", help=text)


def add_year(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--nam", dest="year", metavar="NĂM", type=int, help="kỳ kiểm điểm; bỏ trống là kỳ mới nhất")


def add_output(parser: argparse.ArgumentParser, metavar: str, help_text: str, default: Path | None = None) -> None:
    parser.add_argument("--ra", dest="output", type=Path, metavar=metavar, default=default, help=help_text)


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--chi-xem", dest="dry", action="store_true", help="chỉ xét và kể, chưa ghi gì")


def add_store(parser: argparse.ArgumentParser, help_text: str) -> None:
    parser.add_argument("--kho-luu", dest="store", metavar="THƯ_MỤC", type=Path, help=help_text)


def add_key(parser: argparse.ArgumentParser, help_text: str, *, required: bool = False) -> None:
    parser.add_argument("--khoa", dest="key", metavar="TỆP", type=Path, required=required, help=help_text)


def now_of(options: argparse.Namespace) -> datetime:
    chosen: datetime | None = options.now
    return chosen or datetime.now(VIETNAM)


def root_of(options: argparse.Namespace) -> Path:
    """The repository: `--kho`, else the nearest folder upwards that holds `submissions/` or a Git directory."""
    if options.repository is not None:
        return Path(options.repository).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "submissions").is_dir() or (folder / ".git").exists() or (folder / "HEAD").is_file():
            return folder
    raise UsageError("Không thấy thư mục submissions ở đây hay ở các thư mục trên.")


def tree_of(options: argparse.Namespace, root: Path) -> Tree:
    return CommitTree(root, options.revision) if options.revision else WorkTree(root)
