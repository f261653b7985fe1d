"""A commit checked from kept verdicts, or by several machines: the same words as a fresh check of everything."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from git import Repo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.finding import Finding, Gate
from schemas.local_time import read_moment
from schemas.paths import PROGRAM
from scripts.check import cache, commit_check
from scripts.check.checker import check
from scripts.check.commit_check import check_commit
from scripts.ledger.git import GitError
from scripts.ledger.tree import CommitTree
from tests.conftest import City, Ran

MOMENTS = [read_moment(day) for day in ("2024-11-18", "2024-12-05", "2024-12-20", "2025-06-01")]
GATES = (None, *Gate)


def equal_everywhere(root: Path) -> None:
    commit = CommitTree(root, "main")
    for moment in MOMENTS:
        for gate in GATES:
            assert check_commit(root, commit.commit, moment, gate) == check(commit, [], moment, gate)


CHANGES = st.lists(
    st.sampled_from(
        [
            ("bac-ha/ho-so.yaml", "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-24"),
            ("bac-ha/ho-so.yaml", "don_vi: bac-ha", "don_vi: nam-ha"),
            ("nam-ha/don-vi.yaml", "ma: nam-ha", "ma: bac-ha"),
            ("tran-phu/ho-so.yaml", "danh_gia_xep_loai: 2024-", "danh_gia_xep_loai: 2025-"),
            ("thach-ha/xep-loai.yaml", "xuat_sac: 40", "xuat_sac: 60"),
            ("bac-ha/ho-so.yaml", "nguoi_ky:", "nguoiky:"),
            ("ky.yaml", "nam: 2024", "nam: 2023"),
        ]
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_kept_and_fresh_verdicts_are_equal_through_any_history(
    committed: City, changes: list[tuple[str, str, str]]
) -> None:
    repo = Repo(str(committed.root))
    for number, (name, old, new) in enumerate(changes):
        path = committed.path(name)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new) if old in text else text.replace(new, old), encoding="utf-8")
        repo.git.add("--all")
        repo.git.commit("--allow-empty", "-m", f"lần {number}")
        equal_everywhere(committed.root)


def test_folders_whose_names_cannot_be_printed_are_refused_as_a_whole(committed: City) -> None:
    """Nothing in them is read, however alike two of them look, and no character of theirs reaches a terminal."""
    block = committed.root / "submissions/2024/phuong-xa"
    for name in ("bac\x1bha", "bac\u202eha", "bac\x07ha", "bac?ha"):
        shutil.copytree(block / "bac-ha", block / name)
    (block / "bac\x07ha/ho-so.yaml").write_text("a: 1\n", encoding="utf-8")
    (block / "nam-ha/ho\x1bso.yaml").write_text("a: 1\n", encoding="utf-8")
    repo = Repo(str(committed.root))
    repo.git.add("--all")
    repo.git.commit("-m", "tên lạ")
    equal_everywhere(committed.root)
    found = check(CommitTree(committed.root, "main"), [], MOMENTS[2], None).findings
    files = sum(path.is_file() for path in (block / "bac-ha").rglob("*"))
    assert sum(finding.rule == "K14" for finding in found) == files + 1  # three folders that look alike
    assert all(text.isprintable() for finding in found for text in (finding.path, finding.message, finding.fix))


def copied_program(folder: Path) -> Path:
    for part in ("schemas", "scripts"):
        shutil.copytree(PROGRAM / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROGRAM / "requirements.lock", folder)
    return folder


def program_of(folder: Path, *libraries: str) -> str:
    code = f"import sys; sys.path += {list(libraries)!r}; from scripts.check.cache import program; print(program())"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_the_program_is_the_same_wherever_it_lies(tmp_path: Path) -> None:
    """Or machines that build in folders of other names could never join their shares."""
    assert program_of(copied_program(tmp_path / "a")) == program_of(copied_program(tmp_path / "b"))


def test_whatever_can_change_an_answer_changes_the_key(tmp_path: Path) -> None:
    """In whichever room a module stands or comes to stand: a server must not answer from what another one judged."""
    root = copied_program(tmp_path)
    keys = [program_of(root)]

    def changed() -> None:
        keys.append(program_of(root))
        assert len(set(keys)) == len(keys)

    judging = [path for room in ("schemas", "scripts") for path in sorted((root / room).glob("*/**/*.py"))][::7]
    assert len(judging) > 10
    for path in (root / "schemas/rulesets/2024/thoi-han.yaml", root / "requirements.lock", *judging):
        path.write_text(path.read_text(encoding="utf-8") + "# khác\n", encoding="utf-8")
        changed()
    moved = root / "scripts" / "cua-moi" / "sau" / judging[0].name
    moved.parent.mkdir(parents=True)
    judging[-1].rename(moved)
    changed()
    moved.write_text("# khác\n", encoding="utf-8")
    changed()
    moved.unlink()
    changed()
    (tmp_path / "site-packages" / "PyYAML-9.9.dist-info").mkdir(parents=True)
    keys.append(program_of(root, str(tmp_path / "site-packages")))
    assert len(set(keys)) == len(keys)


def test_stray_files_and_a_commit_without_submissions(committed: City) -> None:
    repo = Repo(str(committed.root))
    (committed.root / "submissions" / "lac.txt").write_text("x", encoding="utf-8")
    committed.write("phuong-xa.docx", b"PK")
    (committed.root / "submissions/2024/phuong-xa/lac.yaml").write_text("a: 1\n", encoding="utf-8")
    (committed.root / "submissions/2024/phuong-xa/khong-ten").mkdir()
    (committed.root / "submissions/2024/phuong-xa/khong-ten/ho-so.yaml").write_text("a: 1\n", encoding="utf-8")
    repo.git.add("--all")
    repo.git.commit("-m", "lạc")
    equal_everywhere(committed.root)
    repo.git.rm("-q", "submissions/2024/ky.yaml")
    repo.git.commit("-m", "không có ky.yaml")
    equal_everywhere(committed.root)
    (committed.root / "submissions/2024").rename(committed.root / "submissions/2023")
    repo.git.rm("-r", "-q", "--cached", "submissions/2024")
    (committed.root / "submissions/2023/phuong-xa.docx").unlink()
    (committed.root / "submissions/2023/phuong-xa/lac.yaml").unlink()
    repo.git.add("--all")
    repo.git.commit("-m", "năm chỉ có thư mục đơn vị")
    equal_everywhere(committed.root)
    assert [f.rule for f in check_commit(committed.root, "main", MOMENTS[2], None).findings].count("K16") == 1
    repo.git.rm("-r", "-q", "submissions")
    repo.git.commit("-m", "không còn gì")
    equal_everywhere(committed.root)
    with pytest.raises(GitError):
        check_commit(committed.root, "khong-co", MOMENTS[2], None)


def test_nothing_changed_reads_nothing(committed: City, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = CommitTree(committed.root, "main").commit
    first = check_commit(committed.root, commit, MOMENTS[2], None)
    monkeypatch.setattr(commit_check, "check_folders", None)
    assert check_commit(committed.root, commit, MOMENTS[2], None) == first
    monkeypatch.undo()
    (committed.root / "ngoai.txt").write_text("không phải hồ sơ", encoding="utf-8")
    repo = Repo(str(committed.root))
    repo.git.add("--all")
    repo.git.commit("-m", "ngoài")
    monkeypatch.setattr(commit_check, "check_folders", None)
    assert check_commit(committed.root, CommitTree(committed.root, "main").commit, MOMENTS[2], None) == first


def test_one_changed_unit_is_the_only_one_judged(committed: City, monkeypatch: pytest.MonkeyPatch) -> None:
    check_commit(committed.root, CommitTree(committed.root, "main").commit, MOMENTS[2], None)
    committed.edit("bac-ha/ho-so.yaml", "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-04")
    repo = Repo(str(committed.root))
    repo.git.commit("-am", "một đơn vị")
    put_now: list[int] = []
    put = cache.put

    def counted(place: Path, answers: Mapping[str, Any]) -> None:
        put_now.append(len(answers))
        put(place, answers)

    monkeypatch.setattr(cache, "put", counted)
    check_commit(committed.root, CommitTree(committed.root, "main").commit, MOMENTS[2], None)
    assert put_now == [2, 1]  # the unit's facts and verdict, then the whole


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_shards_joined_say_what_one_machine_says(
    committed: City, kiemdiem: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory, parts: int
) -> None:
    committed.edit("nam-ha/don-vi.yaml", "ma: nam-ha", "ma: bac-ha")
    committed.edit("bac-ha/ho-so.yaml", "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-24")
    Repo(str(committed.root)).git.commit("-am", "sai")
    folder = tmp_path_factory.mktemp("phan")
    common = ("--ban", "main", "--kho", committed.root, "--thoi-diem", "2024-12-20", "--dang", "json")
    files = []
    for number in range(1, parts + 1):
        ran = kiemdiem("kiem-tra", *common, "--phan", f"{number}/{parts}")
        assert ran.code == 0
        files.append(folder / f"{number}.json")
        files[-1].write_text(ran.out, encoding="utf-8")
    whole = kiemdiem("kiem-tra", *common)
    together = kiemdiem("nhan-xet", "--kho", committed.root, "--dang", "json", "--gop-phan", *reversed(files))
    assert together.code == whole.code == 1
    assert json.loads(together.out) == json.loads(whole.out)
    assert "Mã đơn vị trùng" in together.out
    text = kiemdiem("nhan-xet", "--kho", committed.root, "--gop-phan", *files)
    assert text.code == 1 and "lượt của: trung tâm" in text.out
    if parts > 1:
        lacking = kiemdiem("nhan-xet", "--kho", committed.root, "--gop-phan", *files[1:])
        assert lacking.code == 2 and "thiếu phần 1" in lacking.err
        twice = kiemdiem("nhan-xet", "--kho", committed.root, "--gop-phan", *files, files[0])
        assert twice.code == 2 and "hai lần" in twice.err
        answer = json.loads(files[0].read_text(encoding="utf-8")) | {"phien_ban": "0" * 40}
        files[0].write_text(json.dumps(answer), encoding="utf-8")
        other = kiemdiem("nhan-xet", "--kho", committed.root, "--gop-phan", *files)
        assert other.code == 2 and "không cùng phiên bản Git" in other.err
    whole_answer = json.loads(files[0].read_text(encoding="utf-8"))
    wrongs: list[object] = [
        [1],
        {},
        whole_answer | {"phan": ["1", 2]},
        whole_answer | {"phien_ban": "--output=x"},
        whole_answer | {"findings": [[1]]},
        whole_answer | {"summaries": {"2024": [[1, 2, 3, 4, 5, 6]]}},
        whole_answer | {"thoi_diem": "hôm qua"},
        whole_answer | {"them": 1},
        whole_answer | {"phan": [1, 10**12]},
        whole_answer | {"phan": [-1, -1]},
        whole_answer | {"checked": -5},
    ]
    for wrong in wrongs:
        files[0].write_text(json.dumps(wrong), encoding="utf-8")
        refused = kiemdiem("nhan-xet", "--kho", committed.root, "--gop-phan", *files)
        assert refused.code == 2 and "Traceback" not in refused.err and "Lỗi của chương trình" not in refused.err
    assert kiemdiem("nhan-xet", "--kho", committed.root, "--gop-phan", folder / "khong-co.json").code == 2


@pytest.mark.parametrize("shard", ["0/2", "3/2", "a/b", "2", "1/0", "1/99999999999"])
def test_a_shard_that_is_none_is_refused(kiemdiem: Callable[..., Ran], shard: str) -> None:
    assert kiemdiem("kiem-tra", "--ban", "main", "--phan", shard).code == 2
    assert kiemdiem("kiem-tra", "--phan", "1/2").code == 2


def test_findings_survive_json(committed: City) -> None:
    found = check(CommitTree(committed.root, "main"), [], MOMENTS[2], None).findings
    assert found and [Finding.from_row(row) for row in json.loads(json.dumps(found))] == found
