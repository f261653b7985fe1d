"""Nothing that cannot be seen gets in, nothing that may not be repeated gets out, whatever way it is written."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.finding import Finding, Severity, Turn
from schemas.source.text import MAX_NOTES
from schemas.source.yaml_tree import parse
from schemas.visible_text import oddity, printable, private_kind, sayable, without_private
from scripts.check.result import CheckResult
from scripts.output.ci_formats import CI_FORMATS
from scripts.output.findings import as_json, as_text
from tests.conftest import City
from tests.test_pre_receive import FOLDER, Unit, put, rules, seed, unit

__all__ = ["seed", "unit"]

VIETNAMESE = "".join(
    unicodedata.normalize("NFC", letter + hat + tone)
    for letter in "aeiouyAEIOUY"
    for hat in ("", "\u0302", "\u0306", "\u031b")
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)
HIDDEN = [
    *"\x00\x07\x1b\x7f\x80\x9b\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u2000\u2003\u200b\u200d\u200e\u2028\u2029",
    *"\u202a\u202e\u2060\u2065\u2066\u2069\u206f\u2800\u3000\u3164\ufe00\ufe0f\ufeff\uffa0\ufff9\ufffc\ufffd\ufffe\uffff",
    *"\ue000\U000e0001\U000e0041\U000e01ef\U0001d173\U0001bca0\U000f0000\U0010ffff\u0378",
]
TWINS = list("ÐðƉɖıаеоАВЕНΑοα٠０Ａ𝐀ⅷΚ")


def test_vietnamese_and_its_signs_are_as_they_seem() -> None:
    letters = "".join(c for c in VIETNAMESE if not unicodedata.combining(c))
    assert oddity(f"{letters}đĐ “…” – — ‘x’ 5 m² 30° § • → ✓ Müller, naïve, 50 %\tx\n") is None


@pytest.mark.parametrize("character", HIDDEN, ids=lambda c: f"U+{ord(c):04X}")
@pytest.mark.parametrize("place", ["value", "key", "escape", "escaped key", "comment", "list"])
def test_a_hidden_character_is_refused_wherever_it_stands(character: str, place: str) -> None:
    escape = f"\\U{ord(character):08x}"
    text = {
        "value": f"a: x{character}y\n",
        "key": f"x{character}y: a\n",
        "escape": f'a: "x{escape}y"\n',
        "escaped key": f'"x{escape}y": a\n',
        "comment": f"# x{character}y\na: b\n",
        "list": f'a: ["x{escape}y"]\n',
    }[place]
    found = [problem.rule for problem in parse(text.encode(errors="surrogatepass")).problems]
    assert found in (["K10"], ["K03"]), found
    assert printable(f"x{character}y") == "x?y"


@pytest.mark.parametrize("character", TWINS, ids=lambda c: f"U+{ord(c):04X}")
@pytest.mark.parametrize("form", ["x%sy", '"x\\U%08xy"'])
def test_a_letter_that_looks_like_another_is_told(character: str, form: str) -> None:
    value = form % (character if "%s" in form else ord(character))
    assert [problem.rule for problem in parse(f"a: {value}\n".encode()).problems] == ["K23"]


def test_a_text_of_one_line_has_one(city: City) -> None:
    city.edit("bac-ha/don-vi.yaml", "ten: ", 'ten: "hai\\ndòng" # ')
    assert "K13" in city.rules("bac-ha")


def test_notes_are_no_archive(city: City) -> None:
    notes = "# YWJjZGVmZ2hpamtsbW5vcA\n" * (MAX_NOTES // 20)
    city.edit("bac-ha/ho-so.yaml", "# Dữ liệu mẫu", f"# Dữ liệu mẫu\n{notes}")
    assert "K02" in city.rules("bac-ha")


def test_a_number_over_two_notes_is_one_number(city: City) -> None:
    city.edit("bac-ha/ho-so.yaml", "# Dữ liệu mẫu", "# gọi 0912\n# 345\n# 678")
    assert city.rules("bac-ha") == ["R44"]
    city.edit("bac-ha/ho-so.yaml", "# gọi 0912\n# 345\n# 678", "# Dữ liệu mẫu\n# " + "A" * 300)
    assert city.rules("bac-ha") == ["R44"]


PRIVATE = [
    "0912345678",
    "0912 345 678",
    "+84 912-345-678",
    "0912_345_678",
    "0912|345|678",
    "0912:345:678",
    "O912345678",
    "０９１２３４５６７８",
    "⁰⁹¹²³⁴⁵⁶⁷⁸",
    "09\u200b12\u200b\u200b\u200b\u200b345\u2060678",
    "0\u03369\u03361\u03362345678",
    "042099001234",
    "04 2099 001234",
    "CCCD 42099001",
    "nguoi@don-vi.vn",
    "nguoi (at) don-vi . vn",
]
HARMLESS = [
    "2024-12-03",
    "03/12/2024, 05/12/2024",
    "08:30:00 - 11:30:00",
    "2024-12-03T08:00:00+07:00",
    "số 1375-CV/Th.U, ngày 14/11/2024",
    "mục 3.1, 3.2, 3.3, 3.4, 3.5, 3.6",
    "40/200",
    "1.234.567.890 đồng",
    "thu ngân sách 123.456.789.012 đồng",
    "3.000.000.000.000",
    "84.912.345.678 đồng",
    "làm căn cước cho 125.000 người",
    "sk-ssh-ed25519@openssh.com",
]


@pytest.mark.parametrize("private", PRIVATE)
def test_private_values_are_seen_as_a_reader_sees_them_and_not_repeated(private: str) -> None:
    assert private_kind(f"gọi {private} nhé") is not None
    assert without_private(f"gọi {private} nhé") == "gọi … nhé"


@pytest.mark.parametrize("text", HARMLESS)
def test_days_numbers_of_papers_and_times_are_not_private(text: str) -> None:
    assert private_kind(text) is None and without_private(text) == text


@given(st.text(max_size=60))
def test_what_is_said_prints_on_one_line_and_says_it_the_same_twice(text: str) -> None:
    said = sayable(text)
    assert (said.isprintable() and oddity(said) is None) or oddity(said).rule in ("K09", "K23")  # type: ignore[union-attr]
    assert sayable(said) == said


KEYS = [
    "042099001234",
    "CCCD 042099001234 Nguyễn Văn An",
    "Nguyễn Văn An",
    "a@b.vn",
    '"\\n::stop-commands::zz\\nĐã kiểm tra 9 tệp: Không có lỗi."',
    '"\\e]0;pwn\\a"',
    '"x\\u202ey"',
    '"::error::x"',
    "<script>alert(1)</script>",
    "![x](http://x)",
    "x" * 300,
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("place", ["top", "inner", "twice"])
def test_a_key_that_somebody_typed_is_not_repeated(city: City, key: str, place: str) -> None:
    text = {"top": f"{key}: x\n", "inner": f"nhom:\n  - {key}: x\n", "twice": f"{key}: x\n{key}: y\n"}[place]
    city.write("bac-ha/xep-loai.yaml", f"don_vi: bac-ha\nnam: 2024\n{text}")
    found = [finding for finding in city.findings("bac-ha") if finding.path.endswith("xep-loai.yaml")]
    assert found
    result = CheckResult("0", [], 1, found)
    faces = [as_text(result, lambda _: None), as_json(result), *(face(result, "") for face in CI_FORMATS.values())]
    unsaid = ("042099001234", "Văn An", "a@b.vn", "stop-commands", "<script", "http://x", "\x1b", "\u202e", "x" * 60)
    for face in faces:
        for part in unsaid:
            assert part not in face.replace("\\u001b", "\x1b"), (part, face)
        assert "::error::x" not in face


def test_a_finding_is_clean_by_whichever_way_it_is_made() -> None:
    dirty = "x\x1b[2J\n::error::\u202e 0912345678"
    made = Finding(dirty, 1, 1, "K11", Severity.ERROR, Turn.UNIT, dirty, dirty, dirty, "quy-tac/K11/")
    for finding in (
        made,
        made._replace(message=dirty),
        Finding.from_row(json.loads(json.dumps([*made[:7], dirty, *made[8:]]))),
        Finding._make(made),
    ):
        said = " ".join(map(str, finding))
        assert said.isprintable() and "0912345678" not in said
        assert type(finding) is Finding


def test_a_file_named_after_a_number_is_refused_without_it(unit: Unit) -> None:
    put(unit.root / FOLDER / "ca-nhan" / "042099001234.yaml", b"a: 1\n")
    unit.commit()
    refusal = unit.push()
    assert "R44" in rules(refusal) and "042099001234" not in refusal


def test_no_code_of_ours_cuts_what_git_writes_by_unicodes_notion_of_a_line() -> None:
    """`str.splitlines` and a bare `split` or `strip` also cut at U+2028, U+0085 or U+3000, which names may hold."""
    import ast

    root = Path(__file__).parents[1]
    modules = [
        path
        for room in ("scripts", "hooks")
        for path in (root / room).rglob("*.py")
        if "ledger import git" in path.read_text(encoding="utf-8")
        or path.is_relative_to(root / "scripts/ledger")
        or path.is_relative_to(root / "scripts/gate")
        or path.is_relative_to(root / "hooks")
    ]
    assert len(modules) > 30
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                bare = node.func.attr in ("split", "strip", "rstrip", "lstrip") and not node.args
                assert node.func.attr != "splitlines" and not bare, f"{path}:{node.lineno}"
