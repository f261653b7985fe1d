"""From the sheets of a workbook to the trees of its files. Sheets, columns and rows are known by their names alone."""

import json
from collections.abc import Mapping
from typing import Any

from schemas.fields.form import Shape
from schemas.fields.spelling import fold
from schemas.finding import Severity
from schemas.models.kinds import TABLE, FileKind
from schemas.ruleset.table_form import TableForm
from schemas.source.yaml_tree import Loc
from scripts.excel.unit.cells import Raw
from scripts.excel.unit.layout import GENERAL, SHEET_KINDS, Area, Column, layout
from scripts.excel.unit.list_sheets import HeaderRow, SheetRecord, add_inner, add_outer, find_header, lost, records
from scripts.excel.unit.parse_result import CellRef, ParseResult, typed
from scripts.excel.unit.rows import put
from scripts.excel.unit.sheet_reader import Opened, Sheet
from scripts.excel.unit.workbook import LISTS_SHEET, META_SHEET
from scripts.excel.unit.writer import grid_sheet

_AREAS = tuple(area for kind in SHEET_KINDS for area in layout(kind).areas)
_ENOUGH = 0.7
"""So much of a sheet's columns tells what an unnamed sheet is."""

_WHOLE = Column((), "", "", Shape.NUMBER)
_TEXT = Column((), "", "", Shape.TEXT)
GivenRows = Mapping[str, set[tuple[tuple[str, str], ...]]]


def read_workbook(opened: Opened, forms: Mapping[str, TableForm]) -> ParseResult:
    """What people filled in. `forms`: the statistic tables by code."""
    found = ParseResult()
    sheets = {fold(sheet.name): sheet for sheet in opened.sheets}
    given = _meta(sheets.pop(fold(META_SHEET), None), found)
    sheets.pop(fold(LISTS_SHEET), None)
    _general(sheets.pop(fold(GENERAL), None), found)
    claimed = _claim(sheets, found)
    held: dict[str, list[SheetRecord]] = {}
    for area in _AREAS:
        if area.sheet in claimed:
            sheet, header = claimed[area.sheet]
            own = given.get(area.sheet, set())
            held[area.sheet] = list(records(sheet, header, own, found))
            if area.outer is None:
                add_outer(area, held[area.sheet], found)
    for area in _AREAS:
        if area.outer is not None and area.sheet in held:
            add_inner(area, held[area.sheet], held.get(area.outer.sheet, []), found)
    for code, form in forms.items():
        if grid := sheets.pop(fold(grid_sheet(code)), None):
            _grid(grid, form, found)
    for name, cell, message in opened.faulty:
        if fold(name) not in sheets:
            found.ask(_place(name, cell), message, "sửa công thức rồi lưu lại, hoặc gõ thẳng giá trị")
    for sheet in sheets.values():
        if _table_top(sheet) is not None:
            found.leave_out(
                CellRef(sheet.name, 0, 0),
                "Trang này giống một biểu nhưng không mang tên biểu nào.",
                "đổi tên trang lại như mẫu, ví dụ “Biểu 6F”",
                Severity.ERROR,
            )
        elif sheet.filled:
            hidden = " (đang ẩn)" if sheet.hidden else ""
            found.leave_out(
                CellRef(sheet.name, 0, 0),
                f"Trang này{hidden} không thuộc mẫu, không được đọc.",
                "xóa trang này, hoặc chép nội dung cần nộp sang trang của mẫu",
            )
    return found


def _meta(sheet: Sheet | None, found: ParseResult) -> GivenRows:
    """Whose workbook, which edition and which rows were given. Whatever is wrong with it, the sheets still tell."""
    try:
        rows = sheet.rows if sheet else []
        facts = json.loads(str(rows[0][0])) if rows else {}
        found.code, found.stamp = str(facts.get("don_vi", "")), str(facts.get("mau", ""))
        return {
            str(row[0]): {tuple(sorted((str(k), str(v)) for k, v in line)) for line in json.loads(str(row[1]))}
            for row in rows[1:]
        }
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return {}


