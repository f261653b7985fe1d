"""Status: golden days of the sample cycle, arrivals from history, proposals."""

from pathlib import Path

import pytest
from git import Repo

from schemas.local_time import read_moment
from schemas.vocabulary import ItemState
from scripts.output.status import as_json
from scripts.progress.cycle_view import cycle_statuses
from scripts.progress.status import CycleStatus
from tests.conftest import City, Played

GOLDEN = {
    #             received, in review, missing, overdue, late, complete units
    "2024-11-18": (1, 0, 146, 0, 0, 1),
    "2024-11-21": (2, 0, 145, 0, 0, 2),
    "2024-12-04": (40, 0, 107, 0, 0, 8),
    "2024-12-06": (48, 0, 99, 0, 0, 8),
    "2024-12-07": (48, 0, 21, 78, 0, 8),
    "2024-12-10": (60, 0, 21, 66, 12, 10),
    "2024-12-15": (75, 0, 0, 72, 12, 11),
}


def at(root: Path, moment: str, revision: str | None = None) -> CycleStatus:
    return cycle_statuses(root, revision, read_moment(moment))[0]


@pytest.mark.parametrize("day", GOLDEN)
def test_the_sample_cycle_as_of_a_day(city: City, day: str) -> None:
    status = at(city.root, day)
    states = (ItemState.RECEIVED, ItemState.IN_REVIEW, ItemState.MISSING, ItemState.OVERDUE)
    complete = sum(unit.owed > 0 and unit.done == unit.owed for unit in status.units)
    assert (*(status.count(state) for state in states), status.late, complete) == GOLDEN[day]
    assert status.owed == sum(status.count(state) for state in states)


def test_cells(city: City) -> None:
    units = {unit.code: {item.item: item for item in unit.items} for unit in at(city.root, "2024-12-10").units}
    assert units["bac-ha"]["3.1"].state is ItemState.RECEIVED and not units["bac-ha"]["3.1"].late
    assert units["ha-huy-tap"]["3.1"].late and units["ha-huy-tap"]["3.1"].state is ItemState.RECEIVED
    assert units["bac-ha"]["3.2"].state is ItemState.NOT_APPLICABLE
    assert units["nguyen-du"]["3.2"].state is ItemState.OVERDUE
    assert units["thach-linh"]["3.6"].state is ItemState.OVERDUE
    assert (units["thach-linh"]["3.6"].received, units["thach-linh"]["3.6"].owed) == (0, 15)
    assert units["nguyen-du"]["3.3"].lacking == (
        "Biên bản họp kiểm điểm, đánh giá, xếp loại",
        "Biên bản hội nghị kiểm điểm",
    )
    assert units["phong-mau-01"] == {}


def test_a_part_of_an_item_is_not_the_item(city: City) -> None:
    city.edit("bac-ha/ho-so.yaml", "tai_lieu: bien-ban-hop", "tai_lieu: bien-ban-hoi-nghi")
    units = {unit.code: unit for unit in at(city.root, "2024-12-10").units}
    item = next(item for item in units["bac-ha"].items if item.item == "3.3")
    assert item.state is ItemState.OVERDUE and item.lacking == ("Biên bản họp kiểm điểm, đánh giá, xếp loại",)


def test_the_same_state_gives_the_same_answer(city: City) -> None:
    assert as_json(at(city.root, "2024-12-06")) == as_json(at(city.root, "2024-12-06"))


def commit(repo: Repo, when: str, message: str = "x") -> None:
    repo.git.add("--all")
    with repo.git.custom_environment(GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when):
        repo.git.commit("-m", message)


@pytest.fixture
def ledger(city: City) -> tuple[City, Repo]:
    """The city with handing-in judged by Git: the registry on 15/11, Bắc Hà's dossier not handed in yet."""
    city.edit("ky.yaml", "nguon_thoi_gian: Khai báo", "nguon_thoi_gian: Lịch sử Git")
    repo = Repo.init(str(city.root), initial_branch="main")
    dossier = city.path("bac-ha/ho-so.yaml")
    held = dossier.read_bytes()
    dossier.unlink()
    commit(repo, "2024-11-15T08:00:00+07:00")
    dossier.write_bytes(held)
    return city, repo


