"""`kiemdiem excel`: templates to fill in, filled workbooks into YAML, the centre's synthesis."""

import argparse
import re
from pathlib import Path

from schemas.fields.declaration import SLUG
from schemas.ruleset.terms import Terms
from scripts.commands.arguments import (
    UsageError,
    add_dry_run,
    add_moment,
    add_output,
    add_pusher,
    add_repository,
    add_source,
    add_year,
    now_of,
    root_of,
    tree_of,
    unusable,
)
from scripts.dossiers.loader import CycleFiles, load_cycles
from scripts.ledger.tree import WorkTree
from scripts.output.progress_bar import bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", title="Việc", required=True)
    template = actions.add_parser("mau", help="mẫu để điền, đã có sẵn những gì đơn vị đã nộp")
    template.add_argument("units", metavar="ĐƠN_VỊ", nargs="*", help="mã đơn vị; bỏ trống là mọi đơn vị")
    template.add_argument("--moi-loai", dest="kinds", action="store_true", help="mẫu trống cho từng loại đơn vị")
    template.add_argument("--trung-tam", dest="centre", action="store_true", help="thêm các trang do trung tâm ghi")
    add_output(template, "THƯ_MỤC", "nơi đặt mẫu", Path("mau-excel"))
    add_source(template)
    take = actions.add_parser("nhap", help="đưa bảng tính đã điền vào hồ sơ của đơn vị")
    take.add_argument(
        "files", metavar="[ĐƠN_VỊ] TỆP", nargs="+", help="tệp .xlsx; trước đó là mã đơn vị, nếu trong bảng chưa ghi"
    )
    add_dry_run(take)
    take.add_argument(
        "--ghi-de", dest="forced", action="store_true", help="ghi cả khi tệp đang có nội dung mà bảng tính không có"
    )
    add_moment(take)
    add_repository(take)
    convert = actions.add_parser("chuyen", help="việc của CI: bảng tính trong đề nghị thành commit YAML")
    for option, name, help_text in (
        ("--goc", "base", "nhánh chính như đang có"),
        ("--de-nghi", "head", "phần xin nộp"),
        ("--tai-khoan", "actor", "tài khoản xin nộp"),
        ("--nhanh", "branch", "nhánh xin nộp"),
        ("--goi", "bundle", "nơi ghi commit mới, để đẩy lại đúng nhánh ấy"),
    ):
        convert.add_argument(option, dest=name, required=True, help=help_text)
    add_pusher(convert)
    add_source(convert)
    synthesis = actions.add_parser("tong-hop", help="bảng tính tổng hợp của trung tâm, để in và ký")
    add_year(synthesis)
    add_output(synthesis, "TỆP", "nơi ghi; bỏ trống là tong-hop-<năm>.xlsx")
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

    cycles = [cycle for cycle in load_cycles(tree_of(options, root_of(options))) if cycle.terms]
    if not cycles:
        raise UsageError("Chưa có năm nào có `ky.yaml` đọc được.")
    options.output.mkdir(parents=True, exist_ok=True)
    if options.kinds:
        for kind, data in blank_templates(_terms(cycles[-1])).items():
            path = options.output / template_name(kind)
            path.write_bytes(data)
            print(path)
        return 0
    units = {files.unit.model.code: files for files in cycles[-1].units}
    if unknown := sorted(set(options.units) - units.keys()):
        raise UsageError(f"Không có đơn vị: {', '.join(unknown)}.")
    chosen = [units[code] for code in options.units] or list(units.values())
    for files in bar(chosen, "Ghi mẫu"):
        path = options.output / f"{files.unit.model.code}.xlsx"
        path.write_bytes(write(contents(files, _terms(cycles[-1]), centre=options.centre)))
    written = options.output / f"{chosen[0].unit.model.code}.xlsx" if len(chosen) == 1 else f"{options.output}/"
    print(f"Đã ghi {len(chosen)} mẫu: {written}")
    return 0


def _take(options: argparse.Namespace) -> int:
    """Each workbook for itself: all its files or none. Exit code 1 when any was not taken."""
    from scripts.excel.unit.import_report import as_text
    from scripts.excel.unit.importer import Inbox, read_into
    from scripts.yaml_files.writer import write_all

    root = root_of(options)
    unit, paths = _named(options.files)
    tree = WorkTree(root)
    inbox = Inbox(load_cycles(tree), tree, now_of(options))
    refused = 0
    seen: dict[str, Path] = {}
    for path in bar(paths, "Đọc bảng tính"):
        result = read_into(inbox, path.name, path.read_bytes(), unit)
        code = result.unit.unit.model.code if result.unit else ""
        if code and code in seen:
            raise UsageError(f"{path} và {seen[code]} cùng của đơn vị {code}; giữ một tệp.")
        seen[code] = path
        bad = result.errors or not result.files or (result.dropped and not options.forced)
        refused += bool(bad)
        written = [] if bad or options.dry else write_all(root, result.files)
        print(as_text(path.name, result, written, forced=options.forced, dry=options.dry))
    return 1 if refused else 0


def _named(arguments: list[str]) -> tuple[str | None, list[Path]]:
    """A unit's code, if one stands among the files, and the files."""
    units = [name for name in arguments if re.fullmatch(SLUG, name) and not Path(name).is_file()]
    paths = [Path(name) for name in arguments if name not in units]
    if len(units) > 1 or not paths:
        raise UsageError("Ghi nhiều nhất một mã đơn vị, rồi các tệp .xlsx.")
    return next(iter(units), None), paths


def _convert(options: argparse.Namespace) -> int:
    """Markdown for the review comment. Exit code 1 when a workbook was refused; a bundle only where one was taken."""
    from scripts.excel.unit.pull_request import bundle, convert
    from scripts.gate.ref_update import RefUpdate
    from scripts.ledger import git

    root = root_of(options)
    base, head = git.commit_of(root, options.base), git.commit_of(root, options.head)
    ref = f"refs/heads/{options.branch}"
    found = convert(RefUpdate(root, base, base, head, ref, options.actor, now_of(options), options.pusher))
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
    from scripts.progress.cycle_view import cycle_views

    views = {view.status.year: view for view in cycle_views(root_of(options), options.revision, now_of(options))}
    if not views:
        raise UsageError("Chưa có năm nào có `ky.yaml` đọc được.")
    year = options.year or max(views)
    if year not in views:
        raise UsageError(f"Không có kỳ {year}. Hiện có: {', '.join(map(str, sorted(views)))}.")
    path = options.output or Path(f"tong-hop-{year}.xlsx")
    half = path.with_name(f".{path.name}.dang-ghi")
    try:
        write(synthesis(views[year].status, views[year].load()), half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    print(f"Đã ghi {path}")
    return 0


def _terms(cycle: CycleFiles) -> Terms:
    assert cycle.terms is not None  # noqa: S101  chosen so by the caller
    return cycle.terms
