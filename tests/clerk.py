"""Somebody of a unit's office, who fills in a workbook with a spreadsheet program."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import City, Ran

Command = Callable[..., Ran]
UNIT = "dai-nai"
REGISTER = "Thành phần hồ sơ"


class Clerk:
    """Somebody with a template, a spreadsheet program and the command."""

    def __init__(self, city: City, folder: Path, kiemdiem: Command, unit: str = UNIT) -> None:
        self.city, self.folder, self.run, self.unit = city, folder, kiemdiem, unit
        assert kiemdiem("excel", "mau", unit, "--ra", folder, "--kho", city.root).code == 0
        self.path = folder / f"{unit}.xlsx"
        self.book = openpyxl.load_workbook(self.path)

    def sheet(self, name: str) -> Worksheet:
        sheet = self.book[name]
        assert isinstance(sheet, Worksheet)
        return sheet

    def single(self, section: str, title: str, value: Any) -> None:
        """Fill in a line of the first sheet."""
        sheet = self.sheet("Thông tin chung")
        inside = False
        for row in range(1, sheet.max_row + 1):
            label = sheet.cell(row, 1).value
            inside = label == section or (inside and label is not None)
            if inside and label == title:
                sheet.cell(row, 2).value = value
                return
        raise AssertionError(title)

    def column(self, name: str, title: str) -> int:
        sheet = self.sheet(name)
        return next(c for c in range(1, 40) if sheet.cell(4, c).value == title)

    def put(self, name: str, row: int, **values: Any) -> None:
        for title, value in values.items():
            cell = self.sheet(name).cell(row, self.column(name, title.replace("_", " ")))
            cell.value = value

    def take(self, *more: str) -> Ran:
        self.book.save(self.path)
        return self.run("excel", "nhap", self.path, "--kho", self.city.root, "--thoi-diem", "2024-12-20", *more)

    def written(self, name: str) -> str:
        return (self.city.path(f"{self.unit}/don-vi.yaml").parent / name).read_text(encoding="utf-8")

    def files(self) -> set[str]:
        folder = self.city.path(f"{self.unit}/don-vi.yaml").parent
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def paper(clerk: Clerk, row: int = 5, /, **other: Any) -> None:
    values: dict[str, object] = {
        "Số,_ký_hiệu": "12-BC/ĐU",
        "Ngày_ban_hành": "02/12/2024",
        "Ngày_nộp": "03/12/2024",
        "Người_ký": "Bí thư",
        "Số_bản": 1,
        "Mẫu": "01",
        "Căn_cứ": "124-QĐ/TW\n25-HD/BTCTW; 31-QĐ/TU\n08-HD/ThU",
    }
    clerk.put(REGISTER, row, **(values | other))


def start(clerk: Clerk) -> None:
    """What `ho-so.yaml` asks for besides its papers."""
    lines = clerk.city.path(f"{clerk.unit}/don-vi.yaml").read_text("utf-8").splitlines()
    head = next(line.split(": ")[1] for line in lines if "- ma: P" in line)
    clerk.single("Sổ hồ sơ của đơn vị", "Người chịu trách nhiệm", head)
