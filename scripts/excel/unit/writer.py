"""A workbook for people to fill in: titles, help, lists to choose from, pages that print. Same contents, same bytes."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from schemas.fields.form import Shape
from scripts.excel.unit.cells import cell_value
from scripts.excel.unit.layout import CELL_SHAPES, GENERAL, Column
from scripts.excel.unit.rows import SheetRow
from scripts.excel.unit.workbook import LISTS_SHEET, META_SHEET, AreaSheet, Contents, Grid, row_key, stamp
from scripts.excel.unit.xlsx_bytes import put_text, saved

HEADER_ROW = 4
SPARE_ROWS = 25
_FONT = "Times New Roman"
_LINE = Side(style="thin", color="AAAAAA")
_BOX = Border(_LINE, _LINE, _LINE, _LINE)
_RED, _CREAM, _GREY = "7A1020", "FFF9E5", "EFEDE8"
_WIDTHS = {Shape.TEXT: 20, Shape.DAY: 13, Shape.NUMBER: 10, Shape.YES_NO: 11, Shape.CHOICE: 24}
_FORMATS = {Shape.DAY: "dd/mm/yyyy", Shape.NUMBER: "0"}
_FORM = "Mẫu điền hồ sơ kiểm điểm, đánh giá, xếp loại"
_HOW = "Ô nền vàng để điền; rê chuột vào tiêu đề cột để xem cách ghi. Ô trống nghĩa là chưa có; số 0 phải ghi 0."


def write(contents: Contents) -> bytes:
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    lists = _Lists(book)
    _general(book.worksheets[0], contents, lists)
    for area in contents.areas:
        _area(_sheet(book, area.area.sheet), contents, area, lists)
    for grid in contents.grids:
        _grid(_sheet(book, grid_sheet(grid.form.code)), contents, grid)
    lists.finish()
    _meta(_sheet(book, META_SHEET), contents)
    return saved(book, datetime(contents.year, 1, 1))


def grid_sheet(code: str) -> str:
    return f"Biểu {code.upper()}"[:31]


def _styles() -> list[NamedStyle]:
    """Named once and pointed to from every cell: styling thousands of cells one by one takes ten times as long."""
    wrap = Alignment(wrap_text=True, vertical="top")
    head = Alignment(wrap_text=True, vertical="center", horizontal="center")
    styles = [
        NamedStyle("tieu-de", font=Font(_FONT, 14, b=True, color=_RED)),
        NamedStyle("phu-de", font=Font(_FONT, 10, i=True)),
        NamedStyle("muc", font=Font(_FONT, 12, b=True, color="FFFFFF"), fill=PatternFill("solid", fgColor=_RED)),
        NamedStyle(
            "cot", font=Font(_FONT, 11, b=True), fill=PatternFill("solid", fgColor=_GREY), border=_BOX, alignment=head
        ),
        NamedStyle("nhan", font=Font(_FONT, 11), border=_BOX, alignment=wrap),
    ]
    styles += [
        NamedStyle(
            f"o-{shape.name}",
            font=Font(_FONT, 11),
            fill=PatternFill("solid", fgColor=_CREAM),
            border=_BOX,
            alignment=wrap,
            protection=Protection(locked=False),
            number_format=_FORMATS.get(shape, "@"),
        )
        for shape in CELL_SHAPES
    ]
    return styles


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.create_sheet(name)
    assert isinstance(sheet, Worksheet)  # noqa: S101  create_sheet's type is wider than what it makes
    return sheet


class _Lists:
    """The lists to choose from, each once, in a sheet of their own: a list inside a cell may not hold commas."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._sheet = _sheet(book, LISTS_SHEET)
        self._places: dict[tuple[str, ...], str] = {}

    def place(self, choices: Sequence[str]) -> str:
        key = tuple(choices)
        if key not in self._places:
            letter = get_column_letter(len(self._places) + 1)
            for number, choice in enumerate(key, start=1):
                put_text(self._sheet, number, len(self._places) + 1, choice)
            self._places[key] = f"'{LISTS_SHEET}'!${letter}$1:${letter}${max(len(key), 1)}"
        return self._places[key]

    def finish(self) -> None:
        """Hidden, behind everything that people look at."""
        self._sheet.sheet_state = "hidden"
        self._book.move_sheet(self._sheet, len(self._book.sheetnames))


