"""Attack the doors by the thousand, for a bounded time: `make fuzz`. What went wrong once is kept as a seed.

Each kind makes its input from a number, so that a number is the whole reproduction. It tells for every input what must
not happen: a traceback, an end of the process, something accepted that may not be.
"""

import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from git import Repo

from schemas.fields.validation import validate
from schemas.models.kinds import FILE_KINDS
from schemas.paths import PROGRAM
from schemas.rules.confidentiality import private_problems
from schemas.rules.engine import format_finding
from schemas.source.yaml_tree import parse
from schemas.visible_text import oddity
from scripts import demo
from scripts.excel.unit.sheet_reader import open_sheets
from scripts.office_guard import RefusedOfficeFileError, guard

SEEDS = Path(__file__).parent / "fuzz_seeds"
FOLDER = "submissions/2024/phuong-xa/bac-ha"


class Tally(NamedTuple):
    """Of one kind: how many inputs, which were wrongly accepted, which crashed."""

    kind: str
    tried: int
    wrongly_accepted: tuple[int, ...]
    crashed: tuple[int, ...]

    def __str__(self) -> str:
        wrong, crashed = len(self.wrongly_accepted), len(self.crashed)
        return f"{self.kind}: {self.tried} tried, wrongly accepted {wrong}, crashed {crashed}"


Attack = Callable[[random.Random], bool]
"""Makes one input and tries it. Returns whether something was accepted that may not be; raises on a crash."""

_SAMPLES = sorted((PROGRAM / "submissions").rglob("*.yaml"))
_HIDDEN = "\x00\x1b\u200b\u202e\u2028\u00ad\u3164\u2800\ufeff\u034f\U000e0041"
_PRIVATE = ("042099001234", "0912 345 678", "+84-912-345-678", "09\u200b12345678", "０９１２３４５６７８")
_GRAMMAR = (
    "- ",
    ": ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "!t ",
    "|",
    ">",
    "'",
    '"',
    "#",
    "\t",
    "---\n",
    "? ",
    "\\x1b",
)


def mutated_yaml(chance: random.Random) -> bool:
    """A sample file with bytes and pieces of grammar put in, taken out, doubled."""
    data = bytearray(chance.choice(_SAMPLES).read_bytes())
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                data[at:at] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = chance.choice(_GRAMMAR).encode()
            case 3:
                data[at:at] = data[at : at + chance.randint(1, 200)]
            case _:
                data[at:at] = chance.choice(_HIDDEN + "ÐаА").encode(errors="surrogatepass")
    return _judge_yaml(bytes(data))


def planted_yaml(chance: random.Random) -> bool:
    """A sample file with something private in it, wherever and however: some rule must speak."""
    lines = chance.choice(_SAMPLES).read_text(encoding="utf-8").split("\n")
    private = chance.choice(_PRIVATE)
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines[at:at] = [f"# {private}"]
        case 1:
            lines[at:at] = [f"{private}: x"]
        case 2:
            lines[at] += f" # {private}"
        case _:
            lines[at:at] = [f"# {private[:6]}", f"# {private[6:]}"]
    data = "\n".join(lines).encode()
    return _judge_yaml(data) or not _problems(data)


def _problems(data: bytes) -> list[str]:
    parsed = parse(data)
    return [*(p.rule for p in parsed.problems), *(p.rule for p in private_problems(data, parsed))]


def _judge_yaml(data: bytes) -> bool:
    parsed = parse(data)
    problems = [*parsed.problems, *private_problems(data, parsed)]
    for kind in FILE_KINDS:
        problems += validate(parsed, kind.model)[1]
    said = [format_finding("x.yaml", problem) for problem in problems]
    loud = any(not text.isprintable() for finding in said for text in (finding.message, finding.key, finding.fix))
    read = parsed.tree is not None
    return loud or any("042099001234" in finding.message for finding in said) or (read and _holds_hidden(parsed.tree))


