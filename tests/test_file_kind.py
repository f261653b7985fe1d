"""A kind of file is one row: a made-up one walks through every door of a copy of the program, with no other edit."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from schemas.paths import PROGRAM

MODEL = '''"""`khen-thuong.yaml`: commendations that the unit gave (made up)."""

from schemas.fields.declaration import Day, EntryCode, Record, ShortText, declare, optional_list
from schemas.models.unit_file import UnitFile


class Commendation(Record):
    code: EntryCode = declare("ma", "Mã khen thưởng", "Mã trong quyết định.", "KT-01")
    form: ShortText = declare("hinh_thuc", "Hình thức khen", "Tên ngắn của hình thức.", "Giấy khen")
    day: Day = declare("ngay", "Ngày khen", "Ngày của quyết định.", "2024-12-01")


class Commendations(UnitFile):
    given: tuple[Commendation, ...] = optional_list("da_khen", "Đã khen", "Mỗi lần khen một dòng.", [], 50)
'''
ROW = '_single("khen-thuong", "Khen thưởng của đơn vị", Commendations, Duty.REVIEWING, SourceRole.DECISION)'
GOOD = "don_vi: bac-ha\nnam: 2024\nda_khen:\n  - ma: KT-01\n    hinh_thuc: Giấy khen\n    ngay: 2024-12-01\n"
UNIT = "submissions/2024/phuong-xa/bac-ha"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with three places changed: the model, its row, and what `luoc-do` makes of it."""
    folder = tmp_path_factory.mktemp("program")
    for part in ("schemas", "scripts", "hooks", "site", "submissions"):
        shutil.copytree(PROGRAM / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "requirements.lock"):
        shutil.copy(PROGRAM / name, folder)
    (folder / "schemas/models/commendations.py").write_text(MODEL, encoding="utf-8")
    kinds = folder / "schemas/models/kinds.py"
    text = kinds.read_text(encoding="utf-8")
    text = text.replace(
        "from schemas.models.consultations",
        "from schemas.models.commendations import Commendations\n" + "from schemas.models.consultations",
        1,
    )
    kinds.write_text(text.replace("\nFILE_KINDS:", f"\nCOMMENDATIONS = {ROW}\n\nFILE_KINDS:", 1), encoding="utf-8")
    assert run(folder, "luoc-do").returncode == 0
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "scripts.cli", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder), "KIEMDIEM_TRACE": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_check_knows_it(program: Path) -> None:
    path = program / UNIT / "khen-thuong.yaml"
    path.write_text(GOOD, encoding="utf-8")
    try:
        assert run(program, "kiem-tra", UNIT, "--thoi-diem", "2024-12-20", "--cua", "hop-nhat").returncode == 0
        path.write_text(GOOD.replace("hinh_thuc", "hinhthuc"), encoding="utf-8")
        refused = run(program, "kiem-tra", UNIT, "--thoi-diem", "2024-12-20", "--cua", "nop")
        assert refused.returncode == 1 and "khen-thuong.yaml:5" in refused.stdout and "hinh_thuc" in refused.stdout
    finally:
        path.unlink()


def test_the_workbook_has_its_sheet_and_reads_it_back(program: Path, tmp_path: Path) -> None:
    (program / UNIT / "khen-thuong.yaml").write_text(GOOD, encoding="utf-8")
    try:
        assert run(program, "excel", "mau", "bac-ha", "--ra", str(tmp_path)).returncode == 0
    finally:
        (program / UNIT / "khen-thuong.yaml").unlink()
    book = tmp_path / "bac-ha.xlsx"
    sheets = {
        sheet.title: [cell for row in sheet.iter_rows(values_only=True) for cell in row]
        for sheet in load_workbook(book)
    }
    assert "Hình thức khen" in sheets["Đã khen"] and "Giấy khen" in sheets["Đã khen"]
    taken = run(program, "excel", "nhap", str(book), "--thoi-diem", "2024-12-20")
    assert taken.returncode == 0, taken.stdout
    written = program / UNIT / "khen-thuong.yaml"
    assert "hinh_thuc: Giấy khen" in written.read_text(encoding="utf-8")
    written.unlink()


def test_a_unit_that_has_the_duty_gets_its_skeleton(program: Path) -> None:
    made = run(program, "tao", "ho-so", "dai-nai")
    assert made.returncode == 0 and "khen-thuong.yaml" in made.stdout
    text = (program / "submissions/2024/phuong-xa/dai-nai/khen-thuong.yaml").read_text(encoding="utf-8")
    assert "hinh_thuc:  # Hình thức khen." in text


def test_editors_and_the_site_know_it(program: Path, tmp_path: Path) -> None:
    assert (program / "schemas/json/khen-thuong.schema.json").is_file()
    assert "khen-thuong" in (program / ".vscode/settings.json").read_text(encoding="utf-8")
    built = run(program, "trang", "--ra", str(tmp_path / "trang"), "--thoi-diem", "2024-12-20")
    assert built.returncode == 0, built.stderr
    glossary = (tmp_path / "trang/thuat-ngu/index.html").read_text(encoding="utf-8")
    assert "Khen thưởng của đơn vị" in glossary and "Hình thức khen" in glossary
    files = (tmp_path / "trang/huong-dan/tep/index.html").read_text(encoding="utf-8")
    assert "khen-thuong.yaml" in files and "Giấy khen" in files and "Mục 9" in files


FORGOTTEN = (
    ("given: tuple[Commendation, ...] = optional_list", "given: tuple[Commendation, ...] = () #", "given"),
    ("class Commendations(UnitFile)", "class Commendations(Record)", "don_vi"),
)


@pytest.mark.parametrize(("old", "new", "named"), FORGOTTEN)
def test_what_is_forgotten_is_one_sentence(program: Path, tmp_path: Path, old: str, new: str, named: str) -> None:
    copy = tmp_path / "program"
    shutil.copytree(program, copy)
    model = copy / "schemas/models/commendations.py"
    text = model.read_text(encoding="utf-8")
    assert old in text
    model.write_text(text.replace(old, new, 1), encoding="utf-8")
    for command in (("kiem-tra", UNIT), ("excel", "mau", "bac-ha"), ("tao", "ho-so", "dai-nai")):
        ran = run(copy, *command)
        assert ran.returncode == 2 and named in ran.stderr and "Traceback" not in ran.stderr, ran.stderr
        assert len(ran.stderr.strip().splitlines()) == 1
