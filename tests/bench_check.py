"""`make bench`: checking a whole province from git's objects, beside git itself on the same repository."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.check.cache import PLACE
from scripts.samples.province import write_province
from tests.bench import BIN, PROJECT
from tests.bench import seconds as once

CADRES = 4
"""Personal dossiers a unit; with its registry entry five files."""
_EVERY_BYTE = """import subprocess, sys
git = ["git", "-C", sys.argv[1]]
listing = subprocess.run([*git, "ls-tree", "-r", "main"], capture_output=True, check=True).stdout
oids = b"\\n".join(line.split()[2] for line in listing.splitlines())
print(len(subprocess.run([*git, "cat-file", "--batch"], input=oids, capture_output=True, check=True).stdout))"""


def seconds(command: Sequence[str | Path], rounds: int = 1, folder: Path | None = None) -> float:
    return statistics.median(once(command, folder or PROJECT) for _ in range(rounds))


def repository(folder: Path, units: int) -> Path:
    work, bare = folder / "w", folder / "kho.git"
    work.mkdir(parents=True)
    write_province(work, units, CADRES)
    for command in (
        ["git", "init", "-q", "--initial-branch=main"],
        ["git", "add", "--all"],
        ["git", "commit", "-q", "-m", "mẫu"],
        ["git", "clone", "-q", "--bare", "--no-local", ".", str(bare)],
        ["git", "remote", "add", "kho", str(bare)],
    ):
        subprocess.run(command, cwd=work, env=_IDENTITY, check=True)
    return bare


_IDENTITY = {
    **os.environ,
    **{f"GIT_{role}_{what}": "mau@mau.invalid" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def change_one(bare: Path, number: int) -> None:
    work = bare.parent / "w"
    register = next((work / "submissions").rglob("ca-nhan/*.yaml"))
    register.write_text(register.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")
    for command in (["git", "commit", "-qam", "một đơn vị"], ["git", "push", "-q", "kho", "main"]):
        subprocess.run(command, cwd=work, env=_IDENTITY, check=True)


def check_of(bare: Path) -> list[str | Path]:
    return [
        BIN / "kiemdiem",
        "kiem-tra",
        "--ban",
        "main",
        "--kho",
        bare,
        "--thoi-diem",
        "2024-12-06",
        "--cua",
        "hop-nhat",
    ]


def cold(bare: Path, *before: str) -> float:
    shutil.rmtree((bare / PLACE).parent, ignore_errors=True)
    return seconds([*before, *check_of(bare)])


def runners(folder: Path) -> None:
    """One changed register through both hooks of a unit, by either runner of the same configuration."""
    shutil.copytree(PROJECT / "submissions", folder / "submissions")
    shutil.copy(PROJECT / ".pre-commit-config.yaml", folder)
    (folder / ".venv").symlink_to(BIN.parent)
    register = "submissions/2024/phuong-xa/bac-ha/ho-so.yaml"
    (folder / ".gitignore").write_text(".venv\n", encoding="utf-8")
    for command in (
        ["git", "init", "-q"],
        ["git", "add", "--all"],
        ["git", "commit", "-q", "-m", "mẫu"],
        ["sed", "-i", "s/so_ban: 1/so_ban: 2/", register],
        ["git", "add", register],
    ):
        subprocess.run(command, cwd=folder, env=_IDENTITY, check=True)
    hooks = ("kiemdiem-nop", "kiemdiem-don-vi")
    mine, peer = (
        sum(seconds([BIN / runner, "run", hook], 5, folder) for hook in hooks) for runner in ("prek", "pre-commit")
    )
    line("both hooks of one changed unit, prek / pre-commit", mine, peer, "either serves")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_check")
    parser.add_argument("--units", type=int, default=3000)
    units: int = parser.parse_args().units
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "hook").mkdir()
        runners(Path(name) / "hook")
        bare = repository(Path(name) / "mot", units)
        every_byte = seconds([sys.executable, "-c", _EVERY_BYTE, bare], 3)
        title = f"{units} units, {units * (CADRES + 1)} files"
        one = cold(bare, "taskset", "-c", "0")
        line(f"{title}, cold, one process / reading every byte", one, every_byte, "10")
        both = cold(bare)
        line(f"{title}, cold, two processes / reading every byte", both, every_byte, "6.5")
        listing = seconds(["git", "-C", bare, "ls-tree", "-r", "main"], 9)
        same = seconds(check_of(bare), 9)
        line(f"{title}, nothing changed / git ls-tree -r", same, listing, "3.5")
        changed = []
        for number in range(3):
            change_one(bare, number)
            changed.append(seconds(check_of(bare)))
        more = statistics.median(changed)
        line(f"{title}, one unit changed / nothing changed", more, same, f"+{more - same:.2f} s; +0.15 s")
        large = repository(Path(name) / "muoi", units * 4)
        grown = cold(large)
        line(f"{units * 4} units / four times {units} units, cold", grown, both * 4, "1.15")
    return 0


def line(title: str, ours: float, reference: float, target: str) -> None:
    print(f"{title}: {ours:.3f} s / {reference:.3f} s = {ours / reference:.2f} ({target})", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
