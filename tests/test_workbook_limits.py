"""A workbook that is small on the disk and huge when opened is refused before anything builds it."""

import io
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from schemas.paths import PROGRAM
from scripts.excel.unit import reader_process
from scripts.excel.unit.reader_process import open_apart
from scripts.excel.unit.sheet_reader import open_sheets
from scripts.office_guard import MAX_ROWS, RefusedOfficeFileError, guard
from tests.clerk import REGISTER, Clerk, paper, start
from tests.conftest import City, Ran

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(change: Callable[[str], str | bytes], part: str = SHEET, renamed: str = "") -> bytes:
    """A plain workbook with one of its parts rewritten."""
    made = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = 1
    book.save(made)
    result = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                changed = change(data.decode())
                data = changed if isinstance(changed, bytes) else changed.encode()
                name = renamed or name
            elif renamed:
                data = data.replace(part.removeprefix("xl/").encode(), renamed.removeprefix("xl/").encode())
            new.writestr(name, data)
    return result.getvalue()


def cells(xml: str, tag: str = "") -> Callable[[str], str]:
    return lambda text: (
        text.replace("</sheetData>", f"{xml}</sheetData>{tag}")
        .replace("<dimension", "<x")
        .replace("</dimension", "</x")
    )


HUGE: dict[str, Callable[[], bytes]] = {
    "the last cell of all": lambda: workbook(cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "the last row": lambda: workbook(cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "the last column": lambda: workbook(cells('<row r="2"><c r="XFD2"><v>1</v></c></row>')),
    "a text in the cell itself": lambda: workbook(
        cells('<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>')
    ),
    "a formula": lambda: workbook(cells('<row r="1048576"><c r="T1048576"><f>1</f></c></row>')),
    "a reference written in signs": lambda: workbook(
        cells('<row r="1048576"><c r="X&#70;D&#49;048576"><v>1</v></c></row>')
    ),
    "small letters": lambda: workbook(cells('<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>')),
    "another prefix": lambda: workbook(
        lambda _: (
            f'<q:worksheet xmlns:q="{MAIN}"><q:sheetData><q:row r="1048576"><q:c r="XFD1048576"><q:v>1</q:v></q:c>'
            "</q:row></q:sheetData></q:worksheet>"
        )
    ),
    "UTF-16": lambda: workbook(
        lambda _: (
            '<?xml version="1.0" encoding="UTF-16"?>'
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            "</worksheet>"
        ).encode("utf-16")
    ),
    "another name": lambda: workbook(
        cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), renamed="xl/worksheets/sheet1.dat"
    ),
    "a million rows": lambda: workbook(
        cells("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 1_000_000)))
    ),
    "a million rows without numbers": lambda: workbook(cells("<row><c><v>1</v></c></row>" * 1_000_000)),
    "many cells without references": lambda: workbook(cells(f"<row>{'<c><v>1</v></c>' * 600_000}</row>")),
    "a wide and long block": lambda: workbook(cells('<row r="19999"><c r="SE19999"><v>1</v></c></row>')),
    "merged to the end": lambda: workbook(
        cells("", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "deep": lambda: workbook(cells("<a>" * 200_000 + "</a>" * 200_000)),
    "deep styles": lambda: workbook(lambda _: f"{'<a>' * 100_000}{'</a>' * 100_000}", "xl/styles.xml"),
    "very many elements": lambda: workbook(lambda _: f"<a>{'<b/>' * 3_000_000}</a>", "xl/styles.xml"),
}


@pytest.fixture(scope="module", params=HUGE)
def huge(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lon") / "x.xlsx"
    path.write_bytes(HUGE[request.param]())
    return path


_MEASURED = """
import sys
from pathlib import Path
from scripts.office_guard import RefusedOfficeFileError, guard
try:
    guard(Path(sys.argv[1]).read_bytes())
except RefusedOfficeFileError as refusal:
    print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def test_a_huge_workbook_is_refused_by_its_sizes(huge: Path) -> None:
    command = [sys.executable, "-c", _MEASURED, str(huge)]
    done = subprocess.run(command, cwd=PROGRAM, capture_output=True, text=True, check=True)
    assert done.stdout, "not refused"
    assert int(done.stdout) < 300 << 10


def test_a_large_but_honest_workbook_is_read() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 5_000))
    last = f'<row r="1048576" ht="12.8" customHeight="1"/><row r="{MAX_ROWS}"><c r="A{MAX_ROWS}" s="0"/></row>'
    data = workbook(cells(rows + last))
    guard(data)
    assert len(open_apart(data).sheets[0].rows) == len(open_sheets(data).sheets[0].rows) >= 4_999


def test_what_is_read_apart_is_what_is_read_here(city: City, tmp_path: Path, kiemdiem: Callable[..., Ran]) -> None:
    clerk = Clerk(city, tmp_path, kiemdiem, "tran-phu")
    start(clerk)
    paper(clerk, Ngày_nộp="08/12/2024")
    clerk.book.save(clerk.path)
    data = clerk.path.read_bytes()
    assert open_apart(data) == open_sheets(data)


@pytest.mark.parametrize(
    "harm",
    ["import os; os.abort()", "bytearray(1 << 33)", "raise SystemExit(3)", "import time; time.sleep(99)", "print('x')"],
)
def test_whatever_happens_to_the_reader_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, harm: str
) -> None:
    """A stand-in for the reader, which breaks off as compiled code may."""
    fake = tmp_path / "python"
    text = f"import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n{harm}"
    fake.write_text(f'#!/bin/sh\ncat > /dev/null\nexec {sys.executable} -c "{text}"\n', encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    monkeypatch.setattr(reader_process, "_SECONDS", 2)
    with pytest.raises(RefusedOfficeFileError, match="không mở nổi"):
        open_apart(workbook(cells("")))
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("harm", ["person's column gone", "number that is none"])
def test_a_broken_sheet_is_a_question(city: City, tmp_path: Path, kiemdiem: Callable[..., Ran], harm: str) -> None:
    clerk = Clerk(city, tmp_path, kiemdiem, "tran-phu")
    start(clerk)
    paper(clerk)
    if harm == "person's column gone":
        sheet = next(sheet for sheet in clerk.book.worksheets if sheet.title == "Sổ hồ sơ cá nhân")
        heads = [cell for row in sheet.iter_rows(max_row=8) for cell in row if cell.value == "Mã người"]
        row = heads[0].row
        for column in range(1, 16):
            if sheet.cell(row, column).value in ("Mục", "Số, ký hiệu", "Người ký"):
                sheet.cell(row + 1, column).value = "1.1" if sheet.cell(row, column).value == "Mục" else "12-BC/ĐU"
        sheet.delete_cols(heads[0].column)
    else:
        clerk.sheet(REGISTER).cell(5, 1).value = float("nan")
    ran = clerk.take()
    assert "hệ thống gặp lỗi" not in ran.err + ran.out and ran.code in (0, 1), ran.err
    assert "Traceback" not in ran.err
