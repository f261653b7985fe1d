"""A .docx as numbered paragraphs. What cannot be read without loss stops the reading; what is cleaned is reported."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from schemas.errors import KiemdiemError
from schemas.legal.wording import cleaned
from scripts.legal.word_numbering import Numbering
from scripts.office_guard import DOCUMENT, RefusedOfficeFileError, guard


class WordFileError(KiemdiemError):
    """The document cannot be taken in; the message says what to do in Word."""


class Paragraph(NamedTuple):
    """`place`: its number in the file, from 1. `label`: the number Word computes, or "". `in_table`: a table's cell."""

    place: int
    label: str
    text: str
    bold: bool
    in_table: bool


class WordFile(NamedTuple):
    """`remarks`: what was cleaned, by paragraph."""

    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[str, ...]


_STOPS = (
    (
        ("w:ins", "w:del", "w:moveFrom", "w:moveTo"),
        "còn vết sửa (Track Changes)",
        "hãy chấp nhận hoặc từ chối hết rồi nạp lại",
    ),
    (("w:footnoteReference", "w:endnoteReference"), "có chú thích cuối trang", "chuyển chú thích thành chữ thường"),
    (("w:txbxContent",), "có chữ trong hộp văn bản (Text Box)", "đưa chữ ra ngoài hộp"),
    (("w:drawing", "w:pict", "w:object"), "có hình hoặc đối tượng", "bỏ hình; nếu hình chứa chữ thì gõ lại chữ"),
    (("w:vanish",), "có chữ ẩn", "cho hiện hoặc xóa chữ ẩn"),
    (("m:oMath",), "có công thức", "gõ lại công thức thành chữ"),
)
_OLD_FONTS = re.compile(r"^(?:\.Vn|VNI-)", re.IGNORECASE)


def read_word(data: bytes) -> WordFile:
    """Raises WordFileError for a harmful, damaged or lossy file."""
    try:
        guard(data, DOCUMENT)
        document = docx.Document(io.BytesIO(data))
    except RefusedOfficeFileError as refusal:
        raise WordFileError(f"{refusal} Cách sửa: {refusal.fix}.") from None
    except (KeyError, ValueError, zipfile.BadZipFile, SyntaxError):
        raise WordFileError(f"Tệp bị hỏng. Cách sửa: {DOCUMENT.again}.") from None
    _refuse_lossy(document)
    remarks: list[str] = []
    return WordFile(tuple(_paragraphs(document, remarks)), tuple(remarks))


def _refuse_lossy(document: Document) -> None:
    body = document.element.body
    paragraphs = list(body.iter(qn("w:p")))  # held, since lxml makes an element anew once nobody holds it
    places = {paragraph: number for number, paragraph in enumerate(paragraphs, start=1)}
    for names, what, fix in _STOPS:
        found = [element for name in names for element in body.iter(_qualified(name))]
        if found:
            where = sorted({places[p] for element in found if (p := _around(element)) is not None})
            at = f" (đoạn {', '.join(map(str, where[:5]))}{' …' if len(where) > 5 else ''})" if where else ""
            raise WordFileError(f"Tệp {what}{at}; {fix}.")
    fonts = (value for font in body.iter(qn("w:rFonts")) for value in font.attrib.values())
    if old := next((str(font) for font in fonts if _OLD_FONTS.match(str(font))), None):
        raise WordFileError(f"Tệp dùng phông chữ cũ {old}; chuyển mã sang Unicode rồi nạp lại.")


def _qualified(name: str) -> str:
    prefix, local = name.split(":")
    return qn(name) if prefix == "w" else f"{{http://schemas.openxmlformats.org/officeDocument/2006/math}}{local}"


def _around(element: Element) -> Element | None:
    return next((one for one in element.iterancestors() if one.tag == qn("w:p")), None)


def _paragraphs(document: Document, remarks: list[str]) -> Iterator[Paragraph]:
    """Every paragraph that has words, whatever it is wrapped in."""
    try:
        numbering = Numbering(document)
    except (KeyError, TypeError, ValueError):
        raise WordFileError("Tệp có danh sách đánh số bị hỏng; mở bằng Word, lưu lại, hoặc gõ số bằng tay.") from None
    for place, element in enumerate(document.element.body.iter(qn("w:p")), start=1):
        raw = _text(element)
        text = cleaned(raw)
        label = numbering.label(element)
        if raw.strip() and text != re.sub(r"[ \t\n]+", " ", raw).strip():
            remarks.append(f"đoạn {place}: bỏ ký tự ẩn hoặc chuyển về Unicode dựng sẵn")
        if not text:
            if label:
                remarks.append(f"đoạn {place}: số “{label}” không có chữ, bỏ qua")
            continue
        in_table = any(one.tag == qn("w:tbl") for one in element.iterancestors())
        yield Paragraph(place, label, text, _all_bold(element), in_table)


_WORDS = {qn("w:t"): None, qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def _text(paragraph: Element) -> str:
    """All words of a paragraph, in links, fields and content controls as well."""
    parts = []
    for element in paragraph.iter(*_WORDS):
        stands = _WORDS[element.tag]
        in_properties = element.getparent().tag in (qn("w:tabs"), qn("w:pPr"))
        parts.append("" if in_properties else (element.text or "") if stands is None else stands)
    return "".join(parts)


def _all_bold(paragraph: Element) -> bool:
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()]
    return bool(runs) and all(_bold(run) for run in runs)


def _bold(run: Element) -> bool:
    properties = run.find(qn("w:rPr"))
    mark = properties.find(qn("w:b")) if properties is not None else None
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "none")
