"""Refuse a workbook that could do harm before anything parses it (rule K20). Only the archive is looked at."""

import io
import re
import zipfile
from typing import IO

MAX_FILE = 8 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 2_000
_CHUNK = 1 << 16

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HARM = (
    (r"vbaProject|vbaData|macrosheets|\.bin$", "có macro hoặc mã nhúng", "lưu lại dạng Excel Workbook (.xlsx)"),
    (r"externalLinks/", "có liên kết ra tệp khác", "bỏ liên kết (Data > Edit Links > Break Link)"),
    (r"embeddings/|activeX/|ctrlProps/|customUI|oleObject", "có tệp hoặc nút nhúng", "xóa các đối tượng nhúng"),
    (r"connections\.xml|queryTables/|xl/model/|webextensions/", "có kết nối dữ liệu ngoài", "xóa kết nối dữ liệu"),
)
_PRINTER = re.compile(r"xl/printerSettings/")
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_AGAIN = "tải lại mẫu từ trang thông tin, chép số liệu sang (dán giá trị) rồi lưu dạng .xlsx"


class RefusedWorkbookError(Exception):
    """`args`: what is wrong, how to mend it."""

    @property
    def fix(self) -> str:
        return str(self.args[1])

    def __str__(self) -> str:
        return str(self.args[0])


def guard(data: bytes) -> None:
    """Raises RefusedWorkbookError for anything but a plain, harmless .xlsx of a sane size."""
    if len(data) > MAX_FILE:
        raise RefusedWorkbookError("Bảng tính quá lớn.", _AGAIN)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise RefusedWorkbookError("Bảng tính đặt mật khẩu.", "bỏ mật khẩu rồi lưu lại")
        raise RefusedWorkbookError(
            "Đây là tệp .xls đời cũ, dù tên có thể là .xlsx.", "mở bằng Excel, chọn Save As > Excel Workbook (.xlsx)"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError):
        raise RefusedWorkbookError("Không phải tệp .xlsx, hoặc tệp bị hỏng.", _AGAIN) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise RefusedWorkbookError("Tệp bị hỏng.", _AGAIN) from None


def _guard(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise RefusedWorkbookError("Không phải tệp .xlsx.", _AGAIN)
    if len(parts) > MAX_PARTS or len(set(map(str.casefold, names))) != len(names):
        raise RefusedWorkbookError("Cấu trúc tệp không bình thường.", _AGAIN)
    for name in names:
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name:
            raise RefusedWorkbookError("Cấu trúc tệp không bình thường.", _AGAIN)
        for pattern, what, fix in _HARM:
            if re.search(pattern, name, re.IGNORECASE) and not _PRINTER.match(name):
                raise RefusedWorkbookError(f"Bảng tính {what}.", fix)
    left = MAX_UNPACKED
    for part in parts:
        with archive.open(part) as stream:  # what the archive says of its sizes may be a lie
            left -= _read(stream, left, xml=part.filename.endswith((".xml", ".rels", ".vml")))


def _read(stream: IO[bytes], most: int, *, xml: bool) -> int:
    size, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise RefusedWorkbookError("Tệp nén phình ra quá lớn khi mở.", _AGAIN)
        if xml:
            plain = (tail + chunk).replace(b"\x00", b"")  # also when written as UTF-16
            if _ENTITY.search(plain):
                raise RefusedWorkbookError("Tệp chứa khai báo thực thể XML.", _AGAIN)
            if b"TargetMode" in plain and re.search(rb'Type="[^"]*/(?:externalLink|oleObject|package)"', plain):
                raise RefusedWorkbookError("Bảng tính có liên kết ra tệp khác.", _AGAIN)
            tail = chunk[-64:]
    return size
