"""The `kiemdiem` command: parses arguments and hands over. A command's module is imported only when it is called."""

import argparse
import gc
import io
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple, NoReturn

from schemas.errors import KiemdiemError
from scripts.version import VERSION


class Command(NamedTuple):
    """`module`: in `scripts.commands`. `old_name`: under which it was known before, and still answers."""

    module: str
    help: str
    old_name: str = ""


COMMANDS = {
    "kiem-tra": Command("check", "kiểm tra hồ sơ và chỉ chỗ sai", "check"),
    "tien-do": Command("status", "tiến độ từng đơn vị, từng mục", "status"),
    "han-muc": Command("quotas", "hạn mức “xuất sắc” của từng nhóm"),
    "bieu": Command("tables", "điền biểu thống kê từ kết quả xếp loại"),
    "viec": Command("open_points", "việc của trung tâm: ai còn nợ gì, hạn nào, ai nhắc"),
    "dien-bien": Command("history", "diễn biến từng đơn vị: nộp, trả lại, nhận, chậm bao lâu", "history"),
    "bien-nhan": Command("receipts", "biên nhận của máy chủ cho từng lần nộp"),
    "xet-quyen": Command("authorise", "hỏi máy chủ sẽ nhận hay từ chối một đề nghị (cho CI)", "authorise"),
    "nhan-xet": Command("review", "bản nhận xét một đề nghị, cho người duyệt và cho các công cụ khác", "report"),
    "hop-nhat": Command("merge", "nhận các đề nghị đã duyệt, có ký, nhiều đề nghị một lần", "merge"),
    "niem-phong": Command("seal", "niêm phong một văn bản vào kho lưu ngoài Git, hoặc tạo khóa niêm phong", "seal"),
    "mo-niem-phong": Command("open", "mở bản niêm phong; ở trung tâm: mở thử và ghi xác nhận", "open"),
    "tao": Command("new", "mở một kỳ, một đơn vị, một bộ hồ sơ: các tệp YAML có sẵn mọi khóa và cách ghi", "new"),
    "van-ban": Command(
        "text", "Hướng dẫn 08 đã sửa đổi: tại một ngày, so từng chữ, xuất, nạp toàn văn từ Word", "text"
    ),
    "excel": Command("excel", "mẫu bảng tính, nhập bảng tính đã điền, bảng tổng hợp"),
    "anh-chup": Command("snapshot", "ảnh chụp số liệu của cấp ủy, gửi cấp trên tổng hợp", "snapshot"),
    "tong-hop": Command("rollup", "tổng hợp ảnh chụp của nhiều cấp ủy theo cây cấp ủy", "rollup"),
    "nguoi-duyet": Command(
        "codeowners", "tệp CODEOWNERS cho trang quản lý kho, chỉ để mời đúng người duyệt", "codeowners"
    ),
    "luoc-do": Command("schema", "ghi JSON Schema cho trình soạn thảo", "schema"),
    "trang": Command("site", "dựng trang thông tin", "site"),
    "nang-cap-du-lieu": Command("upgrade", "sửa tệp theo cách ghi của bản chương trình trước cho hợp bản này"),
}
"""Name → command. Names and options are unaccented Vietnamese; what other programs name so (`excel`) keeps its name."""

_OLD_COMMANDS = {command.old_name: name for name, command in COMMANDS.items() if command.old_name}
_OLD_OPTIONS = {
    "--rev": "--ban",
    "--now": "--thoi-diem",
    "--repo": "--kho",
    "--out": "--ra",
    "--format": "--dang",
    "--gate": "--cua",
    "--staged": "--sap-commit",
    "--fix": "--sua",
    "--all": "--tat-ca",
    "--shard": "--phan",
    "--shards": "--gop-phan",
    "--store": "--kho-luu",
    "--base": "--goc",
    "--head": "--de-nghi",
    "--actor": "--tai-khoan",
    "--branch": "--nhanh",
    "--site": "--dia-chi",
    "--key": "--khoa",
    "--push": "--day-len",
    "--receipt": "--mo-thu",
    "--bundle": "--goi",
    "--old": "--truoc",
    "--new": "--sau",
    "--engine": "--may",
    "--forge": "--noi",
    "--check": "--chi-xem",
    "--xem": "--chi-xem",
}
"""Options of versions before 0.2 → as they are called now. They still work, and say so."""

_OLD_OPTIONS_OF = {"excel": {"--loai": "--moi-loai"}, "van-ban": {"chu": "text"}}
"""The same for one command, where another has an option of that name."""

_UNIT_LAST = ("niem-phong",)
"""Commands whose unit stands after another argument."""

_UNIT_OPTION = "--don-vi"

_USAGE_ERRORS = (
    (r"argument LỆNH: invalid choice: '(.*?)' \(choose from (.*)\)", r"không có lệnh “\1”; các lệnh: \2"),
    (r"argument (.*?): invalid choice: '(.*?)' \(choose from (.*)\)", r"\1: không nhận giá trị “\2”; chọn: \3"),
    (r"argument (.*?): invalid \w+ value: '(.*?)'", r"\1: không nhận giá trị “\2”"),
    (r"argument (.*?): ignored explicit argument '(.*)'", r"\1: không nhận giá trị"),
    (r"argument (.*?): expected one argument", r"\1: thiếu giá trị"),
    (r"argument (.*?): expected at least one argument", r"\1: thiếu giá trị"),
    (r"the following arguments are required: (.*)", r"thiếu: \1"),
    (r"argument (.*?): (.*)", r"\1: \2"),
)
"""argparse's own words, and ours."""


