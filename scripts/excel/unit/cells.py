"""One cell: from a value as YAML has it to what Excel shows, and back from whatever people typed.

Every repair is reported; what could mean two things is asked, never guessed (rule K21).
"""

import json
import re
import unicodedata
from datetime import date, datetime, time
from typing import NamedTuple

from schemas.fields.form import Shape
from schemas.fields.likely_value import meant_day, meant_yes_no
from schemas.fields.spelling import fold
from schemas.visible_text import oddity
from scripts.excel.unit.layout import Column

Raw = str | float | int | bool | date | time | None
"""A cell as a reader of workbooks gives it; "" and None are an empty one."""


class Cell(NamedTuple):
    """A cell understood. `value`: text as a YAML file would have it, None for nothing. At most one of the others."""

    value: str | list[str] | None
    repair: str = ""
    question: str = ""


EMPTY = Cell(None)
TOTALS = {"tong", "tongcong", "tongso", "cong", "congtong"}
"""How a row of totals begins."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_OLD_FONT = re.compile(
    "[A-Za-z][¸µ¶·¹¨¾»¼½Æ©®«¬¦§¡¢£¤¥ÞÏÖ×ÜÛñÑøØûÛïÏäÄåÅöÖëËüÜçÇ]|[¸µ¶·¹¨¾»¼½Æ©®«¬¦§¡¢£¤¥ÞÏÖ×ÜÛñÑøØûÛïÏäÄåÅöÖëËüÜçÇ][A-Za-z]"
)
"""Letters that Vietnamese in Unicode does not have, next to plain ones: TCVN3 or VNI read as if it were Unicode."""

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()


def cell_value(value: object, column: Column) -> str | int | date:
    """What to write into a cell for a value of a YAML file. Text that Excel or its readers would change is quoted."""
    if isinstance(value, list):
        return "\n".join(_quoted(str(one), several=True) for one in value)
    text = str(value)
    if column.shape is Shape.DAY and _ISO.fullmatch(text):
        return date.fromisoformat(text)
    if column.shape is Shape.NUMBER and text.isascii() and text.isdigit() and str(int(text)) == text:
        return int(text)
    return _quoted(text, several=column.several)


def _quoted(text: str, *, several: bool = False) -> str:
    plain = (
        text == " ".join(text.split())
        and text.isprintable()
        and unicodedata.is_normalized("NFC", text)
        and not text.startswith('"')
        and not _ESCAPED.search(text)
        and not (several and ";" in text)
        and not text.startswith("#")
        and fold(text) not in TOTALS
        and not _OLD_FONT.search(text)
    )
    return text if plain and text else json.dumps(text).replace("_", r"\u005f")


def read(raw: Raw, column: Column) -> Cell:
    """A typed or pasted cell as a value of the column."""
    if raw is None or raw == "":
        return EMPTY
    if isinstance(raw, str):
        if column.several:
            return _several(raw, column)
        text, repair = tidy(raw)
        if not text:
            return EMPTY
        if _OLD_FONT.search(text) and not raw.lstrip().startswith('"'):
            return Cell(None, question="chữ gõ bằng bảng mã cũ (TCVN3, VNI): chuyển sang Unicode rồi dán lại")
        if unseen := oddity(text.replace("\t", "\0")):
            return Cell(None, question=f"{unseen.message[0].lower()}{unseen.message[1:-1]}: xóa ô này rồi gõ lại")
        return _told(_from_text(text, column), repair)
    if column.several:
        inner = read(raw, column._replace(several=False))
        return inner if inner.value is None else inner._replace(value=[str(inner.value)])
    return _from_number(raw, column)


def tidy(raw: str) -> tuple[str, str]:
    """Text without what nobody sees, and what was done to it. Text in JSON's quotes is taken as it is."""
    if raw.startswith('"') and raw.endswith('"') and len(raw) > 1:
        try:
            inner = json.loads(raw)
        except ValueError:
            inner = None
        if isinstance(inner, str):
            return inner, ""
    text = unicodedata.normalize("NFC", raw)
    repair = "chữ tổ hợp chuyển thành dựng sẵn" if text != raw else ""
    spaced = " ".join(text.split())
    return spaced, repair or ("bỏ dấu cách thừa" if spaced != text else "")


def _told(cell: Cell, repair: str) -> Cell:
    return cell if cell.repair or cell.question or not repair else cell._replace(repair=repair)


