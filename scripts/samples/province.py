"""A made-up province: as many base units as asked for, in blocks of a hundred, with unit dossiers or personal ones."""

from datetime import date
from pathlib import Path

from schemas import ruleset
from schemas.models.cycle import Cycle
from schemas.models.unit import Unit
from schemas.terms import Terms
from scripts.samples.dossiers import dossier, unit_files
from scripts.samples.registry import city_registry
from scripts.yaml_writing import to_yaml


def write_province(root: Path, units: int, cadres: int) -> list[Path]:
    """`units` base units: with a unit dossier each, or with `cadres` personal dossiers. The same bytes every time."""
    cycle = {"nam": 2024, "bo_quy_tac": "2024", "cap_uy": "Thành ủy", "nguon_thoi_gian": "Khai báo"}
    year = root / "submissions" / "2024"
    year.mkdir(parents=True)
    (year / "ky.yaml").write_bytes(to_yaml(dict(cycle)))
    terms = Terms(ruleset.load("2024"), Cycle.model_validate({name: str(value) for name, value in cycle.items()}))
    registered = next(tree for _, tree in city_registry())
    officers = [{"ma": "P01-001", "chuc_vu": "Bí thư", "nguoi_dung_dau": "có"}]
    officers += [{"ma": f"P02-{n:03}", "chuc_vu": "Ủy viên", "dien_quan_ly": "có"} for n in range(cadres)]
    files = []
    for number in range(units):
        code = f"dv-{number:05}"
        folder = year / f"khoi-{number // 100:03}" / code
        folder.mkdir(parents=True)
        tree = {**registered, "ma": code, "can_bo": officers}
        (folder / "don-vi.yaml").write_bytes(to_yaml(tree))
        unit = Unit.model_validate({**tree, "tu_ngay": "2024-01-01"})
        for name, content in dossier(unit_files(unit, ""), terms, date(2024, 12, 3)).items():
            if (name == "ho-so.yaml") is not bool(cadres):
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(to_yaml(content))
                files.append(folder / name)
    return files
