"""Rights belong to a year: who answered for one year has no say in the next, whichever branch he pushes to."""

import shutil
from pathlib import Path

import pytest
from git import Repo

from schemas.paths import PROGRAM, RULESETS
from scripts.gate.push import check_push
from scripts.gate.ref_update import RefUpdate
from scripts.ledger.branches import NOTHING
from tests.conftest import NOW, City
from tests.test_merge import new_key

YEARS = {"2024": "cu", "2025": "moi"}
UNIT = "phuong-xa/bac-ha"


class TwoYears:
    """2024 with the centre's account `cu` and the unit's `cu-vp`; 2025 with `moi`, `moi-vp`, other rules."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rulesets = folder / "rulesets"
        shutil.copytree(RULESETS / "2024", rulesets / "2024")
        shutil.copytree(Path(__file__).parent / "rulesets/2025-thu", rulesets / "2025-thu")
        monkeypatch.setattr("schemas.paths.RULESETS", rulesets)
        self.root = folder / "kho"
        self.repo = Repo.init(str(self.root), initial_branch="main")
        self.keys = {account: new_key(folder, account) for account in YEARS.values()}
        for (year, account), rules in zip(YEARS.items(), ("2024", "2025-thu"), strict=True):
            self.write(
                f"{year}/ky.yaml",
                f"nam: {year}\nbo_quy_tac: '{rules}'\ncap_uy: Thành ủy Hà Tĩnh\n"
                f"tai_khoan_trung_tam:\n  - {account}\n  - chung\n",
            )
            text = (PROGRAM / "submissions/2024" / UNIT / "don-vi.yaml").read_text(encoding="utf-8")
            text = text.replace("nam: 2024", f"nam: {year}").replace("bac-ha-vp", f"{account}-vp")
            self.write(f"{year}/{UNIT}/don-vi.yaml", text)
        self.commit()

    def write(self, name: str, text: str) -> None:
        path = self.root / "submissions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self) -> str:
        self.repo.git.add("--all")
        self.repo.git.commit("-m", "x")
        return str(self.repo.head.commit.hexsha)

    def judge(self, account: str, branch: str = "main", old: str | None = None, new: str | None = None) -> set[str]:
        base = self.repo.commit("main").hexsha
        moved = RefUpdate(
            self.root,
            base,
            old or (base if branch == "main" else NOTHING),
            new or self.repo.head.commit.hexsha,
            f"refs/heads/{branch}",
            account,
            NOW,
        )
        return {finding.rule for finding in check_push(moved)}


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TwoYears:
    two = TwoYears(tmp_path, monkeypatch)
    two.repo.git.checkout("-b", "lam")
    return two


@pytest.mark.parametrize(
    ("path", "account", "allowed"),
    [
        (f"2025/{UNIT}/don-vi.yaml", "cu", False),
        (f"2025/{UNIT}/don-vi.yaml", "moi", True),
        (f"2025/{UNIT}/don-vi.yaml", "chung", True),
        ("2025/ky.yaml", "cu", False),
        ("2024/ky.yaml", "moi", False),
        ("2024/ky.yaml", "cu", True),
        ("2026/ky.yaml", "cu", False),
        ("README.md", "cu", False),
        ("README.md", "moi", True),
    ],
)
def test_the_centre_of_one_year_writes_that_year(two: TwoYears, path: str, account: str, allowed: bool) -> None:
    file = two.root / "submissions" / path
    before = file.read_text(encoding="utf-8") if file.exists() else "# x\n"
    two.write(path, f"{before}# y\n")
    two.commit()
    assert ("Q02" in two.judge(account)) is not allowed


def test_the_program_is_the_newest_years(two: TwoYears) -> None:
    (two.root / "scripts.py").write_text("x\n", encoding="utf-8")
    two.commit()
    assert "Q02" in two.judge("cu") and "Q02" not in two.judge("moi")


@pytest.mark.parametrize(("account", "year", "allowed"), [("cu-vp", "2025", False), ("moi-vp", "2025", True)])
def test_a_units_account_writes_its_own_year(two: TwoYears, account: str, year: str, allowed: bool) -> None:
    two.write(f"{year}/{UNIT}/ho-so.yaml", f"don_vi: bac-ha\nnam: {year}\nthanh_phan: []\n")
    two.commit()
    assert bool({"Q01", "Q02"} & two.judge(account, "nop/bac-ha/1")) is not allowed


@pytest.mark.parametrize("new", ["gone", "rewritten"])
@pytest.mark.parametrize(
    ("account", "allowed"), [("cu-vp", False), ("cu", False), ("moi-vp", True), ("moi", True), ("chung", True)]
)
def test_nobody_takes_away_what_he_may_not_write(two: TwoYears, account: str, allowed: bool, new: str) -> None:
    """Deleting or rewriting a branch withdraws what it holds."""
    two.write(f"2025/{UNIT}/ho-so.yaml", "don_vi: bac-ha\nnam: 2025\nthanh_phan: []\n")
    standing = two.commit()
    replaced = two.repo.commit("main").hexsha
    found = two.judge(account, "nop/bac-ha/1", standing, NOTHING if new == "gone" else replaced)
    assert bool({"Q01", "Q02"} & found) is not allowed


def test_a_cycle_whose_rule_set_is_superseded_is_refused(city: City) -> None:
    city.edit("ky.yaml", "nam: 2024", "nam: 2025")
    year = city.root / "submissions"
    (year / "2024").rename(year / "2025")
    for path in year.rglob("don-vi.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("nam: 2024", "nam: 2025"), encoding="utf-8")
    found = [finding for finding in city.findings() if finding.rule == "K16"]
    assert len(found) == 1 and "29/08/2025" in found[0].message and "366-QĐ/TW" in found[0].fix


def test_a_new_year_starts_with_somebody_in_charge(two: TwoYears) -> None:
    two.repo.git.rm("-r", "submissions/2025")
    two.commit()
    two.repo.git.branch("-f", "main")
    two.repo.git.revert("--no-edit", "HEAD")
    assert "Q06" not in two.judge("cu")
    text = (two.root / "submissions/2025/ky.yaml").read_text(encoding="utf-8")
    two.write("2025/ky.yaml", text.replace("tai_khoan_trung_tam:\n  - moi\n  - chung\n", ""))
    two.commit()
    assert "Q06" in two.judge("cu")
