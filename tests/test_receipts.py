"""Receipts: written by the real server hook, used for deadlines, and telling when somebody touched them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from git import Repo

from schemas.local_time import read_moment
from schemas.paths import PROGRAM
from scripts.ledger import receipts
from scripts.ledger.receipts import Deed
from scripts.output.status import clock_note
from scripts.progress.cycle_view import cycle_statuses
from scripts.progress.status import CycleStatus, ItemStatus
from tests.conftest import Ran
from tests.test_pre_receive import FOLDER, OTHER, Unit, put, seed, swap, unit

__all__ = ["seed", "unit"]
ON_TIME, LATE = "2024-12-04T16:00", "2024-12-09T08:00"


def clock(unit: Unit, moment: str) -> None:
    Repo(str(unit.bare)).git.config("kiemdiem.now", moment)
    unit.repo.git.update_environment(GIT_AUTHOR_DATE=f"{moment}+07:00", GIT_COMMITTER_DATE=f"{moment}+07:00")


def merge(unit: Unit, at: str, branch: str = "cua-toi") -> None:
    """The centre accepts what the unit's branch holds."""
    clock(unit, at)
    git = unit.repo.git
    git.checkout("-B", "trung-tam", "origin/main")
    with git.custom_environment(GIT_COMMITTER_DATE=f"{at}+07:00", GIT_AUTHOR_DATE=f"{at}+07:00"):
        git.merge("--no-ff", "-m", "nhận", branch)
    assert unit.push("main", "trung-tam") == ""
    git.fetch("origin")


def hand_in(unit: Unit, at: str, branch: str = "nop/bac-ha/1") -> None:
    clock(unit, at)
    unit.repo.git.checkout("-B", "cua-toi")
    unit.commit()
    assert unit.push(branch, "bac-ha-vp", "--force") == ""


def standing(unit: Unit, now: str = "2024-12-20") -> CycleStatus:
    return cycle_statuses(unit.bare, "main", read_moment(now))[0]


def item(status: CycleStatus, code: str = "3.1") -> ItemStatus:
    own = next(found for found in status.units if found.code == "bac-ha")
    return next(found for found in own.items if found.item == code)


def tamper(unit: Unit, change: Callable[[str], str]) -> None:
    """Somebody with the server's disk rewrites a note in place."""
    git = Repo(str(unit.bare)).git
    for line in git.notes("--ref", receipts.REF, "list").splitlines():
        commit = line.split()[1]
        text = git.notes("--ref", receipts.REF, "show", commit)
        if (changed := change(text)) != text:
            git.notes("--ref", receipts.REF, "add", "-f", "-m", changed, commit)


def test_a_push_gives_a_receipt_that_the_command_prints(unit: Unit, kiemdiem: Callable[..., Ran]) -> None:
    clock(unit, ON_TIME)
    unit.commit()
    with unit.repo.git.custom_environment(KIEMDIEM_ACTOR="bac-ha-vp"):
        _, _, said = unit.repo.git.push("origin", "HEAD:refs/heads/nop/bac-ha/1", with_extended_output=True)
    (receipt,) = receipts.read(unit.bare).entries
    assert f"Biên nhận số {receipt.code}: nộp bac-ha, đủ 6/6 mục, 16:00 ngày 04/12/2024." in said
    assert receipt.event.account == "bac-ha-vp" and receipt.event.commit == unit.repo.head.commit.hexsha
    asked = kiemdiem("bien-nhan", "bac-ha", "--kho", unit.bare)
    assert asked.code == 0 and receipt.code in asked.out and "1 biên nhận, chuỗi nguyên vẹn" in asked.err
    assert kiemdiem("bien-nhan", "--ma", receipt.code, "--kho", unit.bare).code == 0
    assert kiemdiem("bien-nhan", "--ma", "1-00000000", "--kho", unit.bare).code == 1
    assert json.loads(kiemdiem("bien-nhan", "--dang", "json", "--kho", unit.bare).out)[0]["da_co"] == 6


def test_a_refused_push_gives_none(unit: Unit) -> None:
    swap(unit.root / FOLDER / "ho-so.yaml", "nguoi_ky:", "nguoiky:")
    unit.commit()
    assert unit.push() and receipts.read(unit.bare) == receipts.Receipts()


