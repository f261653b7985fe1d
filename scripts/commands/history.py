"""`kiemdiem dien-bien`: what happened to each unit's papers, how reviewing goes, how completion grew."""

import argparse
import json
from datetime import timedelta

from schemas.local_time import duration_text, show_day, show_moment
from scripts.commands.arguments import UsageError, add_format, add_source, add_unit, now_of, root_of
from scripts.ledger.timeline import average, review_times, trend
from scripts.output.status import clock_note
from scripts.progress.cycle_view import cycle_statuses
from scripts.progress.status import CycleStatus, ItemStatus, UnitStatus


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_unit(parser)
    add_format(parser)
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    statuses = cycle_statuses(root_of(options), options.revision or "HEAD", now_of(options))
    if options.unit and not any(unit.code == options.unit for status in statuses for unit in status.units):
        raise UsageError(f"Không có đơn vị “{options.unit}”.")
    if options.format == "json":
        print(json.dumps([_json(status, options.unit) for status in statuses], ensure_ascii=False, indent=2))
    else:
        blocks = [_text(status, options.unit) for status in statuses]
        print("\n\n".join(blocks) or "Chưa có kỳ kiểm điểm nào trong submissions/.")
    return 0


def _chosen(status: CycleStatus, code: str | None) -> list[UnitStatus]:
    return [unit for unit in status.units if code in (None, unit.code) and status.steps.get(unit.folder)]


def _late(unit: UnitStatus) -> list[tuple[ItemStatus, timedelta]]:
    return [(i, i.received_at - i.due.closes_at) for i in unit.items if i.late and i.received_at is not None]


def _text(status: CycleStatus, code: str | None) -> str:
    units = _chosen(status, code)
    lines = [f"Kỳ {status.year}, tính đến {show_moment(status.now)}. {clock_note(status.clock)}"]
    for unit in units:
        lines += ["", unit.name]
        for step in status.steps[unit.folder]:
            source = (
                f"biên nhận {step.receipt}" if step.receipt else f"theo commit {step.commit[:10]}, không có biên nhận"
            )
            lines.append(f"  {show_moment(step.moment)}  {step.deed.value:8}  {source}")
        lines += [f"  chậm {duration_text(by)}: mục {item.item} ({item.title})" for item, by in _late(unit)]
    mean = average([time for unit in units for time in review_times(status.steps[unit.folder])])
    if mean is not None:
        lines += ["", f"Từ lúc nộp đến lúc nhận, trung bình: {duration_text(mean)}."]
    days = trend((item.received_at for unit in status.units for item in unit.items if item.received_at), status.now)
    if days and code is None:
        lines += ["", f"Số mục đã đủ, trên {status.owed}:"]
        shown = [(day, done) for at, (day, done) in enumerate(days) if at == 0 or done != days[at - 1][1]]
        lines += [f"  {show_day(day)}  {done:5}  {'█' * round(40 * done / max(status.owed, 1))}" for day, done in shown]
    if not units:
        lines.append("Chưa đơn vị nào nộp.")
    return "\n".join(lines)


def _json(status: CycleStatus, code: str | None) -> dict[str, object]:
    units = _chosen(status, code)
    mean = average([time for unit in units for time in review_times(status.steps[unit.folder])])
    days = trend((item.received_at for unit in status.units for item in unit.items if item.received_at), status.now)
    return {
        "nam": status.year,
        "thoi_diem": status.now.isoformat(),
        "thoi_diem_nop_theo": clock_note(status.clock),
        "duyet_trung_binh_giay": int(mean.total_seconds()) if mean is not None else None,
        "da_du_theo_ngay": {day.isoformat(): done for day, done in days},
        "don_vi": {
            unit.code: {
                "viec": [
                    {
                        "luc": s.moment.isoformat(),
                        "viec": s.deed.value,
                        "commit": s.commit,
                        "bien_nhan": s.receipt or None,
                    }
                    for s in status.steps[unit.folder]
                ],
                "cham_gio": {item.item: int(by.total_seconds() // 3600) for item, by in _late(unit)},
            }
            for unit in units
        },
    }
