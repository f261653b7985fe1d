"""`kiemdiem van-ban`: the amended Hướng dẫn 08 as of a day, compared, exported; its base text taken in from Word."""

import argparse
import sys
from datetime import date
from pathlib import Path

from scripts.commands.arguments import UsageError, add_dry_run, add_format, add_output, unusable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tai", dest="day", metavar="NGÀY", type=_day, help="tại ngày nào, như 2023-11-24; bỏ trống là mới nhất"
    )
    parser.add_argument("--so-sanh", dest="compare", action="store_true", help="chỉ những chỗ đã đổi, so từng chữ")
    add_format(parser, ["text", "json", "akn"])
    add_output(parser, "TỆP", "ghi vào tệp thay vì in ra")
    actions = parser.add_subparsers(dest="action", metavar="VIỆC")
    take = actions.add_parser("nhap", help="nạp toàn văn gốc từ tệp Word (.docx)")
    take.add_argument("file", metavar="TỆP", type=Path, help="tệp .docx đã chấp nhận hết vết sửa")
    add_output(take, "TỆP", "nơi ghi; bỏ trống là chỗ chương trình đọc toàn văn")
    add_dry_run(take)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("ngày viết như 2024-11-14") from None


def run(options: argparse.Namespace) -> int:
    try:
        return _take(options) if options.action == "nhap" else _show(options)
    except OSError as failure:
        raise unusable(failure) from None


def _show(options: argparse.Namespace) -> int:
    from schemas.legal.versions import legal_text
    from schemas.local_time import show_day

    text = legal_text()
    version = text.as_of(options.day) if options.day else text.newest
    if version is None:
        raise UsageError(f"{text.title} chưa có tại ngày {show_day(options.day)}.")
    if options.compare:
        if options.format != "text":
            raise UsageError("`--so-sanh` chỉ in ra chữ.")
        from scripts.legal.plain_text import compared

        content = compared(text, version).encode()
    elif options.format == "json":
        from schemas.legal.exchange import exchanged

        content = (exchanged(text, version).model_dump_json(by_alias=True, indent=1) + "\n").encode()
    elif options.format == "akn":
        from scripts.legal.akoma_ntoso import to_xml

        content = to_xml(text, version)
    else:
        from scripts.legal.plain_text import as_text

        content = as_text(text, version).encode()
    if options.output:
        options.output.write_bytes(content)
        print(f"Đã ghi {options.output}")
    else:
        sys.stdout.write(content.decode())
    return 0


def _take(options: argparse.Namespace) -> int:
    """Word → tree → YAML, then the amendments on it. Exit code 1 when they do not fit; the file is written all the
    same, because which of the two is wrong is for the committee to say."""
    from schemas.legal.amendment import LegalTextError, amendment_sets
    from schemas.legal.base_text import BASE_FILE
    from schemas.legal.provision import LEVEL_TITLES
    from schemas.legal.versions import legal_text
    from scripts.legal.base_text_loader import counted, load_word
    from scripts.yaml_files.writer import to_yaml

    sets = amendment_sets()
    loaded = load_word(options.file.read_bytes(), sets[0].target.document, sets[0].target.title)
    place = options.output or BASE_FILE
    levels = ", ".join(f"{count} {LEVEL_TITLES[level]}" for level, count in counted(loaded).items())
    print(f"{options.file}: đọc đủ từng chữ, {levels}.")
    if loaded.left_out:
        print(f"Không lưu {len(loaded.left_out)} dòng đầu và cuối văn bản (tên cơ quan, nơi nhận, người ký):")
        print("".join(f"  · {line}\n" for line in loaded.left_out), end="")
    for remark in loaded.remarks:
        print(f"Xem lại  {remark}")
    if not options.dry:
        tree = loaded.document.model_dump(mode="json", by_alias=True, exclude_none=True)
        place.write_bytes(to_yaml(tree, sample=False))
        print(f"Đã ghi {place}")
    try:
        for warning in legal_text(loaded.document, sets).newest.text.warnings:
            print(f"Lưu ý {warning}")
    except LegalTextError as failure:
        print(f"LỖI {failure}. Chưa áp được nội dung sửa đổi; hỏi cơ quan ban hành, không tự sửa chữ nào.")
        print("Khi có quyết định, ghi câu của bản gốc, văn bản quyết định và ngày vào mục `variances` của tệp.")
        return 1
    print("Nội dung sửa đổi áp khớp. Còn lại: hai người đối chiếu từng chữ với bản ký, rồi ghi vào mục `verified`.")
    return 0