def _general(sheet: Worksheet, contents: Contents, lists: _Lists) -> None:
    sheet.title = GENERAL
    put_text(sheet, 1, 1, f"{_FORM} năm {contents.year}", "tieu-de")
    put_text(sheet, 2, 1, contents.name, "phu-de")
    head: tuple[tuple[str, str | int, Shape], ...] = (
        ("Mã đơn vị", contents.code, Shape.TEXT),
        ("Năm", contents.year, Shape.NUMBER),
    )
    for row, (title, value, shape) in enumerate(head, start=3):
        put_text(sheet, row, 1, title, "nhan")
        put_text(sheet, row, 2, value, f"o-{shape.name}" if not contents.code and title == "Mã đơn vị" else "nhan")
    put_text(sheet, 5, 1, "Mẫu", "nhan")
    kinds = tuple(single.kind for single in contents.singles)
    put_text(sheet, 5, 2, stamp(kinds, contents.ruleset), "nhan")
    put_text(sheet, 6, 1, _HOW, "phu-de")
    row = 8
    for single in contents.singles:
        if not single.columns:
            continue
        for at in (1, 2, 3):
            put_text(sheet, row, at, single.kind.title if at == 1 else "", "muc")
        row += 1
        for column in single.columns:
            put_text(sheet, row, 1, column.title, "nhan")
            held = single.values.get(column.path)
            put_text(sheet, row, 2, "" if held is None else cell_value(held, column), f"o-{column.shape.name}")
            put_text(sheet, row, 3, _help(column), "nhan")
            _validate(sheet, column, single.choices.get(column.path, ()), lists, f"B{row}")
            row += 1
        row += 1
    for letter, width in (("A", 44), ("B", 34), ("C", 60)):
        sheet.column_dimensions[letter].width = width
    _finish(sheet, "A8", "portrait")


def _area(sheet: Worksheet, contents: Contents, area: AreaSheet, lists: _Lists) -> None:
    put_text(sheet, 1, 1, area.area.sheet, "tieu-de")
    put_text(sheet, 2, 1, f"{contents.name} · {_HOW}", "phu-de")
    leading = area.area.leading
    columns = (*area.area.file_columns, *area.columns)
    outer = f"Dòng này thuộc dòng nào của trang “{area.area.outer.sheet}”." if area.area.outer else ""
    for at, title in enumerate(leading, start=1):
        _head(sheet, at, title, outer or "Số thứ tự; các trang khác gọi dòng này theo số ấy.", 9)
    for at, column in enumerate(columns, start=len(leading) + 1):
        _head(sheet, at, column.title, _help(column), _WIDTHS[column.shape])
    explanation_at = len(leading) + len(columns) + 1
    if area.explanation_title:
        _head(sheet, explanation_at, area.explanation_title, "Chỉ để xem, không cần điền.", 46)
    filled = (*area.rows, *area.given)
    last = HEADER_ROW + len(filled) + SPARE_ROWS
    for number in range(HEADER_ROW + 1, last + 1):
        at = number - HEADER_ROW - 1
        row = filled[at] if at < len(filled) else SheetRow("", {}, {})
        for place, _ in enumerate(leading, start=1):
            label: str | int = int(row.label) if row.label.isdigit() else row.label
            put_text(sheet, number, place, label, "o-TEXT")
        for place, column in enumerate(columns, start=len(leading) + 1):
            source = row.file if place - len(leading) <= len(area.area.file_columns) else row.record
            held = source.get(column.path)
            put_text(sheet, number, place, "" if held is None else cell_value(held, column), f"o-{column.shape.name}")
        if area.explanation_title:
            put_text(
                sheet,
                number,
                explanation_at,
                area.explanations.get(row_key(area.area, row, area.explained_by), ""),
                "nhan",
            )
    for place, column in enumerate(columns, start=len(leading) + 1):
        letter = get_column_letter(place)
        cells = f"{letter}{HEADER_ROW + 1}:{letter}{last}"
        _validate(sheet, column, area.choices.get(column.path, ()), lists, cells)
    _finish(sheet, f"{get_column_letter(len(leading) + 2)}{HEADER_ROW + 1}", "landscape")


