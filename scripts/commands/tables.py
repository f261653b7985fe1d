"""`kiemdiem bieu`: statistic tables filled from the ratings, of one unit or of the whole city (annex item 3.5)."""

import argparse
import json
from pathlib import Path

from schemas.models.kinds import TABLE
from schemas.models.unit_files import UnitFiles
from schemas.ruleset.table_filling import Numbers, added, completed, fill, known
from schemas.ruleset.table_form import LayoutStatus, TableForm
from schemas.ruleset.terms import Terms
from scripts.commands.arguments import UsageError, add_format, add_source, add_unit, root_of, tree_of
from scripts.dossiers.loader import load_cycles
from scripts.yaml_files.writer import SAMPLE_MARK, Plain, to_yaml

FilledTables = list[tuple[str, TableForm, Numbers | None]]
"""Name of whose table it is, form, numbers (None: to be filled by hand)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_unit(parser)
    parser.add_argument("--bieu", dest="table", metavar="MÃ", help="chỉ một biểu, ví dụ 6f")
    parser.add_argument("--tong-hop", dest="summed", action="store_true", help="cộng biểu của mọi đơn vị làm một")
    parser.add_argument("--ghi", dest="write", action="store_true", help="ghi vào thư mục `bieu/` của đơn vị")
    add_format(parser)
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    root = root_of(options)
    if options.write and (options.revision or options.summed):
        raise UsageError("--ghi chỉ ghi biểu của đơn vị vào các tệp đang mở, không dùng cùng --ban hay --tong-hop.")
    tables: FilledTables = []
    written = 0
    units = 0
    for cycle in load_cycles(tree_of(options, root)):
        if cycle.terms is None:
            continue
        own = [files for files in cycle.units if options.unit in (None, files.unit.model.code)]
        units += len(own)
        if options.summed:
            tables += _city(cycle.terms, own, options.table)
            continue
        filled = [
            (files, form, fill(form, files)) for files in own for form in _forms(cycle.terms, files, options.table)
        ]
        tables += [(files.unit.model.name, form, numbers) for files, form, numbers in filled]
        if options.write:
            written += sum(_write(root, files, form, numbers, cycle.terms) for files, form, numbers in filled)
    if not units:
        raise UsageError(f"Không có đơn vị “{options.unit}”." if options.unit else "Chưa có đơn vị nào.")
    if options.write:
        print(f"Đã ghi {written} biểu.")
    elif options.format == "json":
        print(json.dumps([_json(*table) for table in tables], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(_text(*table) for table in tables))
    return 0


def _forms(terms: Terms, files: UnitFiles, wanted: str | None) -> list[TableForm]:
    if wanted is not None and wanted not in terms.ruleset.tables:
        raise UsageError(f"Không có biểu “{wanted}”. Hiện có: {', '.join(terms.ruleset.tables)}.")
    own = terms.ruleset.tables_for(files.unit.model.kind)
    return [form for code, form in own.items() if wanted in (None, code)]


def _city(terms: Terms, units: list[UnitFiles], wanted: str | None) -> FilledTables:
    """One table a form; a unit's hand-filled table counts with what it holds."""
    result: FilledTables = []
    for code, form in terms.ruleset.tables.items():
        own = [numbers for files in units if form in _forms(terms, files, wanted) if (numbers := known(form, files))]
        if own and wanted in (None, code):
            result.append((f"Cộng {len(own)} đơn vị", form, added(form, own)))
    return result


def _write(root: Path, files: UnitFiles, form: TableForm, numbers: Numbers | None, terms: Terms) -> bool:
    """Write a filled table where it differs; what is filled by hand, a table or a cell, is left alone."""
    known = files.tables.get(form.code)
    if numbers is None:
        return False
    numbers = completed(numbers, known.model.numbers if known else {})
    if known is not None and known.model.numbers == numbers:
        return False
    path = root / files.folder / TABLE.place(form.code)
    path.parent.mkdir(exist_ok=True)
    tree: Plain = {
        "bieu": form.code,
        "don_vi": files.unit.model.code,
        "nam": terms.cycle.year,
        "so_lieu": numbers,
        **({"ghi_chu": SAMPLE_MARK} if terms.cycle.sample else {}),
    }
    path.write_bytes(to_yaml(tree, sample=terms.cycle.sample))
    return True


def _json(name: str, form: TableForm, numbers: Numbers | None) -> dict[str, object]:
    return {"don_vi": name, "bieu": form.code, "trang_thai": form.status.value, "so_lieu": numbers}


def _text(name: str, form: TableForm, numbers: Numbers | None) -> str:
    status = "" if form.status is LayoutStatus.CONFIRMED else " — BỐ CỤC TẠM, chưa có mẫu thật"
    head = f"{form.title}{status}\n{name}"
    if numbers is None:
        return f"{head}\n  (chưa đủ số trong `xep-loai.yaml`, hoặc biểu này điền tay)"
    width = max(len(line.title) for line in form.rows) + 10
    columns = "".join(f"{column.code:>17}" for column in form.columns)
    lines = [head, f"  {'':{width}}{columns}"]
    for row in form.rows:
        label = f"{row.number or '':<9}{row.title}"
        lines.append(
            f"  {label:{width}}" + "".join(f"{numbers.get(row.code, {}).get(c.code, ''):>17}" for c in form.columns)
        )
    return "\n".join(lines)
