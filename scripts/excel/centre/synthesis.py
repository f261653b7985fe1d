"""The centre's synthesis of a cycle (dispatch items 9 and 10, annex items 2.3 and 3.5): which sheets, which rows."""

from collections.abc import Iterator

from schemas.local_time import VIETNAM, days_late, show_moment
from schemas.models.remediation import Limit
from schemas.models.unit_files import UnitFiles
from schemas.vocabulary import ItemState, LimitStatus, subject_title
from scripts.dossiers.loader import CycleFiles
from scripts.excel.centre.printed_workbook import (
    Formula,
    PrintedColumn,
    PrintedRow,
    PrintedSheet,
    PrintedWorkbook,
    Tone,
    Toned,
    Value,
)
from scripts.excel.centre.rating_sheets import (
    NUMBER,
    UNIT,
    ceilings,
    managed_cadres,
    ratings_by_group,
    statistic_tables,
)
from scripts.output.status import TITLES, clock_note
from scripts.progress.open_points import remedy_tallies, suggestion_syntheses
from scripts.progress.status import CycleStatus, ItemStatus

_TONES = {ItemState.RECEIVED: Tone.GOOD, ItemState.IN_REVIEW: Tone.WAITING, ItemState.OVERDUE: Tone.BAD}
_COUNTED = (ItemState.RECEIVED, ItemState.IN_REVIEW, ItemState.MISSING, ItemState.OVERDUE)


def synthesis(status: CycleStatus, cycle: CycleFiles) -> PrintedWorkbook:
    """Everything as of the status' moment. `cycle`: the same files, read whole."""
    sheets = (
        overview(status),
        managed_cadres(cycle.units),
        *statistic_tables(cycle.units, status.terms),
        ratings_by_group(cycle),
        ceilings(cycle, status.terms),
        progress(status),
        lates(status),
        _suggestions(cycle),
        _remedies(cycle, status),
        _limits(cycle.units, status),
    )
    return _book(status, sheets)


def progress_book(status: CycleStatus) -> PrintedWorkbook:
    """The completion matrix alone, as the site offers it."""
    return _book(status, (progress(status),))


def _book(status: CycleStatus, sheets: tuple[PrintedSheet, ...]) -> PrintedWorkbook:
    cycle = status.terms.cycle
    of_year = f"năm {cycle.year}" + (" (dữ liệu mẫu)" if cycle.sample else "")
    asof = f"Tính đến {show_moment(status.now)}; chỉ mục đã nhận mới tính là xong. {clock_note(status.clock)}".strip()
    titled = tuple(sheet._replace(title=f"{sheet.title} {of_year}") for sheet in sheets)
    return PrintedWorkbook(cycle.committee, asof, status.now, titled)


def overview(status: CycleStatus) -> PrintedSheet:
    """Counts by kind of unit, with their sums."""
    columns = (
        NUMBER,
        PrintedColumn("Loại đơn vị", 40),
        PrintedColumn("Số đơn vị", 10, summed=True),
        PrintedColumn("Mục phải nộp", 12, summed=True),
        *(PrintedColumn(_capital(TITLES[s]), 12, summed=True) for s in _COUNTED),
        PrintedColumn("Nộp chậm", 12, summed=True),
        PrintedColumn("Tỷ lệ hoàn thành", 12),
    )
    kinds: dict[str, list[int]] = {}
    for unit in status.units:
        states = [item.state for item in unit.items]
        counts = [1, unit.owed, *(states.count(state) for state in _COUNTED), unit.late]
        kinds[unit.kind] = [a + b for a, b in zip(kinds.get(unit.kind, [0] * len(counts)), counts, strict=True)]
    rows: list[PrintedRow] = [
        (at, kind, *counts, Formula("=IF(D{row}=0,0,E{row}/D{row})", counts[2] / max(counts[1], 1), percent=True))
        for at, (kind, counts) in enumerate(kinds.items(), start=1)
    ]
    notes = (f"{status.unreadable} tệp chưa đọc được, tính là chưa nộp.",) if status.unreadable else ()
    return PrintedSheet("Tổng quan", "Tình hình nộp hồ sơ kiểm điểm", columns, rows, notes, "Cộng")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def progress(status: CycleStatus) -> PrintedSheet:
    """Units in rows, items in columns, states in words."""
    items = status.terms.items
    columns = (
        UNIT,
        PrintedColumn("Loại", 30),
        PrintedColumn("Đã nhận", 9, summed=True),
        PrintedColumn("Phải nộp", 9, summed=True),
        *(PrintedColumn(f"{code} {items[code].short_title}", 13) for code in status.columns),
    )
    rows: Iterator[PrintedRow] = (
        _progress_row(unit.items, status.columns, (unit.name, unit.kind, unit.done, unit.owed)) for unit in status.units
    )
    return PrintedSheet("Tiến độ", "Tiến độ nộp hồ sơ kiểm điểm", columns, rows, total="Cộng")


