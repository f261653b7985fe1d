"""Workbooks to read, print and sign: the head of a Party committee's paper, Times New Roman, A4, sums as formulas.

Rows are written as they come, in constant memory, so that a province's list costs no more than a ward's. XlsxWriter,
because openpyxl's write-only mode took half as long again for the same rows.
"""

import math
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from itertools import takewhile
from pathlib import Path
from typing import IO, Any, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from scripts.output.csv_file import FORMULA_SIGNS

_FONT = "Times New Roman"
_PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
_HEAD_ROWS = 6
_LETTERS = 1.15
"""Letters of this face in one unit of a column's width."""


class Tone(Enum):
    """The colour behind a cell; the words in it say the same."""

    GOOD = "#DFF1E3"
    WAITING = "#FFF0C7"
    BAD = "#FBDEDD"


class Formula(NamedTuple):
    """`text` may speak of its own row as `{row}`; `value` is what it gives, for readers that do not calculate."""

    text: str
    value: int | float
    percent: bool = False


class Toned(NamedTuple):
    text: str
    tone: Tone


Value = str | int | date | Formula | Toned | None
PrintedRow = tuple[Value, ...]


class PrintedColumn(NamedTuple):
    """`hidden`: only formulas look at it."""

    title: str
    width: int = 12
    summed: bool = False
    hidden: bool = False


class PrintedSheet(NamedTuple):
    """One table. `total`: label of the line of sums under it, "" for none."""

    name: str
    title: str
    columns: tuple[PrintedColumn, ...]
    rows: Iterable[PrintedRow]
    notes: tuple[str, ...] = ()
    total: str = ""
    signed: bool = True

    @property
    def first_row(self) -> int:
        """Number of its first row of values, as a formula names it."""
        return _HEAD_ROWS + len(self.notes) + 2


class PrintedWorkbook(NamedTuple):
    """`asof` stands under every title."""

    committee: str
    asof: str
    moment: datetime
    sheets: Iterable[PrintedSheet]


def write(book: PrintedWorkbook, target: Path | IO[bytes]) -> None:
    """Equal books give equal bytes. Raises OSError."""
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    workbook = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
    formats = _Formats(workbook)
    moment = book.moment.replace(tzinfo=None, microsecond=0)
    workbook.set_properties({"author": "kiemdiem", "company": book.committee, "created": moment})
    for sheet in book.sheets:
        _Writer(workbook.add_worksheet(sheet.name), sheet, formats).write(book)
    try:
        workbook.close()
    except FileCreateError as failure:
        raise failure.args[0] from None


