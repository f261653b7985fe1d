"""`kiemdiem tao`: a year, a unit, a dossier to fill in as text. What is there already is never touched."""

import argparse
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.fields.declaration import SLUG
from schemas.local_time import VIETNAM
from schemas.models.kinds import CYCLE, PERSON, SUGGESTIONS, UNIT, FileKind
from schemas.models.unit_files import UnitFiles
from schemas.paths import SUBMISSIONS
from schemas.ruleset import loader as rulesets
from schemas.ruleset.terms import Terms
from schemas.vocabulary import UnitKind
from scripts.commands.arguments import UsageError, add_repository, add_unit, add_year, root_of
from scripts.dossiers.loader import CycleFiles, load_cycles
from scripts.ledger.tree import WorkTree
from scripts.yaml_files.skeleton import skeleton
from scripts.yaml_files.writer import Plain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True, title="Việc", help="tạo gì")
    year = actions.add_parser("ky", help="kỳ kiểm điểm của một năm (trung tâm)")
    year.add_argument(
        "year",
        metavar="NĂM",
        type=int,
        default=datetime.now(VIETNAM).year,
        nargs="?",
        help="năm kiểm điểm; bỏ trống là năm nay",
    )
    year.add_argument("--cap-uy", metavar="TÊN", required=True, help="cấp ủy tổ chức kỳ kiểm điểm")
    year.add_argument(
        "--bo-quy-tac",
        metavar="MÃ",
        choices=rulesets.available(),
        help="bộ quy tắc của kỳ; bỏ trống là bộ có hiệu lực vào cuối năm đó",
    )
    unit = actions.add_parser("don-vi", help="một đơn vị trong danh sách (trung tâm)")
    unit.add_argument("place", metavar="KHỐI/MÃ", help="thư mục khối và mã đơn vị, ví dụ phuong-xa/bac-ha")
    unit.add_argument("--ten", metavar="TÊN", required=True, help="tên gọi chính thức")
    unit.add_argument(
        "--loai",
        metavar="LOẠI",
        required=True,
        choices=[str(kind) for kind in UnitKind],
        help="loại đơn vị, nguyên văn",
    )
    dossier = actions.add_parser("ho-so", help="các tệp mà một đơn vị phải nộp")
    add_unit(dossier, required=True)
    for action in (unit, dossier):
        add_year(action)
    for action in (year, unit, dossier):
        add_repository(action)


def run(options: argparse.Namespace) -> int:
    root = root_of(options)
    files = {"ky": _year, "don-vi": _unit, "ho-so": _dossier}[options.action](root, options)
    for path, content in files.items():
        target = root / path
        if target.exists():
            print(f"đã có, để nguyên  {path}")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(f"đã tạo            {path}")
    return 0


def _year(root: Path, options: argparse.Namespace) -> dict[str, bytes]:
    del root
    if not 2000 <= options.year <= 2100:
        raise UsageError(f"Năm {options.year} không hợp lệ.")
    known: Plain = {"nam": options.year, "bo_quy_tac": _ruleset(options), "cap_uy": options.cap_uy}
    return {f"{SUBMISSIONS}/{options.year}/{CYCLE.place()}": skeleton(CYCLE, known)}


def _ruleset(options: argparse.Namespace) -> str:
    """The rule set asked for, or the one in force; never one that another has replaced by then."""
    headers = [rulesets.load(code).header for code in rulesets.available()]
    asked = [header for header in headers if options.bo_quy_tac in (None, header.code)]
    if fitting := [header.code for header in asked if header.covers(options.year)]:
        return fitting[-1]
    reasons = " ".join(header.out_of_force(options.year)[0] + f" Thay bởi: {header.replaced_by}." for header in asked)
    raise UsageError(f"Chưa có bộ quy tắc cho năm {options.year}, nên chưa mở kỳ được. {reasons}")


def _unit(root: Path, options: argparse.Namespace) -> dict[str, bytes]:
    block, _, code = options.place.partition("/")
    if not (re.fullmatch(SLUG, block) and re.fullmatch(SLUG, code)):
        raise UsageError("KHỐI/MÃ chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ phuong-xa/bac-ha.")
    cycle = _cycle(root, options.year)
    if taken := next((files.folder for files in cycle.units if files.unit.model.code == code), None):
        raise UsageError(f"Mã “{code}” đã có trong kỳ {cycle.year}: {taken}.")
    known: Plain = {"ma": code, "ten": options.ten, "loai": options.loai}
    return {f"{SUBMISSIONS}/{cycle.year}/{block}/{code}/{UNIT.place()}": skeleton(UNIT, known)}


def _dossier(root: Path, options: argparse.Namespace) -> dict[str, bytes]:
    """The files that the unit owes; statistic tables come from `kiemdiem bieu --ghi`."""
    cycle = _cycle(root, options.year)
    units = {files.unit.model.code: files for files in cycle.units}
    if options.unit not in units:
        raise UsageError(f"Không có đơn vị “{options.unit}” trong kỳ {cycle.year}.")
    assert cycle.terms is not None  # noqa: S101  chosen so by _cycle
    return _files(units[options.unit], cycle.terms)


def _files(files: UnitFiles, terms: Terms) -> dict[str, bytes]:
    from scripts.excel.unit.prefill import contents
    from scripts.excel.unit.workbook import row_key

    suggestions = {SUGGESTIONS.name: files.many(SUGGESTIONS)}
    blank = UnitFiles(files.folder, files.unit, suggestions)
    made = contents(blank, terms)
    head: Plain = {"don_vi": made.code, "nam": made.year}
    lists: dict[tuple[FileKind[Any], str], dict[str, list[tuple[str, Plain]]]] = {}
    for single in made.singles:
        if single.kind is not PERSON:
            lists[single.kind, ""] = {}
    for area in made.areas:
        for row in area.given:
            values: Plain = {path[0]: value for path, value in row.record.items()}
            words = area.explanations.get(row_key(area.area, row, area.explained_by), "")
            file = lists.setdefault((area.area.kind, str(row.file.get(("ma",), ""))), {})
            file.setdefault(area.area.path[0], []).append((words, values))
    return {
        f"{files.folder}/{kind.place(person)}": skeleton(kind, {**head, "ma": person} if person else head, given)
        for (kind, person), given in lists.items()
    }


def _cycle(root: Path, year: int | None) -> CycleFiles:
    cycles = {cycle.year: cycle for cycle in load_cycles(WorkTree(root)) if cycle.terms is not None}
    if not cycles:
        raise UsageError("Chưa có kỳ nào có `ky.yaml` đọc được; mở bằng `kiemdiem tao ky`.")
    if year is not None and str(year) not in cycles:
        raise UsageError(f"Không có kỳ {year}. Hiện có: {', '.join(sorted(cycles))}.")
    return cycles[str(year) if year is not None else max(cycles)]
