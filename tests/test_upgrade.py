"""A newer program over older dossiers: it only warns about what was received, and rewrites what changed its form."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from git import Repo

from schemas.finding import Gate, Severity
from schemas.local_time import read_moment
from schemas.models.form_changes import FormChange
from schemas.models.kinds import FILE_KINDS
from schemas.models.unit_files import UnitFiles
from schemas.rules import catalogue
from schemas.rules.engine import Context, Family, Fault, collect
from schemas.source.yaml_tree import parse
from scripts.check import cache, checker
from scripts.check.change import check_change
from scripts.ledger.tree import CommitTree, WorkTree
from scripts.yaml_files.form_upgrade import reworded, rewordings
from tests.conftest import NOW, City, Ran

Command = Callable[..., Ran]
FROZEN = Path(__file__).parent / "cycles" / "0.1"
"""The sample cycle as version 0.1 wrote it. Never edited: a change that breaks it belongs in `form_changes.py`."""

KINDS = {
    "ky",
    "don-vi",
    "ho-so",
    "lay-y-kien",
    "giai-trinh",
    "hoi-nghi",
    "xep-loai",
    "khac-phuc",
    "ket-luan",
    "goi-y",
    "quyet-dinh",
    "ca-nhan",
    "bieu",
}
"""The kinds of files that version 0.1 knew."""

REGISTER = "submissions/2024/phuong-xa/bac-ha/ho-so.yaml"


@pytest.fixture
def frozen(tmp_path: Path) -> City:
    shutil.copytree(FROZEN, tmp_path / "cu" / "submissions")
    return City(tmp_path / "cu")


def test_the_cycle_of_an_earlier_version_is_as_good_as_it_was(frozen: City, kiemdiem: Command) -> None:
    ran = kiemdiem("nang-cap-du-lieu", "--ghi", "--kho", frozen.root)
    assert ran.code == 0, ran.out
    found = frozen.findings(gate=None, now=NOW)
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []


def test_every_file_of_it_is_still_read(frozen: City) -> None:
    result = checker.check(WorkTree(frozen.root), [], NOW, Gate.MERGE)
    assert result.checked == 175 and not {f.rule for f in result.findings if f.rule.startswith("K")}
    held = {path.stem for path in frozen.root.rglob("*.yaml")} | {
        path.parent.name for path in frozen.root.rglob("*.yaml")
    }
    assert held & {kind.name for kind in FILE_KINDS} >= KINDS, "a kind that the frozen cycle has none of proves nothing"


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A program one rule stricter: papers signed by a deputy are no longer taken."""
    family = Family()

    @family.rule("R98", Gate.MERGE)
    def signed_by_the_head(files: UnitFiles, context: Context) -> Iterator[Fault]:
        del context
        for index, entry in enumerate(files.dossier.model.entries if files.dossier else ()):
            place = ("thanh_phan", index, "nguoi_ky")
            if files.dossier and "đứng đầu" in entry.signer:
                yield Fault(files.dossier, place, "Bản mới đòi người khác ký.", "ký lại")

    monkeypatch.setattr(checker, "CATALOGUE", {**catalogue.CATALOGUE, **collect(family)})
    monkeypatch.setattr(cache, "program", lambda: "stricter")
    yield "R98"


def severities(root: Path, base: str, head: str, rule: str, *paths: str) -> set[tuple[str, Severity]]:
    result = check_change(CommitTree(root, base), CommitTree(root, head), paths, NOW, Gate.MERGE)
    return {(finding.path.rpartition("/")[2], finding.severity) for finding in result.findings if finding.rule == rule}


def test_a_stricter_rule_only_warns_about_what_was_received(committed: City, stricter: str) -> None:
    repo = Repo(str(committed.root))
    committed.edit("bac-ha/khac-phuc.yaml", "bien_phap: Sửa", "bien_phap: Sửa đổi")
    repo.git.commit("-am", "tệp khác")
    assert severities(committed.root, "main~1", "main", stricter, REGISTER) == {("ho-so.yaml", Severity.WARNING)}
    committed.edit("bac-ha/ho-so.yaml", "so_ban: 1", "so_ban: 2")
    repo.git.commit("-am", "sửa chính tệp ấy")
    assert severities(committed.root, "main~1", "main", stricter, REGISTER) == {("ho-so.yaml", Severity.ERROR)}


def test_the_warning_says_why_it_is_none(committed: City, stricter: str) -> None:
    tree = CommitTree(committed.root, "main")
    found = check_change(tree, tree, [], NOW, Gate.MERGE).findings
    ours = [finding for finding in found if finding.rule == stricter]
    assert len(ours) > 20 and all("Tệp đã nhận từ trước" in finding.message for finding in ours)
    assert {finding.severity for finding in found} == {Severity.WARNING}


