"""Reading the sheet of a list: find its header by its titles, its columns by their names, its rows as records."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from schemas.fields.declaration import PERSON_CODE
from schemas.fields.form import Shape
from schemas.fields.spelling import fold
from schemas.finding import Severity
from scripts.excel.unit.cells import TOTALS, Raw, tidy
from scripts.excel.unit.layout import Area, Column
from scripts.excel.unit.parse_result import CellRef, FileName, ParseResult, typed
from scripts.excel.unit.rows import labels, put, values
from scripts.excel.unit.sheet_reader import Sheet
from scripts.excel.unit.workbook import EXPLAINING

_HEADER_WITHIN = 40
_EXPLAINING = {fold(title) for title in EXPLAINING}
_LABEL = Column((), "Dòng", "", Shape.TEXT)


class HeaderRow(NamedTuple):
    """Where a sheet's columns stand. `leading` is the column of numbers or outer rows, None where there is none."""

    row: int
    columns: dict[int, Column]
    file_columns: dict[int, Column]
    leading: int | None
    unknown: dict[int, str]
    explaining: frozenset[int]


class SheetRecord(NamedTuple):
    """One row that answers something."""

    row: int
    label: str
    file: dict[tuple[str, ...], Any]
    values: dict[tuple[str, ...], Any]
    places: dict[tuple[str, ...], CellRef]


def find_header(area: Area, sheet: Sheet) -> HeaderRow | None:
    """The row among the first that holds most of the area's titles; at least two of them, or all there are."""
    best = max(
        (_header(area, number, row) for number, row in enumerate(sheet.rows[:_HEADER_WITHIN])),
        key=_matches,
        default=None,
    )
    least = min(2, len(area.columns) + len(area.leading))
    return best if best is not None and _matches(best) >= least else None


def _matches(header: HeaderRow) -> int:
    return len(header.columns) + len(header.file_columns) + (header.leading is not None)


def _header(area: Area, number: int, row: Sequence[Raw]) -> HeaderRow:
    wanted = {fold(column.title): column for column in area.columns}
    files = {fold(column.title): column for column in area.file_columns}
    leading = {fold(title) for title in area.leading}
    titles = [fold(raw) if isinstance(raw, str) else "" for raw in row]
    explaining = frozenset(at for at, title in enumerate(titles) if title in _EXPLAINING)
    header = HeaderRow(number, {}, {}, None, {}, explaining)
    for at, (raw, title) in enumerate(zip(row, titles, strict=True)):
        if title in leading and header.leading is None:
            header = header._replace(leading=at)
        elif title in files:
            header.file_columns[at] = files.pop(title)
        elif title in wanted:
            header.columns[at] = wanted.pop(title)
        elif title and title not in _EXPLAINING:
            header.unknown[at] = tidy(str(raw))[0]
    return header


def records(
    sheet: Sheet, header: HeaderRow, given: set[tuple[tuple[str, str], ...]], found: ParseResult
) -> Iterator[SheetRecord]:
    """The rows that answer something, in their order."""
    source = _ListSheet(sheet, header, _spread(sheet), found)
    known = {**header.file_columns, **header.columns}
    strangers: dict[int, int] = {}
    for number in range(header.row + 1, len(sheet.rows)):
        row = sheet.rows[number]
        for at, raw in enumerate(row):
            if raw not in ("", None) and at not in known and at not in header.explaining and at != header.leading:
                strangers.setdefault(at, number)
        if all(source.raw(number, at) in ("", None) for at in known):
            continue
        if _is_total(row):
            found.repairs.append((CellRef(sheet.name, number, 0), "bỏ qua dòng cộng"))
            continue
        record = _record(source, number)
        if record is not None and _given(record) not in given:
            yield record
    for at, number in strangers.items():
        place = CellRef(sheet.name, number, at)
        named = f"Cột “{header.unknown[at][:40]}” không thuộc mẫu" if at in header.unknown else "Ô này ngoài các cột"
        found.leave_out(place, f"{named}, không được đọc.", "chuyển nội dung cần nộp sang cột của mẫu")


class _ListSheet(NamedTuple):
    """A sheet being read: its header, the values of its merged cells at every place that they cover, what is found."""

    sheet: Sheet
    header: HeaderRow
    merged: dict[tuple[int, int], Raw]
    found: ParseResult

    def raw(self, number: int, at: int) -> Raw:
        row = self.sheet.rows[number]
        return self.merged.get((number, at), row[at] if at < len(row) else None)


def _record(source: _ListSheet, number: int) -> SheetRecord | None:
    sheet, header, merged, found = source
    row = sheet.rows[number]
    result = SheetRecord(number, "", {}, {}, {})
    for at, column in {**header.file_columns, **header.columns}.items():
        raw, place = source.raw(number, at), CellRef(sheet.name, number, at)
        result.places[column.path] = place  # also of an empty cell, where something may be missing
        if (number, at) in merged and raw not in ("", None) and (at >= len(row) or row[at] in ("", None)):
            found.repairs.append((place, "lấy giá trị của ô gộp"))
        cell = found.cell(raw, column, place)
        if cell.value is not None:
            side = result.file if at in header.file_columns else result.values
            side[column.path] = typed(cell.value, column)
    label = _label(source, number)
    return result._replace(label=label) if result.values or result.file else None


