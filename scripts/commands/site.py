"""`kiemdiem site`: build the site into a new folder, then swap it in; a failed build leaves the good one alone."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from scripts.commands.arguments import UsageError, add_source, root_of
from scripts.site_build.publication import publish

PROJECT = Path(__file__).resolve().parents[2]


class BuildError(Exception):
    """MkDocs refused; its own words are in the message."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("public"), metavar="THƯ_MỤC", help="nơi đặt trang")
    parser.add_argument(
        "--cho",
        choices=["cong-khai", "noi-bo"],
        default="cong-khai",
        help="dựng cho ai: công khai (mặc định), hay nội bộ (thêm hạn mức, gợi ý, khắc phục, việc của trung tâm)",
    )
    parser.add_argument(
        "--cap-duoi", type=Path, metavar="THƯ_MỤC", help="ảnh chụp của các cấp ủy trực thuộc và cây `cap-uy.csv`"
    )
    parser.add_argument("--hinh", action="store_true", help="chụp hình cho các trang hướng dẫn (cần Chromium)")
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    environment = {"KIEMDIEM_REPO": str(root_of(options)), "KIEMDIEM_AUDIENCE": options.cho}
    if options.rev:
        environment["KIEMDIEM_REV"] = options.rev
    if options.now:
        environment["KIEMDIEM_NOW"] = options.now.isoformat()
    if options.cap_duoi:
        if not options.cap_duoi.is_dir():
            raise UsageError(f"Không có thư mục {options.cap_duoi}.")
        environment["KIEMDIEM_SNAPSHOTS"] = str(options.cap_duoi.absolute())
    make = build_with_pictures if options.hinh else build
    publish(Path(options.out).absolute(), lambda folder: make(folder, environment))
    print(f"Đã dựng trang vào {options.out}/")
    return 0


def build_with_pictures(folder: Path, environment: dict[str, str]) -> None:
    """As `build`, and the walkthroughs show this very site. Raises BuildError also without a browser."""
    from scripts.site_build.screenshots import PictureError, take_pictures

    build(folder, environment | {"KIEMDIEM_PICTURES": "1"})
    try:
        take_pictures(folder)
    except PictureError as failure:
        raise BuildError(str(failure)) from None


def build(folder: Path, environment: dict[str, str]) -> None:
    """Run MkDocs strictly into `folder`. Raises BuildError with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=PROJECT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"Không dựng được trang:\n{done.stderr.strip()}")
