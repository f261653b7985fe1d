"""What surrounds the program goes wrong: each time it says what, and nothing counts as none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo

from schemas.paths import PROGRAM
from tests.conftest import City, Ran
from tests.test_pre_receive import Unit, seed, unit

__all__ = ["seed", "unit"]
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="cần quyền root để đổi chủ của kho")


def asked(root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator runs it, in a process of its own."""
    command = [str(Path(sys.prefix) / "bin/kiemdiem"), "tien-do", "--ban", "main", "--kho", str(root), *more]
    return subprocess.run(command, cwd=PROGRAM, capture_output=True, text=True, check=False)


@ROOT_ONLY
def test_a_repository_of_somebody_else(committed: City) -> None:
    for path in [committed.root, *committed.root.rglob("*")]:
        os.lchown(path, 12345, 12345)
    done = asked(committed.root)
    assert done.returncode == 2 and "thuộc một tài khoản khác" in done.stderr and not done.stdout


@ROOT_ONLY
def test_a_repository_that_may_not_be_read(committed: City, tmp_path: Path) -> None:
    objects = committed.root / ".git" / "objects"
    objects.chmod(0o000)
    code = (
        "import os, sys; os.setgroups([]); os.setgid(12345); os.setuid(12345)\n"
        f"sys.path.insert(0, {str(PROGRAM)!r})\n"
        "from pathlib import Path; from scripts.ledger import git\n"
        f"os.environ.update(GIT_CONFIG_COUNT='1', GIT_CONFIG_KEY_0='safe.directory', GIT_CONFIG_VALUE_0='*')\n"
        f"print(git.find_commit(Path({str(committed.root)!r}), 'refs/heads/main'))"
    )
    for folder in [committed.root, *committed.root.parents][:4]:
        folder.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "None" not in done.stdout and "Error" in done.stderr, done.stdout + done.stderr


TORN: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "rubbish": lambda path: path.write_bytes(b"hello\n"),
    "zeros": lambda path: path.write_bytes(b"0" * 40 + b"\n"),
    "nothing there": lambda path: path.write_bytes(b"1" * 40 + b"\n"),
    "half": lambda path: path.write_bytes(path.read_bytes()[:20]),
}


@pytest.mark.parametrize("how", TORN)
def test_a_torn_main_is_no_empty_repository(unit: Unit, how: str) -> None:
    """Who names himself among the maintainers of his own push must not found the repository anew."""
    unit.edit("submissions/2024/ky.yaml", "- trung-tam", "- ke-gian")
    unit.commit()
    main = unit.bare / "refs" / "heads" / "main"
    Repo(str(unit.bare)).git.pack_refs("--all")
    main.parent.mkdir(parents=True, exist_ok=True)
    main.write_bytes(unit.repo.git.rev_parse("origin/main").encode() + b"\n")
    packed = unit.bare / "packed-refs"
    packed.write_text("".join(line for line in packed.open() if "refs/heads/main" not in line), encoding="utf-8")
    TORN[how](main)
    torn = main.read_bytes()
    assert unit.push("main", "ke-gian") != "" and main.read_bytes() == torn
    assert unit.push("nop/bac-ha/1", "bac-ha-vp") != ""


@pytest.mark.parametrize("how", TORN)
def test_a_torn_book_of_receipts_is_no_empty_one(unit: Unit, how: str, kiemdiem: Callable[..., Ran]) -> None:
    unit.commit()
    assert unit.push() == ""
    TORN[how](unit.bare / "refs" / "notes" / "receipts")
    ran = kiemdiem("bien-nhan", "--kho", unit.bare)
    assert (ran.code == 2 and "hỏng" in ran.err + ran.out) or "thiếu dữ liệu" in ran.err, ran.err
    assert "Chưa có biên nhận" not in ran.out + ran.err


@pytest.mark.parametrize("how", ["empty", "rubbish"])
def test_a_torn_proposal_is_no_missing_one(unit: Unit, how: str, kiemdiem: Callable[..., Ran]) -> None:
    unit.commit()
    assert unit.push() == ""
    TORN[how](unit.bare / "refs" / "heads" / "nop" / "bac-ha" / "1")
    ran = kiemdiem("tien-do", "--ban", "main", "--kho", unit.bare)
    assert ran.code == 2 and "hỏng" in ran.err


def test_a_cache_that_cannot_be_used_is_said_and_changes_nothing(committed: City) -> None:
    well = asked(committed.root)
    place = committed.root / ".git" / "kiemdiem"
    shutil.rmtree(place, ignore_errors=True)
    place.write_text("một tệp ở chỗ của thư mục", encoding="utf-8")
    done = asked(committed.root)
    assert (done.returncode, done.stdout) == (well.returncode, well.stdout)
    assert done.stderr.count("không dùng được chỗ nhớ kết quả") == 1 and "Traceback" not in done.stderr


def test_git_speaks_any_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    monkeypatch.setenv("LANGUAGE", "vi")
    (tmp_path / "khong-phai-kho").mkdir()
    done = asked(tmp_path / "khong-phai-kho")
    assert done.returncode == 2 and "không phải kho Git" in done.stderr
