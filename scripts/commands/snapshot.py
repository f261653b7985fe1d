"""`kiemdiem snapshot`: a committee's state as one Parquet file for the level above. Counts, no person."""

import argparse
import sys
from pathlib import Path

from scripts.commands.arguments import UsageError, add_source, now_of, root_of, unusable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path(), metavar="THƯ_MỤC", help="nơi ghi; bỏ trống là ở đây")
    parser.add_argument("--nam", type=int, metavar="NĂM", help="kỳ nào; bỏ trống là kỳ mới nhất")
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    from scripts.progress.cycle_view import current
    from scripts.rollup.parquet import write_snapshot
    from scripts.rollup.snapshot import header_of, rows

    statuses = current(root_of(options), options.rev or "HEAD", now_of(options))
    chosen = [status for status in statuses if options.nam in (None, status.year)]
    if not chosen:
        raise UsageError(f"Không có kỳ {options.nam}." if options.nam else "Chưa có kỳ kiểm điểm nào.")
    status = max(chosen, key=lambda one: one.year)
    code = status.terms.cycle.committee_code
    if code is None:
        raise UsageError(f"Kỳ {status.year} chưa ghi `ma_cap_uy` trong `ky.yaml`: cấp trên đặt mã nào thì ghi mã ấy.")
    place = options.out / f"{code}-{status.year}.parquet"
    made = list(rows(status, code))
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        write_snapshot(place, header_of(status, code), made)
    except OSError as failure:
        raise unusable(failure) from None
    print(
        f"Đã ghi {place}: {len(status.units)} đơn vị, {len(made)} dòng, không có tên hay mã người.\n"
        "Số liệu nội bộ, có số lượng từng mức xếp loại: chỉ gửi cấp ủy cấp trên."
    )
    if status.unreadable:
        print(f"Có {status.unreadable} tệp không đọc được, tính là chưa nộp; chạy `kiemdiem check`.", file=sys.stderr)
    return 0