def _holds_hidden(value: object) -> bool:
    if isinstance(value, str):
        return oddity(value) is not None
    if isinstance(value, dict):
        return any(_holds_hidden(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(map(_holds_hidden, value))


def mutated_workbook(chance: random.Random) -> bool:
    """A template with one part's bytes or the archive's changed."""
    data = _template()
    if chance.random() < 0.3:
        broken = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        data = bytes(broken)
    else:
        data = _with_part_changed(data, chance)
    try:
        guard(data)
        open_sheets(data)
    except RefusedOfficeFileError:
        pass
    return False


def _with_part_changed(data: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = bytearray(old.read(name))
            if name == chosen and part:
                for _ in range(chance.randint(1, 6)):
                    at = chance.randrange(len(part))
                    match chance.randrange(3):
                        case 0:
                            part[at:at] = chance.choice((b"9999999", b"XFD1048576", b"<c>", b"</c>", b"&#0;", b"\xff"))
                        case 1:
                            del part[at : at + chance.randint(1, 50)]
                        case _:
                            part[at] = chance.randrange(256)
            new.writestr(name, bytes(part))
    return made.getvalue()


_made: list[bytes] = []


def _template() -> bytes:
    if not _made:
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in range(1, 12):
            for column in range(1, 9):
                sheet.cell(row, column).value = f"ô {row}.{column}" if row % 2 else row * column
        sheet.merge_cells("A1:C2")
        held = io.BytesIO()
        book.save(held)
        _made.append(held.getvalue())
    return _made[0]


class Server:
    """A real bare repository with the hooks, and a clone to attack it from."""

    def __init__(self, folder: Path) -> None:
        self.bare = demo.found(folder)
        self.repo = Repo.clone_from(str(self.bare), str(folder / "may"), branch="main")
        self.main = self.repo.head.commit.hexsha
        self.tree = str(self.repo.git.rev_parse("HEAD^{tree}"))

    def push(self, chance: random.Random) -> bool:
        """A push that by its making may not be accepted. Whatever it did, every other ref stands as before."""
        before = self._refs()
        account = chance.choice(("bac-ha-vp", "trung-tam", "nguoi-la", ""))
        environment = {**os.environ, demo.ACTOR_VARIABLE: account}
        specs = list(self._specs(chance))
        done = subprocess.run(
            ["git", "-C", str(self.repo.working_tree_dir), "push", "--quiet", "--force", "origin", *specs],
            env=environment,
            capture_output=True,
            check=False,
        )
        said = done.stderr.decode(errors="replace")
        if "Traceback" in said or "máy chủ không kiểm tra được" in said:
            raise RuntimeError(said)
        return self._refs() != before or len(done.stderr) > 140_000

    def _refs(self) -> str:
        return str(Repo(str(self.bare)).git.for_each_ref())

    def _specs(self, chance: random.Random) -> Iterator[str]:
        odd = "".join(chance.choice("ab/.-_\u2028\u3000\u0085\u200bđ:^~0") for _ in range(chance.randint(1, 12)))
        match chance.randrange(6):
            case 0:
                yield f"HEAD:refs/{chance.choice(('notes', 'replace', 'tags', 'kiemdiem', 'x'))}/{chance.randrange(99)}"
            case 1:
                yield f"HEAD:refs/heads/nop/bac-ha/{odd}\u2028x"
            case 2:
                yield f"{self._commit(chance)}:refs/heads/nop/bac-ha/1"
            case 3:
                yield f"{self._bomb(chance)}:refs/heads/{chance.choice(('nop/bac-ha/1', 'main', 'duyet/trung-tam'))}"
            case 4:
                yield from (f"HEAD:refs/heads/nop/bac-ha/{n}" for n in range(21 + chance.randrange(40)))
            case _:
                yield f":refs/{chance.choice(('heads/main', 'notes/receipts', 'heads/nop/nam-ha/1'))}"
                yield f"HEAD:refs/heads/khac-{chance.randrange(9)}"

    def _commit(self, chance: random.Random) -> str:
        """A commit with something in it that no commit may have."""
        header, message, author = "", "x", "mau <mau@mau.invalid>"
        match chance.randrange(4):
            case 0:
                header = f"{chance.choice(('x', 'mergetag', 'HG'))} {chance.randbytes(20).hex()}\n"
            case 1:
                message = f"x{chance.choice(_HIDDEN[1:])}y"
            case 2:
                author = f"{chance.choice(_PRIVATE)} <mau@mau.invalid>"
            case _:
                message = "x" * chance.randint(4_200, 90_000)
        told = f"tree {self.tree}\nparent {self.main}\nauthor {author} 1733200000 +0700\n"
        told += f"committer mau <mau@mau.invalid> 1733200000 +0700\n{header}\n{message}\n"
        return self._object("commit", told.encode())

    def _bomb(self, chance: random.Random) -> str:
        oid, mode = self._object("blob", b"x\n"), b"100644"
        for _ in range(chance.randint(7, 12)):
            entries = sorted(f"{n:02}" for n in range(chance.randint(10, 30)))
            raw = b"".join(mode + b" " + name.encode() + b"\0" + bytes.fromhex(oid) for name in entries)
            oid, mode = self._object("tree", raw), b"40000"
        told = f"tree {oid}\nparent {self.main}\nauthor m <m@m.invalid> 1733200000 +0700\n"
        return self._object("commit", f"{told}committer m <m@m.invalid> 1733200000 +0700\n\nx\n".encode())

    def _object(self, kind: str, data: bytes) -> str:
        command = [
            "git",
            "-C",
            str(self.repo.working_tree_dir),
            "hash-object",
            "-t",
            kind,
            "-w",
            "--stdin",
            "--literally",
        ]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().rstrip("\n")


def attacks(folder: Path) -> dict[str, Attack]:
    return {
        "yaml-bytes": mutated_yaml,
        "yaml-private": planted_yaml,
        "workbook": mutated_workbook,
        "push": Server(folder).push,
    }


def run(kind: str, attack: Attack, seconds: float, start: int, least: int = 0) -> Tally:
    """Try numbers from `start` on until the time is over, the kept ones first."""
    kept = [int(line) for line in _seed_file(kind).read_text().split("\n") if line] if _seed_file(kind).exists() else []
    wrong: list[int] = []
    crashed: list[int] = []
    tried = 0
    end = time.monotonic() + seconds
    for number in _numbers(kept, start):
        if tried >= max(least, len(kept)) and time.monotonic() > end:
            break
        tried += 1
        try:
            if attack(random.Random(number)):  # noqa: S311  reproducible, not secret
                wrong.append(number)
        except Exception as failure:
            print(f"{kind} {number}: {type(failure).__name__}: {str(failure)[:300]}", file=sys.stderr)
            crashed.append(number)
    return Tally(kind, tried, tuple(wrong), tuple(crashed))


def _numbers(kept: list[int], start: int) -> Iterator[int]:
    yield from kept
    while True:
        yield start
        start += 1


def _seed_file(kind: str) -> Path:
    return SEEDS / f"{kind}.txt"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--start", type=int, default=random.SystemRandom().randrange(1 << 40))
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, attack in attacks(Path(folder)).items():
            tally = run(kind, attack, options.seconds, options.start)
            print(tally)
            if new := [*tally.wrongly_accepted, *tally.crashed]:
                SEEDS.mkdir(exist_ok=True)
                with _seed_file(kind).open("a") as seeds:
                    seeds.writelines(f"{number}\n" for number in new)
            faults += len(tally.wrongly_accepted) + len(tally.crashed)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
