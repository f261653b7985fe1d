"""`make bench`: our checker beside named peers, in one run on the same files. Prints ratios; asserts nothing.

name: ours / reference = ratio (target)
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.samples.province import write_province

PROJECT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
SCHEMAS = PROJECT / "schemas" / "json"


def seconds(command: Sequence[str | Path], folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, check=True)
    return time.perf_counter() - started


def compare(
    name: str, ours: Sequence[str | Path], reference: Sequence[str | Path], folder: Path, rounds: int, target: str
) -> None:
    """Pairs of runs in turn; the median of the pairwise ratios, so that a busy machine disturbs both alike."""
    pairs = [(seconds(ours, folder), seconds(reference, folder)) for _ in range(rounds)]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(ours_s / theirs_s for ours_s, theirs_s in pairs)
    print(f"{name}: {mine:.3f} s / {theirs:.3f} s = {ratio:.2f} ({target})", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--files", type=int, default=2000)
    count: int = parser.parse_args().files
    kiemdiem, peer = BIN / "kiemdiem", BIN / "check-jsonschema"
    options = ("--thoi-diem", "2024-12-20", "--cua", "hop-nhat")
    print("name: ours / reference = ratio (target); medians of paired runs of whole processes")
    compare("kiemdiem --help / python -c pass", [kiemdiem, "--help"], [sys.executable, "-c", "pass"], PROJECT, 9, "2.5")
    for kind, units, cadres in (("ca-nhan", count // 50, 50), ("ho-so", count, 0)):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            files = [path.relative_to(root) for path in write_province(root, units, cadres)]
            lines = statistics.median(len((root / path).read_bytes().splitlines()) for path in files)
            reference: list[str | Path] = [peer, "--schemafile", SCHEMAS / f"{kind}.schema.json"]
            title = f"{len(files)} {kind} files of {lines:.0f} lines in {units} registered units"
            if not cadres:
                compare(
                    f"one {kind} file and its unit, all rules / check-jsonschema, that file",
                    [kiemdiem, "kiem-tra", files[0], *options],
                    [*reference, files[0]],
                    root,
                    9,
                    "0.59",
                )
            compare(
                f"{title}, all rules / check-jsonschema, those files",
                [kiemdiem, "kiem-tra", *options],
                [*reference, *files],
                root,
                1,
                "0.10",
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