def _several(raw: str, column: Column) -> Cell:
    parts = [part for line in raw.split("\n") for part in _pieces(line)]
    cells = [read(part, column._replace(several=False)) for part in parts if part.strip()]
    values = [str(cell.value) for cell in cells if cell.value is not None]
    question = next((cell.question for cell in cells if cell.question), "")
    repair = next((cell.repair for cell in cells if cell.repair and cell.repair != "bỏ dấu cách thừa"), "")
    return Cell(values or None, "" if question else repair, question)


def _pieces(line: str) -> list[str]:
    """A line of a cell with several values: one in quotes, or some with semicolons between."""
    return [line] if line.strip().startswith('"') else line.split(";")


def _from_text(text: str, column: Column) -> Cell:
    match column.shape:
        case Shape.DAY if not _ISO.fullmatch(text):
            return _day(text)
        case Shape.NUMBER:
            if _GROUPED.fullmatch(text):
                return Cell(None, question="không rõ dấu chấm, dấu phẩy là ngăn hàng nghìn hay phần lẻ: gõ số liền")
            if not (text.isascii() and text.isdigit()):
                return Cell(None, question="không phải số nguyên: gõ số, ví dụ 12")
            return Cell(text, repair="số gõ như chữ")
        case Shape.YES_NO if text not in ("có", "không"):
            meant = meant_yes_no(text)
            return Cell(text) if meant is None else _yes_no(meant)
        case Shape.CHOICE if text not in column.choices:
            alike = [choice for choice in column.choices if fold(choice) == fold(text)]
            return Cell(alike[0], repair=f"hiểu là “{alike[0]}”") if len(alike) == 1 else Cell(text)
    return Cell(text)


def _day(text: str) -> Cell:
    """A day in another spelling, when its parts can only be taken one way."""
    day = meant_day(text)
    if day is None:
        return Cell(None, question="không hiểu là ngày nào: ghi ngày/tháng/năm, ví dụ 05/12/2024")
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if numbers not in ([day.day, day.month, day.year], [day.year, day.month, day.day]):
        return Cell(None, question="không rõ đâu là ngày, tháng, năm: gõ lại theo ngày/tháng/năm, ví dụ 05/12/2024")
    as_asked = text == f"{day:%d/%m/%Y}"
    return Cell(day.isoformat(), repair="" if as_asked else f"hiểu là ngày {day:%d/%m/%Y}")


def _yes_no(meant: bool) -> Cell:
    word = "có" if meant else "không"
    return Cell(word, repair=f"hiểu là “{word}”")


def _from_number(raw: float | int | bool | date | time, column: Column) -> Cell:
    if isinstance(raw, bool):
        return _yes_no(raw) if column.shape is Shape.YES_NO else Cell(str(raw))
    if isinstance(raw, datetime):
        repair = "" if raw.time() == time() else "bỏ giờ, giữ ngày"
        return _told(_from_number(raw.date(), column), repair)
    if isinstance(raw, date):
        if column.shape is Shape.DAY:
            return Cell(raw.isoformat())
        return Cell(None, question="Excel đã tự đổi ô này thành ngày: định dạng ô là Text rồi gõ lại")
    if isinstance(raw, time):
        return Cell(None, question="Excel đã tự đổi ô này thành giờ: định dạng ô là Text rồi gõ lại")
    if raw != raw or raw in (float("inf"), float("-inf")):
        return Cell(None, question="ô này không phải một số")
    text = str(int(raw)) if raw == int(raw) else repr(raw)
    if column.shape is Shape.NUMBER:
        return Cell(text)
    if column.shape is Shape.DAY:
        return _serial(raw)
    if column.shape is Shape.TEXT or column.shape is Shape.CHOICE:
        known = next((choice for choice in column.choices if choice.lstrip("0") == text), None)
        return Cell(known or text, repair=f"số chuyển thành chữ “{known or text}”")
    return Cell(text)


def _serial(raw: float | int) -> Cell:
    """A day that lost its format, which Excel then shows as a number."""
    try:
        day = date.fromordinal(_EXCEL_EPOCH + int(raw))
    except (ValueError, OverflowError):
        return Cell(str(raw))
    if raw == int(raw) and _FIRST_DAY <= day <= _LAST_DAY:
        return Cell(day.isoformat(), repair=f"số {int(raw)} của Excel là ngày {day:%d/%m/%Y}")
    return Cell(str(int(raw)) if raw == int(raw) else repr(raw))
