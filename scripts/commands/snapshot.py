"""`kiemdiem anh-chup`: a committee's state as one Parquet file for the level above. Counts, no person."""

import argparse
import sys
from pathlib import Path

from scripts.commands.arguments import UsageError, add_output, add_source, add_year, now_of, root_of, unusable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_output(parser, "THƯ_MỤC", "nơi ghi; bỏ trống là ở đây", Path())
    add_year(parser)
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    from scripts.progress.cycle_view import cycle_statuses
    from scripts.rollup.parquet import write_snapshot
    from scripts.rollup.snapshot import header_of, rows

    statuses = cycle_statuses(root_of(options), options.revision or "HEAD", now_of(options))
    chosen = [status for status in statuses if options.year in (None, status.year)]
    if not chosen:
        raise UsageError(f"Không có kỳ {options.year}." if options.year else "Chưa có kỳ kiểm điểm nào.")
    status = max(chosen, key=lambda one: one.year)
    code = status.terms.cycle.committee_code
    if code is None:
        raise UsageError(f"Kỳ {status.year} chưa ghi `ma_cap_uy` trong `ky.yaml`: cấp trên đặt mã nào thì ghi mã ấy.")
    place = options.output / f"{code}-{status.year}.parquet"
    made = list(rows(status, code))
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        write_snapshot(place, header_of(status, code), made)
    except OSError as failure:
        raise unusable(failure) from None
    print(
        f"Đã ghi {place}: {len(status.units)} đơn vị, {len(made)} dòng, không có tên hay mã người.\n"
        "Số liệu nội bộ, có số lượng từng mức xếp loại: chỉ gửi cấp ủy cấp trên."
    )
    if status.unreadable:
        print(
            f"Có {status.unreadable} tệp không đọc được, tính là chưa nộp; chạy `kiemdiem kiem-tra`.", file=sys.stderr
        )
    return 0