def test_what_a_change_itself_breaks_stays_an_error_in_the_file_beside(committed: City) -> None:
    """A table that was right disagrees with ratings that changed: the table is the same file, the finding is new."""
    repo = Repo(str(committed.root))
    committed.edit("thach-ha/xep-loai.yaml", "xuat_sac: 40", "xuat_sac: 41")
    repo.git.commit("-am", "đổi xếp loại")
    result = check_change(CommitTree(committed.root, "main~1"), CommitTree(committed.root, "main"), [], NOW, Gate.MERGE)
    beside = [f for f in result.findings if f.path.endswith(".yaml") and "/bieu/" in f.path]
    assert beside and all(finding.severity is Severity.ERROR for finding in beside)


def test_a_commit_at_home_is_not_stopped_by_what_was_received(committed: City, kiemdiem: Command) -> None:
    """A fault that is on the base branch already, in a file that this commit leaves alone."""
    repo = Repo(str(committed.root))
    committed.edit("bac-ha/ho-so.yaml", "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-07")
    repo.git.commit("-am", "như đã nhận")
    committed.edit("bac-ha/khac-phuc.yaml", "bien_phap: Sửa", "bien_phap: Sửa đổi")
    repo.git.add("--all")
    folder = "submissions/2024/phuong-xa/bac-ha"
    whole = ("kiem-tra", folder, "--kho", committed.root, "--thoi-diem", "2024-12-20", "--cua", "hop-nhat")
    assert kiemdiem(*whole).code == 1, "whoever asks about the whole is told the whole"
    ran = kiemdiem(*whole, "--sap-commit")
    assert ran.code == 0 and "R35" in ran.out and "Tệp đã nhận từ trước" in ran.out
    assert kiemdiem(*whole, "--goc", "main").code == 0


def test_a_file_that_cannot_be_read_any_more_switches_nothing_off(committed: City) -> None:
    """Or rules that need it would fall silent for whoever brings something else: K findings stay errors."""
    repo = Repo(str(committed.root))
    for name, old, new in (
        ("bac-ha/xep-loai.yaml", "nam: 2024", "nam: 2024\nkhoa_la: x"),
        ("ky.yaml", "bo_quy_tac: '2024'", "bo_quy_tac: '2099'"),
    ):
        committed.edit(name, old, new)
        repo.git.commit("-am", "như đã nhận")
        committed.edit("bac-ha/bieu/6f.yaml", "dang-vien: ", "dang-vien: 9")
        repo.git.commit("-am", "biểu sai")
        before, after = CommitTree(committed.root, "main~1"), CommitTree(committed.root, "main")
        assert check_change(before, after, ["submissions/2024/phuong-xa/bac-ha"], NOW, Gate.MERGE).errors
        committed.edit("bac-ha/bieu/6f.yaml", "dang-vien: 9", "dang-vien: ")
        committed.edit(name, new, old)
        repo.git.commit("-am", "trở lại")


def test_what_is_no_plain_file_is_never_looked_into(committed: City, kiemdiem: Command, tmp_path: Path) -> None:
    repo = Repo(str(committed.root))
    folder = "submissions/2024/phuong-xa/bac-ha"
    repo.git.update_index("--add", "--cacheinfo", f"160000,{'1' * 40},{folder}/kho-con")
    (tmp_path / "ngoai.yaml").write_text("bí mật", encoding="utf-8")
    for name, target in (
        ("dut.yaml", "khong-co"),
        ("thu-muc.yaml", ".."),
        ("ngoai.yaml", str(tmp_path / "ngoai.yaml")),
    ):
        (committed.root / folder / name).symlink_to(target)
        repo.git.add(f"{folder}/{name}")
    repo.git.commit("-m", "lạ")
    committed.edit("bac-ha/khac-phuc.yaml", "bien_phap: Sửa", "bien_phap: Sửa đổi")
    repo.git.add(f"{folder}/khac-phuc.yaml")
    for more in (("--sap-commit",), ("--goc", "main"), ("--goc", "main", "--ban", "main")):
        ran = kiemdiem("kiem-tra", folder, "--kho", committed.root, "--thoi-diem", "2024-12-20", *more)
        assert ran.code == 1 and "K14" in ran.out and ran.err == "", more


OLD = """don_vi: bac-ha   # ghi chú giữ nguyên
nam: 2024
thanh_phan:
  - muc: "3.1"
    nguoiky: Bí thư   # tên khóa cũ
    noi_gui: [Ban Tổ chức, Nơi khác]
  - {muc: 3.2, nguoiky: Phó Bí thư}
"""
CHANGES = (
    FormChange("9.9", "ho-so", ("thanh_phan", "nguoiky"), becomes="nguoi_ky"),
    FormChange("9.9", "ho-so", ("thanh_phan", "noi_gui"), values=(("Ban Tổ chức", "Ban Tổ chức Thành ủy"),)),
)


