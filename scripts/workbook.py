"""The progress table as a workbook, for people who live in Excel: the same state as the dashboard, nothing more."""

import io
import re
import zipfile
from datetime import date, datetime
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from schemas.local_time import show_moment
from schemas.vocabulary import ItemState
from scripts.status import CycleStatus, ItemStatus
from scripts.status_reporting import TITLES

_FILLS = {
    ItemState.RECEIVED: "DFF1E3",
    ItemState.IN_REVIEW: "FFF0C7",
    ItemState.OVERDUE: "FBDEDD",
}
_LINE = Side(style="thin", color="BBBBBB")
_BOX = Border(_LINE, _LINE, _LINE, _LINE)
_FONT = "Times New Roman"
_HEADER_ROW = 4
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def progress_workbook(status: CycleStatus) -> bytes:
    """Units in rows, items in columns, states in words. Equal states give equal bytes."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Tiến độ"
    _fill(sheet, status)
    _set_up_page(sheet)
    moment = status.now.replace(tzinfo=None, microsecond=0)
    book.properties.creator = "kiemdiem"
    book.properties.created = book.properties.modified = moment
    raw = io.BytesIO()
    book.save(raw)
    return reproducible(raw.getvalue(), moment)


def _fill(sheet: Worksheet, status: CycleStatus) -> None:
    sample = " (dữ liệu mẫu)" if status.terms.cycle.sample else ""
    title = put_text(sheet, 1, 1, f"Tiến độ nộp hồ sơ kiểm điểm năm {status.year}{sample}")
    title.font = Font(_FONT, 14, b=True)
    put_text(sheet, 2, 1, f"Tính đến {show_moment(status.now)}; chỉ mục đã nhận mới tính là xong.")
    items = status.terms.items
    headers = [("Đơn vị", 38), ("Loại", 30), ("Đã nhận", 9), ("Phải nộp", 9)]
    headers += [(f"{code} {items[code].short_title}", 13) for code in status.columns]
    for column, (header, width) in enumerate(headers, start=1):
        cell = put_text(sheet, _HEADER_ROW, column, header)
        cell.font = Font(_FONT, 11, b=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = _BOX
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, unit in enumerate(status.units, start=_HEADER_ROW + 1):
        cells = {item.item: item for item in unit.items}
        values: list[str | int] = [unit.name, unit.kind, unit.done, unit.owed]
        values += [_wording(cells.get(code)) for code in status.columns]
        for column, value in enumerate(values, start=1):
            cell = put_text(sheet, row, column, value)
            cell.font, cell.border = Font(_FONT, 11), _BOX
            item = cells.get(status.columns[column - 5]) if column > 4 else None
            if item and item.state in _FILLS:
                cell.fill = PatternFill("solid", fgColor=_FILLS[item.state])
    last = get_column_letter(len(headers))
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{last}{_HEADER_ROW + max(len(status.units), 1)}"


def _wording(item: ItemStatus | None) -> str:
    if item is None:
        return ""
    return TITLES[item.state] + (", chậm" if item.late else "")


def _set_up_page(sheet: Worksheet) -> None:
    """A4 landscape, as wide as the page, headers on every sheet and on screen."""
    sheet.freeze_panes = f"B{_HEADER_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"


def put_text(sheet: Worksheet, row: int, column: int, value: str | int | date) -> Cell:
    """Write a cell; text stays text, also when it looks like a formula. Empty text leaves it empty."""
    cell = cast("Cell", sheet.cell(row, column))
    if value == "":
        return cell
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def reproducible(book: bytes, moment: datetime) -> bytes:
    """The same workbook with the clock taken out: fixed dates in the archive, `moment` as its last change."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            target.writestr(zipfile.ZipInfo(name, _ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()
