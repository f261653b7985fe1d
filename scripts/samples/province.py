"""A made-up province: as many base units as asked for, in blocks of a hundred, with unit dossiers or personal ones."""

from datetime import date
from pathlib import Path

from schemas.models.unit_files import registered
from scripts.samples.city import begin, unit_of, write
from scripts.samples.dossiers import dossier
from scripts.samples.registry import city_registry
from scripts.yaml_files.writer import Plain

_CYCLE: Plain = {"nam": 2024, "bo_quy_tac": "2024", "cap_uy": "Thành ủy", "nguon_thoi_gian": "Khai báo"}


def write_province(root: Path, units: int, cadres: int) -> list[Path]:
    """`units` base units: with a unit dossier each, or with `cadres` personal dossiers. The same bytes every time."""
    year, terms = begin(root, _CYCLE)
    entry = next(tree for _, tree in city_registry())
    officers = [{"ma": "P01-001", "chuc_vu": "Bí thư", "nguoi_dung_dau": "có"}]
    officers += [{"ma": f"P02-{n:03}", "chuc_vu": "Ủy viên", "dien_quan_ly": "có"} for n in range(cadres)]
    files = []
    for number in range(units):
        code = f"dv-{number:05}"
        folder = year / f"khoi-{number // 100:03}" / code
        tree = {**entry, "ma": code, "can_bo": officers}
        write(folder, "don-vi.yaml", tree)
        for name, content in dossier(registered(unit_of(tree), ""), terms, date(2024, 12, 3)).items():
            if (name == "ho-so.yaml") is not bool(cadres):
                write(folder, name, content)
                files.append(folder / name)
    return files
