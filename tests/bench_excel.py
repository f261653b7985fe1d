"""`make bench`, Excel: templates, imports and readers a second; rows and memory of a long list."""

import argparse
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from schemas.ruleset.terms import Terms
from scripts.dossiers.loader import load_cycles
from scripts.excel.centre.printed_workbook import PrintedColumn, PrintedRow, PrintedSheet, PrintedWorkbook, write
from scripts.excel.unit.importer import Inbox, read_into
from scripts.excel.unit.prefill import contents
from scripts.excel.unit.writer import write as write_template
from scripts.ledger.tree import WorkTree

PROJECT = Path(__file__).parents[1]
NOW = datetime(2024, 12, 10, tzinfo=UTC)
COLUMNS = 30


def rows(count: int) -> Iterator[PrintedRow]:
    for number in range(count):
        yield (number, "Đảng bộ phường mẫu", date(2024, 12, 1 + number % 28), *range(27))


def synthesis(count: int, path: Path) -> None:
    """One sheet as the centre's synthesis writes them."""
    columns = tuple(PrintedColumn(f"Cột {number}", summed=number > 2) for number in range(COLUMNS))
    write(
        PrintedWorkbook("Thành ủy mẫu", "thử", NOW, [PrintedSheet("Dài", "Thử", columns, rows(count), total="Cộng")]),
        path,
    )


def openpyxl_write_only(count: int, path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Dài")
    for row in rows(count):
        sheet.append(row)
    book.save(path)


WRITERS = {"ours": synthesis, "openpyxl": openpyxl_write_only}


def alone(writer: str, count: int) -> tuple[float, float]:
    """Seconds, and MiB above an empty list, of a writer in a process of its own."""
    command = [sys.executable, "-m", "tests.bench_excel", "--writer", writer, "--rows"]
    said = [
        subprocess.run([*command, str(n)], cwd=PROJECT, check=True, capture_output=True, text=True).stdout.split()
        for n in (0, count)
    ]
    return float(said[1][0]) - float(said[0][0]), float(said[1][1]) - float(said[0][1])


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_excel")
    parser.add_argument("--writer", choices=list(WRITERS))
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--workbooks", type=int, default=1000)
    options = parser.parse_args()
    if options.writer:
        with tempfile.TemporaryDirectory() as folder:
            seconds = timed(lambda: WRITERS[options.writer](options.rows, Path(folder) / "dai.xlsx"))
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    _units(options.workbooks)
    mine, my_memory = alone("ours", options.rows)
    theirs, their_memory = alone("openpyxl", options.rows)
    print(
        f"synthesis, {options.rows} rows x {COLUMNS} columns / openpyxl write_only: {mine:.1f} s / {theirs:.1f} s = "
        f"{mine / theirs:.2f} (1.0); {options.rows / mine:,.0f} rows a second"
    )
    print(f"its memory: +{my_memory:.0f} MiB / +{their_memory:.0f} MiB (constant)")
    return 0


def _units(count: int) -> None:
    tree = WorkTree(PROJECT)
    cycles = load_cycles(tree)
    cycle, inbox = cycles[-1], Inbox(cycles, tree, NOW)
    terms = cycle.terms
    assert isinstance(terms, Terms)
    made: list[bytes] = []
    seconds = timed(lambda: made.extend(write_template(contents(files, terms)) for files in cycle.units))
    print(f"templates: {len(made)} in {seconds:.2f} s, {len(made) / seconds:.0f} a second")
    seconds = timed(lambda: [read_into(inbox, "x.xlsx", data, None) for data in made])
    print(f"imports, read and judged: {len(made)} in {seconds:.2f} s, {len(made) / seconds:.0f} a second")
    many = [made[number % len(made)] for number in range(count)]
    ours = timed(lambda: [_calamine(data) for data in many])
    for name, read_only in (("openpyxl", False), ("openpyxl read_only", True)):
        theirs = timed(partial(_all, many[: count // 10], read_only)) * 10
        print(f"reading {count} workbooks, calamine / {name}: {ours:.2f} s / {theirs:.1f} s = {ours / theirs:.3f}")


def _all(many: list[bytes], read_only: bool) -> None:
    for data in many:
        _openpyxl(data, read_only=read_only)


def _calamine(data: bytes) -> int:
    book = CalamineWorkbook.from_object(io.BytesIO(data))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def _openpyxl(data: bytes, *, read_only: bool) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=read_only)
    return sum(len(list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets)


if __name__ == "__main__":
    raise SystemExit(main())
