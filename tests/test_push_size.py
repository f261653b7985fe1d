"""A push that is too much to look at, or comes under a name that nobody may push: refused at once, by real pushes."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from schemas.paths import PROGRAM
from scripts import demo
from scripts.gate.push_size import OF_UNIT
from scripts.ledger.ref_moves import MOST_REFS
from tests.test_pre_receive import FOLDER, Unit, put, rules, seed, unit

__all__ = ["seed", "unit"]
BRANCH = "nop/bac-ha/1"


def tree(unit: Unit, entries: dict[str, tuple[str, str, str]], *, missing: bool = False) -> str:
    """`entries`: name → mode, kind, id."""
    told = b"".join(f"{mode} {kind} {oid}\t{name}\0".encode() for name, (mode, kind, oid) in entries.items())
    command = ["git", "-C", str(unit.root), "mktree", "-z", *(["--missing"] if missing else [])]
    return subprocess.run(command, input=told, capture_output=True, check=True).stdout.decode().strip()


def blob(unit: Unit, content: bytes) -> str:
    command = ["git", "-C", str(unit.root), "hash-object", "-w", "--stdin"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().strip()


def pushed(unit: Unit, account: str, *specs: str) -> subprocess.CompletedProcess[str]:
    """A push of whatever refs."""
    command = ["git", "-C", str(unit.root), "push", "origin", *specs]
    environment = {**os.environ, demo.ACTOR_VARIABLE: account}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def grafted(unit: Unit, inner: str, path: str = FOLDER) -> str:
    """A commit on main that has one more tree, `x`, in a folder."""
    git = unit.repo.git
    at = inner
    parts = [*path.split("/"), "x"]
    for number in range(len(parts) - 1, -1, -1):
        above = "/".join(parts[:number])
        listed = git.ls_tree("-z", f"HEAD:{above}" if above else "HEAD").split("\0")
        entries = {}
        for line in filter(None, listed):
            meta, _, name = line.partition("\t")
            mode, kind, oid = meta.split(" ")
            entries[name] = (mode, kind, oid)
        entries[parts[number]] = ("040000", "tree", at)
        at = tree(unit, entries)
    return str(git.commit_tree(at, "-p", "HEAD", "-m", "bom"))


def bomb(unit: Unit, levels: int, width: int = 10, leaf: str | None = None) -> str:
    """A tree of `width` to the power of `levels` paths, from as many objects as it has levels."""
    at = leaf or blob(unit, b"x\n")
    mode, kind = ("040000", "tree") if leaf else ("100644", "blob")
    for _ in range(levels):
        at = tree(unit, {f"{number}": (mode, kind, at) for number in range(width)})
        mode, kind = "040000", "tree"
    return at


def empty(unit: Unit) -> str:
    return tree(unit, {})


BOMBS: dict[str, Callable[[Unit], str]] = {
    "ten to the tenth files": lambda unit: grafted(unit, bomb(unit, 10)),
    "ten to the sixth files": lambda unit: grafted(unit, bomb(unit, 6, 10)),
    "folders without a single file": lambda unit: grafted(unit, bomb(unit, 10, 10, empty(unit))),
    "a deep line of folders": lambda unit: grafted(unit, bomb(unit, 40, 1)),
    "what main has, a thousand times": lambda unit: grafted(
        unit, bomb(unit, 3, 10, str(unit.repo.git.rev_parse("HEAD:submissions")))
    ),
    "in the root": lambda unit: str(unit.repo.git.commit_tree(bomb(unit, 10), "-p", "HEAD", "-m", "bom")),
    "twenty thousand files": lambda unit: grafted(unit, bomb(unit, 1, 20_000)),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("undone", [False, True], ids=["standing", "undone"])
def test_a_small_push_that_unfolds_is_refused_before_it_unfolds(unit: Unit, name: str, undone: bool) -> None:
    commit = BOMBS[name](unit)
    if undone:
        commit = str(unit.repo.git.commit_tree("HEAD^{tree}", "-p", commit, "-m", "bỏ"))
    before = unit.accepted()
    refusal = unit.push(BRANCH, what=commit)
    assert rules(refusal) == {"Q09"} and unit.accepted() == before
    assert len(refusal.encode()) < 4_000


_MEASURED = """
import resource, sys
from pathlib import Path
from scripts.gate.push_size import OF_UNIT, oversize
from scripts.ledger.commits import read_commits
root = Path(sys.argv[1])
records = read_commits(root, sys.argv[2], "HEAD", OF_UNIT.commits, OF_UNIT.commit_bytes)
[finding] = oversize(root, records, OF_UNIT, "nop/bac-ha/1")
status = Path("/proc/self/status").read_text()
own = int(status.split("VmHWM:")[1].split()[0])  # what this process used, not the one that started it
print(finding.rule, max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def test_the_bomb_costs_the_hook_little(unit: Unit) -> None:
    """Counted by memory, not by the clock, in a process of its own with those that it starts."""
    commit = BOMBS["ten to the tenth files"](unit)
    command = [sys.executable, "-c", _MEASURED, str(unit.root), commit]
    done = subprocess.run(command, cwd=PROGRAM, capture_output=True, text=True, check=True)
    rule, most = done.stdout.split()
    assert rule == "Q09" and int(most) < 200 << 10


def test_a_branch_that_takes_over_what_came_on_main_is_not_large(unit: Unit) -> None:
    unit.commit()
    git = unit.repo.git
    git.branch("cua-toi")
    git.checkout("-b", "chinh", "HEAD~1")
    for number in range(2_100):
        put(unit.root / "site" / f"trang-{number}.md", b"# x\n")
    git.add("--all")
    git.commit("-m", "nhiều trang")
    assert unit.push("main", "trung-tam") == ""
    git.checkout("cua-toi")
    git.merge("-m", "cập nhật", "chinh")
    assert unit.push() == ""


@pytest.mark.parametrize("account", ["bac-ha-vp", "trung-tam"])
def test_too_many_refs_are_told_once(unit: Unit, account: str) -> None:
    unit.commit()
    before = unit.accepted()
    specs = [f"HEAD:refs/heads/nop/bac-ha/{number}" for number in range(MOST_REFS + 1)]
    done = pushed(unit, account, *specs)
    assert rules(done.stderr) == {"Q09"} and done.stderr.count("LỖI") == 1 and unit.accepted() == before


def test_too_many_commits_are_refused_for_a_unit(unit: Unit) -> None:
    unit.commit()
    head = unit.repo.head.commit.hexsha
    one = "commit refs/heads/dai\ncommitter m <m@m.invalid> 1733200000 +0700\ndata 1\nx\n"
    script = f"{one}from {head}\n\n" + f"{one}\n" * (OF_UNIT.commits - 1)
    subprocess.run(["git", "-C", unit.root, "fast-import", "--quiet"], input=script.encode(), check=True)
    assert rules(unit.push(BRANCH, what="dai")) == {"Q09"}


REFS = [
    "refs/notes/receipts",
    "refs/notes/commits",
    "refs/replace/{head}",
    "refs/tags/v1",
    "refs/kiemdiem/x",
    "refs/meta/config",
    "refs/heads/khac",
    "refs/heads/nop/bac-ha",
    "refs/heads/nop/bac-ha/1/2",
    "refs/heads/duyet",
    "refs/heads/duyet/trung-tam/x",
    "refs/heads/main/x",
    "refs/heads/Main",
    "refs/heads/nop/bac-ha/đợt-1",
    "refs/heads/nop/bac-ha/1\u2028{head}\u3000{zeros}\u3000refs/heads/nop/nam-ha/z",
    "refs/heads/nop/bac-ha/1\u2029x",
    "refs/heads/nop/bac-ha/1\u0085x",
    "refs/heads/nop/bac-ha/1\u00a0x",
    "refs/heads/nop/bac-ha/\u202egnort",
    "refs/heads/nop/bac-ha/\u200b",
    "refs/heads/nop/bаc-ha/1",
    "refs/heads/nop/bac-ha/" + "x" * 200,
    "refs/heads/nop/bac-ha/-x",
    "refs/heads/refs/heads/main",
]


@pytest.mark.parametrize("account", ["bac-ha-vp", "trung-tam"])
@pytest.mark.parametrize("ref", REFS)
def test_nobody_moves_a_ref_that_is_not_on_the_list(unit: Unit, ref: str, account: str) -> None:
    unit.commit()
    named = ref.format(head=unit.repo.head.commit.hexsha, zeros="0" * 40)
    before = unit.accepted()
    done = pushed(unit, account, f"HEAD:{named}")
    assert "Q03" in rules(done.stderr), done.stderr
    assert unit.accepted() == before
    ours = [line for line in done.stderr.split("\n") if "LỖI" in line]
    assert all(line.isprintable() for line in ours)


def test_nobody_deletes_the_book_of_receipts(unit: Unit) -> None:
    unit.commit()
    assert unit.push() == ""
    before = unit.accepted()
    assert "refs/notes/receipts" in before
    done = pushed(unit, "trung-tam", ":refs/notes/receipts")
    assert rules(done.stderr) == {"Q03"} and unit.accepted() == before


def test_an_account_of_the_centre_has_a_branch_of_its_own_for_what_it_approves(unit: Unit) -> None:
    unit.commit()
    assert unit.push("duyet/trung-tam", "trung-tam") == ""
    assert rules(unit.push("duyet/nguoi-khac", "trung-tam")) == {"Q03"}
    assert rules(unit.push("duyet/bac-ha-vp", "bac-ha-vp")) == {"Q03"}
    assert rules(unit.push("duyet/trung-tam", "bac-ha-vp", what="")) == {"Q03"}
    assert unit.push("duyet/trung-tam", "trung-tam", what="") == ""


def raw_commit(unit: Unit, headers: str = "", message: str = "nộp", author: str = "mau <mau@mau.invalid>") -> str:
    unit.commit()
    git = unit.repo.git
    told = f"tree {git.rev_parse('HEAD^{tree}')}\nparent {git.rev_parse('HEAD~1')}\nauthor {author} 1733200000 +0700\n"
    told += f"committer mau <mau@mau.invalid> 1733200000 +0700\n{headers}\n{message}\n"
    command = ["git", "-C", str(unit.root), "hash-object", "-t", "commit", "-w", "--stdin"]
    return subprocess.run(command, input=told.encode(), capture_output=True, check=True).stdout.decode().strip()


COMMITS = {
    "a header of its own": ("Q10", {"headers": "ho-so YmFzZTY0\n"}),
    "a long header": ("Q09", {"headers": f"gpgsig {'A' * 200_000}\n"}),
    "a signature that is none": ("Q10", {"headers": "gpgsig hồ sơ của ông A\n"}),
    "another signature that is none": ("Q10", {"headers": "gpgsig-sha256 hồ sơ của ông A\n"}),
    "a note inside a signature": (
        "Q10",
        {"headers": "gpgsig -----BEGIN SSH SIGNATURE-----\n đồng chí A\n -----END SSH SIGNATURE-----\n"},
    ),
    "another encoding": ("Q10", {"headers": "encoding ISO-8859-1\n"}),
    "a long message": ("Q09", {"message": "x" * 5_000}),
    "hidden letters in the message": ("Q10", {"message": "nộp\u202e"}),
    "an escape in the message": ("Q10", {"message": "nộp\x1b[2J"}),
    "hidden letters in a name": ("Q10", {"author": "m\u200bau <mau@mau.invalid>"}),
    "a number in the name": ("R44", {"author": "Mau 0912345678 <mau@mau.invalid>"}),
    "a number in the address": ("R44", {"author": "mau <0912345678@mau.invalid>"}),
    "an identity number in the name": ("R44", {"author": "CCCD 042 099 001234 <mau@mau.invalid>"}),
}


@pytest.mark.parametrize("account", ["bac-ha-vp", "trung-tam"])
@pytest.mark.parametrize("name", COMMITS)
def test_a_commit_carries_nothing_unseen(unit: Unit, name: str, account: str) -> None:
    rule, parts = COMMITS[name]
    refusal = unit.push(BRANCH, account, what=raw_commit(unit, **parts))
    assert rules(refusal) == {rule}, refusal
    assert "0912345678" not in refusal and "042 099" not in refusal and "đồng chí" not in refusal


def test_the_answer_to_a_thousand_faults_stays_short(unit: Unit) -> None:
    for number in range(1_500):
        put(unit.root / FOLDER / ("x" * 60) / f"tep-{number}.yaml", b"a: 1\n")
    unit.commit()
    refusal = unit.push()
    assert rules(refusal) == {"K14"} and len(refusal.encode()) < 2 * 64 << 10
    assert "lỗi khác" in refusal