def _grid(sheet: Worksheet, contents: Contents, grid: Grid) -> None:
    form = grid.form
    put_text(sheet, 1, 1, form.title, "tieu-de")
    tentative = "" if form.status.value == "da_xac_nhan" else "Bố cục tạm, chưa có mẫu thật. "
    put_text(sheet, 2, 1, f"{contents.name} · {tentative}{_HOW}", "phu-de")
    columns = {line.code: line.title for line in form.columns}
    columns |= {code: code for cells in grid.numbers.values() for code in cells if code not in columns}
    lines = {line.code: (line.number or "", line.title) for line in form.rows}
    lines |= {code: ("", code) for code in grid.numbers if code not in lines}
    for at, title in enumerate(("Số", "Nội dung", *columns.values()), start=1):
        _head(sheet, at, title, "", 8 if at == 1 else 46 if at == 2 else 13)
    whole = Column((), "", "", Shape.NUMBER)
    for number, (row_code, (ordinal, title)) in enumerate(lines.items(), start=HEADER_ROW + 1):
        put_text(sheet, number, 1, ordinal, "nhan")
        put_text(sheet, number, 2, title, "nhan")
        for at, code in enumerate(columns, start=3):
            value = grid.numbers.get(row_code, {}).get(code)
            put_text(sheet, number, at, "" if value is None else cell_value(value, whole), "o-NUMBER")
    last = HEADER_ROW + len(lines)
    area = f"C{HEADER_ROW + 1}:{get_column_letter(len(columns) + 2)}{last}"
    _validate(sheet, whole, (), None, area)
    put_text(sheet, last + 2, 2, "Ghi chú", "nhan")
    put_text(sheet, last + 2, 3, cell_value(grid.note, Column((), "", "", Shape.TEXT)) if grid.note else "", "o-TEXT")
    _finish(sheet, f"C{HEADER_ROW + 1}", "landscape")


def _meta(sheet: Worksheet, contents: Contents) -> None:
    """For the reader: whose workbook, which edition, and which rows were given."""
    facts = {
        "don_vi": contents.code,
        "nam": contents.year,
        "mau": stamp(tuple(single.kind for single in contents.singles), contents.ruleset),
    }
    put_text(sheet, 1, 1, json.dumps(facts, ensure_ascii=False))
    for number, area in enumerate(contents.areas, start=2):
        given = [[[".".join(path), value] for path, value in {**row.file, **row.record}.items()] for row in area.given]
        put_text(sheet, number, 1, area.area.sheet)
        put_text(sheet, number, 2, json.dumps(given, ensure_ascii=False))
    sheet.sheet_state = "veryHidden"


def _head(sheet: Worksheet, column: int, title: str, help_text: str, width: int) -> None:
    cell = put_text(sheet, HEADER_ROW, column, title, "cot")
    sheet.column_dimensions[get_column_letter(column)].width = width
    if help_text:
        cell.comment = Comment(help_text, "kiemdiem", width=280, height=90)


def _help(column: Column) -> str:
    parts = [column.help, "Có thể nhiều giá trị, mỗi giá trị một dòng (Alt+Enter)." if column.several else ""]
    return " ".join(part for part in (*parts, "Bắt buộc." if column.required else "") if part)


def _validate(sheet: Worksheet, column: Column, more: Iterable[str], lists: _Lists | None, cells: str) -> None:
    """What Excel itself refuses at once. Pasting goes around it, so the reader checks everything again."""
    choices = tuple(more) or column.choices
    rule: DataValidation | None = None
    if column.shape is Shape.DAY:
        rule = DataValidation("date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2100,12,31)")
        rule.error = "Ghi ngày/tháng/năm, ví dụ 05/12/2024."
    elif column.shape is Shape.NUMBER:
        rule = DataValidation("whole", operator="between", formula1="0", formula2="999999999")
        rule.error = "Ghi số nguyên, không dấu chấm, không dấu phẩy."
    elif column.shape is Shape.YES_NO and lists:
        rule = DataValidation("list", formula1=lists.place(("có", "không")))
        rule.error = "Chọn “có” hoặc “không”."
    elif choices and lists and not column.several:
        rule = DataValidation("list", formula1=lists.place(choices))
        rule.error = "Chọn một giá trị trong danh sách."
        rule.errorStyle = "stop" if column.choices else "warning"
    if rule is not None:
        rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, "Chưa đúng"
        sheet.add_data_validation(rule)
        rule.add(cells)


def _finish(sheet: Worksheet, freeze: str, orientation: str) -> None:
    """A4, as wide as the page, headers on every page; titles guarded against slips, without a password."""
    sheet.freeze_panes = freeze
    sheet.page_setup.orientation = orientation  # type: ignore[assignment]
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.title != GENERAL:
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    if sheet.oddFooter:
        sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.row_dimensions[HEADER_ROW].height = 48 if sheet.title != GENERAL else None
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.sort = protection.autoFilter = False
