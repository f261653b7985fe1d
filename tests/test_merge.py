"""Accepting: signed merges by another person, judged by the real server; and two hundred at once."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo

from schemas.paths import PROGRAM
from scripts.ledger import receipts
from scripts.ledger.receipts import Deed
from scripts.samples.province import write_province
from tests.conftest import Ran
from tests.test_pre_receive import FOLDER, OTHER, Unit, put, rules, seed, swap, unit

__all__ = ["seed", "unit"]
BRANCH = "nop/bac-ha/1"


def new_key(folder: Path, name: str) -> tuple[Path, str]:
    """A private key's file, and its public half as the registry holds it."""
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    return path, " ".join(path.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])


@pytest.fixture
def keys(unit: Unit, tmp_path: Path) -> dict[str, Path]:
    """The cycle asks for two persons: `trung-tam` and `pho` of the centre, and Bắc Hà, each with a key."""
    paths = {name: new_key(tmp_path, name) for name in ("trung-tam", "pho", "bac-ha-vp")}
    cycle = unit.root / "submissions/2024/ky.yaml"
    listed = "".join(f"  - tai_khoan: {name}\n    khoa: {paths[name][1]}\n" for name in ("trung-tam", "pho"))
    text = cycle.read_text(encoding="utf-8").replace("  - trung-tam\n", "  - trung-tam\n  - pho\n", 1)
    cycle.write_text(f"{text.rstrip()}\nhai_nguoi: có\nkhoa_ky:\n{listed}", encoding="utf-8")
    registry = unit.root / FOLDER / "don-vi.yaml"
    text = registry.read_text(encoding="utf-8").rstrip()
    own = f"  - tai_khoan: bac-ha-vp\n    khoa: {paths['bac-ha-vp'][1]}\n"
    registry.write_text(f"{text}\nkhoa_ky:\n{own}", encoding="utf-8")
    git = unit.repo.git
    git.add("submissions/2024/ky.yaml", f"{FOLDER}/don-vi.yaml")
    git.commit("-m", "hai người")
    assert unit.push("main", "trung-tam") == ""  # the centre's own files need one person
    git.fetch("origin")
    git.checkout("-b", "cua-toi")
    unit.commit()
    return {name: path for name, (path, _) in paths.items()}


def hand_in(unit: Unit, account: str = "bac-ha-vp") -> None:
    assert unit.push(BRANCH, account) == ""
    unit.repo.git.fetch("origin")


def merge(kiemdiem: Callable[..., Ran], unit: Unit, key: Path, *more: str) -> Ran:
    unit.repo.git.checkout("main")
    return kiemdiem("hop-nhat", BRANCH, "--kho", unit.root, "--khoa", key, *more)


def test_another_persons_signed_merge_is_accepted(
    unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran]
) -> None:
    hand_in(unit)
    done = merge(kiemdiem, unit, keys["pho"])
    assert done.code == 0 and f"✓ nhận {BRANCH}" in done.out, done.err
    assert unit.push("main", "trung-tam", what="main") == ""


@pytest.mark.parametrize("signer", ["bac-ha-vp", "la"])
def test_a_valid_signature_of_the_wrong_person_is_not_enough(
    unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran], signer: str, tmp_path: Path
) -> None:
    hand_in(unit)
    key = keys.get(signer) or new_key(tmp_path, signer)[0]
    with unit.repo.git.custom_environment(GIT_COMMITTER_NAME="trung-tam"):
        merge(kiemdiem, unit, key)
    refusal = unit.push("main", "trung-tam", what="main")
    assert rules(refusal) == {"Q08"} and "chưa có chữ ký của tài khoản trung tâm" in refusal


def test_who_handed_in_cannot_approve(unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran]) -> None:
    hand_in(unit, "trung-tam")
    merge(kiemdiem, unit, keys["trung-tam"])
    refusal = unit.push("main", "pho", what="main")
    assert rules(refusal) == {"Q08"} and "người ký cũng là người nộp" in refusal