def test_only_the_words_that_changed_change() -> None:
    places = rewordings(OLD.encode(), CHANGES)
    assert [(place.line, place.before, place.after) for place in places] == [
        (5, "nguoiky", "nguoi_ky"),
        (6, "Ban Tổ chức", "Ban Tổ chức Thành ủy"),
        (7, "nguoiky", "nguoi_ky"),
    ]
    new = reworded(OLD.encode(), places).decode()
    assert new == OLD.replace("nguoiky", "nguoi_ky").replace("[Ban Tổ chức,", "[Ban Tổ chức Thành ủy,")
    assert rewordings(new.encode(), CHANGES) == [] and rewordings(b"\xff: [", CHANGES) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\ufeffnam: 2024\nthanh_phan:\n  - nguoiky: x\n", "\ufeffnam: 2024\nthanh_phan:\n  - nguoi_ky: x\n"),
        ("thanh_phan:\n  - noi_gui: 'Ban Tổ chức'\n", "thanh_phan:\n  - noi_gui: 'gửi: nơi #1'\n"),
        ('thanh_phan:\n  - {noi_gui: ["Ban Tổ chức", b]}\n', "thanh_phan:\n  - {noi_gui: ['gửi: nơi #1', b]}\n"),
    ],
)
def test_marks_quotes_and_odd_values_survive(old: str, new: str) -> None:
    odd = (CHANGES[0], CHANGES[1]._replace(values=(("Ban Tổ chức", "gửi: nơi #1"),)))
    assert reworded(old.encode(), rewordings(old.encode(), odd)).decode() == new
    assert not parse(new.encode()).problems


@pytest.mark.parametrize(
    "text",
    [
        "thanh_phan:\n  - noi_gui: |-\n      Ban Tổ chức\n    so_ban: 1\n",
        "thanh_phan:\n  - nguoiky: x\n    nguoi_ky: y\n",
    ],
    ids=["a value over several lines", "the new key is there already"],
)
def test_what_a_word_cannot_mend_is_left_to_a_person(
    city: City, kiemdiem: Command, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("scripts.commands.upgrade.FORM_CHANGES", CHANGES)
    path = city.write("bac-ha/ho-so.yaml", text)
    ran = kiemdiem("nang-cap-du-lieu", "--ghi", "--kho", city.root)
    assert ran.code == 1 and "sửa tay" in ran.err and "1 tệp phải sửa tay" in ran.out
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_nobody_can_read_is_not_called_fine(
    city: City, kiemdiem: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.commands.upgrade.FORM_CHANGES", CHANGES)
    city.write("bac-ha/ho-so.yaml", "thanh_phan: [\n")
    ran = kiemdiem("nang-cap-du-lieu", "--kho", city.root)
    assert ran.code == 1 and "không đọc được" in ran.err and "không phải sửa gì" not in ran.out


def test_a_disk_that_takes_only_some_files_gets_none(
    city: City, kiemdiem: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.commands.upgrade.FORM_CHANGES", CHANGES)
    for unit in ("bac-ha", "nam-ha"):
        city.edit(f"{unit}/ho-so.yaml", "nguoi_ky:", "nguoiky:", count=99)
    before = {path: path.read_bytes() for path in city.root.rglob("*.yaml")}
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.parent.name == "nam-ha":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    assert kiemdiem("nang-cap-du-lieu", "--ghi", "--kho", city.root).code == 2
    assert {path: path.read_bytes() for path in city.root.rglob("*.yaml")} == before


def test_the_command_shows_then_rewrites(city: City, kiemdiem: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.commands.upgrade.FORM_CHANGES", CHANGES)
    assert "không phải sửa gì" in kiemdiem("nang-cap-du-lieu", "--kho", city.root).out
    before = city.path("bac-ha/ho-so.yaml").read_bytes()
    city.edit("bac-ha/ho-so.yaml", "nguoi_ky:", "nguoiky:", count=99)
    old = city.path("bac-ha/ho-so.yaml").read_bytes()
    shown = kiemdiem("nang-cap-du-lieu", "--kho", city.root)
    assert shown.code == 1 and "ho-so.yaml:" in shown.out and "nguoiky → nguoi_ky" in shown.out
    assert city.path("bac-ha/ho-so.yaml").read_bytes() == old, "showing writes nothing"
    assert kiemdiem("nang-cap-du-lieu", "--ghi", "--kho", city.root).code == 0
    assert city.path("bac-ha/ho-so.yaml").read_bytes() == before
    assert city.findings("bac-ha", now=read_moment("2024-12-20")) == []
