"""Many at once, killed in the middle, no room on the disk: `python -m tests.load` (`make fuzz`).

After each, the same must hold: every branch is whole or absent, every accepted push has one receipt once the next one
has been through, the chain is unbroken, nothing is left lying about.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from git import Repo

from schemas.paths import PROGRAM
from scripts import demo
from scripts.ledger import git, receipts
from scripts.ledger.missing_receipts import missing_moves
from scripts.ledger.receipts import Deed

FOLDER = "submissions/2024/phuong-xa/bac-ha"
_OURS = {"dau-so", "nhanh-chinh", "khoa-may-chu", "khoa-may-chu.pub", "da-tinh.sqlite"}
"""What the program keeps on the server for good."""


class Outcome(NamedTuple):
    """Of one kind of load: what was tried, how many pushes the server has, what does not hold afterwards."""

    kind: str
    tried: int
    accepted: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind}: {self.tried} tried, {self.accepted} accepted, {'; '.join(self.faults) or 'all whole'}"


class Server:
    """A real bare repository with the hooks, and a clone with as many commits as there will be pushes."""

    def __init__(self, folder: Path, count: int, bare: Path | None = None) -> None:
        self.bare = bare or demo.found(folder)
        self.root = folder / "may"
        repo = Repo.clone_from(str(self.bare), str(self.root), branch="main")
        start = repo.head.commit.hexsha
        content = (PROGRAM / FOLDER / "ho-so.yaml").read_bytes()
        script = b""
        for number in range(count):
            text = content + f"# {number}\n".encode()
            head = f"commit refs/heads/goi-{number}\ncommitter m <m@m.invalid> 1733200000 +0700\n"
            head += f"data 2\nnp\nfrom {start}\n"
            script += head.encode() + f"M 100644 inline {FOLDER}/ho-so.yaml\ndata {len(text)}\n".encode() + text + b"\n"
        subprocess.run(["git", "-C", self.root, "fast-import", "--quiet"], input=script, check=True)

    def start(self, number: int) -> subprocess.Popen[bytes]:
        spec = f"goi-{number}:refs/heads/nop/bac-ha/dot-{number}"
        environment = {**os.environ, demo.ACTOR_VARIABLE: "bac-ha-vp"}
        command = ["git", "-C", str(self.root), "push", "--quiet", "origin", spec]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )

    def push(self, number: int) -> int:
        process = self.start(number)
        process.communicate()
        return process.returncode

    def faults(self, accepted_by_client: set[int]) -> tuple[int, list[str]]:
        """How many branches the server has, and what does not hold."""
        listed = git.lines(git.run(self.bare, "for-each-ref", "--format=%(refname:lstrip=4)", "refs/heads/nop/bac-ha"))
        standing = {int(name.removeprefix("dot-")) for name in listed}
        book = receipts.read(self.bare)
        handed_in = [r.event.branch for r in book.entries if r.event.deed is Deed.HANDED_IN]
        found = []
        if book.broken is not None:
            found.append(f"book broken at {book.broken}")
        if lost := accepted_by_client - standing:
            found.append(f"{len(lost)} pushes told as accepted are not there")
        if len(handed_in) != len(set(handed_in)):
            found.append(f"{len(handed_in) - len(set(handed_in))} receipts twice")
        if without := standing - {int(name.rpartition("-")[2]) for name in handed_in}:
            found.append(f"{len(without)} branches without a receipt")
        if moves := missing_moves(self.bare, book):
            found.append(f"{len(moves)} moves not in the book")
        if left := sorted({path.name for path in (self.bare / "kiemdiem").iterdir()} - _OURS):
            found.append(f"left behind: {left[:3]}")
        if left := [path.name for path in self.bare.rglob("*.lock") if path.name != "kiemdiem-receipts.lock"]:
            found.append(f"{len(left)} locks left")
        command = ["git", "-C", str(self.bare), "fsck", "--connectivity-only"]
        checked = subprocess.run(command, capture_output=True, check=False)
        if checked.returncode:
            found.append("fsck complains")
        return len(standing), found


def at_once(folder: Path, count: int) -> Outcome:
    """Pushes of as many branches, all at once."""
    server = Server(folder, count)
    with ThreadPoolExecutor(count) as pool:
        codes = list(pool.map(server.push, range(count)))
    accepted, faults = server.faults({number for number, code in enumerate(codes) if code == 0})
    if refused := sum(code != 0 for code in codes):
        faults.append(f"{refused} refused")
    return Outcome("at once", count, accepted, tuple(faults))


def killed(folder: Path, count: int, chance: random.Random) -> Outcome:
    """Pushes that are killed, with the server's side of them, at a random moment; then one that is not."""
    server = Server(folder, count + 1)
    told: set[int] = set()
    for number in range(count):
        process = server.start(number)
        time.sleep(chance.random() * 1.2)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            told.add(number)
    time.sleep(0.5)
    for lock in server.bare.rglob("*.lock"):  # git's own, of a process that is no more: an operator removes them
        if lock.name != "kiemdiem-receipts.lock":
            lock.unlink()
    if server.push(count) != 0:
        return Outcome("killed", count, 0, ("the next push is refused",))
    accepted, faults = server.faults({*told, count})
    return Outcome("killed", count, accepted, tuple(faults))


def full_disk(folder: Path, levels: int) -> Outcome | None:
    """A push at each of as many levels of room left on the server's disk; then one with room. None without root."""
    small = folder / "nho"
    small.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(small)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    try:
        bare = demo.found(small)
        shutil.rmtree(small / "khoi-tao")
        server = Server(folder, levels + 1, bare)
        told: set[int] = set()
        for number in range(levels):
            room = os.statvfs(small)
            wanted = number * 4096 * 2
            with (small / "day").open("wb") as filler:
                filler.write(b"x" * max(0, room.f_bavail * room.f_bsize - wanted))
            if server.push(number) == 0:
                told.add(number)
            (small / "day").unlink()
        if server.push(levels) != 0:
            return Outcome("full disk", levels, 0, ("the next push is refused",))
        accepted, faults = server.faults({*told, levels})
        return Outcome("full disk", levels, accepted, tuple(faults))
    finally:
        subprocess.run(["umount", "-l", small], check=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pushes", type=int, default=200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--levels", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 40))
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311  reproducible, not secret
    print(f"seed {options.seed}")
    acts: list[Callable[[Path], Outcome | None]] = [
        lambda room: at_once(room, options.pushes),
        lambda room: killed(room, options.kills, chance),
        lambda room: full_disk(room, options.levels),
    ]
    outcomes = []
    for act in acts:
        with tempfile.TemporaryDirectory() as folder:
            outcomes.append(act(Path(folder)))
            print(outcomes[-1] or "full disk: cần quyền root", flush=True)
    return 1 if any(outcome and outcome.faults for outcome in outcomes) else 0


if __name__ == "__main__":
    raise SystemExit(main())
