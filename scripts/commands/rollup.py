"""`kiemdiem tong-hop`: the snapshots of many committees, summed over their tree."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from scripts.commands.arguments import UsageError, add_format, add_output, unusable
from scripts.output.progress_bar import bar
from scripts.rollup.engines import ENGINES, EngineError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "snapshots", metavar="ẢNH_CHỤP", nargs="+", type=Path, help="tệp .parquet, hoặc thư mục chứa chúng"
    )
    parser.add_argument(
        "--cay", dest="tree", metavar="TỆP", type=Path, help="cây cấp ủy; bỏ trống là `cap-uy.csv` trong thư mục"
    )
    parser.add_argument(
        "--may", dest="engine", choices=list(ENGINES), default="duckdb", help="chạy trên máy này, hay trên Apache Spark"
    )
    parser.add_argument("--tat-ca", dest="all", action="store_true", help="in cả cấp ủy không có cấp dưới")
    add_output(parser, "THƯ_MỤC", "ghi các bảng đầy đủ (CSV)")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when a snapshot was refused; the others are summed all the same."""
    from scripts.rollup.collection import files_of, gathered
    from scripts.rollup.tables import as_json, as_text, tables

    try:
        paths, tree = files_of(options.snapshots, options.tree)
        found = gathered(paths, tree, ENGINES[options.engine], partial(bar, title="Soát ảnh chụp"))
        if options.output:
            options.output.mkdir(parents=True, exist_ok=True)
            for name, content in tables(found.rollup).items():
                (options.output / name).write_text(content, encoding="utf-8", newline="")
    except EngineError as failure:
        raise UsageError(str(failure)) from None
    except OSError as failure:
        raise unusable(failure) from None
    if options.format == "json":
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print(as_text(found, every=options.all))
    if options.output:
        print(f"Đã ghi các bảng vào {options.output}/", file=sys.stderr)
    return 1 if found.refused else 0
