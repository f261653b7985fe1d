"""`make bench`: rolling a nation's snapshots up, beside DuckDB merely counting the rows of the same files."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.samples.federation import FederationSize, write_federation
from tests.bench import BIN, PROJECT, compare, seconds

_COUNT = """import duckdb, sys
print(duckdb.connect().execute("select count(*) from read_parquet(?)", sys.argv[1:]).fetchall())"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_rollup")
    parser.add_argument("--units", type=int, default=50_000)
    units: int = parser.parse_args().units
    with tempfile.TemporaryDirectory() as name:
        nation, communes = Path(name) / "tinh", Path(name) / "xa"
        shape = FederationSize(34, 0, units=units // 34, items=99, groups=8)
        write_federation(nation, shape, seed=1)
        rows = 34 * shape.units * (1 + shape.items + shape.groups)
        title = f"{34 * shape.units} units, {rows / 1e6:.1f} M rows"
        ours: list[str | Path] = [BIN / "kiemdiem", "tong-hop", nation]
        compare(
            f"{title}, roll-up / DuckDB count(*)",
            ours,
            [sys.executable, "-c", _COUNT, f"{nation}/*.parquet"],
            PROJECT,
            7,
            "2.2",
        )
        print(f"{title}, roll-up: {peak(ours):.0f} MiB at most (200)")
        files = len(write_federation(communes, FederationSize(34, 100, silent=50), seed=1))
        took = seconds([BIN / "kiemdiem", "tong-hop", communes], PROJECT)
        print(f"{files} snapshots of communes, roll-up: {took:.2f} s")
        site: list[str | Path] = [BIN / "kiemdiem", "trang", "--ra", Path(name) / "trang"]
        title = f"site of {files} communes / the same without them"
        compare(title, [*site, "--cap-duoi", communes], site, PROJECT, 1, "20 s")
    return 0


def peak(command: list[str | Path]) -> float:
    """MiB that a process held at most, told by a parent that has no other child."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    told = subprocess.run([sys.executable, "-c", code, *map(str, command)], capture_output=True, check=True)
    return int(told.stdout) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