def test_handed_in_on_time_and_merged_late_is_on_time(unit: Unit) -> None:
    hand_in(unit, ON_TIME)
    merge(unit, LATE)
    found = item(standing(unit))
    assert found.received_at == read_moment(ON_TIME) and not found.late
    assert [receipt.event.deed for receipt in receipts.read(unit.bare).entries] == [Deed.HANDED_IN, Deed.ACCEPTED]
    assert "2 biên nhận, chuỗi nguyên vẹn." in clock_note(standing(unit).clock)


def test_a_rewritten_branch_keeps_its_first_time_for_what_it_always_held(unit: Unit) -> None:
    register = unit.root / FOLDER / "ho-so.yaml"
    whole = register.read_text(encoding="utf-8")
    at = whole.index("  - muc: '3.5'")
    register.write_text(whole[:at], encoding="utf-8")
    hand_in(unit, ON_TIME)
    register.write_text(whole, encoding="utf-8")
    unit.repo.git.add("--all")
    unit.repo.git.commit("--amend", "-m", "nộp lại")
    clock(unit, LATE)
    assert unit.push("nop/bac-ha/1", "bac-ha-vp", "--force") == ""
    merge(unit, LATE)
    assert not item(standing(unit)).late and item(standing(unit), "3.5").received_at == read_moment(LATE)


def test_returned_and_handed_in_again_counts_from_the_second_time(unit: Unit) -> None:
    hand_in(unit, ON_TIME)
    assert unit.push("nop/bac-ha/1", "trung-tam", what="") == ""
    clock(unit, LATE)
    assert unit.push("nop/bac-ha/2") == ""
    merge(unit, LATE)
    deeds = [receipt.event.deed for receipt in receipts.read(unit.bare).entries]
    assert deeds == [Deed.HANDED_IN, Deed.RETURNED, Deed.HANDED_IN, Deed.ACCEPTED]
    assert item(standing(unit)).received_at == read_moment(LATE)


def test_deeds_of_one_second_are_told_in_the_order_of_their_receipts(unit: Unit) -> None:
    hand_in(unit, ON_TIME)
    assert unit.push("nop/bac-ha/1", "trung-tam", what="") == ""
    assert unit.push("nop/bac-ha/2") == ""
    told = next(steps for folder, steps in standing(unit).steps.items() if folder.endswith("/bac-ha"))
    assert [step.deed for step in told] == [Deed.HANDED_IN, Deed.RETURNED, Deed.HANDED_IN]
    assert [int(step.receipt.split("-")[0]) for step in told] == [1, 2, 3]


def test_tidying_a_merged_branch_up_is_no_event(unit: Unit) -> None:
    hand_in(unit, ON_TIME)
    merge(unit, LATE)
    assert unit.push("nop/bac-ha/1", what="") == ""
    assert len(receipts.read(unit.bare).entries) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("2024-12-04", "2024-12-01"),
        lambda text: text.replace('"so": 1,', '"so": 7,'),
        lambda _: "",
        lambda _: "linh tinh",
        lambda text: f"{text}\n{text}",
    ],
)
def test_tampering_is_shown_and_not_used(
    unit: Unit, change: Callable[[str], str], kiemdiem: Callable[..., Ran]
) -> None:
    hand_in(unit, ON_TIME)
    merge(unit, LATE)
    put(unit.root / OTHER / "ho-so.yaml", (PROGRAM / OTHER / "ho-so.yaml").read_bytes())
    unit.repo.git.checkout("-b", "ho")
    unit.commit()
    assert unit.push("nop/nam-ha/1", "nam-ha-vp") == ""
    tamper(unit, lambda text: change(text) if '"so": 1,' in text else text)
    book = receipts.read(unit.bare)
    assert (book.entries, book.broken) == ((), 1)
    status = standing(unit)
    assert "đứt ở số 1" in clock_note(status.clock) and item(status).late
    assert kiemdiem("bien-nhan", "--kho", unit.bare).code == 1
    clock(unit, LATE)
    unit.repo.git.commit("--allow-empty", "-m", "thêm")
    assert unit.push("nop/nam-ha/1", "nam-ha-vp") == "" and receipts.read(unit.bare).broken == 1


