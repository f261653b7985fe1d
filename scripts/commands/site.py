"""`kiemdiem trang`: build the site into a new folder, then swap it in; a failed build leaves the good one alone."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from scripts.commands.arguments import UsageError, add_output, add_source, root_of
from scripts.pages.site_request import Audience, SiteRequest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_output(parser, "THƯ_MỤC", "nơi đặt trang", Path("public"))
    parser.add_argument(
        "--cho",
        dest="audience",
        choices=[audience.value for audience in Audience],
        default=Audience.PUBLIC.value,
        help="dựng cho ai: công khai (mặc định), hay nội bộ (thêm hạn mức, gợi ý, khắc phục, việc của trung tâm)",
    )
    parser.add_argument(
        "--cap-duoi",
        dest="snapshots",
        type=Path,
        metavar="THƯ_MỤC",
        help="ảnh chụp của các cấp ủy trực thuộc và cây `cap-uy.csv`",
    )
    parser.add_argument(
        "--hinh", dest="pictures", action="store_true", help="chụp hình cho các trang hướng dẫn (cần Chromium)"
    )
    parser.add_argument(
        "--mo-xem", dest="preview", action="store_true", help="mở trang trên máy này và dựng lại mỗi khi có tệp đổi"
    )
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    from scripts.site_build.publication import publish

    if options.snapshots and not options.snapshots.is_dir():
        raise UsageError(f"Không có thư mục {options.snapshots}.")
    request = SiteRequest(
        root_of(options), options.revision, options.now, Audience(options.audience), options.snapshots
    )
    place = Path(options.output).absolute()
    if options.preview:
        from scripts.site_build.preview import preview

        return preview(request.repository, place, list(_arguments(request, place, pictures=options.pictures)))
    from scripts.site_build.build import build, build_with_pictures

    make = build_with_pictures if options.pictures else build
    publish(place, lambda folder: make(request, folder))
    print(f"Đã dựng trang vào {options.output}/")
    return 0


def _arguments(request: SiteRequest, place: Path, *, pictures: bool) -> Iterator[str]:
    """Of a command that builds the same site once."""
    yield from ("--kho", str(request.repository), "--ra", str(place), "--cho", request.audience.value)
    if request.revision:
        yield from ("--ban", request.revision)
    if request.now:
        yield from ("--thoi-diem", request.now.isoformat())
    if request.snapshots:
        yield from ("--cap-duoi", str(request.snapshots.absolute()))
    if pictures:
        yield "--hinh"
