"""The server hook, by real pushes to a real bare repository; bad trees are built where no client check helps."""

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from git import GitCommandError, Repo

from hooks.install import install
from schemas.paths import PROGRAM
from scripts import demo
from tests.conftest import Played, Ran

FOLDER = "submissions/2024/phuong-xa/bac-ha"
OTHER = "submissions/2024/phuong-xa/nam-ha"
Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo.found(tmp_path_factory.mktemp("seed"))


class Unit:
    """Bắc Hà's clone with its complete dossier, and pushes under any account."""

    def __init__(self, seed: Path, folder: Path) -> None:
        self.bare = folder / "kho.git"
        Repo.clone_from(str(seed), str(self.bare), bare=True)
        install(self.bare, demo.ACTOR_VARIABLE)
        self.repo = Repo.clone_from(str(self.bare), str(folder / "may"), branch="main")
        self.root = folder / "may"
        subprocess.run(["cp", "-r", str(PROGRAM / FOLDER), str(self.root / FOLDER).rsplit("/", 1)[0]], check=True)
        (self.root / FOLDER / "quyet-dinh.yaml").unlink()  # the centre decides later

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def commit(self) -> None:
        self.repo.git.add("--all")
        self.repo.git.commit("-m", "nộp")

    def push(self, target: str = "nop/bac-ha/1", account: str = "bac-ha-vp", *options: str, what: str = "HEAD") -> str:
        """The server's words when it refuses, "" when it accepts."""
        with self.repo.git.custom_environment(**{demo.ACTOR_VARIABLE: account}):
            try:
                self.repo.git.push(
                    *options, "origin", f"{what}:refs/heads/{target}" if what else f":refs/heads/{target}"
                )
            except GitCommandError as refusal:
                return str(refusal.stderr)
        return ""

    def accepted(self) -> dict[str, str]:
        refs = Repo(str(self.bare)).git.for_each_ref("--format=%(refname) %(objectname)").splitlines()
        return dict(line.split() for line in refs)


@pytest.fixture
def unit(seed: Path, tmp_path: Path) -> Unit:
    return Unit(seed, tmp_path)


def rules(refusal: str) -> set[str]:
    return set(re.findall(r"LỖI ([RKQ]\d\d)", refusal))


def test_a_good_push_is_accepted(unit: Unit) -> None:
    unit.commit()
    assert unit.push() == ""
    assert "refs/heads/nop/bac-ha/1" in unit.accepted()


BAD: dict[str, tuple[str, Change]] = {
    "misspelt key": ("K11", lambda root: swap(root / FOLDER / "ho-so.yaml", "nguoi_ky:", "nguoiky:")),
    "late without reason": ("R35", lambda root: swap(root / FOLDER / "ho-so.yaml", "2024-12-03", "2024-12-09")),
    "identity number": ("R44", lambda root: swap(root / FOLDER / "ho-so.yaml", "Dữ liệu mẫu", "042099001234")),
    "office file": ("R44", lambda root: put(root / FOLDER / "bao-cao.docx", b"PK")),
    "office file as YAML": ("K01", lambda root: put(root / FOLDER / "xep-loai.yaml", b"PK\x03\x04\xff\xfe")),
    "huge": ("K02", lambda root: put(root / FOLDER / "xep-loai.yaml", b"a: 1\n" * 200_000)),
    "deep": ("K08", lambda root: put(root / FOLDER / "xep-loai.yaml", b"[" * 200_000)),
    "alias bomb": ("K05", lambda root: put(root / FOLDER / "xep-loai.yaml", b"a: &a [x]\nb: &b [*a, *a]\n")),
    "strange file": ("K14", lambda root: put(root / FOLDER / "chay.sh", b"echo")),
    "symlink": ("K14", lambda root: link(root / FOLDER / "xep-loai.yaml")),
    "executable": ("K14", lambda root: (root / FOLDER / "ho-so.yaml").chmod(0o755)),
    "centre's file": ("Q02", lambda root: swap(root / FOLDER / "don-vi.yaml", "bac-ha-vp", "ke-gian")),
    "cycle": ("Q02", lambda root: swap(root / "submissions/2024/ky.yaml", "trung-tam", "bac-ha-vp")),
    "another unit": ("Q01", lambda root: put(root / OTHER / "ho-so.yaml", b"don_vi: nam-ha\n")),
    "another unit's deletion": ("Q01", lambda root: (root / OTHER / "don-vi.yaml").unlink()),
    "rename across units": ("Q01", lambda root: move(root / FOLDER / "ho-so.yaml", root / OTHER / "ho-so.yaml")),
    "code": ("Q02", lambda root: put(root / "hooks/pre_receive.py", b"print()")),
    "CI": ("Q02", lambda root: put(root / ".github/workflows/x.yml", b"on: push")),
    "attributes": ("Q02", lambda root: put(root / ".gitattributes", b"* filter=x")),
}