def test_unsigned_altered_direct_or_never_handed_in_is_refused(unit: Unit, keys: dict[str, Path]) -> None:
    git = unit.repo.git
    git.config("gpg.format", "ssh")
    git.config("user.signingkey", str(keys["pho"]))
    git.checkout("main")
    git.merge("--no-ff", "-S", "-m", "nhận", "cua-toi")
    assert "không có biên nhận" in unit.push("main", "trung-tam", what="main")
    hand_in_from = git.rev_parse("cua-toi")
    assert unit.push(BRANCH, what=hand_in_from) == ""
    git.reset("--hard", "origin/main")
    git.merge("--no-ff", "-m", "nhận", "cua-toi")
    assert "chưa có chữ ký" in unit.push("main", "trung-tam", what="main")
    put(unit.root / FOLDER / "ho-so.yaml", (unit.root / FOLDER / "ho-so.yaml").read_bytes() + b"# them\n")
    git.commit("-a", "-S", "--amend", "-m", "nhận và sửa")
    assert "nội dung khác kết quả hợp nhất" in unit.push("main", "trung-tam", what="main")
    git.reset("--hard", "cua-toi")
    git.commit("--amend", "-S", "-m", "nộp thẳng")
    assert "hợp nhất hai nhánh" in unit.push("main", "trung-tam", what="main")


def test_the_command_asks_for_what_it_needs(unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran]) -> None:
    hand_in(unit)
    unit.repo.git.checkout("main")
    assert "cần hai người" in kiemdiem("hop-nhat", BRANCH, "--kho", unit.root).err
    assert kiemdiem("hop-nhat", "--kho", unit.root).code == 2
    assert kiemdiem("hop-nhat", BRANCH, "--kho", unit.root, "--khoa", "khong-co").code == 2
    assert kiemdiem("hop-nhat", "nop/khong-co", "--kho", unit.root, "--khoa", keys["pho"]).code == 2
    assert kiemdiem("hop-nhat", BRANCH, "--kho", unit.bare, "--khoa", keys["pho"]).code == 2


def test_pushing_at_once_goes_through_the_server(
    unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(unit)
    monkeypatch.setenv("KIEMDIEM_ACTOR", "nguoi-la")
    assert merge(kiemdiem, unit, keys["pho"], "--day-len").code == 1
    monkeypatch.setenv("KIEMDIEM_ACTOR", "trung-tam")
    assert "đã đẩy lên máy chủ" in merge(kiemdiem, unit, keys["pho"], "--day-len").out
    assert Repo(str(unit.bare)).git.log("-1", "--format=%s", "main") == f"Nhận {BRANCH}"


def test_conflicts_and_faults_stay_out_and_the_rest_goes_in(unit: Unit, kiemdiem: Callable[..., Ran]) -> None:
    git = unit.repo.git
    start = git.rev_parse("HEAD")
    unit.commit()
    git.branch("nop/bac-ha/1")
    git.reset("--hard", start)
    put(unit.root / FOLDER / "ho-so.yaml", (PROGRAM / FOLDER / "ho-so.yaml").read_bytes() + b"# khac\n")
    unit.commit()
    git.branch("nop/bac-ha/2")
    git.reset("--hard", start)
    put(unit.root / OTHER / "ho-so.yaml", (PROGRAM / OTHER / "ho-so.yaml").read_bytes())
    swap(unit.root / OTHER / "ho-so.yaml", "nguoi_ky:", "nguoiky:")
    unit.commit()
    git.branch("nop/nam-ha/1")
    git.reset("--hard", start)
    done = kiemdiem("hop-nhat", "nop/bac-ha/1", "nop/bac-ha/2", "nop/nam-ha/1", "--kho", unit.root)
    assert done.code == 1 and "✓ nhận nop/bac-ha/1" in done.out
    assert "✗ chưa nhận nop/bac-ha/2: đụng" in done.err and "✗ chưa nhận nop/nam-ha/1" in done.err and "K11" in done.err
    assert git.log("-1", "--format=%s") == "Nhận nop/bac-ha/1" and git.status("--short") == ""


def test_two_hundred_at_once(tmp_path: Path, kiemdiem: Callable[..., Ran]) -> None:
    """Each unit proposes its own register; all of them go in with one command and not one conflict."""
    registers = {path: path.read_bytes() for path in write_province(tmp_path, 200, 0)}
    for path in registers:
        path.unlink()
    repo = Repo.init(str(tmp_path), initial_branch="main")
    repo.git.add("--all")
    repo.git.commit("-m", "mở kỳ")
    start = repo.head.commit.hexsha
    script = b""
    for path, content in registers.items():
        place = path.relative_to(tmp_path).as_posix()
        head = f"commit refs/heads/nop/{path.parent.name}/1\ncommitter m <m@m.invalid> 1733200000 +0700\ndata 2\nnp\n"
        head += f"from {start}\nM 100644 inline {place}\ndata {len(content)}\n"
        script += head.encode() + content + b"\n"
    subprocess.run(["git", "-C", tmp_path, "fast-import", "--quiet"], input=script, check=True)
    done = kiemdiem("hop-nhat", "--tat-ca", "--kho", tmp_path, "--thoi-diem", "2024-12-10")
    assert done.code == 0 and "Đã hợp nhất 200 đề nghị" in done.out, done.err
    assert repo.git.status("--short") == "" and all(path.read_bytes() == was for path, was in registers.items())


POWERS: dict[str, Callable[[Path], None]] = {
    "the policy switched off": lambda root: swap(root / "submissions/2024/ky.yaml", "hai_nguoi: có\n", ""),
    "an account": lambda root: swap(root / "submissions/2024/ky.yaml", "  - pho\n", "  - pho\n  - ke-gian\n"),
    "a unit's account": lambda root: swap(root / FOLDER / "don-vi.yaml", "bac-ha-vp", "ke-gian"),
    "a confirmed policy": lambda root: put(
        root / "submissions/2024/ky.yaml",
        (root / "submissions/2024/ky.yaml").read_bytes()
        + b"chinh_sach:\n  - ma: truoc-ngay\n    gia_tri: tinh-ca-ngay-do\n    can_cu: 1402-CV/ThU\n",
    ),
    "a decision": lambda root: put(
        root / FOLDER / "quyet-dinh.yaml", (PROGRAM / FOLDER / "quyet-dinh.yaml").read_bytes()
    ),
    "the program": lambda root: put(root / "schemas/rulesets/2024/chinh-sach.yaml", b"{}\n"),
    "the workflows": lambda root: put(root / ".github/workflows/x.yml", b"on: push\n"),
    "a template": lambda root: put(root / "site/_templates/x.html", b"{{ x }}\n"),
}


def signing(unit: Unit, keys: dict[str, Path], who: str) -> None:
    unit.repo.git.config("gpg.format", "ssh")
    unit.repo.git.config("user.signingkey", str(keys[who]))


@pytest.mark.parametrize("name", POWERS)
def test_power_changes_by_two_signatures(
    unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran], name: str
) -> None:
    git = unit.repo.git
    git.checkout("-f", "-b", "lam-viec", "origin/main")
    POWERS[name](unit.root)
    git.add("--all")
    git.commit("-m", "một mình")
    assert rules(unit.push("main", "trung-tam")) >= {"Q08"}
    signing(unit, keys, "trung-tam")
    git.commit("--amend", "-S", "-m", "một mình, có ký")
    assert "hợp nhất hai nhánh" in unit.push("main", "trung-tam")
    assert unit.push("duyet/trung-tam", "trung-tam") == ""
    git.fetch("origin")
    git.checkout("main")
    kiemdiem("hop-nhat", "duyet/trung-tam", "--kho", unit.root, "--khoa", keys["trung-tam"])
    assert "hai chữ ký của cùng một người" in unit.push("main", "trung-tam", what="main")
    git.reset("--hard", "origin/main")
    kiemdiem("hop-nhat", "duyet/trung-tam", "--kho", unit.root, "--khoa", keys["pho"])
    assert unit.push("main", "pho", what="main") == ""