def _label(source: _ListSheet, number: int) -> str:
    """What stands in the leading column: the row's number, or which outer row it belongs to."""
    leading = source.header.leading
    raw = source.raw(number, leading) if leading is not None else None
    if isinstance(raw, str):
        place = CellRef(source.sheet.name, number, leading or 0)
        return str(source.found.cell(raw, _LABEL, place).value or "")
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw or "")


def _given(record: SheetRecord) -> tuple[tuple[str, str], ...]:
    """A row as the template's list of given rows would name it."""
    return tuple(sorted((".".join(path), str(value)) for path, value in {**record.file, **record.values}.items()))


def _is_total(row: Sequence[Raw]) -> bool:
    first = next((raw for raw in row if raw not in ("", None)), None)
    return isinstance(first, str) and fold(first) in TOTALS


def _spread(sheet: Sheet) -> dict[tuple[int, int], Raw]:
    """Values of merged cells, at every place that they cover downwards."""
    return {
        (row, left): sheet.rows[top][left]
        for (top, left), (bottom, _) in sheet.merged
        if top < len(sheet.rows) and left < len(sheet.rows[top])
        for row in range(top, min(bottom + 1, len(sheet.rows)))
    }


def found_sheet(record: SheetRecord, area: Area) -> str:
    """The name of the sheet that a record stands on, as people wrote it."""
    return next((place.sheet for place in record.places.values()), area.sheet)


def add_outer(area: Area, rows: list[SheetRecord], found: ParseResult) -> None:
    """Records of an outermost list into their files' trees."""
    key = area.path[0]
    for record in rows:
        name = str(record.file.get(("ma",), "")) if area.file_columns else ""
        if area.file_columns and not re.search(PERSON_CODE, name):
            found.ask(
                record.places.get(("ma",), CellRef(found_sheet(record, area), record.row, 0)),
                "Chưa có mã người, hoặc mã không đúng dạng.",
                "ghi mã như trung tâm đã cấp, ví dụ BH-01",
            )
            continue
        file: FileName = (area.kind, name)
        tree = found.trees.setdefault(file, {})
        places = found.places.setdefault(file, {})
        for path, value in record.file.items():
            if path not in places:
                put(tree, path, value)
                places[path] = record.places[path]
            elif values(tree, area.file_columns)[path] != value:
                found.ask(
                    record.places[path],
                    f"Ô này khác với {places[path]} của cùng người.",
                    "mỗi người ghi một lần, ở dòng đầu; gộp vào đó",
                )
        if record.values:
            _append(tree.setdefault(key, []), (key,), record, places)


def add_inner(area: Area, rows: list[SheetRecord], outer_rows: list[SheetRecord], found: ParseResult) -> None:
    """Records of a list inside a list, each to the outer record that it names."""
    outer, (key, inner_key) = area.outer, area.path
    file: FileName = (area.kind, "")
    tree = found.trees.get(file, {})
    held: list[dict[str, Any]] = tree.get(key, [])
    if outer is not None and not outer.coded:
        _ask_twice_numbered(outer_rows, found)
    names = labels(outer, held, [record.label for record in outer_rows]) if outer else []
    for record in rows:
        if record.label not in names:
            place = CellRef(next(iter(record.places.values())).sheet, record.row, 0)
            where = f"trang “{outer.sheet if outer else ''}”"
            said = "Chưa có dòng nào đã điền mang mã, số này" if record.label else "Chưa ghi dòng này thuộc dòng nào"
            found.ask(place, f"{said} ở {where}.", f"điền dòng ấy ở {where}, và cột “{area.leading[0]}”")
            continue
        at = names.index(record.label)
        loc = (key, at, inner_key)
        _append(held[at].setdefault(inner_key, []), loc, record, found.places.setdefault(file, {}))


def _ask_twice_numbered(rows: list[SheetRecord], found: ParseResult) -> None:
    """Copied rows keep their number; whoever names it means one of them."""
    seen: set[str] = set()
    for record in rows:
        if record.label and record.label in seen:
            place = next(iter(record.places.values()))._replace(column=0)
            found.ask(place, "Dòng khác đã mang số thứ tự này.", "mỗi dòng một số; sửa cả ở trang gọi tới nó")
        seen.add(record.label)


def _append(
    into: list[dict[str, Any]],
    loc: tuple[str | int, ...],
    record: SheetRecord,
    places: dict[tuple[str | int, ...], CellRef],
) -> None:
    made: dict[str, Any] = {}
    for path, value in record.values.items():
        put(made, path, value)
    for path, place in record.places.items():
        places[(*loc, len(into), *path)] = place
    into.append(made)


def lost(area: Area, sheet: Sheet, found: ParseResult) -> None:
    """A sheet known by name, with content, whose header cannot be found."""
    if sheet.filled:
        message = f"Không thấy hàng tiêu đề của trang này (cần các cột như “{area.columns[0].title}”)."
        fix = "khôi phục hàng tiêu đề theo mẫu"
        found.leave_out(CellRef(sheet.name, 0, 0), message, fix, Severity.ERROR)
