"""`kiemdiem new`: files to fill in as text that are well formed however much of them one fills in."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.fields.form import FormField, form_fields
from schemas.fields.validation import validate
from schemas.models.kinds import CYCLE, PERSON, SINGLE_KINDS, UNIT, FileKind
from schemas.source.yaml_tree import parse
from scripts.yaml_files.skeleton import skeleton
from tests.conftest import Ran

Command = Callable[..., Ran]
KINDS = [CYCLE, UNIT, *SINGLE_KINDS, PERSON]
WARD = "submissions/2024/phuong-xa/bac-ha"


def opened(text: str) -> str:
    """Every key with its mark taken away."""
    return re.sub(r"^# ( *(?:- )?[a-z_]+:(?: |$))", r"\1", text, flags=re.MULTILINE)


def filled_in(text: str) -> str:
    """Every example in the place of its value."""
    return re.sub(r"^( *(?:- )?[a-z_]+:)  # .*Ví dụ: (.*)$", r"\1 \2", text, flags=re.MULTILINE)


def every_field(fields: tuple[FormField, ...]) -> set[tuple[str, str]]:
    """Keys with titles, at any depth; what only the program writes is not for filling in."""
    own = [field for field in fields if not field.machine_written]
    return {(field.key, field.title) for field in own}.union(*(every_field(field.fields) for field in own))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_every_key_is_there_and_its_example_is_true_to_the_model(kind: FileKind[Any]) -> None:
    text = skeleton(kind, {}).decode()
    for key, title in every_field(form_fields(kind.model)):
        assert re.search(rf"^(# )?( *)(- )?{key}:  # {re.escape(title)}\.", text, re.MULTILINE), key
    parsed = parse(filled_in(opened(text)).encode())
    model, problems = validate(parsed, kind.model)
    assert model is not None and not problems, [(p.key, p.message) for p in problems]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_opened_and_left_empty_it_only_lacks_what_is_required(kind: FileKind[Any]) -> None:
    parsed = parse(opened(skeleton(kind, {}).decode()).encode())
    assert not parsed.problems
    _, problems = validate(parsed, kind.model)
    assert {problem.rule for problem in problems} <= {"K12"}


def test_a_year_a_unit_and_its_dossier(tmp_path: Path, kiemdiem: Command) -> None:
    (tmp_path / "submissions").mkdir()

    def new(*arguments: str) -> Ran:
        return kiemdiem("tao", *arguments, "--kho", tmp_path)

    assert new("ky", "2024", "--cap-uy", "Thành ủy mẫu").code == 0
    unit = ("don-vi", "phuong-xa/bac-ha", "--ten", "Đảng bộ phường: Bắc Hà #1", "--loai", "Đảng bộ phường, xã")
    assert new(*unit).code == 0
    registered = tmp_path / WARD / "don-vi.yaml"
    officers = "can_bo:\n  - {ma: BH-01, chuc_vu: Bí thư, nguoi_dung_dau: có, dien_quan_ly: có}\n"
    registered.write_text(registered.read_text(encoding="utf-8") + officers, encoding="utf-8")
    checked = kiemdiem("kiem-tra", "--kho", tmp_path, "--thoi-diem", "2024-11-01")
    assert checked.code == 0 and "2 tệp: Không có lỗi" in checked.out
    made = new("ho-so", "bac-ha").out
    assert "ho-so.yaml" in made and "ca-nhan/BH-01.yaml" in made and "giai-trinh.yaml" not in made
    register = (tmp_path / WARD / "ho-so.yaml").read_text(encoding="utf-8")
    assert "# Báo cáo kiểm điểm" in register and "  - muc: '3.1'" in register and "nam: 2024" in register
    found = kiemdiem("kiem-tra", "--kho", tmp_path, "--thoi-diem", "2024-11-01").out
    assert {line.split("LỖI ")[1][:3] for line in found.splitlines() if "LỖI" in line} == {"K12"}


def test_what_is_there_is_left_as_it_is(tmp_path: Path, kiemdiem: Command) -> None:
    year = tmp_path / "submissions" / "2024" / "ky.yaml"
    year.parent.mkdir(parents=True)
    year.write_text("của tôi", encoding="utf-8")
    ran = kiemdiem("tao", "ky", "2024", "--cap-uy", "Thành ủy", "--kho", tmp_path)
    assert ran.code == 0 and "để nguyên" in ran.out and year.read_text(encoding="utf-8") == "của tôi"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ky", "19", "--cap-uy", "x"),
        ("ky", "2025", "--cap-uy", "x"),
        ("ky", "2023", "--cap-uy", "x", "--bo-quy-tac", "2024"),
        ("don-vi", "../../x/y", "--ten", "x", "--loai", "Đảng bộ cơ sở"),
        ("don-vi", "khoi/Hoa", "--ten", "x", "--loai", "Đảng bộ cơ sở"),
        ("ho-so", "khong-co"),
        ("ho-so", "bac-ha", "--nam", "2031"),
    ],
)
def test_wrong_names_are_told_and_write_nothing(tmp_path: Path, kiemdiem: Command, arguments: tuple[str, ...]) -> None:
    (tmp_path / "submissions").mkdir()
    if arguments[0] != "ho-so" or "--nam" in arguments:
        kiemdiem("tao", "ky", "2024", "--cap-uy", "Thành ủy", "--kho", tmp_path)
    before = sorted(tmp_path.rglob("*"))
    ran = kiemdiem("tao", *arguments, "--kho", tmp_path)
    assert ran.code == 2 and ran.err.startswith("kiemdiem: ") and "hệ thống" not in ran.err
    assert sorted(tmp_path.rglob("*")) == before
