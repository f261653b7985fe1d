"""The page of all commands, made from their own `--help` by `python -m scripts.reference` (`make schema`)."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from schemas.paths import PROGRAM
from scripts.cli import COMMANDS, VietnameseHelp, VietnameseParser, parser_of

PAGE = PROGRAM / "site" / "huong-dan" / "lenh.md"
_WIDTH = 84


class Setting(NamedTuple):
    name: str
    place: str
    meaning: str


SETTINGS = (
    Setting("KIEMDIEM_STORE", "biến môi trường", "thư mục kho lưu của tệp niêm phong, khi lệnh không ghi `--kho-luu`"),
    Setting("KIEMDIEM_TRACE", "biến môi trường", "đặt là 1 thì khi hệ thống hỏng in thêm chi tiết cho người bảo trì"),
    Setting(
        "KIEMDIEM_ACTOR", "biến môi trường", "tài khoản đang đẩy, chỉ trong bản diễn thử `make demo` (thay REMOTE_USER)"
    ),
    Setting(
        "KIEMDIEM_BOT", "bí mật của CI", "khóa của tài khoản máy: ghi nhận xét, đẩy hồ sơ chuyển từ bảng tính lên nhánh"
    ),
    Setting(
        "kiemdiem.actorVariable",
        "git config của kho trên máy chủ",
        "tên biến môi trường mà máy chủ ghi tài khoản đang đẩy; `python -m hooks.install` đặt, mặc định REMOTE_USER",
    ),
    Setting(
        "kiemdiem.receiptCopy",
        "git config của kho trên máy chủ",
        "nơi giữ bản sao sổ biên nhận ngoài máy chủ: một kho Git khác, hoặc một thư mục chứa thư; ghi được nhiều dòng",
    ),
    Setting(
        "kiemdiem.receiptSigner",
        "git config của bản sao kho",
        "khóa công khai mà `python -m hooks.install` in ra, để bản sao biết sổ biên nhận có đúng do máy chủ ký không",
    ),
    Setting("KIEMDIEM_BOT_LOGIN", "biến của CI", "tên đăng nhập của tài khoản máy; lần đẩy của nó không bị coi là lạ"),
    Setting("KIEMDIEM_VIEC", "biến của lịch chạy GitLab", "`de-nghi`: ghi nhận xét, chuyển bảng tính, ghi biên nhận"),
    Setting("kiemdiem.store", "git config của kho trên máy chủ", "thư mục kho lưu, để máy chủ xét cả tệp niêm phong"),
    Setting(
        "kiemdiem.now", "git config của kho trên máy chủ", "thời điểm giả, chỉ để diễn thử; kho thật không được có"
    ),
    Setting(
        "receive.fsckObjects, receive.denyNonFastForwards, receive.denyDeletes, receive.maxInputSize, core.quotePath, "
        "core.logAllRefUpdates, core.bigFileThreshold",
        "git config của kho trên máy chủ",
        "`python -m hooks.install` đặt: kiểm tra dữ liệu nhận vào, đơn vị viết lại được nhánh mình, mỗi lần đẩy 20 MB, "
        "ghi lúc từng nhánh đổi chỗ, tệp lớn không mở trong bộ nhớ",
    ),
)
"""Everything that is set outside the command line."""

_HEAD = """# Các lệnh

Trang này do máy ghi từ phần trợ giúp của chính các lệnh; không sửa tay. Chạy từ thư mục của kho: `.venv/bin/kiemdiem`.
Mã thoát: 0 là không có lỗi, 1 là hồ sơ có lỗi, 2 là gõ sai hoặc lệnh không chạy được.
Tên lệnh và tùy chọn của bản trước (`check`, `--repo`…) vẫn dùng được; máy nhắc tên mới.
"""


def page() -> str:
    return "\n".join([_HEAD, *_commands(), "## Biến môi trường, thiết lập của Git\n", *_settings(), ""])


def _commands() -> Iterator[str]:
    yield _block(parser_of())
    for name in COMMANDS:
        yield f"## {name}\n"
        own = parser_of(name).commands[name]
        yield from map(_block, (own, *own.commands.values()))


def _block(parser: VietnameseParser) -> str:
    parser.formatter_class = partial(VietnameseHelp, width=_WIDTH)
    return f"```text\n{parser.format_help().strip()}\n```\n"


def _settings() -> Iterator[str]:
    yield "| Tên | Đặt ở đâu | Để làm gì |\n| --- | --- | --- |"
    yield from (f"| `{one.name}` | {one.place} | {one.meaning} |" for one in SETTINGS)


def main(place: Path = PAGE) -> int:
    place.write_text(page(), encoding="utf-8", newline="")
    print(f"đã ghi  {place.relative_to(PROGRAM)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
