"""The commit hooks, by real `git commit` under real pre-commit, here and from a second repository."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from git import GitCommandError, Repo

from schemas.paths import PROGRAM
from tests.conftest import City

DOSSIER = "bac-ha/ho-so.yaml"


def pre_commit(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def try_commit(city: City) -> str:
    """What a clerk sees when the commit is refused, "" when it goes through."""
    repo = Repo(str(city.root))
    repo.git.add("--all")
    try:
        repo.git.commit("-m", "nộp")
    except GitCommandError as refusal:
        return f"{refusal.stdout}\n{refusal.stderr}"
    return ""


@pytest.fixture(params=["pre-commit", "prek"])
def guarded(committed: City, request: pytest.FixtureRequest) -> City:
    """The city with this project's own hook configuration installed, by either runner."""
    shutil.copy(PROGRAM / ".pre-commit-config.yaml", committed.root)
    (committed.root / ".venv").symlink_to(Path(sys.executable).parent.parent)
    (committed.root / ".gitignore").write_text(".venv\n", encoding="utf-8")
    repo = Repo(str(committed.root))
    repo.git.add("--all")
    repo.git.commit("-m", "hook")
    runner = Path(sys.executable).parent / request.param
    subprocess.run([runner, "install"], cwd=committed.root, check=True, capture_output=True)
    return committed


def test_a_good_change_is_committed(guarded: City) -> None:
    guarded.edit(DOSSIER, "so_ban: 1", "so_ban: 2")
    assert try_commit(guarded) == ""


def test_a_file_fault_stops_the_commit_once(guarded: City) -> None:
    guarded.edit(DOSSIER, "nguoi_ky:", "nguoiky:")
    said = try_commit(guarded)
    assert said.count("LỖI K11") == 1 and "có phải ý là `nguoi_ky`?" in said and "Traceback" not in said


def test_a_fault_between_files_stops_the_commit(guarded: City) -> None:
    guarded.edit(
        "bac-ha/xep-loai.yaml",
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành xuất sắc",
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành tốt",
    )
    assert "LỖI R30" in try_commit(guarded)


def test_deleting_the_registration_of_a_unit_is_seen(guarded: City) -> None:
    guarded.path("bac-ha/don-vi.yaml").unlink()
    assert "LỖI K15" in try_commit(guarded)


def test_what_is_staged_is_judged_not_what_is_on_disk(guarded: City) -> None:
    guarded.edit(DOSSIER, "so_ban: 1", "so_ban: 2")
    repo = Repo(str(guarded.root))
    repo.git.add("--all")
    guarded.edit(DOSSIER, "nguoi_ky:", "nguoiky:")
    repo.git.commit("-m", "phần đã add thì đúng")
    assert "nguoiky" in guarded.path(DOSSIER).read_text(encoding="utf-8"), "the unsaved edit is still there"


def test_outside_a_repository_the_hook_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hooks.pre_commit import main

    monkeypatch.chdir(tmp_path)
    assert main(["--cua", "nop"]) == 2
    assert capsys.readouterr().err.startswith("kiemdiem: ")


def test_another_units_fault_does_not_stop_mine(guarded: City) -> None:
    guarded.edit("nam-ha/ho-so.yaml", "nguoi_ky:", "nguoiky:")
    repo = Repo(str(guarded.root))
    repo.git.add("--all")
    repo.git.commit("--no-verify", "-m", "lỗi của nơi khác")
    guarded.edit(DOSSIER, "so_ban: 1", "so_ban: 2")
    assert try_commit(guarded) == ""


def test_all_files_are_judged_on_request(guarded: City) -> None:
    assert pre_commit(guarded.root, "run", "kiemdiem-don-vi", "--all-files").returncode == 0
    guarded.edit("nam-ha/ho-so.yaml", "nguoi_ky:", "nguoiky:")
    Repo(str(guarded.root)).git.add("--all")
    Repo(str(guarded.root)).git.commit("--no-verify", "-m", "x")
    ran = pre_commit(guarded.root, "run", "kiemdiem-don-vi", "--all-files")
    assert ran.returncode == 1 and "LỖI K11" in ran.stdout


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as a repository that others point their hooks at: only files under version control."""
    folder = tmp_path_factory.mktemp("hooks") / "kiemdiem"
    listed = (
        subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=PROGRAM,
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .split("\0")
    )
    for name in filter(None, listed):
        if (PROGRAM / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROGRAM / name, folder / name)
    return folder


def test_another_repository_uses_the_hooks(
    published: Path, committed: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    hooks = Repo.init(str(published), initial_branch="main")
    hooks.git.add("--all")
    hooks.git.commit("-m", "hook")
    config = f"repos:\n  - repo: {published}\n    rev: {hooks.head.commit.hexsha}\n    hooks:\n"
    config += "      - id: kiemdiem-nop\n      - id: kiemdiem-don-vi\n"
    (committed.root / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    Repo(str(committed.root)).git.add("--all")
    Repo(str(committed.root)).git.commit("-m", "hook")
    assert pre_commit(committed.root, "install").returncode == 0
    committed.edit(DOSSIER, "so_ban: 1", "so_ban: 2")
    assert try_commit(committed) == ""
    committed.edit(DOSSIER, "nguoi_ky:", "nguoiky:")
    assert "LỖI K11" in try_commit(committed)
