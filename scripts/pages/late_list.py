"""Who is late or about to be, and the reminder to send them, ready to copy into a message."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from schemas.local_time import days_late, show_moment, time_left_text
from schemas.ruleset.terms import Due
from schemas.vocabulary import ItemState
from scripts.progress.status import CycleStatus, ItemStatus, UnitStatus


class Late(NamedTuple):
    """An item that is overdue, or came late."""

    unit: UnitStatus
    item: ItemStatus
    days: int


class Reminder(NamedTuple):
    """`text` names every unit that still owes something under `due`."""

    due: Due
    units: int
    text: str


def late_items(status: CycleStatus) -> list[Late]:
    """The longest first."""
    found = [
        Late(unit, item, days_late(item.received_at or status.now, item.due.closes_at))
        for unit in status.units
        for item in unit.items
        if item.late or item.state is ItemState.OVERDUE
    ]
    return sorted(found, key=lambda late: (late.item.late, -late.days, late.unit.folder))


def reminders(status: CycleStatus) -> list[Reminder]:
    """One for each deadline that has passed, and for the next one, under which something is still open."""
    owing: dict[Due, dict[str, list[str]]] = {}
    shared = Counter(unit.name for unit in status.units)
    for unit in status.units:
        name = unit.name if shared[unit.name] == 1 else f"{unit.name} ({unit.code})"
        for item in unit.items:
            if item.open:
                owing.setdefault(item.due, {}).setdefault(name, []).append(f"{item.item} ({item.title})")
    dues = sorted(owing, key=lambda due: due.closes_at)
    passed = [due for due in dues if due.closes_at <= status.now]
    return [Reminder(due, len(owing[due]), _text(due, owing[due], status.now)) for due in dues[: len(passed) + 1]]


def _text(due: Due, owing: dict[str, list[str]], now: datetime) -> str:
    lines = [
        f"{number}. {name}: mục {', '.join(items)}." for number, (name, items) in enumerate(owing.items(), start=1)
    ]
    closing = "Đề nghị nộp ngay và ghi lý do chậm." if due.closes_at <= now else "Đề nghị nộp trước khi hết hạn."
    return "\n".join(
        [
            f"Đến {show_moment(now)}, {len(owing)} đơn vị dưới đây chưa nộp đủ hồ sơ.",
            f"Thời hạn: {due.wording()} ({time_left_text(now, due.closes_at)}). {due.title}.",
            *lines,
            f"{closing} Mục đang chờ duyệt không tính là thiếu. "
            "Việc của từng đơn vị, bấm vào tên đơn vị ở trang tiến độ:",
        ]
    )