def test_a_missing_receipt_is_named(unit: Unit, kiemdiem: Callable[..., Ran]) -> None:
    hand_in(unit, ON_TIME)
    (unit.bare / "hooks" / "post-receive").unlink()
    unit.repo.git.checkout("-B", "ho", "origin/main")
    put(unit.root / OTHER / "ho-so.yaml", (PROGRAM / OTHER / "ho-so.yaml").read_bytes())
    unit.commit()
    assert unit.push("main", "trung-tam") == ""
    assert "Không có biên nhận, tính theo lúc vào nhánh chính: nam-ha." in clock_note(standing(unit).clock)
    assert "không có biên nhận: nam-ha" in kiemdiem("bien-nhan", "--kho", unit.bare).err


def test_ci_writes_the_same_receipt_with_the_command(unit: Unit, kiemdiem: Callable[..., Ran]) -> None:
    (unit.bare / "hooks" / "post-receive").unlink()
    hand_in(unit, ON_TIME)
    commit = unit.repo.head.commit.hexsha
    push = (
        "--truoc",
        "0" * 40,
        "--sau",
        commit,
        "--nhanh",
        "nop/bac-ha/1",
        "--tai-khoan",
        "bac-ha-vp",
        "--thoi-diem",
        ON_TIME,
    )
    assert "Biên nhận số 1-" in kiemdiem("bien-nhan", "--ghi", *push, "--kho", unit.bare).out
    assert receipts.read(unit.bare).entries[0].event.moment == read_moment(ON_TIME)
    assert kiemdiem("bien-nhan", "--ghi", "--kho", unit.bare).code == 2


def test_a_receipt_that_cannot_be_written_does_not_undo_the_push(unit: Unit) -> None:
    unit.commit()
    (unit.bare / "kiemdiem-receipts.lock").unlink()
    (unit.bare / "kiemdiem-receipts.lock").mkdir()
    with unit.repo.git.custom_environment(KIEMDIEM_ACTOR="bac-ha-vp"):
        _, _, said = unit.repo.git.push("origin", "HEAD:refs/heads/nop/bac-ha/1", with_extended_output=True)
    assert "chưa ghi được biên nhận" in said and "refs/heads/nop/bac-ha/1" in unit.accepted()
    assert receipts.read(unit.bare).entries == ()


def test_what_the_first_hook_could_not_leave_the_second_finds_out_itself(unit: Unit) -> None:
    shutil.rmtree(unit.bare / "kiemdiem")
    Repo(str(unit.bare)).git.config("--unset", "kiemdiem.receiptSigner")  # a server that never had a key
    (unit.bare / "kiemdiem").write_text("một tệp ở chỗ của thư mục", encoding="utf-8")
    hand_in(unit, ON_TIME)
    (receipt,) = receipts.read(unit.bare).entries
    assert (receipt.event.received, receipt.event.moment) == (6, read_moment(ON_TIME))


def test_nothing_prepared_is_left_behind(unit: Unit) -> None:
    hand_in(unit, ON_TIME)
    assert list((unit.bare / "kiemdiem").glob("*.jsonl")) == []


def test_many_receipts_stay_one_chain_though_git_moves_its_notes(unit: Unit, tmp_path: Path) -> None:
    """Notes fan out into folders as they grow; order and digests must survive it."""
    hand_in(unit, ON_TIME)
    event = receipts.read(unit.bare).entries[0].event
    tree = unit.repo.git.rev_parse("HEAD^{tree}")
    commits = [Repo(str(unit.bare)).git.commit_tree(tree, "-m", str(number)) for number in range(300)]
    for start in range(0, 300, 100):
        receipts.write(unit.bare, [event._replace(commit=commit) for commit in commits[start : start + 100]])
    book = receipts.read(unit.bare)
    assert (len(book.entries), book.broken) == (301, None)


def server(unit: Unit) -> str:
    """What the board would say of the book."""
    return clock_note(standing(unit).clock)


def git_of(unit: Unit) -> Any:
    return Repo(str(unit.bare)).git


def forged(unit: Unit) -> None:
    """One receipt written anew with a whole chain, by somebody without the server's key."""
    (receipt,) = receipts.read(unit.bare).entries[:1]
    event = receipt.event._replace(moment=read_moment("2024-11-01"))
    git_of(unit).update_ref("-d", receipts.REF)
    for name in ("dau-so", "khoa-may-chu"):
        (unit.bare / "kiemdiem" / name).unlink()
    receipts.write(unit.bare, [event])
    (unit.bare / "kiemdiem" / "dau-so").unlink()