@pytest.mark.parametrize(("when", "late"), [("2024-12-06T23:59:59+07:00", False), ("2024-12-07T00:00:00+07:00", True)])
def test_arrival_on_main_decides_not_the_declared_day(ledger: tuple[City, Repo], when: str, late: bool) -> None:
    city, repo = ledger
    commit(repo, when)
    unit = next(unit for unit in at(city.root, "2024-12-10", "HEAD").units if unit.code == "bac-ha")
    item = next(item for item in unit.items if item.item == "3.1")
    assert item.state is ItemState.RECEIVED and item.late is late and item.received_at == read_moment(when)


def test_a_later_edit_does_not_make_an_entry_late(ledger: tuple[City, Repo]) -> None:
    city, repo = ledger
    commit(repo, "2024-12-04T08:00:00+07:00")
    city.edit("bac-ha/ho-so.yaml", "ghi_chu: Dữ liệu mẫu", "ghi_chu: Dữ liệu mẫu, sửa ghi chú")
    commit(repo, "2024-12-09T08:00:00+07:00")
    unit = next(unit for unit in at(city.root, "2024-12-10", "HEAD").units if unit.code == "bac-ha")
    assert [item.late for item in unit.items if item.item == "3.1"] == [False]


def test_an_entry_taken_away_and_brought_back_counts_from_its_return(ledger: tuple[City, Repo]) -> None:
    city, repo = ledger
    commit(repo, "2024-12-03T08:00:00+07:00")
    held = city.path("bac-ha/ho-so.yaml").read_bytes()
    city.path("bac-ha/ho-so.yaml").unlink()
    commit(repo, "2024-12-04T08:00:00+07:00")
    city.path("bac-ha/ho-so.yaml").write_bytes(held)
    commit(repo, "2024-12-08T08:00:00+07:00")
    unit = next(unit for unit in at(city.root, "2024-12-10", "HEAD").units if unit.code == "bac-ha")
    assert {item.late for item in unit.items if item.item == "3.1"} == {True}


def test_what_is_on_a_branch_is_in_review(ledger: tuple[City, Repo]) -> None:
    city, repo = ledger
    repo.git.checkout("-b", "nop/bac-ha/dot-1")
    commit(repo, "2024-12-04T08:00:00+07:00")
    repo.git.checkout("main")
    unit = next(unit for unit in at(city.root, "2024-12-05", "main").units if unit.code == "bac-ha")
    assert {item.item for item in unit.items if item.state is ItemState.IN_REVIEW} == {
        "3.1",
        "3.3",
        "3.5",
        "2.2",
        "2.3",
    }
    repo.git.merge("--no-ff", "-m", "nhận", "nop/bac-ha/dot-1")
    unit = next(unit for unit in at(city.root, "2099-01-01", "main").units if unit.code == "bac-ha")
    assert unit.done == unit.owed


def test_a_clone_sees_the_proposals_of_its_remote(ledger: tuple[City, Repo], tmp_path: Path) -> None:
    city, repo = ledger
    repo.git.checkout("-b", "nop/bac-ha/dot-1")
    commit(repo, "2024-12-04T08:00:00+07:00")
    repo.git.checkout("main")
    Repo.clone_from(str(city.root), str(tmp_path / "may"), branch="main")
    status = at(tmp_path / "may", "2024-12-05", "origin/main")
    assert status.count(ItemState.IN_REVIEW) == 5


def test_a_branch_of_another_history_is_no_proposal(ledger: tuple[City, Repo]) -> None:
    city, repo = ledger
    repo.git.checkout("--orphan", "nop/bac-ha/la")
    commit(repo, "2024-12-04T08:00:00+07:00")
    repo.git.checkout("main")
    assert at(city.root, "2024-12-05", "main").count(ItemState.IN_REVIEW) == 0


def test_the_demo_ends_as_told(played: Played) -> None:
    status = at(played.outcome.repository, "2024-12-06T09:00", "main")
    by_code = {unit.code: unit for unit in status.units}
    assert {code for code, unit in by_code.items() if unit.owed and unit.done == unit.owed} == {
        "tran-phu",
        "bac-ha",
        "nam-ha",
        "thach-ha",
        "dang-bo-mau-01",
        "chi-bo-mau-01",
    }
    assert {i.item for i in by_code["thach-linh"].items if i.state is ItemState.IN_REVIEW} == {
        "3.1",
        "3.3",
        "3.5",
        "2.2",
        "2.3",
    }
    assert status.commit is not None
