"""YAML → workbook → YAML is the identity, for every kind of file, also after LibreOffice saved the workbook."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas.fields.validation import validate
from schemas.models.cycle import Cycle
from schemas.models.kinds import PERSON, SINGLE_KINDS, TABLE, UNIT, FileKind
from schemas.models.unit import Unit
from schemas.models.unit_files import Typed, UnitFiles, registered
from schemas.ruleset.loader import load
from schemas.ruleset.terms import Terms
from schemas.source.yaml_tree import parse
from scripts.excel.unit.parse_result import ParseResult
from scripts.excel.unit.parser import read_workbook
from scripts.excel.unit.prefill import contents
from scripts.excel.unit.rows import without_empties
from scripts.excel.unit.sheet_reader import open_sheets
from scripts.excel.unit.workbook import Contents
from scripts.excel.unit.writer import write
from scripts.yaml_files.writer import to_yaml
from tests.trees import trees

TERMS = Terms(load("2024"), Cycle.model_validate({"nam": 2024, "bo_quy_tac": "2024", "cap_uy": "Cấp ủy mẫu"}))
WARD = Unit.model_validate(
    {
        "ma": "phuong-thu",
        "ten": "Đảng bộ phường thử",
        "loai": "Đảng bộ phường, xã",
        "can_bo": [{"ma": "PT-01", "chuc_vu": "Bí thư", "dien_quan_ly": "có"}],
    }
)


QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A workbook takes a tenth of a second: looking for the smallest failing one would take many minutes."""


def holding(kind: FileKind[Any], name: str, tree: dict[str, Any]) -> UnitFiles:
    """A ward whose one file is this one."""
    parsed = parse(to_yaml(tree, sample=False))
    model, problems = validate(parsed, kind.model)
    assert model is not None, (tree, problems)
    typed: Typed[Any] = Typed(f"x/{kind.name}.yaml", parsed, model)
    ward = registered(WARD, "x")
    return ward._replace(unit=typed if kind is UNIT else ward.unit, held={kind.name: {name: typed}})


def read_back(made: Contents, data: bytes | None = None) -> ParseResult:
    found = read_workbook(open_sheets(data if data is not None else write(made)), TERMS.ruleset.tables)
    assert found.remarks == [], found.remarks
    return found


def as_text(tree: Any) -> Any:
    """A tree as a YAML file says it, without what says nothing, and without its header."""
    plain = without_empties(parse(to_yaml(tree, sample=False)).tree)
    return {key: value for key, value in plain.items() if key not in ("don_vi", "nam", "bieu")}


@pytest.mark.parametrize("kind", [UNIT, *SINGLE_KINDS, PERSON], ids=lambda kind: str(kind.name))
def test_every_kind_survives_the_workbook(kind: FileKind[Any]) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=QUICK)
    @given(trees(kind))
    def survives(tree: dict[str, Any]) -> None:
        name = tree["ma"] if kind is PERSON else ""
        found = read_back(contents(holding(kind, name, tree), TERMS, centre=True))
        expected = as_text(tree)
        got = as_text(found.trees[kind, name]) if (kind, name) in found.trees else {}
        assert got == expected

    survives()


@settings(max_examples=25, deadline=None, phases=QUICK)
@given(st.data())
def test_every_table_survives_the_workbook(data: st.DataObject) -> None:
    form = TERMS.ruleset.tables[data.draw(st.sampled_from(sorted(TERMS.ruleset.tables)))]
    rows = st.sampled_from([*form.row_codes(), "dong-la"])
    columns = st.sampled_from([*form.column_codes(), "cot-la"])
    cells = st.dictionaries(columns, st.integers(0, 100_000).map(str), min_size=1, max_size=4)
    numbers = data.draw(st.dictionaries(rows, cells, min_size=1, max_size=4))
    tree = {"don_vi": WARD.code, "nam": "2024", "bieu": form.code, "so_lieu": numbers, "ghi_chu": "thử"}
    found = read_back(contents(holding(TABLE, form.code, tree), TERMS))
    assert as_text(found.trees[TABLE, form.code]) == as_text(tree)


def test_an_untouched_template_answers_nothing() -> None:
    for kind in TERMS.ruleset.kinds:
        unit = WARD.model_copy(update={"kind": kind})
        assert read_back(contents(registered(unit, "x"), TERMS)).trees == {}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_saves_and_prints_it(tmp_path: Path) -> None:
    tree = {
        "don_vi": "phuong-thu",
        "nam": "2024",
        "nguoi_chiu_trach_nhiem": "PT-01",
        "co_khieu_nai": "không",
        "thanh_phan": [
            {
                "muc": "3.1",
                "so_ky_hieu": "=1+1",
                "ngay_ban_hanh": "2024-12-02",
                "ngay_nop": "2024-12-03",
                "nguoi_ky": "  Bí thư",
                "so_ban": "2",
                "can_cu": ["124-QĐ/TW", "25-HD/BTCTW"],
            }
        ],
    }
    made = contents(holding(SINGLE_KINDS[0], "", tree), TERMS)
    (tmp_path / "mau.xlsx").write_bytes(write(made))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/ho-so", "--headless", "--convert-to"]
    for suffix in ("xlsx", "pdf"):
        subprocess.run(
            [*command, suffix, "--outdir", str(tmp_path / "ra"), str(tmp_path / "mau.xlsx")],
            check=True,
            capture_output=True,
            timeout=180,
        )
    found = read_back(made, (tmp_path / "ra" / "mau.xlsx").read_bytes())
    assert as_text(found.trees[SINGLE_KINDS[0], ""]) == as_text(tree)
    assert (tmp_path / "ra" / "mau.pdf").stat().st_size > 20_000
    untouched = contents(registered(WARD, "x"), TERMS)
    (tmp_path / "mau.xlsx").write_bytes(write(untouched))
    subprocess.run(
        [*command, "xlsx", "--outdir", str(tmp_path / "ra"), str(tmp_path / "mau.xlsx")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert read_back(untouched, (tmp_path / "ra" / "mau.xlsx").read_bytes()).trees == {}


def test_the_same_contents_give_the_same_bytes() -> None:
    made = contents(registered(WARD, "x"), TERMS)
    assert write(made) == write(made)
