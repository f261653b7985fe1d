"""The centre's workbook: complete, checkable by its own formulas, the same bytes again, and no text ever a formula."""

import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from schemas.models.ratings import Group
from schemas.ruleset.loader import load
from schemas.ruleset.quota import ceiling
from schemas.vocabulary import ObjectKind
from scripts.excel.centre.printed_workbook import PrintedColumn, PrintedRow, PrintedSheet, PrintedWorkbook, write
from scripts.excel.centre.rating_sheets import ceiling_formula
from scripts.progress.quotas import BASE, ROUNDING
from tests.conftest import City, Ran

Command = Callable[..., Ran]
Cells = dict[tuple[str, str], object]
NOW = "2024-12-10"


def synthesis(city: City, kiemdiem: Command, path: Path) -> openpyxl.Workbook:
    ran = kiemdiem("excel", "tong-hop", "--kho", city.root, "--thoi-diem", NOW, "--ra", path)
    assert ran.code == 0, ran
    return openpyxl.load_workbook(path, data_only=True)


def calculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice calculates it: with the values that we stored taken out first."""
    bare = folder / "tinh-lai.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            target.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", source.read(name)))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/ho-so", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "ra", bare], check=True, capture_output=True, timeout=180)
    return folder / "ra" / bare.name


def numbers(path: Path) -> Cells:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): round(cell.value, 9)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }


def texts(book: openpyxl.Workbook, name: str) -> str:
    return " | ".join(
        str(value) for row in book[name].iter_rows(values_only=True) for value in row if value is not None
    )


def test_every_list_of_the_centre_is_there(city: City, kiemdiem: Command, tmp_path: Path) -> None:
    book = synthesis(city, kiemdiem, tmp_path / "th.xlsx")
    wanted = {
        "Tổng quan",
        "2.3 Cán bộ diện quản lý",
        "Xếp loại theo nhóm",
        "Trần 20%",
        "Tiến độ",
        "Chậm, quá hạn",
        "Gợi ý, giải trình",
        "Khắc phục",
        "Từng hạn chế",
    }
    wanted |= {f"Biểu {code}" for code in ("6A", "6B", "6D", "6E", "6E1", "6F")}
    assert wanted <= set(book.sheetnames) and "Biểu 6C" not in book.sheetnames
    for sheet in book.worksheets:
        said = texts(book, sheet.title)
        assert "Thời điểm nộp lấy theo ngày đơn vị khai." in said and "=False" not in said
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in said and "THÀNH ỦY HÀ TĨNH" in said and "DỮ LIỆU MẪU" in said
        assert {c.font.name for row in sheet.iter_rows() for c in row if c.value is not None} == {"Times New Roman"}
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4 and sheet.freeze_panes
    assert "NGƯỜI LẬP BIỂU" in texts(book, "Biểu 6F") and "Bố cục tạm" in texts(book, "Biểu 6A")


def test_what_is_missing_is_named_and_never_counted_as_nought(city: City, kiemdiem: Command, tmp_path: Path) -> None:
    before = texts(synthesis(city, kiemdiem, tmp_path / "a.xlsx"), "Biểu 6F")
    assert "Đảng bộ phường Bắc Hà" not in before and "Cộng 7 trong 23 đơn vị" in before
    for name in ("xep-loai", "bieu/6f"):
        city.path(f"bac-ha/{name}.yaml").unlink()
    after = texts(synthesis(city, kiemdiem, tmp_path / "b.xlsx"), "Biểu 6F")
    assert "Cộng 6 trong 23 đơn vị" in after and "Đảng bộ phường Bắc Hà" in after


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_its_formulas_give_what_it_says(city: City, kiemdiem: Command, tmp_path: Path) -> None:
    path = tmp_path / "th.xlsx"
    synthesis(city, kiemdiem, path)
    formulas = sum(
        cell.data_type == "f"
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
    )
    assert formulas > 250
    assert numbers(calculated(path, tmp_path)) == numbers(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_ceiling_in_a_cell_is_the_ceiling_of_the_rules(tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311  a chosen seed
    policies = load("2024").policies
    rows: list[PrintedRow] = []
    for base in policies[BASE].readings:
        for rounding in policies[ROUNDING].readings:
            for _ in range(60):
                levels = [chance.choice((0, 1, 4, 5, 7, chance.randrange(400))) for _ in range(4)]
                counts = dict(zip(("xuat_sac", "tot", "hoan_thanh", "khong_hoan_thanh"), map(str, levels), strict=True))
                head = {"ten": "thử", "doi_tuong": ObjectKind.PARTY_MEMBER.value, "chua_xep_loai": "0"}
                limit = ceiling(Group.model_validate({**head, **counts}), base, rounding)
                rows.append((base, rounding, "", "", *levels, ceiling_formula(base, rounding, limit)))
    assert len(rows) >= 9 * 60
    columns = tuple(PrintedColumn(letter) for letter in "ABCDEFGHI")
    path = tmp_path / "tran.xlsx"
    write(
        PrintedWorkbook("Thành ủy mẫu", "thử", datetime(2024, 12, 10), [PrintedSheet("Trần", "Thử", columns, rows)]),
        path,
    )
    assert numbers(calculated(path, tmp_path)) == numbers(path)


def test_no_text_becomes_a_formula(city: City, kiemdiem: Command, tmp_path: Path) -> None:
    city.edit("bac-ha/don-vi.yaml", "ten: Đảng bộ phường Bắc Hà", 'ten: \'=HYPERLINK("x";"Bắc Hà")\'')
    city.edit("bac-ha/khac-phuc.yaml", "bien_phap: ", "bien_phap: '+cmd|x' #")
    path = tmp_path / "th.xlsx"
    synthesis(city, kiemdiem, path)
    cells = [
        cell
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith(("=HYPER", "+cmd"))
    ]
    assert len(cells) > 10 and {str(cell.value)[:4] for cell in cells} == {"=HYP", "+cmd"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_the_same_state_gives_the_same_bytes(city: City, kiemdiem: Command, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        synthesis(city, kiemdiem, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_year_that_is_not_there_and_a_place_that_cannot_be_written(
    city: City, kiemdiem: Command, tmp_path: Path
) -> None:
    ran = kiemdiem("excel", "tong-hop", "--kho", city.root, "--nam", "2031")
    assert ran.code == 2 and "2031" in ran.err and "2024" in ran.err
    ran = kiemdiem("excel", "tong-hop", "--kho", city.root, "--ra", tmp_path / "khong-co" / "th.xlsx")
    assert (
        ran.code == 2
        and "khong-co" in ran.err
        and "hệ thống gặp lỗi" not in ran.err
        and not list(tmp_path.glob("*.xlsx"))
    )
