"""The `kiemdiem` command: parses arguments and hands over. A command's module is imported only when it is called."""

import argparse
import gc
import io
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from scripts.version import VERSION

COMMANDS = {
    "check": "kiểm tra hồ sơ và chỉ chỗ sai",
    "status": "tiến độ từng đơn vị, từng mục",
    "han-muc": "hạn mức “xuất sắc” của từng nhóm",
    "bieu": "điền biểu thống kê từ kết quả xếp loại",
    "viec": "việc của trung tâm: ai còn nợ gì, hạn nào, ai nhắc",
    "history": "diễn biến từng đơn vị: nộp, trả lại, nhận, chậm bao lâu",
    "bien-nhan": "biên nhận của máy chủ cho từng lần nộp",
    "authorise": "hỏi máy chủ sẽ nhận hay từ chối một đề nghị (cho CI)",
    "report": "bản nhận xét một đề nghị, cho người duyệt và cho các công cụ khác",
    "merge": "nhận các đề nghị đã duyệt, có ký, nhiều đề nghị một lần",
    "seal": "niêm phong một văn bản vào kho lưu ngoài Git, hoặc tạo khóa niêm phong",
    "open": "mở bản niêm phong; ở trung tâm: mở thử và ghi xác nhận",
    "new": "mở một kỳ, một đơn vị, một bộ hồ sơ: các tệp YAML có sẵn mọi khóa và cách ghi",
    "text": "Hướng dẫn 08 đã sửa đổi: tại một ngày, so từng chữ, xuất, nạp toàn văn từ Word",
    "excel": "mẫu bảng tính, nhập bảng tính đã điền, bảng tổng hợp",
    "snapshot": "ảnh chụp số liệu của cấp ủy, gửi cấp trên tổng hợp",
    "rollup": "tổng hợp ảnh chụp của nhiều cấp ủy theo cây cấp ủy",
    "codeowners": "tệp CODEOWNERS cho trang quản lý kho, chỉ để mời đúng người duyệt",
    "schema": "ghi JSON Schema cho trình soạn thảo",
    "site": "dựng trang thông tin",
}


_USAGE_ERRORS = (
    (r"unrecognized arguments: (.*)", r"không có tùy chọn: \1"),
    (r"argument LỆNH: invalid choice: '(.*?)' \(choose from (.*)\)", r"không có lệnh “\1”; các lệnh: \2"),
    (r"argument (.*?): invalid choice: '(.*?)' \(choose from (.*)\)", r"\1: không nhận giá trị “\2”; chọn: \3"),
    (r"argument (.*?): invalid \w+ value: '(.*?)'", r"\1: không nhận giá trị “\2”"),
    (r"argument (.*?): expected one argument", r"\1: thiếu giá trị"),
    (r"the following arguments are required: (.*)", r"thiếu: \1"),
    (r"argument (.*?): (.*)", r"\1: \2"),
)
"""argparse's own words, and ours."""


class VietnameseParser(argparse.ArgumentParser):
    """argparse that explains wrong usage in Vietnamese."""

    def error(self, message: str) -> NoReturn:
        for pattern, ours in _USAGE_ERRORS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = found.expand(ours)
                break
        self.exit(2, f"kiemdiem: {message}\n  Gõ `{self.prog} --help` để xem cách dùng.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 clean, 1 findings of error severity, 2 the program's own failure or wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = VietnameseParser(
        prog="kiemdiem",
        description="Hồ sơ kiểm điểm, đánh giá, xếp loại: kiểm tra và theo dõi.",
        epilog="Gõ `kiemdiem LỆNH --help` để xem từng lệnh.",
    )
    parser.add_argument("--version", action="store_true", help="in phiên bản")
    subparsers = parser.add_subparsers(dest="command", metavar="LỆNH")
    for name, help_text in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        if arguments[:1] == [name]:
            _module(name).add_arguments(subparser)
    options = parser.parse_args(arguments)
    if options.version:
        print(f"kiemdiem {VERSION}")
        return 0
    if options.command is None:
        parser.print_help()
        return 2
    try:
        return int(_module(options.command).run(options))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as failure:
        return _own_failure(failure)


def _module(command_name: str) -> Any:
    return import_module(f"scripts.commands.{command_name.replace('-', '_')}")


def _own_failure(failure: Exception) -> int:
    """Say in one line what failed; the trace is for the maintainer who asks for it."""
    expected = type(failure).__module__.startswith(("schemas.", "scripts.", "hooks."))
    print(f"kiemdiem: {failure}" if expected else f"kiemdiem: hệ thống gặp lỗi: {failure!r}", file=sys.stderr)
    if not expected:
        if os.environ.get("KIEMDIEM_TRACE"):
            raise failure
        print("  Hồ sơ không bị thay đổi. Báo người vận hành, kèm KIEMDIEM_TRACE=1 để có chi tiết.", file=sys.stderr)
    return 2


def command() -> int:
    """The entry point of the installed command: one short process, tuned as such."""
    # Scanning every installed package for pydantic plug-ins costs more than a whole check, and looking for
    # garbage cycles, of which reading files makes none, a quarter of a large one.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()
    # A terminal or pipe that cannot show Vietnamese must not change the verdict: what it cannot show becomes “?”.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return main()


if __name__ == "__main__":
    raise SystemExit(command())
