"""`kiemdiem excel`: templates to fill in, filled workbooks into YAML, the centre's synthesis."""

import argparse
from pathlib import Path

from schemas.ruleset.terms import Terms
from scripts.commands.arguments import UsageError, add_source, moment, now_of, root_of, tree_of, unusable
from scripts.dossiers.loader import CycleFiles, read_cycles
from scripts.ledger.tree import WorkTree
from scripts.output.progress_bar import bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    template = actions.add_parser("mau", help="mẫu để điền, đã có sẵn những gì đơn vị đã nộp")
    template.add_argument("units", metavar="ĐƠN_VỊ", nargs="*", help="mã đơn vị; bỏ trống là mọi đơn vị")
    template.add_argument("--loai", action="store_true", help="mẫu trống cho từng loại đơn vị")
    template.add_argument("--trung-tam", action="store_true", help="thêm các trang do trung tâm ghi")
    template.add_argument("--out", type=Path, default=Path("mau-excel"), metavar="THƯ_MỤC", help="nơi đặt mẫu")
    add_source(template)
    take = actions.add_parser("nhap", help="đưa bảng tính đã điền vào hồ sơ của đơn vị")
    take.add_argument("files", metavar="TỆP", nargs="+", type=Path, help="tệp .xlsx")
    take.add_argument("--don-vi", metavar="MÃ", help="đơn vị của bảng tính, nếu trong bảng chưa ghi")
    take.add_argument("--xem", action="store_true", help="chỉ xét và kể, chưa ghi gì")
    take.add_argument("--ghi-de", action="store_true", help="ghi cả khi tệp đang có nội dung mà bảng tính không có")
    take.add_argument("--now", metavar="NGÀY", type=moment, help="tính như đang ở ngày này")
    take.add_argument("--repo", metavar="THƯ_MỤC", type=Path, default=None, help=argparse.SUPPRESS)
    convert = actions.add_parser("chuyen", help="việc của CI: bảng tính trong đề nghị thành commit YAML")
    for name, help_text in (
        ("--base", "nhánh chính như đang có"),
        ("--head", "phần xin nộp"),
        ("--actor", "tài khoản xin nộp"),
        ("--branch", "nhánh xin nộp"),
        ("--bundle", "nơi ghi commit mới, để đẩy lại đúng nhánh ấy"),
    ):
        convert.add_argument(name, required=True, help=help_text)
    add_source(convert)
    synthesis = actions.add_parser("tong-hop", help="bảng tính tổng hợp của trung tâm, để in và ký")
    synthesis.add_argument("--nam", type=int, metavar="NĂM", help="kỳ kiểm điểm; bỏ trống là kỳ mới nhất")
    synthesis.add_argument("--out", type=Path, metavar="TỆP", help="nơi ghi; bỏ trống là tong-hop-<năm>.xlsx")
    add_source(synthesis)


def run(options: argparse.Namespace) -> int:
    action = {"mau": _templates, "nhap": _take, "chuyen": _convert, "tong-hop": _synthesis}[options.action]
    try:
        return action(options)
    except OSError as failure:
        raise unusable(failure) from None


def _templates(options: argparse.Namespace) -> int:
    from scripts.excel.unit.blank_templates import blank_templates, template_name
    from scripts.excel.unit.prefill import contents
    from scripts.excel.unit.writer import write

    cycles = [cycle for cycle in read_cycles(tree_of(options, root_of(options))) if cycle.terms]
    if not cycles:
        raise UsageError("Chưa có năm nào có `ky.yaml` đọc được.")
    options.out.mkdir(parents=True, exist_ok=True)
    if options.loai:
        for kind, data in blank_templates(_terms(cycles[-1])).items():
            path = options.out / template_name(kind)
            path.write_bytes(data)
            print(path)
        return 0
    units = {files.unit.model.code: files for files in cycles[-1].units}
    if unknown := sorted(set(options.units) - units.keys()):
        raise UsageError(f"Không có đơn vị: {', '.join(unknown)}.")
    chosen = [units[code] for code in options.units] or list(units.values())
    for files in bar(chosen, "Ghi mẫu"):
        path = options.out / f"{files.unit.model.code}.xlsx"
        path.write_bytes(write(contents(files, _terms(cycles[-1]), centre=options.trung_tam)))
    written = options.out / f"{chosen[0].unit.model.code}.xlsx" if len(chosen) == 1 else f"{options.out}/"
    print(f"Đã ghi {len(chosen)} mẫu: {written}")
    return 0


def _take(options: argparse.Namespace) -> int:
    """Each workbook for itself: all its files or none. Exit code 1 when any was not taken."""
    from scripts.excel.unit.import_report import told
    from scripts.excel.unit.importer import read_into, write_all

    root = root_of(options)
    tree = WorkTree(root)
    cycles = read_cycles(tree)
    refused = 0
    seen: dict[str, Path] = {}
    for path in bar(options.files, "Đọc bảng tính"):
        outcome = read_into(path.name, path.read_bytes(), cycles, tree, now_of(options), options.don_vi)
        code = outcome.unit.unit.model.code if outcome.unit else ""
        if code and code in seen:
            raise UsageError(f"{path} và {seen[code]} cùng của đơn vị {code}; giữ một tệp.")
        seen[code] = path
        bad = outcome.errors or not outcome.files or (outcome.dropped and not options.ghi_de)
        refused += bool(bad)
        written = [] if bad or options.xem else write_all(root, outcome.files)
        print(told(path.name, outcome, written, forced=options.ghi_de, dry=options.xem))
    return 1 if refused else 0


def _convert(options: argparse.Namespace) -> int:
    """Markdown for the review comment. Exit code 1 when a workbook was refused; a bundle only where one was taken."""
    from scripts.excel.unit.pull_request import bundle, convert
    from scripts.ledger import git

    root = root_of(options)
    base, head = git.commit_of(root, options.base), git.commit_of(root, options.head)
    found = convert(root, base, head, options.actor, options.branch, now_of(options))
    if found is None:
        return 0
    print(found.markdown, end="")
    if found.commit is None:
        return 1
    bundle(root, base, found.commit, Path(options.bundle))
    return 0


def _synthesis(options: argparse.Namespace) -> int:
    from scripts.excel.centre.printed_workbook import write
    from scripts.excel.centre.synthesis import synthesis
    from scripts.progress.cycle_view import current

    statuses = {status.year: status for status in current(root_of(options), options.rev, now_of(options))}
    if not statuses:
        raise UsageError("Chưa có năm nào có `ky.yaml` đọc được.")
    year = options.nam or max(statuses)
    if year not in statuses:
        raise UsageError(f"Không có kỳ {year}. Hiện có: {', '.join(map(str, sorted(statuses)))}.")
    status = statuses[year]
    assert status.read is not None  # noqa: S101  `current` always tells how to read
    path = options.out or Path(f"tong-hop-{year}.xlsx")
    half = path.with_name(f".{path.name}.dang-ghi")
    try:
        write(synthesis(status, status.read()), half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    print(f"Đã ghi {path}")
    return 0


def _terms(cycle: CycleFiles) -> Terms:
    assert cycle.terms is not None  # noqa: S101  chosen so by the caller
    return cycle.terms
