"""The rule set is data: quoted exactly, cited everywhere, checked on loading."""

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from schemas.fields.validation import validate
from schemas.legal.dispatch import provisions, source_lines
from schemas.models.cycle import Cycle
from schemas.models.kinds import SUGGESTIONS
from schemas.models.suggestions import Suggestions
from schemas.models.unit import Unit
from schemas.models.unit_files import Typed, registered
from schemas.paths import RULESETS
from schemas.ruleset.loader import RuleSetError, available, load
from schemas.ruleset.obligation import Obligation, obligations
from schemas.ruleset.terms import Terms
from schemas.source.yaml_tree import Parsed, parse
from schemas.vocabulary import UnitKind
from scripts.samples.review import suggestion_files
from scripts.yaml_files.writer import to_yaml

RULES = load("2024")


def test_all_wordings_of_the_checklist_stand_in_the_dispatch() -> None:
    source = "\n".join(source_lines())
    for group in RULES.checklist:
        assert group.title in source, group.title
        for item in group.items:
            assert item.title in source, item.title
            assert all(document.title in source for document in item.documents), item.code


def test_recipients_are_the_six_groups_of_the_dispatch() -> None:
    lines = [line.strip().removeprefix("- ").rstrip(";.") for line in source_lines()]
    assert [group.title in lines for group in RULES.recipients] == [True] * 6


def test_every_citation_exists() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (RULESETS / "2024").glob("*.yaml"))
    cited = set(re.findall(r"cv1375#([a-z0-9-]+)", text))
    assert cited <= set(provisions()) and len(cited) > 20


def test_the_dates_of_the_dispatch() -> None:
    for deadline in RULES.deadlines.values():
        sentence = provisions()[deadline.source.removeprefix("cv1375#")]
        shown = f"{deadline.before:%d/%m}" if deadline.yearly else f"{deadline.before:%d/%m/%Y}"
        assert shown in sentence


def test_the_whole_annex_is_there() -> None:
    annex = [f"1.{n}" for n in range(1, 7)] + [f"2.{n}" for n in range(1, 4)] + [f"3.{n}" for n in range(1, 8)]
    assert [code for code in RULES.items() if "." in code] == annex


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("thoi-han.yaml", "truoc_ngay: 2024-12-05", "truoc_ngay: 05/12/2024", "thoi-han.yaml:12:17"),
        ("thoi-han.yaml", "  - ma: co-so\n", "  - ma: coso\n", "thời hạn “co-so” không có"),
        ("chinh-sach.yaml", "gia_tri: chi-muc-tot", "gia_tri: chi-muc-tott", "cách hiểu không có"),
        ("danh-muc.yaml", "chính sách han-nhom-1-2", "chính sách han-nhom", "chính sách “han-nhom” không có"),
        ("danh-muc.yaml", 'gom_muc: ["2.2", "2.3"]', 'gom_muc: ["2.2", "2.9"]', "mục 2.9 không có"),
        ("chinh-sach.yaml", "  - ma: van-ban-gop\n", "  - ma: van-ban-gopp\n", "thiếu chính sách “van-ban-gop”"),
        ("danh-muc.yaml", 'theo_nhom: "1"', 'theo_nhom: "9"', "nhóm “9” không có"),
        ("danh-muc.yaml", "ten_ngan: Biên bản\n", "ten_ngann: Biên bản\n", "ten_ngan"),
        ("kinh-gui.yaml", "  - loai: Chi bộ cơ sở\n    nhom: 6\n    hoan_thanh: co-so\n", "", "Chi bộ cơ sở"),
        ("mau.yaml", "mau:\n", "mau: [\n", "mau.yaml:"),
    ],
)
def test_a_bad_rule_set_is_a_clear_error(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    shutil.copytree(RULESETS / "2024", tmp_path / "2024")
    path = tmp_path / "2024" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleSetError, match=re.escape(said)):
        load("2024", tmp_path)


def test_an_unknown_or_incomplete_rule_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleSetError, match="1999"):
        load("1999")
    shutil.copytree(RULESETS / "2024", tmp_path / "2024")
    (tmp_path / "2024" / "mau.yaml").unlink()
    with pytest.raises(RuleSetError, match=r"mau\.yaml"):
        load("2024", tmp_path)
    assert "2024" in available()