HARMS: dict[str, Callable[[Unit], None]] = {
    "deleted": lambda unit: git_of(unit).update_ref("-d", receipts.REF),
    "cut": lambda unit: git_of(unit).update_ref(receipts.REF, f"{receipts.REF}~1"),
    "forged": forged,
    "replaced by one of its own older states and continued": lambda unit: replaced(unit),
}


def replaced(unit: Unit) -> None:
    event = receipts.read(unit.bare).entries[-1].event
    git_of(unit).update_ref(receipts.REF, f"{receipts.REF}~1")
    mark = (unit.bare / "kiemdiem" / "dau-so").read_bytes()
    (unit.bare / "kiemdiem" / "dau-so").unlink()
    receipts.write(unit.bare, [event._replace(account="ai-do")])
    (unit.bare / "kiemdiem" / "dau-so").write_bytes(mark)


@pytest.mark.parametrize("harm", HARMS)
def test_a_book_that_was_cut_or_written_anew_is_shown(unit: Unit, harm: str, kiemdiem: Callable[..., Ran]) -> None:
    hand_in(unit, ON_TIME)
    merge(unit, LATE)
    assert "nguyên vẹn" in server(unit)
    HARMS[harm](unit)
    assert "bị đứt" in server(unit)
    asked = kiemdiem("bien-nhan", "--kho", unit.bare)
    assert asked.code == 1 and "nguyên vẹn" not in asked.err
    clock(unit, LATE)
    unit.repo.git.checkout("cua-toi")
    unit.repo.git.commit("--allow-empty", "-m", "thêm")
    put(unit.root / FOLDER / "ghi-chu.yaml", b"")
    (unit.root / FOLDER / "ghi-chu.yaml").unlink()
    assert unit.push("nop/bac-ha/2") == ""
    assert "bị đứt" in server(unit), "a later receipt does not heal it"


@pytest.mark.parametrize("kind", ["repository", "folder"])
def test_a_copy_outside_the_server_tells_what_its_disk_cannot(
    unit: Unit, tmp_path: Path, kind: str, kiemdiem: Callable[..., Ran]
) -> None:
    """Somebody with the server's whole disk, key and mark included, cuts the book: the copy still has the rest."""
    place = tmp_path / "ban-sao"
    if kind == "repository":
        Repo.init(str(place), bare=True)
    else:
        place.mkdir()
    git_of(unit).config("--add", "kiemdiem.receiptCopy", str(place))
    hand_in(unit, ON_TIME)
    assert kiemdiem("bien-nhan", "--kho", unit.bare).code == 0
    merge(unit, LATE)
    assert kiemdiem("bien-nhan", "--kho", unit.bare).code == 0
    git_of(unit).update_ref(receipts.REF, f"{receipts.REF}~1")
    (unit.bare / "kiemdiem" / "dau-so").unlink()
    asked = kiemdiem("bien-nhan", "--kho", unit.bare)
    assert asked.code == 1 and "đã bị cắt hoặc viết lại" in asked.err
    assert "đã bị cắt hoặc viết lại" in server(unit)


def test_a_copy_that_cannot_be_reached_is_said_and_stops_nobody(unit: Unit, kiemdiem: Callable[..., Ran]) -> None:
    git_of(unit).config("--add", "kiemdiem.receiptCopy", str(unit.bare.parent / "khong-co"))
    hand_in(unit, ON_TIME)
    asked = kiemdiem("bien-nhan", "--kho", unit.bare)
    assert asked.code == 1 and "không hỏi được bản sao" in asked.err


def without_receipt(unit: Unit, act: Callable[[], object]) -> None:
    """Something happens while the second hook does not run."""
    hook = unit.bare / "hooks" / "post-receive"
    text = hook.read_text(encoding="utf-8")
    hook.write_text("#!/bin/sh\ncat >/dev/null\nexit 0\n", encoding="utf-8")
    act()
    hook.write_text(text, encoding="utf-8")


MISSED: dict[str, tuple[Deed, Callable[[Unit], object]]] = {
    "handed in": (Deed.HANDED_IN, lambda unit: hand_in(unit, ON_TIME)),
    "accepted": (Deed.ACCEPTED, lambda unit: merge(unit, LATE)),
    "withdrawn": (Deed.WITHDRAWN, lambda unit: unit.push("nop/bac-ha/1", what="")),
}


