"""`make bench`: what the gate costs in a repository of a nation's size, beside plain git in the same run."""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from hooks.install import install
from scripts.samples.province import write_province
from tests.bench import BIN

BORN = 1_733_000_000
"""Second of the first commit: 30 November 2024."""


def grow(folder: Path, units: int, merges: int) -> Path:
    """A bare repository: `units` registered units, and as many merges, each bringing one unit's register."""
    source = folder / "nguon"
    source.mkdir()
    registers = {path.relative_to(source).as_posix(): path.read_bytes() for path in write_province(source, units, 0)}
    bare = folder / "kho.git"
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", bare], check=True)
    others = [path for path in sorted(source.rglob("*.yaml")) if path.relative_to(source).as_posix() not in registers]
    script = [_commit("refs/heads/main", BORN, None)]
    cycle = b"tai_khoan_trung_tam:\n  - trung-tam\n"
    for path in others:
        name = path.relative_to(source).as_posix()
        content = path.read_bytes() + (cycle if path.name == "ky.yaml" else b"")
        if path.name == "ky.yaml":
            content = content.replace("Khai báo".encode(), "Lịch sử Git".encode())
        script.append(_file(name, content))
    names = list(registers)
    for number in range(merges):
        name = names[number % units]
        content = registers[name] + f"# {number // units}\n".encode()
        branch = f"refs/heads/tam/{number}"
        when = BORN + 1 + number * 60
        script += [_commit(branch, when, "refs/heads/main"), _file(name, content)]
        script += [_commit("refs/heads/main", when + 30, None, branch), _file(name, content)]
    for number in range(merges):
        script.append(f"reset refs/heads/tam/{number}\nfrom {'0' * 40}\n\n".encode())
    subprocess.run(["git", "-C", bare, "fast-import", "--quiet"], input=b"".join(script), check=True)
    subprocess.run(["git", "-C", bare, "repack", "-adq"], check=True)
    return bare


def _commit(ref: str, when: int, start: str | None, merged: str | None = None) -> bytes:
    text = f"commit {ref}\ncommitter m <m@m.invalid> {when} +0700\ndata 1\nx\n"
    text += f"from {start}\n" if start else ""
    text += f"merge {merged}\n" if merged else ""
    return text.encode()


def _file(name: str, content: bytes) -> bytes:
    return f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n"


def main() -> int:
    units, merges, rounds = 3000, 5000, 7
    print(f"\n{units} units, {merges} merges: name: ours / reference = ratio (target)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = grow(folder, units, merges)
        work = folder / "may"
        subprocess.run(["git", "clone", "-q", "--branch", "main", bare, work], check=True)
        pushes: dict[str, list[float]] = {"with": [], "without": []}
        register = next((work / "submissions/2024").glob("*/*/ho-so.yaml"))
        unit = register.parent.name
        registry = (register.parent / "don-vi.yaml").read_text(encoding="utf-8")
        account = registry.split("tai_khoan:\n  - ")[1].split("\n")[0]
        install(bare, "KIEMDIEM_ACTOR")
        for number in range(rounds):
            for kind in pushes:
                _turn(bare, on=kind == "with")
                subprocess.run(["git", "-C", work, "checkout", "-q", "-B", "thu", "origin/main"], check=True)
                register.write_bytes(register.read_bytes() + f"# {kind} {number}\n".encode())
                subprocess.run(["git", "-C", work, "commit", "-qam", "nộp"], check=True)
                target = f"HEAD:refs/heads/nop/{unit}/{kind}-{number}"
                started = time.perf_counter()
                environment = {**os.environ, "KIEMDIEM_ACTOR": account}
                subprocess.run(
                    ["git", "-C", work, "push", "-q", "origin", target],
                    env=environment,
                    check=True,
                    capture_output=True,
                )
                pushes[kind].append(time.perf_counter() - started)
        judged, plain = (statistics.median(pushes[kind]) for kind in ("with", "without"))
        more = f"{judged - plain:.3f} s more (0.5 s)"
        title = "push of one unit, judged and receipted / no hook"
        print(f"{title}: {judged:.3f} s / {plain:.3f} s = {judged / plain:.1f}; {more}", flush=True)
        log = [
            "git",
            "-C",
            str(bare),
            "log",
            "--first-parent",
            "-m",
            "--raw",
            "--no-abbrev",
            "main",
            "--",
            "submissions",
        ]
        now = ("--ban", "main", "--thoi-diem", "2024-12-20")
        for command in ("status", "history"):
            for state in ("nothing kept", "kept"):
                if state == "nothing kept":
                    shutil.rmtree(bare / "kiemdiem", ignore_errors=True)
                ours = _seconds([str(BIN / "kiemdiem"), command, *now], bare)
                peer = _seconds(log, bare)
                title = f"kiemdiem {command}, {state} / git log --raw"
                print(f"{title}: {ours:.2f} s / {peer:.2f} s = {ours / peer:.1f} (3 s)", flush=True)
    return 0


def _turn(bare: Path, *, on: bool) -> None:
    for hook in ("pre-receive", "post-receive"):
        (bare / "hooks" / hook).chmod(0o755 if on else 0o644)


def _seconds(command: list[str], folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())
