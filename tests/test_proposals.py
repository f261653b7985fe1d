"""What waits in review: branches and forges' heads, judged by their content; and the history that people read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo

from schemas.finding import Turn
from schemas.local_time import read_moment
from schemas.vocabulary import ItemState
from scripts.progress.cycle_view import cycle_statuses
from scripts.progress.proposals import Proposal, ProposalState
from scripts.progress.status import CycleStatus
from tests.conftest import City, Played, Ran

NOW = "2024-12-05"
REGISTER = "submissions/2024/phuong-xa/bac-ha/ho-so.yaml"


class Review:
    """A repository whose main lacks Bắc Hà's register, and proposals that bring it under any ref."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.whole = city.path("bac-ha/ho-so.yaml").read_text(encoding="utf-8")
        city.path("bac-ha/ho-so.yaml").unlink()
        self.repo = Repo.init(str(city.root), initial_branch="main")
        self.commit("mở kỳ", "2024-11-15")

    def commit(self, message: str, day: str) -> str:
        self.repo.git.add("--all")
        with self.repo.git.custom_environment(GIT_COMMITTER_DATE=f"{day}T08:00+07:00"):
            self.repo.git.commit("--allow-empty", "-m", message)
        return self.repo.head.commit.hexsha

    def propose(self, ref: str, day: str = "2024-12-04", text: str | None = None) -> str:
        self.repo.git.checkout("--detach", "main")
        self.city.write("bac-ha/ho-so.yaml", text or self.whole)
        commit = self.commit("nộp", day)
        self.repo.git.update_ref(ref, commit)
        self.repo.git.checkout("main")
        return commit

    def status(self, now: str = NOW) -> CycleStatus:
        return cycle_statuses(self.city.root, "main", read_moment(now))[0]

    def only(self, now: str = NOW) -> Proposal:
        (proposal,) = self.status(now).proposals
        return proposal


@pytest.fixture
def review(city: City) -> Review:
    return Review(city)


REFS = {
    "refs/heads/nop/bac-ha/1": "nop/bac-ha/1",
    "refs/remotes/origin/nop/bac-ha/1": "nop/bac-ha/1",
    "refs/pull/7/head": "pull/7/head",
    "refs/merge-requests/7/head": "merge-requests/7/head",
}


@pytest.mark.parametrize("ref", REFS)
def test_every_kind_of_ref_is_read(review: Review, ref: str) -> None:
    review.propose(ref)
    proposal = review.only()
    assert (proposal.name, proposal.state, proposal.turn) == (REFS[ref], ProposalState.IN_REVIEW, Turn.CENTRE)
    assert review.status().count(ItemState.IN_REVIEW) > 0


def test_one_commit_under_two_refs_is_one_proposal(review: Review) -> None:
    commit = review.propose("refs/heads/nop/bac-ha/1")
    review.repo.git.update_ref("refs/pull/7/head", commit)
    assert review.only().name == "nop/bac-ha/1"


def test_a_fault_makes_it_the_units_turn(review: Review) -> None:
    review.propose("refs/pull/7/head", text=review.whole.replace("nguoi_ky:", "nguoiky:", 1))
    assert review.only().turn is Turn.UNIT and review.only().errors == 1


def test_squashed_content_is_merged_though_never_an_ancestor(review: Review) -> None:
    review.propose("refs/pull/7/head")
    review.city.write("bac-ha/ho-so.yaml", review.whole)
    review.commit("nhận gộp", "2024-12-04")
    assert review.status().proposals == ()
    review.city.write("bac-ha/ho-so.yaml", review.whole + "# thêm\n")
    review.commit("sửa sau", "2024-12-05")
    assert review.status().proposals == ()


def test_what_main_changed_since_is_superseded(review: Review) -> None:
    review.propose("refs/pull/7/head", "2024-12-02", review.whole + "# bản cũ\n")
    review.city.write("bac-ha/ho-so.yaml", review.whole)
    review.commit("bản mới", "2024-12-04")
    assert review.only().state is ProposalState.SUPERSEDED and review.status().count(ItemState.IN_REVIEW) == 0


def test_what_nobody_touched_for_a_month_is_stale(review: Review) -> None:
    review.propose("refs/pull/7/head", "2024-11-20")
    assert review.only("2024-12-19").state is ProposalState.IN_REVIEW
    assert review.only("2024-12-21").state is ProposalState.STALE
    assert review.status("2024-12-21").count(ItemState.IN_REVIEW) == 0


def test_a_deletion_waits_too(review: Review) -> None:
    review.repo.git.checkout("--detach", "main")
    next(review.city.path("nam-ha/ho-so.yaml").parent.glob("ho-so.yaml")).unlink()
    review.repo.git.update_ref("refs/pull/8/head", review.commit("rút", "2024-12-04"))
    review.repo.git.checkout("main")
    assert review.only().units == ("submissions/2024/phuong-xa/nam-ha",)


def test_the_number_of_git_processes_does_not_grow_with_the_proposals(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scripts.ledger import git

    calls: list[tuple[str, ...]] = []
    real = git.run

    def counted(repository: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
        calls.append(arguments)
        return real(repository, *arguments, stdin=stdin)

    monkeypatch.setattr(git, "run", counted)
    review.propose("refs/pull/1/head")
    review.status()
    calls.clear()  # the first look also works out what is kept from then on
    review.status()
    few = len(calls)
    calls.clear()
    for number in range(2, 12):
        review.propose(f"refs/pull/{number}/head", text=review.whole + f"# {number}\n")
    assert len(review.status().proposals) == 11 and len(calls) == few


def test_status_and_history_say_it(played: Played, kiemdiem: Callable[..., Ran]) -> None:
    at = ("--kho", played.outcome.repository, "--ban", "main", "--thoi-diem", "2024-12-06T09:00")
    said = kiemdiem("tien-do", *at).out
    assert "thach-linh · nop/thach-linh/lan-10 · đang duyệt, lượt của trung tâm · đã chờ 24 giờ" in said
    history = kiemdiem("dien-bien", "bac-ha", *at).out
    assert history.index("09:00 ngày 03/12/2024  nộp") < history.index("09:30 ngày 03/12/2024  nhận")
    assert "trung bình: 30 phút" in history
    (data,) = json.loads(kiemdiem("dien-bien", *at, "--dang", "json").out)
    assert data["duyet_trung_binh_giay"] == 1800
    assert data["da_du_theo_ngay"]["2024-12-03"] == 12 and max(data["da_du_theo_ngay"].values()) == 40
    assert kiemdiem("dien-bien", "khong-co", *at).code == 2


def test_history_without_receipts_uses_gits_dates_and_says_so(review: Review, kiemdiem: Callable[..., Ran]) -> None:
    review.propose("refs/heads/nop/bac-ha/1", "2024-12-02")
    with review.repo.git.custom_environment(GIT_COMMITTER_DATE="2024-12-03T08:00+07:00"):
        review.repo.git.merge("--no-ff", "-m", "nhận", "nop/bac-ha/1")
    said = kiemdiem("dien-bien", "bac-ha", "--kho", review.city.root, "--thoi-diem", NOW).out
    assert "không có biên nhận" in said and "trung bình: 1 ngày" in said