class _Formats:
    """Formats made once a workbook, when first asked for."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._known: dict[tuple[tuple[str, object], ...], Any] = {}

    def __call__(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._workbook.add_format({"font_name": _FONT, "font_size": 12, **properties})
        return self._known[key]

    def cell(self, **properties: object) -> Any:
        return self(**{"border": 1, "border_color": "#888888", "valign": "top", **properties})


class _Writer:
    """One sheet, from top to bottom."""

    def __init__(self, worksheet: Any, sheet: PrintedSheet, formats: _Formats) -> None:
        self.worksheet, self.sheet, self.formats = worksheet, sheet, formats
        self.last = max(len(sheet.columns) - 1, 1)
        self.middle = _middle(sheet.columns)
        self.row = 0

    def write(self, book: PrintedWorkbook) -> None:
        self._page()
        self._head(book)
        sums = self._body()
        end = self.row
        if self.sheet.total:
            self._total(sums, end)
        if end >= self.sheet.first_row:
            self.worksheet.autofilter(self.sheet.first_row - 2, 0, end - 1, len(self.sheet.columns) - 1)
        if self.sheet.signed:
            self._signatures()

    def _page(self) -> None:
        sheet = self.worksheet
        for number, column in enumerate(self.sheet.columns):
            sheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        header = self.sheet.first_row - 2
        sheet.repeat_rows(header)
        sheet.freeze_panes(header + 1, 0)
        sheet.set_footer(f"&L&9{_footer(self.sheet.title)}&R&9Trang &P/&N")

    def _head(self, book: PrintedWorkbook) -> None:
        middle = self.middle
        bold = self.formats(bold=True, align="center")
        self._across(0, 0, middle, book.committee.upper(), bold)
        self._across(0, middle + 1, self.last, _PARTY, self.formats(bold=True, align="center", underline=1))
        self._across(1, 0, middle, "*", bold)
        self._across(
            1,
            middle + 1,
            self.last,
            "........, ngày ...... tháng ...... năm ..........",
            self.formats(italic=True, align="center"),
        )
        self.worksheet.set_row(3, 40)
        title = self.formats(bold=True, font_size=14, align="center", valign="vcenter", text_wrap=True)
        self._across(3, 0, self.last, self.sheet.title.upper(), title)
        self._across(4, 0, self.last, f"({book.asof})", self.formats(italic=True, align="center", text_wrap=True))
        for number, note in enumerate(self.sheet.notes, start=_HEAD_ROWS):
            self._across(number, 0, self.last, note, self.formats(italic=True, text_wrap=True, valign="top"))
            width = sum(column.width for column in self.sheet.columns)
            self.worksheet.set_row(number, 16 * (1 + len(note) // max(width, 1)))
        self.row = self.sheet.first_row - 2
        lines = max(-(-len(column.title) // max(column.width - 3, 1)) for column in self.sheet.columns)
        self.worksheet.set_row(self.row, 16 * min(lines, 8) + 4)
        style = self.formats.cell(bold=True, align="center", valign="vcenter", text_wrap=True, bg_color="#EFEDE8")
        for number, column in enumerate(self.sheet.columns):
            self.worksheet.write_string(self.row, number, column.title, style)
        self.row += 1

    def _across(self, row: int, first: int, last: int, text: str, style: Any) -> None:
        if first >= last:
            self.worksheet.write_string(row, first, text, style)
        else:
            self.worksheet.merge_range(row, first, row, last, "", style)
            self.worksheet.write_string(row, first, text, style)

    def _body(self) -> list[int | float]:
        text = self.formats.cell(text_wrap=True, indent=1)
        quoted = self.formats.cell(text_wrap=True, indent=1, quote_prefix=True)
        number = self.formats.cell(num_format="#,##0")
        percent = self.formats.cell(num_format="0.0%")
        day = self.formats.cell(num_format="dd/mm/yyyy", align="center")
        sums: list[int | float] = [0] * len(self.sheet.columns)
        worksheet = self.worksheet
        for values in self.sheet.rows:
            row = self.row
            if (lines := self._lines(values)) > 1:
                worksheet.set_row(row, 16 * lines)
            for at, value in enumerate(values):
                match value:
                    case None | "":
                        worksheet.write_blank(row, at, None, text)
                    case str():
                        worksheet.write_string(row, at, value, quoted if value.startswith(FORMULA_SIGNS) else text)
                    case int():
                        worksheet.write_number(row, at, value, number)
                        sums[at] += value
                    case date():
                        worksheet.write_datetime(row, at, value, day)
                    case Formula():
                        style = percent if value.percent else number
                        worksheet.write_formula(row, at, value.text.replace("{row}", str(row + 1)), style, value.value)
                        sums[at] += value.value
                    case Toned():
                        style = self.formats.cell(text_wrap=True, indent=1, bg_color=value.tone.value)
                        worksheet.write_string(row, at, value.text, style)
            self.row += 1
        return sums

    def _lines(self, values: PrintedRow) -> int:
        """How many lines the longest text wraps to; programs that open the file do not work it out themselves."""
        lengths = (
            (len(value.text if isinstance(value, Toned) else value), column.width)
            for value, column in zip(values, self.sheet.columns, strict=True)
            if isinstance(value, str | Toned)
        )
        return max((math.ceil(length / (column * _LETTERS)) for length, column in lengths), default=1)

    def _total(self, sums: list[int | float], end: int) -> None:
        style = self.formats.cell(bold=True, num_format="#,##0")
        first = self.sheet.first_row
        for at, column in enumerate(self.sheet.columns):
            if column.summed:
                letter = xl_col_to_name(at)
                formula = f"=SUM({letter}{first}:{letter}{max(end, first)})"
                self.worksheet.write_formula(self.row, at, formula, style, sums[at])
            else:
                self.worksheet.write_string(self.row, at, self.sheet.total if at == _label(self.sheet) else "", style)
        self.row += 1

    def _signatures(self) -> None:
        middle = self.middle
        bold, italic = self.formats(bold=True, align="center"), self.formats(italic=True, align="center")
        self._across(self.row + 1, 0, middle, "NGƯỜI LẬP BIỂU", bold)
        self._across(self.row + 1, middle + 1, self.last, "THỦ TRƯỞNG CƠ QUAN", bold)
        self._across(self.row + 2, 0, middle, "(ký, ghi rõ họ tên)", italic)
        self._across(self.row + 2, middle + 1, self.last, "(ký, ghi rõ họ tên, đóng dấu)", italic)


def _middle(columns: tuple[PrintedColumn, ...]) -> int:
    """The last column of the page's left half, as near to the middle as columns allow."""
    half = sum(column.width for column in columns) / 2
    ends = [abs(sum(column.width for column in columns[: at + 1]) - half) for at in range(max(len(columns) - 1, 1))]
    return ends.index(min(ends))


def _label(sheet: PrintedSheet) -> int:
    """Where the word for the sums stands: the widest column before the first sum."""
    before = takewhile(lambda at: not sheet.columns[at].summed, range(len(sheet.columns)))
    return max(before, key=lambda at: sheet.columns[at].width, default=0)


def _footer(title: str) -> str:
    """A title as a page's foot takes it: "&" is a command there, and long text is refused."""
    return title.replace("&", "&&")[:150]