def owed(kind: UnitKind, suggested: str | None = None) -> list[Obligation]:
    officers = [{"ma": "A1-01", "chuc_vu": "Bí thư", "dien_quan_ly": "có"}]
    unit = Unit.model_validate({"ma": "mau", "ten": "Mẫu", "loai": kind.value, "can_bo": officers})
    cycle = Cycle.model_validate({"nam": "2024", "bo_quy_tac": "2024", "cap_uy": "Thành ủy"})
    terms = Terms(RULES, cycle)
    files = registered(unit, "submissions/2024/k/mau")
    if suggested:
        register, _ = suggestion_files(unit, terms, (suggested,), date(2024, 12, 1))
        model, _ = validate(parse(to_yaml(register)), Suggestions)
        assert model
        files = files._replace(held={SUGGESTIONS.name: {"": Typed("goi-y.yaml", Parsed(None, None, ()), model)}})
    return list(obligations(files, terms))


def columns(kind: UnitKind, suggested: str | None = None) -> list[str]:
    return list(Counter(o.column for o in owed(kind, suggested) if o.applies))


@pytest.mark.parametrize(
    ("kind", "items"),
    [
        (UnitKind.WARD_PARTY_COMMITTEE, ["3.1", "3.3", "3.5", "3.6", "2.2", "2.3"]),
        (UnitKind.BASE_PARTY_COMMITTEE, ["3.1", "3.3", "3.5", "3.6"]),
        (UnitKind.BASE_PARTY_CELL, ["3.1", "3.3", "3.5", "3.6"]),
        (UnitKind.PEOPLES_COUNCIL, ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3"]),
        (UnitKind.PEOPLES_COMMITTEE, ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3"]),
        (UnitKind.STANDING_COMMITTEE, ["1.1", "1.2", "1.3", "1.4", "1.5"]),
        (UnitKind.ADVISORY_BODY, []),
        (UnitKind.OFFICE, []),
    ],
)
def test_who_owes_what(kind: UnitKind, items: list[str]) -> None:
    assert columns(kind) == items


@pytest.mark.parametrize(
    ("kind", "target", "item"),
    [(UnitKind.BASE_PARTY_CELL, "tap-the", "3.2"), (UnitKind.STANDING_COMMITTEE, "A1-01", "1.6")],
)
def test_a_suggestion_adds_an_item(kind: UnitKind, target: str, item: str) -> None:
    assert item not in columns(kind)
    assert item in columns(kind, suggested=target)


def test_copies() -> None:
    annex = {o.item.code: o.copies for o in owed(UnitKind.STANDING_COMMITTEE) if o.person}
    assert annex == {"1.1": 2, "1.2": 3, "1.3": 2, "1.4": 2, "1.5": 2, "1.6": 2}
    via_3_6 = {o.item.code: o.copies for o in owed(UnitKind.BASE_PARTY_CELL) if o.person}
    assert via_3_6 == {"1.1": 1, "1.2": 3, "1.3": 1, "1.4": 1, "1.5": 1, "1.6": 1}


def test_a_base_cell_files_no_6b() -> None:
    forms = {kind: [code for o in owed(kind) if o.column == "3.5" for code in o.documents] for kind in UnitKind}
    assert "bieu-6b" in forms[UnitKind.BASE_PARTY_COMMITTEE]
    assert "bieu-6b" not in forms[UnitKind.BASE_PARTY_CELL]
    assert not any("6c" in code for code in forms[UnitKind.BASE_PARTY_COMMITTEE])


def test_a_table_that_sums_what_it_has_not_is_a_clear_error(tmp_path: Path) -> None:
    shutil.copytree(RULESETS / "2024", tmp_path / "2024")
    path = tmp_path / "2024" / "bieu.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cong: [dau-ky, tang]", "cong: [dau-ky, tangg]"), encoding="utf-8")
    with pytest.raises(RuleSetError, match="biểu thong-ke không có dòng hay cột “tangg”"):
        _ = load("2024", tmp_path).tables


@pytest.mark.parametrize("code", available())
def test_every_file_of_every_rule_set_loads(code: str) -> None:
    ruleset = load(code)
    assert ruleset.tables and ruleset.procedure.invited and ruleset.frame.criteria


def test_a_rule_set_is_known_by_its_folder_and_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the rule sets may change while the program runs; the answer must be the new folder's."""
    shutil.copytree(RULESETS / "2024", tmp_path / "2024")
    path = tmp_path / "2024" / "thoi-han.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-12-05", "2024-12-04"), encoding="utf-8")
    shipped = load("2024").deadlines["co-so"].before
    monkeypatch.setattr("schemas.paths.RULESETS", tmp_path)
    assert load("2024").deadlines["co-so"].before < shipped
    monkeypatch.undo()
    assert load("2024").deadlines["co-so"].before == shipped
