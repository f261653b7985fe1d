"""The roll-up in words, as JSON and as tables for Excel. A missing committee has no numbers anywhere."""

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.models.committees import Committee
from schemas.visible_text import printable
from scripts.output.csv_file import as_csv
from scripts.rollup.collection import Collection
from scripts.rollup.committees import below, upper
from scripts.rollup.totals import BlockTotals, ReportCounts, Rollup, missing_of

_MOST_MISSING = 30
_HEAD = ("", "đã gửi", "đơn vị nộp đủ", "mục đã nhận", "muộn", "quá hạn", "vượt 20 %")


def as_text(found: Collection, *, every: bool = False) -> str:
    """Committees with others below them, from the top down, or every one; then who is missing and what was refused."""
    rollup = found.rollup
    blocks = ["\n".join(_year(rollup, year, found.known, every)) for year in rollup.years]
    if any(snapshot.header.sample for snapshot in found.snapshots):
        blocks.append("Có dữ liệu mẫu trong đó: không phải số liệu thật.")
    if not found.known:
        blocks.append("Không có cây cấp ủy (`cap-uy.csv`), nên không biết cấp ủy nào còn thiếu.")
    if not rollup.years:
        blocks.append("Chưa có ảnh chụp nào dùng được.")
    if found.refused:
        blocks.append(
            "\n".join([f"Không nhận {len(found.refused)} tệp:", *(f"  {one.name}: {one.why}" for one in found.refused)])
        )
    return "\n\n".join(blocks)


def _year(rollup: Rollup, year: int, known: bool, every: bool) -> Iterator[str]:
    depths = dict(_walked(rollup.committees))
    shown_here = set(depths) if every or not known else set(upper(rollup.committees))
    listed = [committee for committee in depths if committee in shown_here]
    lines = [_HEAD, *(_line(rollup, year, committee, depths[committee]) for committee in listed)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    yield f"Năm {year}"
    for first, *others in lines:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *cells]).rstrip()
    missing = missing_of(rollup, year)
    if missing:
        names = {committee.code: committee.name for committee in rollup.committees}
        yield f"Còn thiếu {len(missing)} cấp ủy:"
        for committee in missing[:_MOST_MISSING]:
            under = f" ({names[committee.parent]})" if committee.parent else ""
            yield f"  {committee.name}{under}"
        if len(missing) > _MOST_MISSING:
            yield f"  … và {len(missing) - _MOST_MISSING} cấp ủy khác (ghi đủ: --ra)"


def _line(rollup: Rollup, year: int, committee: Committee, depth: int) -> tuple[str, ...]:
    name = "  " * depth + committee.name
    reports, total = rollup.reporting[year, committee.code], rollup.totals.get((year, committee.code))
    sent = f"{reports.reported}/{reports.expected}"
    if total is None:
        return (name, sent, "thiếu", "thiếu", "thiếu", "thiếu", "thiếu")
    return (
        name,
        sent,
        f"{total.complete}/{total.owing}",
        f"{total.done}/{total.owed}",
        str(total.late),
        str(total.overdue),
        f"{total.over}/{total.rated_groups}",
    )


def _walked(committees: Sequence[Committee]) -> Iterator[tuple[Committee, int]]:
    """Each committee with its depth, whoever is above first, in the order of the file."""
    children = below(committees)
    waiting = [(committee, 0) for committee in reversed(children.get(None, []))]
    while waiting:
        committee, depth = waiting.pop()
        yield committee, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(committee.code, []))]


def as_json(found: Collection) -> dict[str, Any]:
    rollup = found.rollup
    return {
        "cap_uy": [
            {
                **reports._asdict(),
                **(_counts(total) if (total := rollup.totals.get((reports.year, reports.committee))) else {}),
            }
            for reports in rollup.reports
        ],
        "khoi": [row._asdict() for row in rollup.blocks if row.block is not None],
        "muc": [row._asdict() for row in rollup.items],
        "xep_loai": [row._asdict() for row in rollup.levels],
        "khong_nhan": [one._asdict() for one in found.refused],
    }


def _counts(total: BlockTotals) -> dict[str, int]:
    return dict(zip(BlockTotals._fields[3:], total[3:], strict=True))


_COUNTED = (
    "Đơn vị",
    "Đơn vị phải nộp",
    "Đơn vị nộp đủ",
    "Mục phải nộp",
    "Mục đã nhận",
    "Đang duyệt",
    "Chưa nộp, còn hạn",
    "Chưa nộp, quá hạn",
    "Nộp chậm",
    "Nhóm xếp loại",
    "Nhóm vượt 20 %",
    "Nhóm chưa xếp hết",
    "Nhóm còn tùy cách hiểu",
)
_RATED = 4
"""How many of them, the last, are about ratings."""

_LEVELS = (
    "Đối tượng",
    "Bước",
    "Nhóm",
    "Nhóm vượt 20 %",
    "Xuất sắc",
    "Tốt",
    "Hoàn thành",
    "Không hoàn thành",
    "Chưa xếp",
)
_WHOSE = ("Năm", "Mã cấp ủy", "Cấp ủy", "Cấp")


def tables(rollup: Rollup, *, ratings: bool = True) -> dict[str, str]:
    """File name → CSV. Committees go level by level, the highest first. Without `ratings` none is about the 20 %."""
    last = len(BlockTotals._fields) if ratings else -_RATED
    order = {one.code: (place, one) for place, one in enumerate(sorted(rollup.committees, key=_level))}

    def whose(row: ReportCounts | BlockTotals | Any) -> tuple[Any, ...]:
        committee = order[row.committee][1]
        return (row.year, committee.code, printable(committee.name), committee.level.value)

    def sorted_rows(rows: Sequence[Any]) -> list[Any]:
        return sorted(rows, key=lambda row: (row.year, order[row.committee][0]))

    committees = [
        (
            *whose(row),
            order[row.committee][1].parent,
            row.expected,
            row.reported,
            row.since,
            _said(row),
            *(rollup.totals[row.year, row.committee][3:last] if (row.year, row.committee) in rollup.totals else ()),
        )
        for row in sorted_rows(rollup.reports)
    ]
    blocks = [(*whose(row), *row[2:last]) for row in sorted_rows(rollup.blocks) if row.block is not None]
    items = [(*whose(row), *row[2:]) for row in sorted_rows(rollup.items)]
    counted = _COUNTED if ratings else _COUNTED[:-_RATED]
    files = {
        "cap-uy.csv": as_csv(
            (*_WHOSE, "Cấp trên", "Phải gửi", "Đã gửi", "Số liệu từ", "Tình trạng", *counted), committees
        ),
        "khoi.csv": as_csv((*_WHOSE, "Khối", *counted), blocks),
        "muc.csv": as_csv((*_WHOSE, "Mục", *_COUNTED[3:9]), items),
    }
    if ratings:
        levels = [
            (*whose(row), row.kind, "Quyết định" if row.decided else "Chưa quyết định", *row[4:])
            for row in sorted_rows(rollup.levels)
        ]
        files["xep-loai.csv"] = as_csv((*_WHOSE, *_LEVELS), levels)
    return files


def _level(committee: Committee) -> int:
    return list(type(committee.level)).index(committee.level)


def _said(row: ReportCounts) -> str:
    return "đủ" if row.reported == row.expected else "thiếu một phần" if row.reported else "thiếu"