@pytest.mark.parametrize("prepared", [True, False], ids=["first hook left it", "nothing left"])
@pytest.mark.parametrize("name", MISSED)
def test_a_push_without_a_receipt_gets_one_at_the_next_start_that_says_so(
    unit: Unit, name: str, prepared: bool, kiemdiem: Callable[..., Ran]
) -> None:
    deed, act = MISSED[name]
    if name != "handed in":
        hand_in(unit, ON_TIME)
    without_receipt(unit, lambda: act(unit))
    if not prepared:
        for left in (unit.bare / "kiemdiem").glob("*.jsonl"):
            left.unlink()
    asked = kiemdiem("bien-nhan", "--kho", unit.bare)
    assert asked.code == 1 and "nguyên vẹn" not in asked.err and "1 lần đẩy đã nhận mà chưa có biên nhận" in asked.err
    assert "chưa có biên nhận" in server(unit)
    clock(unit, LATE)
    put(unit.root / OTHER / "ho-so.yaml", (PROGRAM / OTHER / "ho-so.yaml").read_bytes())
    unit.repo.git.checkout("-B", "ho", "origin/main")
    unit.repo.git.add(f"{OTHER}/ho-so.yaml")
    unit.repo.git.commit("-m", "đơn vị khác")
    assert unit.push("nop/nam-ha/1", "nam-ha-vp") == ""
    book = receipts.read(unit.bare)
    late = [receipt for receipt in book.entries if receipt.event.recovered]
    assert book.broken is None and [receipt.event.deed for receipt in late] == [deed]
    assert not list((unit.bare / "kiemdiem").glob("*.jsonl"))
    asked = kiemdiem("bien-nhan", "--kho", unit.bare)
    assert asked.code == 0 and "ghi bù" in asked.out and "nguyên vẹn" in asked.err
    if prepared and name == "handed in":
        assert late[0].event.moment == read_moment(ON_TIME) and late[0].event.account == "bac-ha-vp"
    count = len(book.entries)
    assert unit.push("nop/nam-ha/2", "nam-ha-vp") == ""
    assert len(receipts.read(unit.bare).entries) == count + 1


def test_a_days_list_for_paper(unit: Unit, kiemdiem: Callable[..., Ran]) -> None:
    hand_in(unit, ON_TIME)
    merge(unit, LATE)
    printed = kiemdiem("bien-nhan", "--ngay", "2024-12-04", "--kho", unit.bare).out
    first = receipts.read(unit.bare).entries[0]
    assert first.code in printed and first.digest in printed and printed.count("Biên nhận số") == 1


@pytest.mark.parametrize(("account", "deed"), [("bac-ha-vp", Deed.WITHDRAWN), ("trung-tam", Deed.RETURNED)])
def test_a_branch_that_is_emptied_is_withdrawn_and_can_be_handed_in_again(unit: Unit, account: str, deed: Deed) -> None:
    hand_in(unit, ON_TIME)
    head = unit.repo.head.commit.hexsha
    assert unit.push("nop/bac-ha/1", account, "--force", what="origin/main") == ""
    clock(unit, LATE)
    assert unit.push("nop/bac-ha/1", "bac-ha-vp", "--force", what=head) == ""
    told = [(receipt.event.deed, receipt.event.account) for receipt in receipts.read(unit.bare).entries]
    assert told == [(Deed.HANDED_IN, "bac-ha-vp"), (deed, account), (Deed.HANDED_IN, "bac-ha-vp")]
    merge(unit, LATE, head)
    assert item(standing(unit)).received_at == read_moment(LATE)
    assert unit.push("nop/bac-ha/1", "trung-tam", "--force", what="origin/main") == ""
    assert not [receipt for receipt in receipts.read(unit.bare).entries if receipt.event.recovered]


def test_a_key_that_went_missing_is_said(unit: Unit) -> None:
    hand_in(unit, ON_TIME)
    for name in ("khoa-may-chu", "khoa-may-chu.pub"):
        (unit.bare / "kiemdiem" / name).unlink()
    assert "nguyên vẹn" in server(unit), "what the key signed is still attested"
    merge(unit, LATE)
    assert "bị đứt" in server(unit)