def swap(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def move(path: Path, target: Path) -> None:
    path.rename(target)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_push_is_refused_with_its_reason_and_leaves_nothing(unit: Unit, name: str) -> None:
    rule, spoil = BAD[name]
    before = unit.accepted()
    spoil(unit.root)
    unit.commit()
    refusal = unit.push()
    assert rule in rules(refusal), refusal
    assert "Traceback" not in refusal and "cách sửa" in refusal
    assert unit.accepted() == before


def test_a_fault_undone_by_a_later_commit_is_still_seen(unit: Unit) -> None:
    put(unit.root / FOLDER / "bao-cao.docx", b"PK")
    unit.commit()
    (unit.root / FOLDER / "bao-cao.docx").unlink()
    unit.edit(f"{FOLDER}/ho-so.yaml", "Dữ liệu mẫu", "042099001234")
    unit.commit()
    unit.edit(f"{FOLDER}/ho-so.yaml", "042099001234", "Dữ liệu mẫu")
    unit.commit()
    refusal = unit.push()
    assert rules(refusal) == {"R44"} and "042099001234" not in refusal


def test_a_private_message_is_refused_and_not_repeated(unit: Unit) -> None:
    unit.commit()
    unit.repo.git.commit("--allow-empty", "-m", "nộp lại\n\ngọi (0912)\n345 678")
    refusal = unit.push()
    assert rules(refusal) == {"R44"} and "nop/bac-ha/1:1:1" in refusal and "345 678" not in refusal
    unit.repo.git.commit("--amend", "--allow-empty", "-s", "-m", "nộp lại 2024-12-03")
    assert unit.push() == ""


@pytest.mark.parametrize("account", ["bac-ha-vp", "nguoi-la", "trung-tam"])
def test_a_private_branch_name_is_refused_and_not_repeated(unit: Unit, account: str) -> None:
    unit.commit()
    refusal = unit.push("nop/bac-ha/0912345678", account)
    ours = [line for line in refusal.splitlines() if "kiemdiem" in line or "LỖI" in line]
    assert rules(refusal) == {"R44"} and not any("0912345678" in line for line in ours)


@pytest.mark.parametrize(
    ("target", "account", "rule"),
    [
        ("main", "bac-ha-vp", "Q03"),
        ("khac/bac-ha", "bac-ha-vp", "Q03"),
        ("nop/nam-ha/1", "bac-ha-vp", "Q01"),
        ("nop/bac-ha/1", "nam-ha-vp", "Q01"),
        ("nop/bac-ha/1", "nguoi-la", "Q01"),
        ("nop/bac-ha/1", "", "Q05"),
        ("nop//1", "bac-ha-vp", ""),
    ],
)
def test_who_may_push_where(unit: Unit, target: str, account: str, rule: str) -> None:
    unit.commit()
    refusal = unit.push(target, account)
    assert refusal and (not rule or rules(refusal) == {rule})


@pytest.mark.parametrize(
    "ref", ["refs/tags/v1", "refs/notes/receipts", "refs/meta/config", "refs/replace/x", "refs/nop/bac-ha"]
)
def test_only_branches_may_be_pushed(unit: Unit, ref: str) -> None:
    unit.commit()
    before = unit.accepted()
    with unit.repo.git.custom_environment(**{demo.ACTOR_VARIABLE: "bac-ha-vp"}), pytest.raises(GitCommandError) as no:
        unit.repo.git.push("origin", f"HEAD:{ref}")
    assert "Q03" in str(no.value.stderr) and unit.accepted() == before


def test_one_bad_ref_refuses_the_whole_push(unit: Unit) -> None:
    unit.commit()
    before = unit.accepted()
    with unit.repo.git.custom_environment(**{demo.ACTOR_VARIABLE: "bac-ha-vp"}), pytest.raises(GitCommandError):
        unit.repo.git.push("origin", "HEAD:refs/heads/nop/bac-ha/1", "HEAD:refs/heads/nop/nam-ha/1")
    assert unit.accepted() == before


def test_a_submodule_is_refused(unit: Unit) -> None:
    unit.commit()
    head = unit.repo.head.commit.hexsha
    unit.repo.git.update_index("--add", "--cacheinfo", f"160000,{head},{FOLDER}/kho-con")
    unit.repo.git.commit("-m", "kho con")
    assert "K14" in rules(unit.push())


@pytest.mark.parametrize("name", ["x\ny.yaml", "hồ sơ.yaml", "t\udce9p.yaml", "ca-nhan/../../x.yaml", "HO-SO.yaml"])
def test_strange_names_are_refused_in_one_line(unit: Unit, name: str) -> None:
    unit.commit()
    blob = unit.repo.git.hash_object("-w", str(unit.root / FOLDER / "ho-so.yaml"))
    try:
        unit.repo.git.update_index("--add", "--cacheinfo", f"100644,{blob},{FOLDER}/{name}")
    except GitCommandError:
        return  # git itself will not have it
    unit.repo.git.commit("-m", "tên lạ")
    refusal = unit.push()
    assert "K14" in rules(refusal) and "Traceback" not in refusal


def test_authority_comes_from_the_base_branch_not_from_the_push(unit: Unit) -> None:
    unit.edit(f"{FOLDER}/don-vi.yaml", "bac-ha-vp", "ke-gian")
    unit.edit("submissions/2024/ky.yaml", "- trung-tam", "- ke-gian")
    unit.commit()
    assert rules(unit.push("nop/bac-ha/1", "ke-gian")) == {"Q01"}
    assert rules(unit.push("main", "ke-gian")) == {"Q03"}


def test_the_centre_may_merge_but_not_merge_faults(unit: Unit) -> None:
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    unit.edit(f"{FOLDER}/ho-so.yaml", "nguoi_ky:", "nguoiky:")
    unit.commit()
    assert rules(unit.push("main", "trung-tam")) == {"K11"}


def test_main_is_never_rewritten_or_deleted(unit: Unit) -> None:
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    assert rules(unit.push("main", "trung-tam", "--force", what="HEAD~1")) == {"Q04"}
    assert rules(unit.push("main", "trung-tam", what="")) == {"Q04"}


def test_an_unrelated_history_is_refused(unit: Unit) -> None:
    unit.repo.git.checkout("--orphan", "la")
    unit.commit()
    assert rules(unit.push()) == {"Q04"}


def test_a_unit_may_rewrite_and_delete_its_own_branch(unit: Unit) -> None:
    unit.commit()
    assert unit.push() == ""
    unit.repo.git.commit("--amend", "-m", "nộp lại")
    assert unit.push("nop/bac-ha/1", "bac-ha-vp", "--force") == ""
    assert rules(unit.push("nop/bac-ha/1", "nam-ha-vp", what="")) == {"Q01"}
    assert unit.push("nop/bac-ha/1", what="") == ""


def test_merging_the_base_into_a_branch_is_no_foreign_change(unit: Unit) -> None:
    unit.repo.git.checkout("-b", "cua-toi")
    unit.commit()
    unit.repo.git.checkout("main")
    subprocess.run(["cp", str(PROGRAM / OTHER / "ho-so.yaml"), str(unit.root / OTHER / "ho-so.yaml")], check=True)
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    unit.repo.git.checkout("cua-toi")
    unit.repo.git.merge("-m", "cập nhật", "main")
    assert unit.push() == ""


def test_nothing_in_the_push_is_run(unit: Unit, tmp_path: Path) -> None:
    """Python files beside the pushed data must not shadow the server's own modules."""
    marker = tmp_path / "da-chay"
    for name in ("yaml.py", "schemas/__init__.py", "sitecustomize.py"):
        put(unit.bare / name, f"open({str(marker)!r}, 'w')".encode())
    unit.commit()
    assert unit.push() == "" and not marker.exists()


def test_a_broken_server_refuses_and_says_so(unit: Unit) -> None:
    unit.commit()
    hook = unit.bare / "hooks" / "pre-receive"
    broken = (
        "-c 'import scripts.ledger.git; scripts.ledger.git.text = None; import hooks.pre_receive as h; exit(h.main())'"
    )
    swap(hook, "-m hooks.server", broken)
    refusal = unit.push()
    assert "máy chủ không kiểm tra được" in refusal and "Không phải lỗi của đơn vị" in refusal
    assert "refs/heads/nop/bac-ha/1" not in unit.accepted()


def test_the_demo_tells_each_refusal(played: Played) -> None:
    assert (played.outcome.accepted, played.outcome.refused, played.outcome.merged) == (9, 7, 8)
    assert re.findall(r"LỖI ([RKQ]\d\d)", played.said) == ["K11", "K13", "R11", "Q01", "R44", "R44", "Q02"]
    assert "042099001234" not in played.said and os.environ.get(demo.ACTOR_VARIABLE) is None


@pytest.mark.parametrize("harm", ["no submissions", "no cycle", "no maintainers", "a file", "no units"])
def test_the_centre_cannot_lock_itself_out(unit: Unit, harm: str) -> None:
    """Rule Q06: whatever happens to main, somebody may still mend it."""
    year = unit.root / "submissions" / "2024"
    match harm:
        case "no submissions":
            shutil.rmtree(unit.root / "submissions")
            put(unit.root / "README.md", b"x")
        case "no cycle":
            (year / "ky.yaml").unlink()
        case "no maintainers":
            swap(year / "ky.yaml", "tai_khoan_trung_tam:\n  - trung-tam\n", "")
        case "a file":
            shutil.rmtree(unit.root / "submissions")
            put(unit.root / "submissions", b"x")
        case "no units":
            for path in year.rglob("*/*.yaml"):
                path.unlink()
    unit.commit()
    before = unit.accepted()
    refusal = unit.push("main", "trung-tam")
    assert "Q06" in rules(refusal) and "Traceback" not in refusal and unit.accepted() == before


def test_several_merge_bases_blame_nobody(unit: Unit) -> None:
    """The unit merges main while the centre merges the unit's branch: two newest common commits, no foreign change."""
    git = unit.repo.git
    git.checkout("-b", "cua-toi")
    unit.commit()
    git.checkout("main")
    swap(unit.root / OTHER / "don-vi.yaml", "ten: ", "ten: Tên mới của ")
    unit.commit()
    main = unit.repo.head.commit.hexsha
    assert unit.push("main", "trung-tam") == ""
    git.merge("--no-ff", "-m", "nhận", "cua-toi")
    assert unit.push("main", "trung-tam") == ""
    swap(unit.root / OTHER / "don-vi.yaml", "Tên mới của ", "Tên mới nữa của ")
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    git.checkout("cua-toi")
    git.merge("-m", "cập nhật", main)
    unit.edit(f"{FOLDER}/ho-so.yaml", "ghi_chu: Dữ liệu mẫu", "ghi_chu: Nộp thêm")
    unit.commit()
    assert len(git.merge_base("--all", "main", "cua-toi").split()) == 2
    assert unit.push() == ""


def test_a_merge_that_takes_anothers_change_back_is_seen(unit: Unit) -> None:
    git = unit.repo.git
    git.checkout("-b", "cua-toi")
    unit.commit()
    git.checkout("main")
    swap(unit.root / OTHER / "don-vi.yaml", "ten: ", "ten: Tên mới của ")
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    git.checkout("cua-toi")
    git.merge("-s", "ours", "-m", "giữ của tôi", "main")
    assert rules(unit.push()) == {"Q01"}


@pytest.mark.parametrize("before", ["absent", "older"])
def test_a_merge_of_two_received_branches_takes_nothing_back(unit: Unit, before: str) -> None:
    """Each side of the merge is on main already, so only the merge itself can tell that one side was dropped."""
    git = unit.repo.git
    if before == "older":
        put(unit.root / OTHER / "ho-so.yaml", (PROGRAM / OTHER / "ho-so.yaml").read_bytes())
        git.add(OTHER)
        git.commit("-m", "nhận")
        assert unit.push("main", "trung-tam") == ""
    start = unit.repo.head.commit.hexsha
    git.checkout("-b", "cua-toi")
    unit.commit()
    git.checkout("-b", "cua-ho", start)
    put(unit.root / OTHER / "ho-so.yaml", (PROGRAM / OTHER / "ho-so.yaml").read_bytes() + b"# x\n")
    unit.commit()
    git.checkout("main")
    for branch in ("cua-toi", "cua-ho"):
        git.merge("--no-ff", "-m", "nhận", branch)
    assert unit.push("main", "trung-tam") == ""
    git.checkout("cua-toi")
    git.merge("-m", "gộp", "cua-ho")
    assert unit.push() == ""
    git.reset("--hard", "HEAD~1")
    git.merge("-s", "ours", "-m", "gộp", "cua-ho")
    assert rules(unit.push("nop/bac-ha/2")) == {"Q01"}


def test_a_tag_is_no_branch_and_a_branch_needs_its_own_name(unit: Unit) -> None:
    unit.commit()
    unit.repo.git.tag("-a", "nhan", "-m", "nhãn")
    before = unit.accepted()
    assert rules(unit.push(what="nhan")) == {"Q03"}
    assert rules(unit.push("nop/bac-ha")) == {"Q03"}
    assert unit.accepted() == before


def test_the_first_push_needs_a_maintainer_that_it_names(tmp_path: Path, unit: Unit) -> None:
    empty = tmp_path / "moi.git"
    Repo.init(str(empty), bare=True, initial_branch="main")
    install(empty, demo.ACTOR_VARIABLE)
    unit.repo.git.remote("set-url", "origin", str(empty))
    assert rules(unit.push("main", "")) == {"Q05"}
    assert rules(unit.push("main", "bac-ha-vp")) == {"Q03"}
    assert rules(unit.push("nop/bac-ha/1", "trung-tam")) == {"Q01"}
    assert unit.push("main", "trung-tam") == ""


def test_an_unknown_account_is_no_fault_of_the_unit(unit: Unit) -> None:
    unit.commit()
    refusal = unit.push("nop/bac-ha/1", "")
    assert "báo người vận hành" in refusal and "Sửa theo" not in refusal


def test_an_accepted_push_tells_its_warnings(unit: Unit) -> None:
    unit.edit(f"{FOLDER}/ho-so.yaml", "- 31-QĐ/TU", "- 132-QĐ/TW")
    unit.commit()
    with unit.repo.git.custom_environment(**{demo.ACTOR_VARIABLE: "bac-ha-vp"}):
        _, _, said = unit.repo.git.push("origin", "HEAD:refs/heads/nop/bac-ha/1", with_extended_output=True)
    assert "CẢNH BÁO R01" in said and "Đã nhận, kèm 1 cảnh báo." in said


def test_taking_a_received_file_away_is_told(unit: Unit) -> None:
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    (unit.root / FOLDER / "ho-so.yaml").unlink()
    unit.commit()
    with unit.repo.git.custom_environment(**{demo.ACTOR_VARIABLE: "bac-ha-vp"}):
        _, _, said = unit.repo.git.push("origin", "HEAD:refs/heads/nop/bac-ha/2", with_extended_output=True)
    assert "CẢNH BÁO Q04  Lần đẩy này rút tệp đã nhận." in said


def test_a_readme_of_the_centre_is_no_stray_file(unit: Unit) -> None:
    put(unit.root / "submissions" / "2024" / "README.md", b"# Ghi\n")
    unit.commit()
    assert rules(unit.push()) == {"Q02"}
    assert unit.push("main", "trung-tam") == ""


def test_installing_says_what_is_wrong(tmp_path: Path) -> None:
    def run(python: str, target: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "hooks.install", str(target)], cwd=PROGRAM, capture_output=True, text=True, check=False
        )

    missing = run(sys.executable, tmp_path / "khong-co")
    assert missing.returncode == 2 and missing.stderr.endswith("không phải kho Git.\n")
    Repo.init(str(tmp_path / "kho.git"), bare=True)
    bare = venv.EnvBuilder(with_pip=False)
    bare.create(tmp_path / "trong")
    done = run(str(tmp_path / "trong/bin/python"), tmp_path / "kho.git")
    assert done.returncode == 2 and ".venv/bin/python -m hooks.install" in done.stderr
    assert not (tmp_path / "kho.git/hooks/pre-receive").exists() and "Traceback" not in done.stderr


