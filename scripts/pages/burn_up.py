"""The burn-up chart: papers complete by day, against what each deadline asks for, as plain figures for an SVG."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from schemas.local_time import VIETNAM
from schemas.vocabulary import ItemState
from scripts.ledger.timeline import trend
from scripts.progress.status import CycleStatus

WIDE, HIGH = 640, 200
"""The drawing's box in SVG units; words stand around it."""


class DeadlineMark(NamedTuple):
    """A vertical line: a deadline, with how many items should be complete by then and how many were or are."""

    x: float
    day: date
    wanted: int
    done: int


class BurnUp(NamedTuple):
    """`done` and `wanted`: points of two step lines. `days`: day → complete, only where it changes."""

    done: str
    wanted: str
    marks: list[DeadlineMark]
    today: float
    total: int
    days: list[tuple[date, int]]


def burn_up(status: CycleStatus) -> BurnUp | None:
    """None when nothing is owed or nothing has come in."""
    items = [item for unit in status.units for item in unit.items if item.state is not ItemState.NOT_APPLICABLE]
    days = trend([item.received_at for item in items if item.received_at], status.now)
    if not days:
        return None
    dues: dict[datetime, int] = {}
    for item in items:
        dues[item.due.closes_at] = dues.get(item.due.closes_at, 0) + 1
    start = min(days[0][0], *(_last_day(closes_at) for closes_at in dues)) - timedelta(days=1)
    end = max(days[-1][0], *(_last_day(closes_at) for closes_at in dues)) + timedelta(days=1)

    def across(day: date) -> float:
        return round((day - start).days / (end - start).days * WIDE, 1)

    def up(count: int) -> float:
        return round(HIGH - count / len(items) * HIGH, 1)

    wanted = 0
    marks = []
    for closes_at, count in sorted(dues.items()):
        wanted += count
        day = _last_day(closes_at)
        done = max((known for at, known in days if at <= day), default=0)
        marks.append(DeadlineMark(across(day), day, wanted, done))
    changed = [entry for at, entry in enumerate(days) if at in (0, len(days) - 1) or entry[1] != days[at - 1][1]]
    return BurnUp(
        done=_steps([(across(day), up(done)) for day, done in changed], 0, up(0)),
        wanted=_steps([(mark.x, up(mark.wanted)) for mark in marks], 0, up(0)),
        marks=marks,
        today=across(status.now.astimezone(VIETNAM).date()),
        total=len(items),
        days=changed,
    )


def _last_day(closes_at: datetime) -> date:
    return closes_at.astimezone(VIETNAM).date() - timedelta(days=1)


def _steps(points: list[tuple[float, float]], x: float, y: float) -> str:
    """A line that stays level until the next point's day and then climbs."""
    drawn = [(x, y)]
    for at, height in points:
        drawn += [(at, drawn[-1][1]), (at, height)]
    return " ".join(f"{x:g},{y:g}" for x, y in drawn)
