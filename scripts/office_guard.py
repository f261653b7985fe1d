"""Refuse an office file that could do harm before anything parses it (rule K20). Only the archive is looked at."""

import io
import re
import zipfile
from typing import IO, NamedTuple

from schemas.errors import KiemdiemError

MAX_FILE = 8 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 2_000
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
    left = MAX_UNPACKED
    for part in parts:
        with archive.open(part) as stream:  # what the archive says of its sizes may be a lie
            left -= _read(stream, left, kind, xml=part.filename.endswith((".xml", ".rels", ".vml")))


def _read(stream: IO[bytes], most: int, kind: OfficeFile, *, xml: bool) -> int:
    size, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise RefusedOfficeFileError("Tệp nén phình ra quá lớn khi mở.", kind.again)
        if xml:
            plain = (tail + chunk).replace(b"\x00", b"")  # also when written as UTF-16
            if _ENTITY.search(plain):
                raise RefusedOfficeFileError("Tệp chứa khai báo thực thể XML.", kind.again)
            if b"TargetMode" in plain and re.search(rb'Type="[^"]*/(?:externalLink|oleObject|package)"', plain):
                raise RefusedOfficeFileError(f"{kind.called} có liên kết ra tệp khác.", kind.again)
            tail = chunk[-64:]
    return size
