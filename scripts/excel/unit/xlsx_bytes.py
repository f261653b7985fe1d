"""A workbook of openpyxl as bytes, with the clock taken out; texts that no program takes for a formula."""

import io
import re
import zipfile
from datetime import date, datetime
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from scripts.output.csv_file import FORMULA_SIGNS

_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def put_text(sheet: Worksheet, row: int, column: int, value: str | int | date, style: str = "") -> Cell:
    """Write a cell; text stays text, also when somebody types into what looks like a formula. Empty stays empty."""
    cell = cast("Cell", sheet.cell(row, column))
    if style:
        cell.style = style
    if value == "":
        return cell
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(FORMULA_SIGNS):
            cell.quotePrefix = True
    return cell


def saved(book: Workbook, moment: datetime) -> bytes:
    """Fixed dates in the archive, `moment` as its making and last change."""
    book.properties.creator = "kiemdiem"
    book.properties.created = book.properties.modified = moment
    raw = io.BytesIO()
    book.save(raw)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            target.writestr(zipfile.ZipInfo(name, _ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()