def test_a_second_signature_by_a_key_of_the_change_itself_does_not_count(
    unit: Unit, keys: dict[str, Path], tmp_path: Path, kiemdiem: Callable[..., Ran]
) -> None:
    """The other's key replaced by one's own, and then used: the old registry judges."""
    own, public = new_key(tmp_path, "moi")
    git = unit.repo.git
    git.checkout("-f", "-b", "lam-viec", "origin/main")
    cycle = unit.root / "submissions/2024/ky.yaml"
    theirs = " ".join(keys["pho"].with_suffix(".pub").read_text(encoding="utf-8").split()[:2])
    swap(cycle, theirs, public)
    signing(unit, keys, "trung-tam")
    git.commit("-a", "-S", "-m", "đổi khóa của người kia")
    git.branch("duyet/trung-tam")
    git.checkout("main")
    kiemdiem("hop-nhat", "duyet/trung-tam", "--kho", unit.root, "--khoa", own)
    assert rules(unit.push("main", "trung-tam", what="main")) == {"Q08"}


def test_a_key_that_two_accounts_hold_proves_neither(
    unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran]
) -> None:
    git = unit.repo.git
    git.checkout("-f", "-b", "lam-viec", "origin/main")
    theirs = " ".join(keys["pho"].with_suffix(".pub").read_text(encoding="utf-8").split()[:2])
    mine = " ".join(keys["trung-tam"].with_suffix(".pub").read_text(encoding="utf-8").split()[:2])
    swap(unit.root / "submissions/2024/ky.yaml", theirs, mine)
    signing(unit, keys, "trung-tam")
    git.commit("-a", "-S", "-m", "một khóa cho hai người")
    git.branch("duyet/trung-tam")
    git.checkout("main")
    kiemdiem("hop-nhat", "duyet/trung-tam", "--kho", unit.root, "--khoa", keys["pho"])
    assert unit.push("main", "pho", what="main") == ""  # two persons wanted it so
    git.checkout("cua-toi")
    hand_in(unit)
    merge(kiemdiem, unit, keys["trung-tam"])
    assert rules(unit.push("main", "trung-tam", what="main")) == {"Q08"}