def _progress_row(items: tuple[ItemStatus, ...], codes: tuple[str, ...], head: PrintedRow) -> PrintedRow:
    cells = {item.item: item for item in items}
    return (*head, *(_state(cells.get(code)) for code in codes))


def _state(item: ItemStatus | None) -> Value:
    if item is None:
        return None
    words = TITLES[item.state] + (", chậm" if item.late else "")
    return Toned(words, _TONES[item.state]) if item.state in _TONES else words


def lates(status: CycleStatus) -> PrintedSheet:
    """What is overdue, and what came late."""
    columns = (
        NUMBER,
        UNIT,
        PrintedColumn("Mục", 8),
        PrintedColumn("Nội dung", 36),
        PrintedColumn("Hạn", 18),
        PrintedColumn("Tình trạng", 14),
        PrintedColumn("Số ngày chậm", 9),
        PrintedColumn("Ngày nhận", 13),
        PrintedColumn("Còn thiếu", 50),
    )
    late = (
        (unit.name, item)
        for unit in status.units
        for item in unit.items
        if item.state is ItemState.OVERDUE or item.late
    )
    rows: Iterator[PrintedRow] = ((at, *_late_row(name, item, status)) for at, (name, item) in enumerate(late, start=1))
    return PrintedSheet("Chậm, quá hạn", "Danh sách hồ sơ chậm, quá hạn", columns, rows)


def _late_row(name: str, item: ItemStatus, status: CycleStatus) -> PrintedRow:
    came = item.received_at.astimezone(VIETNAM) if item.received_at else None
    days = days_late(came or status.now, item.due.closes_at)
    state = Toned("quá hạn", Tone.BAD) if item.state is ItemState.OVERDUE else "đã nhận, chậm"
    lacking = "; ".join(item.lacking)
    return (name, item.item, item.title, item.due.wording(), state, days, came.date() if came else None, lacking)


def _suggestions(cycle: CycleFiles) -> PrintedSheet:
    columns = (
        NUMBER,
        UNIT,
        PrintedColumn("Gợi ý", 10),
        PrintedColumn("Đối tượng", 16),
        PrintedColumn("Số chủ đề", 10, summed=True),
        PrintedColumn("Đã giải trình", 11, summed=True),
        PrintedColumn("Chưa giải trình", 11, summed=True),
        PrintedColumn("Kết quả", 24),
    )
    rows: Iterator[PrintedRow] = (
        (
            at,
            one.unit_name,
            one.code,
            one.target,
            one.topics,
            one.answered,
            Formula("=E{row}-F{row}", one.topics - one.answered),
            one.result.value if one.result else "",
        )
        for at, one in enumerate(suggestion_syntheses(cycle), start=1)
    )
    return PrintedSheet("Gợi ý, giải trình", "Tổng hợp gợi ý kiểm điểm và giải trình", columns, rows, total="Cộng")


def _remedies(cycle: CycleFiles, status: CycleStatus) -> PrintedSheet:
    columns = (
        NUMBER,
        UNIT,
        *(PrintedColumn(state.value, 12, summed=True) for state in LimitStatus),
        PrintedColumn("Cộng", 10, summed=True),
        PrintedColumn("Quá hạn", 10, summed=True),
    )
    rows: Iterator[PrintedRow] = (
        (
            at,
            tally.unit_name,
            *tally.by_status.values(),
            Formula("=SUM(C{row}:F{row})", sum(tally.by_status.values())),
            tally.late,
        )
        for at, tally in enumerate(remedy_tallies(cycle, status.now.date()), start=1)
    )
    return PrintedSheet("Khắc phục", "Tổng hợp khắc phục hạn chế sau kiểm điểm", columns, rows, total="Cộng")


def _limits(units: list[UnitFiles], status: CycleStatus) -> PrintedSheet:
    columns = (
        NUMBER,
        UNIT,
        PrintedColumn("Hạn chế", 10),
        PrintedColumn("Của ai", 14),
        PrintedColumn("Biện pháp", 36),
        PrintedColumn("Người thực hiện", 14),
        PrintedColumn("Người theo dõi", 14),
        PrintedColumn("Hạn", 13),
        PrintedColumn("Tình trạng", 18),
    )
    limits = (
        (files.unit.model.name, limit)
        for files in units
        if files.remediation
        for limit in files.remediation.model.limits
    )
    rows: Iterator[PrintedRow] = (
        (
            at,
            name,
            limit.code,
            subject_title(limit.subject),
            limit.measure,
            limit.owner,
            limit.follower,
            limit.due,
            _limit_state(limit, status),
        )
        for at, (name, limit) in enumerate(limits, start=1)
    )
    return PrintedSheet("Từng hạn chế", "Theo dõi khắc phục từng hạn chế", columns, rows)


def _limit_state(limit: Limit, status: CycleStatus) -> Value:
    overdue = limit.due is not None and limit.due < status.now.date() and limit.status is not LimitStatus.DONE
    return Toned(f"{limit.status.value}, quá hạn", Tone.BAD) if overdue else limit.status.value
