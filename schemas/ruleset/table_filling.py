"""Statistic tables filled from the unit's own ratings, so that nobody types a number twice (annex item 3.5)."""

from schemas.models.ratings import Group, ReviewCounts
from schemas.models.unit_files import UnitFiles
from schemas.ruleset.table_form import Axis, Line, TableForm

Numbers = dict[str, dict[str, int]]
"""Row code → column code → number."""

_LEVELS = {
    "xuat-sac": "excellent",
    "tot": "good",
    "hoan-thanh": "completed",
    "khong-hoan-thanh": "failed",
    "chua-xep-loai": "unrated",
}
_COUNTS = {
    "phai-kiem-diem": "due",
    "da-kiem-diem": "done",
    "moi": "new",
    "mien": "excused",
    "dinh-chi": "suspended",
    "goi-y-tinh-uy": "suggested_by_province",
    "goi-y-co-so": "suggested_by_base",
}


def fill(form: TableForm, files: UnitFiles) -> Numbers | None:
    """The table as the unit's ratings say; None when the form asks for things that are recorded nowhere."""
    if files.ratings is None:
        return None
    if any(line.taken_from for line in form.rows):
        return _review_counts(form, files)
    if form.counts is None and not any(line.counts for line in form.rows):
        return None
    numbers: Numbers = {}
    for line in form.rows:
        groups = [group for group in files.ratings.model.groups if _counted(form, line, group)]
        numbers[line.code] = {
            column.code: sum(getattr(group, _LEVELS[column.code]) for group in groups)
            for column in form.columns
            if column.code in _LEVELS
        }
    return _summed(form, numbers)


def known(form: TableForm, files: UnitFiles) -> Numbers | None:
    """The table as the unit's ratings say, else as it handed it in; None when there is neither."""
    filled = fill(form, files)
    if filled is not None:
        return filled
    return files.tables[form.code].model.numbers if form.code in files.tables else None


def _counted(form: TableForm, line: Line, group: Group) -> bool:
    if line.counts is not None:
        return line.counts is group.kind
    return form.counts is group.kind and (group.row or form.default_row) == line.code


def _review_counts(form: TableForm, files: UnitFiles) -> Numbers | None:
    reviewed = files.ratings.model.reviewed if files.ratings else None
    if reviewed is None:
        return None
    by_column: dict[str, ReviewCounts] = {"tap-the": reviewed.collectives, "dang-vien": reviewed.members}
    targets = {suggestion.target for suggestion in files.issued} & files.unit.model.suggestion_targets()
    suggested = {"tap-the": int("tap-the" in targets), "dang-vien": len(targets - {"tap-the"})}
    numbers: Numbers = {}
    for line in form.rows:
        match line.taken_from:
            case None:
                numbers[line.code] = {}
            case "goi-y":
                numbers[line.code] = dict(suggested)
            case "chua-kiem-diem":
                numbers[line.code] = {code: max(c.due - c.done, 0) for code, c in by_column.items()}
            case source:
                numbers[line.code] = {code: getattr(c, _COUNTS[source]) for code, c in by_column.items()}
    return _summed(form, numbers)


def _summed(form: TableForm, numbers: Numbers) -> Numbers:
    """Totals that the form's exact sums give and nothing filled yet. Sums are declared inner ones first.

    What is recorded nowhere, and a sum of such things, stays out: an empty cell is filled by hand, nought is a claim.
    """
    for total in form.sums:
        if total.at_least:
            continue
        if total.axis is Axis.COLUMNS:
            for row in numbers.values():
                if total.total not in row and total.known(row.keys()):
                    row[total.total] = total.computed(row.get)
        elif not any(numbers.get(total.total, {}).values()):
            by_column = {
                column: {row: cells[column] for row, cells in numbers.items() if column in cells}
                for column in form.column_codes()
            }
            numbers[total.total] = {
                column: total.computed(cells.get) for column, cells in by_column.items() if total.known(cells.keys())
            }
    ordered = {row: numbers.get(row, {}) for row in form.row_codes()}
    return {row: {c: cells[c] for c in form.column_codes() if c in cells} for row, cells in ordered.items()}


def added(form: TableForm, tables: list[Numbers]) -> Numbers:
    """Many units' tables of one form as one; a cell that none of them has stays out."""
    cells = {row: {column: _held(tables, row, column) for column in form.column_codes()} for row in form.row_codes()}
    return {row: {column: sum(held) for column, held in own.items() if held} for row, own in cells.items()}


def _held(tables: list[Numbers], row: str, column: str) -> list[int]:
    return [table[row][column] for table in tables if column in table.get(row, {})]


def completed(numbers: Numbers, by_hand: Numbers) -> Numbers:
    """A filled table with what somebody wrote into the cells that nothing fills."""
    rows = dict.fromkeys((*numbers, *by_hand))
    return {row: {**by_hand.get(row, {}), **numbers.get(row, {})} for row in rows}