class VietnameseHelp(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class VietnameseParser(argparse.ArgumentParser):
    """argparse whose help and complaints are in Vietnamese."""

    def __init__(self, **settings: Any) -> None:
        asked = settings.pop("asked", True)
        super().__init__(**{"formatter_class": VietnameseHelp, **settings, "add_help": False, "allow_abbrev": False})
        self._positionals.title, self._optionals.title = "Tham số", "Tùy chọn"
        if asked:  # the others only lend their names to the list
            self.add_argument("-h", "--help", action="help", help="in phần trợ giúp này rồi dừng")

    @property
    def commands(self) -> dict[str, "VietnameseParser"]:
        """The parsers below this one, by name."""
        choices = (a.choices for a in self._actions if isinstance(a, argparse._SubParsersAction))
        return {name: parser for named in choices for name, parser in named.items()}

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Options may stand anywhere among the other arguments; argparse alone gives up a gap that comes too late."""
        given = list(sys.argv[1:] if args is None else args)
        return super().parse_known_args(given if self.commands else self._options_first(given), namespace)

    def _options_first(self, given: list[str]) -> list[str]:
        """Options of one value or none, then the other arguments, then options that take whatever follows them."""
        options: list[str] = []
        others: list[str] = []
        while given:
            action = self._option_string_actions.get(given[0].partition("=")[0])
            if given[0] == "--" or (action is not None and action.nargs not in (None, 0)):
                break
            (others if action is None else options).append(given[0])
            if action is not None and action.nargs is None and "=" not in given[0]:
                options += given[1:2]
                given = given[1:]
            given = given[1:]
        return [*options, *others, *given]

    def error(self, message: str) -> NoReturn:
        for pattern, ours in _USAGE_ERRORS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = found.expand(ours)
                break
        self.exit(2, f"kiemdiem: {message}\n  Gõ `{self.prog} --help` để xem cách dùng.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 clean, 1 findings of error severity, 2 the program's own failure or wrong usage."""
    arguments = _renamed(list(sys.argv[1:] if argv is None else argv))
    try:
        return _run(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as failure:
        return _own_failure(failure)


def _run(arguments: list[str]) -> int:
    parser = parser_of(arguments[0] if arguments else "")
    options, unknown = parser.parse_known_args(arguments)
    if unknown := [argument for argument in unknown if argument != "--"]:
        kind = "không có tùy chọn" if unknown[0].startswith("-") else "không hiểu"
        parser.commands.get(options.command or "", parser).error(f"{kind}: {' '.join(unknown)}")
    if options.version:
        print(f"kiemdiem {VERSION}")
        return 0
    if options.command is None:
        parser.print_help()
        return 2
    return int(_module(options.command).run(options))


def parser_of(chosen: str = "") -> VietnameseParser:
    """The whole command; only the chosen one of its commands is loaded and knows its arguments."""
    parser = VietnameseParser(
        prog="kiemdiem",
        description="Hồ sơ kiểm điểm, đánh giá, xếp loại: kiểm tra và theo dõi.",
        epilog="Gõ `kiemdiem LỆNH --help` để xem từng lệnh.",
    )
    parser.add_argument("--phien-ban", "--version", action="store_true", dest="version", help="in phiên bản")
    subparsers = parser.add_subparsers(dest="command", metavar="LỆNH", title="Lệnh")
    for name, command in COMMANDS.items():
        about = f"{command.help[0].upper()}{command.help[1:]}."
        subparser = subparsers.add_parser(name, help=command.help, description=about, asked=chosen == name)
        if chosen == name:
            _module(name).add_arguments(subparser)
    return parser


def _module(name: str) -> Any:
    return import_module(f"scripts.commands.{COMMANDS[name].module}")


def _renamed(arguments: list[str]) -> list[str]:
    """The arguments under their names of today; who used an old one is shown the new one."""
    notices: list[str] = []
    if arguments and arguments[0] in _OLD_COMMANDS:
        notices.append(f"`{arguments[0]}` nay là `{_OLD_COMMANDS[arguments[0]]}`")
        arguments = [_OLD_COMMANDS[arguments[0]], *arguments[1:]]
    arguments = [*arguments[:1], *_renamed_options(arguments, notices)]
    if notices:
        print(f"kiemdiem: {'; '.join(dict.fromkeys(notices))}.", file=sys.stderr)
    return arguments


def _renamed_options(arguments: list[str], notices: list[str]) -> list[str]:
    """What follows the command's name."""
    renamed = _OLD_OPTIONS | _OLD_OPTIONS_OF.get(arguments[0] if arguments else "", {})
    rest, others, last = iter(arguments[1:]), list[str](), list[str]()
    for argument in rest:
        option, equals, value = argument.partition("=")
        if option == _UNIT_OPTION:
            notices.append("mã đơn vị nay ghi thẳng, không cần `--don-vi`")
            (last if arguments[0] in _UNIT_LAST else others).append(value if equals else next(rest, ""))
        elif option in renamed:
            notices.append(f"`{option}` nay là `{renamed[option]}`")
            others.append(f"{renamed[option]}{equals}{value}")
        else:
            others.append(argument)
    return [*others, *last]


def _own_failure(failure: Exception) -> int:
    """Say in one line what failed; the trace is for the maintainer who asks for it."""
    expected = isinstance(failure, KiemdiemError)
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
