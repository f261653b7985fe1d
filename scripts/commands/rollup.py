"""`kiemdiem rollup`: the snapshots of many committees, summed over their tree."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from scripts.commands.arguments import UsageError, unusable
from scripts.output.progress_bar import bar
from scripts.rollup.engines import ENGINES, EngineError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "snapshots", metavar="ẢNH_CHỤP", nargs="+", type=Path, help="tệp .parquet, hoặc thư mục chứa chúng"
    )
    parser.add_argument("--cay", metavar="TỆP", type=Path, help="cây cấp ủy; bỏ trống là `cap-uy.csv` trong thư mục")
    parser.add_argument(
        "--engine", choices=list(ENGINES), default="duckdb", help="chạy trên máy này, hay trên Apache Spark"
    )
    parser.add_argument("--tat-ca", action="store_true", help="in cả cấp ủy không có cấp dưới")
    parser.add_argument("--out", type=Path, metavar="THƯ_MỤC", help="ghi các bảng đầy đủ (CSV)")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="dạng kết quả")


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when a snapshot was refused; the others are summed all the same."""
    from scripts.rollup.collection import files_of, gathered
    from scripts.rollup.tables import as_json, as_text, tables

    try:
        paths, tree = files_of(options.snapshots, options.cay)
        found = gathered(paths, tree, ENGINES[options.engine], partial(bar, title="Soát ảnh chụp"))
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            for name, content in tables(found.rollup).items():
                (options.out / name).write_text(content, encoding="utf-8", newline="")
    except EngineError as failure:
        raise UsageError(str(failure)) from None
    except OSError as failure:
        raise unusable(failure) from None
    if options.format == "json":
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print(as_text(found, every=options.tat_ca))
    if options.out:
        print(f"Đã ghi các bảng vào {options.out}/", file=sys.stderr)
    return 1 if found.refused else 0