@pytest.mark.parametrize("second", ["the new main", "nothing"])
def test_an_older_state_does_not_become_the_main_line(unit: Unit, second: str) -> None:
    """A merge whose first parent is an old commit, or a tree of old, one person or two."""
    git = unit.repo.git
    old = git.rev_parse("origin/main")
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    head = git.rev_parse("HEAD")
    parents = ("-p", old, "-p", head) if second == "the new main" else ("-p", old)
    rolled = git.commit_tree(f"{old}^{{tree}}", *parents, "-m", "nhận")
    assert rules(unit.push("main", "trung-tam", "--force", what=rolled)) == {"Q04"}


def test_an_older_tree_on_top_needs_what_every_change_needs(unit: Unit, keys: dict[str, Path]) -> None:
    git = unit.repo.git
    old = git.rev_parse("origin/main~1")
    signing(unit, keys, "trung-tam")
    head = git.rev_parse("origin/main")
    for parents in (("-p", head), ("-p", head, "-p", old)):
        rolled = git.commit_tree("-S", f"{old}^{{tree}}", *parents, "-m", "về như cũ")
        assert "Q08" in rules(unit.push("main", "trung-tam", what=rolled))


def test_a_long_branch_can_still_be_merged(unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran]) -> None:
    for _ in range(60):
        unit.repo.git.commit("--allow-empty", "-m", "x")
    hand_in(unit)
    assert merge(kiemdiem, unit, keys["pho"]).code == 0
    assert unit.push("main", "trung-tam", what="main") == ""


def altered(unit: Unit) -> str:
    """A tree of main with a dossier that no unit handed in."""
    git = unit.repo.git
    git.checkout("-f", "--detach", "origin/main")
    put(unit.root / FOLDER / "ho-so.yaml", (PROGRAM / FOLDER / "ho-so.yaml").read_bytes() + b"# cua ke gian\n")
    git.add(f"{FOLDER}/ho-so.yaml")
    return str(git.write_tree())


def test_history_taken_over_without_its_content_needs_two_persons_too(unit: Unit, keys: dict[str, Path]) -> None:
    """One account brings a commit in by a merge that shows nothing, moves the fork point with it, and signs alone."""
    git = unit.repo.git
    main = git.rev_parse("origin/main")
    evil = git.commit_tree(altered(unit), "-p", main, "-m", "x")
    first = git.commit_tree(f"{main}^{{tree}}", "-p", main, "-p", evil, "-m", "nhận")
    assert "Q08" in rules(unit.push("main", "pho", what=first))
    back = git.commit_tree(f"{main}^{{tree}}", "-p", evil, "-m", "x")
    again = git.commit_tree(f"{evil}^{{tree}}", "-p", back, "-m", "x")
    assert unit.push("nop/bac-ha/m", "pho", what=again) == ""
    told = [r.event for r in receipts.read(unit.bare).entries if r.event.branch == "nop/bac-ha/m"]
    assert [(event.deed, event.account) for event in told] == [(Deed.HANDED_IN, "pho")]
    second = git.commit_tree(f"{main}^{{tree}}", "-p", main, "-p", back, "-m", "nhận")
    assert "Q08" in rules(unit.push("main", "pho", what=second))


def test_what_was_handed_in_is_not_thrown_away_unsigned(unit: Unit, keys: dict[str, Path]) -> None:
    hand_in(unit)
    git = unit.repo.git
    main = git.rev_parse("origin/main")
    signing(unit, keys, "pho")
    for sign in ([], ["-S"]):
        thrown = git.commit_tree(*sign, f"{main}^{{tree}}", "-p", main, "-p", f"origin/{BRANCH}", "-m", "bỏ")
        assert rules(unit.push("main", "pho", what=thrown)) == {"Q08"}


def test_what_was_returned_may_be_handed_in_and_approved_after_all(
    unit: Unit, keys: dict[str, Path], kiemdiem: Callable[..., Ran]
) -> None:
    hand_in(unit)
    assert unit.push(BRANCH, "pho", what="") == ""
    hand_in(unit)
    assert merge(kiemdiem, unit, keys["pho"]).code == 0
    assert unit.push("main", "pho", what="main") == ""