def test_a_hook_without_its_packages_refuses_with_a_sentence(unit: Unit, tmp_path: Path) -> None:
    venv.EnvBuilder(with_pip=False).create(tmp_path / "trong")
    swap(unit.bare / "hooks" / "pre-receive", sys.executable, str(tmp_path / "trong/bin/python"))
    unit.commit()
    refusal = unit.push()
    assert "máy chủ cài chưa đúng" in refusal and "Traceback" not in refusal


@pytest.mark.parametrize(
    ("account", "branch", "wrong", "expected"),
    [
        ("bac-ha-vp", "nop/bac-ha/1", False, set()),
        ("trung-tam", "main", False, set()),
        ("nam-ha-vp", "nop/bac-ha/1", False, {"Q01"}),
        ("bac-ha-vp", "main", False, {"Q03"}),
        ("", "nop/bac-ha/1", False, {"Q05"}),
        ("bac-ha-vp", "nop/bac-ha/1", True, {"K11"}),
    ],
)
def test_the_command_for_ci_judges_as_the_server_does(
    unit: Unit, kiemdiem: Callable[..., Ran], account: str, branch: str, wrong: bool, expected: set[str]
) -> None:
    base = unit.repo.head.commit.hexsha
    if wrong:
        unit.edit(f"{FOLDER}/ho-so.yaml", "nguoi_ky:", "nguoiky:")
    unit.commit()
    ran = kiemdiem(
        "xet-quyen", "--goc", base, "--de-nghi", "HEAD", "--tai-khoan", account, "--nhanh", branch, "--kho", unit.root
    )
    assert (rules(ran.out), ran.code) == (expected, 1 if expected else 0)
    assert rules(unit.push(branch, account)) == expected, "the server says the same"
    assert "nguoiky:" not in ran.out, "a CI's log shows no line of a file"
