"""A short round of what `make fuzz` does for long, and every seed that was kept."""

import random
from pathlib import Path

import pytest

from tests import load
from tests.fuzz import SEEDS, attacks, run

KINDS = ("yaml-bytes", "yaml-private", "workbook", "push")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrongly_accepted_and_nothing_crashes(kind: str, tmp_path: Path) -> None:
    known = attacks(tmp_path)
    assert set(known) == set(KINDS) and {path.stem for path in SEEDS.glob("*.txt")} <= set(KINDS)
    tally = run(kind, known[kind], 3, random.SystemRandom().randrange(1 << 40), least=6)
    assert tally.tried >= 6 and not tally.wrongly_accepted and not tally.crashed, tally


def test_pushes_at_once_are_all_taken_and_receipted(tmp_path: Path) -> None:
    outcome = load.at_once(tmp_path, 16)
    assert outcome.accepted == 16 and not outcome.faults, outcome


def test_killed_pushes_lose_no_receipt(tmp_path: Path) -> None:
    outcome = load.killed(tmp_path, 8, random.Random(random.SystemRandom().randrange(1 << 40)))  # noqa: S311
    assert not outcome.faults, outcome


def test_a_disk_with_less_and_less_room_loses_nothing(tmp_path: Path) -> None:
    outcome = load.full_disk(tmp_path, 6)
    if outcome is None:
        pytest.skip("cần quyền root để gắn một ổ nhỏ")
    assert not outcome.faults, outcome
