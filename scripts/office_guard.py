"""Refuse an office file that could do harm before anything parses it (rule K20). Only the archive is looked at."""

import io
import re
import zipfile
from typing import IO, NamedTuple
from xml.parsers import expat

from schemas.errors import KiemdiemError

MAX_FILE = 8 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 500
MAX_AREA = 2_000_000
"""Places of all sheets together, each as far as its last filled cell."""
MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 100
_CHUNK = 1 << 16

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HARM = (
    (r"vbaProject|vbaData|macrosheets|\.bin$", "có macro hoặc mã nhúng", "lưu lại dạng không có macro (.xlsx, .docx)"),
    (r"externalLinks/", "có liên kết ra tệp khác", "bỏ liên kết (Data > Edit Links > Break Link)"),
    (r"embeddings/|activeX/|ctrlProps/|customUI|oleObject", "có tệp hoặc nút nhúng", "xóa các đối tượng nhúng"),
    (r"connections\.xml|queryTables/|xl/model/|webextensions/", "có kết nối dữ liệu ngoài", "xóa kết nối dữ liệu"),
)
_PRINTER = re.compile(r"xl/printerSettings/")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,8})", re.ASCII)
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class OfficeFile(NamedTuple):
    """A kind of office file: its main part, what people call it, its name's ends new and old, what to do instead."""

    main_part: str
    called: str
    extension: str
    old: str
    save_as: str
    again: str


WORKBOOK = OfficeFile(
    "xl/workbook.xml",
    "Bảng tính",
    ".xlsx",
    ".xls",
    "mở bằng Excel, chọn Save As > Excel Workbook (.xlsx)",
    "tải lại mẫu từ trang thông tin, chép số liệu sang (dán giá trị) rồi lưu dạng .xlsx",
)
DOCUMENT = OfficeFile(
    "word/document.xml",
    "Văn bản",
    ".docx",
    ".doc",
    "mở bằng Word, chọn Save As > Word Document (.docx)",
    "mở bằng Word, chép toàn văn sang một tệp mới rồi lưu dạng .docx",
)


class RefusedOfficeFileError(KiemdiemError):
    """`args`: what is wrong, how to mend it."""

    @property
    def fix(self) -> str:
        return str(self.args[1])

    def __str__(self) -> str:
        return str(self.args[0])


def guard(data: bytes, kind: OfficeFile = WORKBOOK) -> None:
    """Raises RefusedOfficeFileError for anything but a plain, harmless file of this kind and of a sane size."""
    if len(data) > MAX_FILE:
        raise RefusedOfficeFileError(f"{kind.called} quá lớn.", kind.again)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise RefusedOfficeFileError(f"{kind.called} đặt mật khẩu.", "bỏ mật khẩu rồi lưu lại")
        raise RefusedOfficeFileError(f"Đây là tệp {kind.old} đời cũ, dù tên có thể là {kind.extension}.", kind.save_as)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard(archive, kind)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError):
        raise RefusedOfficeFileError(f"Không phải tệp {kind.extension}, hoặc tệp bị hỏng.", kind.again) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise RefusedOfficeFileError("Tệp bị hỏng.", kind.again) from None


def _guard(archive: zipfile.ZipFile, kind: OfficeFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if "[Content_Types].xml" not in names or kind.main_part not in names:
        raise RefusedOfficeFileError(f"Không phải tệp {kind.extension}.", kind.again)
    if len(parts) > MAX_PARTS or len(set(map(str.casefold, names))) != len(names):
        raise RefusedOfficeFileError("Cấu trúc tệp không bình thường.", kind.again)
    for name in names:
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name:
            raise RefusedOfficeFileError("Cấu trúc tệp không bình thường.", kind.again)
        for pattern, what, fix in _HARM:
            if re.search(pattern, name, re.IGNORECASE) and not _PRINTER.match(name):
                raise RefusedOfficeFileError(f"{kind.called} {what}.", fix)
    left, measure = MAX_UNPACKED, _Measure(kind)
    for part in parts:
        with archive.open(part) as stream:  # what the archive says of its sizes may be a lie
            left -= _read(stream, left, kind, measure, xml=part.filename.endswith((".xml", ".rels", ".vml")))


def _read(stream: IO[bytes], most: int, kind: OfficeFile, measure: "_Measure", *, xml: bool) -> int:
    size, tail = 0, b""
    measured = True
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise RefusedOfficeFileError("Tệp nén phình ra quá lớn khi mở.", kind.again)
        if size == len(chunk):  # whatever a part is called, a reader takes it for what it begins with
            xml = xml or chunk.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
            measured = xml and measure.begin()
        if xml:
            plain = (tail + chunk).replace(b"\x00", b"")  # also when written as UTF-16
            if _ENTITY.search(plain):
                raise RefusedOfficeFileError("Tệp chứa khai báo thực thể XML.", kind.again)
            if b"TargetMode" in plain and re.search(rb'Type="[^"]*/(?:externalLink|oleObject|package)"', plain):
                raise RefusedOfficeFileError(f"{kind.called} có liên kết ra tệp khác.", kind.again)
            tail = chunk[-64:]
        measured = measured and measure.feed(chunk)
    return size


class _Measure:
    """Counts what a workbook's XML would make a reader build, while it streams by; refuses at the limit.

    A reader lays a sheet out as far as its last filled cell: one value in XFD1048576 asks for 16 billion places.
    """

    def __init__(self, kind: OfficeFile) -> None:
        self.kind = kind
        self.elements = 0
        self.area = 0

    def begin(self) -> bool:
        """A part begins."""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.depth = 0
        self.sheet = False
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        return True

    def feed(self, chunk: bytes) -> bool:
        """False where the part is no XML after all: then its reader will say so."""
        try:
            self.parser.Parse(chunk)
        except expat.ExpatError:
            return False
        return True

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise self._too_large()
        name = tag.rpartition(":")[2]
        if self.depth == 1:
            self.sheet = name == "worksheet"
        elif self.sheet and name == "row":
            self.row, self.column = _number(attributes.get("r", ""), self.row + 1), 0
        elif self.sheet and name == "c":
            self._place(attributes.get("r", ""))
        elif self.sheet and name in ("v", "f", "is"):
            self._fill(self.row, self.column)
        elif self.sheet and name == "mergeCell":
            for corner in attributes.get("ref", "").split(":"):
                self._place(corner)
                self._fill(self.row, self.column)

    def _place(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            self.column += 1
            return
        self.column = 0
        for letter in found.group(1).upper():
            self.column = self.column * 26 + ord(letter) - 64
        self.row = int(found.group(2))

    def _fill(self, row: int, column: int) -> None:
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        if self.last_row > MAX_ROWS or self.last_column > MAX_COLUMNS:
            raise self._too_large()
        if self.area + self.last_row * self.last_column > MAX_AREA:
            raise self._too_large()

    def _end(self, tag: str) -> None:
        del tag
        self.depth -= 1
        if self.depth == 0:
            self.area += self.last_row * self.last_column

    def _too_large(self) -> RefusedOfficeFileError:
        fix = "xóa các dòng, cột, trang thừa ở cuối rồi lưu lại, hoặc chép sang mẫu mới"
        return RefusedOfficeFileError(f"{self.kind.called} có quá nhiều dòng, cột hoặc tầng.", fix)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