def _general(sheet: Sheet | None, found: ParseResult) -> None:
    """Whose workbook, and the single values of every kind, each under its kind's heading."""
    if sheet is None:
        return
    kinds = {fold(kind.title): kind for kind in SHEET_KINDS}
    kind: FileKind[Any] | None = None
    for number, row in enumerate(sheet.rows):
        label = fold(row[0]) if row and isinstance(row[0], str) else ""
        raw: Raw = row[1] if len(row) > 1 else None
        place = CellRef(sheet.name, number, 1)
        for at in range(2 if kind is None else 3, len(row)):
            if row[at] not in ("", None):
                found.leave_out(place._replace(column=at), "Ô này ngoài các cột, không được đọc.", "chuyển sang cột B")
        if label in kinds:
            kind = kinds[label]
            if raw not in ("", None):
                found.ask(place, "Đây là dòng tiêu đề, không ghi vào đây.", "chuyển sang dòng bên dưới")
        elif kind is not None:
            column = next((c for c in layout(kind).single if fold(c.title) == label), None)
            if column is not None:
                _single(kind, column, raw, place, found)
            elif raw not in ("", None):
                found.leave_out(place, "Dòng này không thuộc mẫu, không được đọc.", "chuyển nội dung sang dòng của mẫu")
        elif label == "madonvi":
            value = found.cell(raw, _TEXT._replace(title="Mã đơn vị"), place).value
            found.code = str(value or found.code)
        elif label == "nam":
            value = found.cell(raw, _WHOLE._replace(title="Năm"), place).value
            found.year = int(value) if isinstance(value, str) and value.isdigit() else None


def _single(kind: FileKind[Any], column: Column, raw: Raw, place: CellRef, found: ParseResult) -> None:
    cell = found.cell(raw, column, place)
    found.places.setdefault((kind, ""), {})[column.path] = place
    if cell.value is not None:
        put(found.trees.setdefault((kind, ""), {}), column.path, typed(cell.value, column))


def _claim(sheets: dict[str, Sheet], found: ParseResult) -> dict[str, tuple[Sheet, HeaderRow]]:
    """Which sheet is which list: by name, else by its titles, when they leave no doubt."""
    claimed: dict[str, tuple[Sheet, HeaderRow]] = {}
    for area in _AREAS:
        sheet = sheets.pop(fold(area.sheet), None)
        if sheet is not None:
            header = find_header(area, sheet)
            if header is None:
                lost(area, sheet, found)
            else:
                claimed[area.sheet] = (sheet, header)
    for name, sheet in list(sheets.items()):
        fits = [
            (area, header)
            for area in _AREAS
            if area.sheet not in claimed and (header := find_header(area, sheet)) and _fits(area, header)
        ]
        if len(fits) == 1:
            area, header = fits[0]
            claimed[area.sheet] = (sheets.pop(name), header)
            found.repairs.append((CellRef(sheet.name, 0, 0), f"trang đổi tên: đọc như “{area.sheet}”"))
    return claimed


def _fits(area: Area, header: HeaderRow) -> bool:
    return len(header.columns) >= max(3, _ENOUGH * len(area.columns))


def _grid(sheet: Sheet, form: TableForm, found: ParseResult) -> None:
    """A statistic table: rows and columns by their titles, or by their codes."""
    file = (TABLE, form.code)
    lines = {fold(line.title): line.code for line in reversed(form.rows)}
    top = _table_top(sheet)
    if top is None:
        if sheet.filled:
            found.leave_out(
                CellRef(sheet.name, 0, 0),
                "Không thấy hàng tiêu đề của biểu (ô “Nội dung”).",
                "khôi phục hàng tiêu đề theo mẫu",
                Severity.ERROR,
            )
        return
    names = {fold(line.title): line.code for line in form.columns}
    columns = {
        at: names.get(fold(str(raw)), str(raw).strip()) for at, raw in enumerate(sheet.rows[top]) if at > 1 and raw
    }
    tree: dict[str, Any] = {}
    places: dict[Loc, CellRef] = {}
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 1):
        title = str(row[1]).strip() if len(row) > 1 else ""
        if fold(title) == "ghichu":
            note = found.cell(row[2] if len(row) > 2 else None, _TEXT, CellRef(sheet.name, number, 2)).value
            if note is not None:
                tree["ghi_chu"] = note
            continue
        line = lines.get(fold(title), title)
        for at in range(2, len(row)):
            place = CellRef(sheet.name, number, at)
            if row[at] not in ("", None) and not (title and at in columns):
                found.leave_out(place, "Ô này ngoài các dòng, cột của biểu, không được đọc.", "chuyển vào ô của biểu")
            elif at in columns and (value := found.cell(row[at], _WHOLE, place).value) is not None:
                loc = ("so_lieu", line, columns[at])
                if loc in places:
                    found.ask(place, f"Dòng này đã có ở {places[loc]}.", "mỗi dòng của biểu ghi một lần")
                put(tree, loc, typed(value, _WHOLE))
                places[loc] = place
    if tree:
        found.trees[file] = {"bieu": form.code, **tree}
        found.places[file] = places


def _table_top(sheet: Sheet) -> int | None:
    """The row of a statistic table's titles."""
    rows = enumerate(sheet.rows)
    return next((n for n, row in rows if len(row) > 1 and fold(str(row[1])) == "noidung"), None)


def _place(sheet: str, cell: str) -> CellRef:
    from openpyxl.utils.cell import coordinate_to_tuple

    row, column = coordinate_to_tuple(cell)
    return CellRef(sheet, row - 1, column - 1)
