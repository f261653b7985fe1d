"""Dates at their edges and the 20 % ceiling in whole numbers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.local_time import VIETNAM, midnight, read_moment, show_moment
from schemas.models.cycle import Cycle
from schemas.models.ratings import Group
from schemas.ruleset.loader import load
from schemas.ruleset.quota import ceiling
from schemas.ruleset.terms import Terms

PLAIN = {"nam": "2024", "bo_quy_tac": "2024", "cap_uy": "Thành ủy"}


def terms(**more: object) -> Terms:
    return Terms(load("2024"), Cycle.model_validate({**PLAIN, **more}))


INCLUSIVE = {"chinh_sach": [{"ma": "truoc-ngay", "gia_tri": "tinh-ca-ngay-do", "can_cu": "1-CV/ThU"}]}


@pytest.mark.parametrize(
    ("moment", "in_time"),
    [
        ("2024-12-04T23:59:59", True),
        ("2024-12-05T00:00:00", False),
        ("2024-12-04T16:59:59+00:00", True),  # 23:59:59 in Vietnam
        ("2024-12-04T17:00:00+00:00", False),
        ("2024-12-05T00:30:00+09:00", True),  # still the evening of the 4th in Vietnam
    ],
)
def test_before_the_fifth_ends_with_the_fourth(moment: str, in_time: bool) -> None:
    assert terms().due("co-so").met_by(read_moment(moment)) is in_time


def test_a_day_counts_like_its_moments() -> None:
    due = terms().due("co-so")
    assert due.met_by(date(2024, 12, 4)) and not due.met_by(date(2024, 12, 5))
    assert due.last_day == date(2024, 12, 4) and due.wording() == "trước ngày 05/12/2024"


def test_the_inclusive_reading_is_a_policy() -> None:
    due = terms(**INCLUSIVE).due("co-so")
    assert due.met_by(date(2024, 12, 5)) and not due.met_by(date(2024, 12, 6))
    assert due.wording() == "trước ngày 05/12/2024 (tính cả ngày đó)"
    assert terms(**INCLUSIVE).confirmed("truoc-ngay") and not terms().confirmed("truoc-ngay")


def test_a_yearly_deadline_falls_in_the_cycle_and_others_stay() -> None:
    next_year = terms(nam="2031")
    assert next_year.due("ho-so-co-so").before == date(2031, 12, 7)
    assert next_year.due("co-so").before == date(2024, 12, 5)


def test_a_later_paper_may_move_a_deadline() -> None:
    moved = terms(thoi_han=[{"ma": "co-so", "truoc_ngay": "2024-12-08", "can_cu": "2-CV/ThU"}])
    assert moved.due("co-so").met_by(date(2024, 12, 7))


@given(st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)))
def test_our_fixed_offset_is_vietnams(moment: datetime) -> None:
    there = moment.replace(tzinfo=UTC)
    assert there.astimezone(VIETNAM).utcoffset() == there.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset()


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_midnight_is_the_first_instant(day: date) -> None:
    assert midnight(day).date() == day and (midnight(day) - timedelta(microseconds=1)).date() < day


def test_moments_are_shown_in_vietnams_time() -> None:
    assert show_moment(datetime(2024, 12, 4, 17, tzinfo=UTC)) == "00:00 ngày 05/12/2024"


def group(excellent: int, good: int, completed: int = 0, failed: int = 0, unrated: int = 0) -> Group:
    counts = {"xuat_sac": excellent, "tot": good, "hoan_thanh": completed, "khong_hoan_thanh": failed}
    return Group.model_validate({"ten": "Nhóm", "doi_tuong": "Đảng viên", **counts, "chua_xep_loai": unrated})


@pytest.mark.parametrize(("good", "literal"), [(10, 2), (19, 3), (4, 0), (0, 0), (5, 1), (99, 19), (100, 20)])
def test_the_literal_reading(good: int, literal: int) -> None:
    assert ceiling(group(0, good), "chi-muc-tot", "lam-tron-xuong").most == literal


numbers = st.integers(0, 3000)


@given(numbers, numbers, numbers)
def test_kept_means_five_times_excellent_is_at_most_good(excellent: int, good: int, completed: int) -> None:
    limit = ceiling(group(excellent, good, completed), "chi-muc-tot", "lam-tron-xuong")
    assert limit.kept == (5 * excellent <= good)
    assert limit.slack == limit.most - excellent


@given(numbers, numbers)
def test_the_second_reading_is_four_times(excellent: int, good: int) -> None:
    assert ceiling(group(excellent, good), "tot-va-xuat-sac", "lam-tron-xuong").kept == (4 * excellent <= good)


@given(numbers, numbers, numbers, numbers)
def test_the_third_reading_counts_all_rated(excellent: int, good: int, completed: int, failed: int) -> None:
    limit = ceiling(group(excellent, good, completed, failed), "tat-ca-da-xep-loai", "lam-tron-xuong")
    assert limit.kept == (5 * excellent <= excellent + good + completed + failed)


@given(numbers, numbers, st.sampled_from(["lam-tron-xuong", "lam-tron-gan-nhat", "it-nhat-mot"]))
def test_more_good_ones_never_lower_the_ceiling(good: int, more: int, rounding: str) -> None:
    few, many = (ceiling(group(0, n), "chi-muc-tot", rounding).most for n in (good, good + more))
    assert few <= many


def test_rounding_policies() -> None:
    assert [ceiling(group(0, n), "chi-muc-tot", "lam-tron-gan-nhat").most for n in (2, 3, 7, 8)] == [0, 1, 1, 2]
    assert [ceiling(group(0, n), "chi-muc-tot", "it-nhat-mot").most for n in (0, 1, 4, 10)] == [0, 1, 1, 2]


def test_every_reading_of_the_policies_is_computed() -> None:
    policies = load("2024").policies
    for base in policies["tran-20-mau-so"].readings:
        for rounding in policies["tran-20-lam-tron"].readings:
            assert ceiling(group(1, 10), base, rounding).most >= 0


def test_a_group_with_unrated_members_is_incomplete() -> None:
    assert not ceiling(group(0, 5, unrated=1), "chi-muc-tot", "lam-tron-xuong").complete
