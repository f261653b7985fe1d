"""Messages of the schema gate: named by title, mended by example, one finding a slip."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.fields.validation import validate
from schemas.models.dossier import Dossier
from schemas.models.json_schema import json_schema
from schemas.models.kinds import FILE_KINDS, FileKind
from schemas.models.unit import Unit
from schemas.source.text import Problem
from schemas.source.yaml_tree import Parsed, parse

GOOD = "don_vi: bac-ha\nnam: 2024\nnguoi_chiu_trach_nhiem: P01-01\n"
ENTRY = (
    "thanh_phan:\n  - muc: 3.1\n    ngay_ban_hanh: 2024-12-02\n    ngay_nop: 2024-12-03\n"
    "    nguoi_ky: Bí thư\n    so_ban: 1\n"
)


def problems(text: str) -> tuple[Problem, ...]:
    return validate(parse(text.encode()), Dossier)[1]


def test_an_unquoted_item_number_is_an_item_number() -> None:
    dossier, found = validate(parse((GOOD + ENTRY).encode()), Dossier)
    assert not found and dossier is not None and dossier.entries[0].item == "3.1"


@pytest.mark.parametrize(
    ("text", "rule", "place", "message", "fix"),
    [
        (
            GOOD.replace("nam:", "namm:"),
            "K11",
            (2, 1),
            "Không có khóa `namm` ở đây.",
            "có phải ý là `nam`? Sửa lại tên khóa.",
        ),
        (
            GOOD + "CoKhieuNai: có\n",
            "K11",
            (4, 1),
            "Không có khóa `CoKhieuNai` ở đây.",
            "có phải ý là `co_khieu_nai`? Sửa lại tên khóa.",
        ),
        (GOOD + "xyz: 1\n", "K11", (4, 1), "Không có khóa `xyz` ở đây.", "xóa dòng này; xem các khóa được phép ở mẫu"),
        (GOOD.replace("nam: 2024\n", ""), "K12", (1, 1), "Thiếu “Năm” (`nam`).", "thêm dòng này; ví dụ `nam: 2024`"),
        (GOOD.replace("nam: 2024", "nam:"), "K12", (2, 1), "Thiếu “Năm” (`nam`).", "thêm dòng này; ví dụ `nam: 2024`"),
        (
            GOOD.replace("2024", "1.200"),
            "K13",
            (2, 6),
            "“Năm”: phải là số nguyên viết bằng chữ số, ví dụ 12.",
            "ví dụ `nam: 2024`",
        ),
        (
            GOOD.replace("2024", "02024"),
            "K13",
            (2, 6),
            "“Năm”: phải là số nguyên viết bằng chữ số, ví dụ 12.",
            "ví dụ `nam: 2024`",
        ),
        (GOOD.replace("2024", "1945"), "K13", (2, 6), "“Năm”: nhỏ nhất là 2000.", "ví dụ `nam: 2024`"),
        (
            GOOD + "co_khieu_nai: no\n",
            "K13",
            (4, 15),
            "“Có khiếu nại, kiến nghị”: chỉ ghi “có” hoặc “không”.",
            "ghi `co_khieu_nai: không`",
        ),
        (
            GOOD + "hoan_thanh:\n  kiem_diem: 5/12/2024\n",
            "K13",
            (5, 14),
            "“Kiểm điểm”: ngày viết theo thứ tự năm-tháng-ngày.",
            "ghi `kiem_diem: 2024-12-05`",
        ),
        (
            GOOD + "hoan_thanh:\n  kiem_diem: cuối tháng\n",
            "K13",
            (5, 14),
            "“Kiểm điểm”: ngày viết theo thứ tự năm-tháng-ngày.",
            "ví dụ `kiem_diem: 2024-12-01`",
        ),
        (
            GOOD + "hoan_thanh:\n  kiem_diem: 45/13/2024\n",
            "K13",
            (5, 14),
            "“Kiểm điểm”: không có ngày này trong lịch.",
            "ví dụ `kiem_diem: 2024-12-01`",
        ),
        (
            GOOD + "hoan_thanh:\n  kiem_diem: 2024-02-30\n",
            "K13",
            (5, 14),
            "“Kiểm điểm”: không có ngày này trong lịch.",
            "ví dụ `kiem_diem: 2024-12-01`",
        ),
        (
            GOOD + "hoan_thanh: xong\n",
            "K13",
            (4, 13),
            "“Ngày hoàn thành”: phải là một nhóm khóa thụt vào trong.",
            "xem mẫu của loại tệp này",
        ),
        (
            GOOD + "thanh_phan: 3.1\n",
            "K13",
            (4, 13),
            "“Thành phần hồ sơ”: phải là danh sách, mỗi dòng bắt đầu bằng dấu `-`.",
            "xem mẫu của loại tệp này",
        ),
        (
            GOOD + "ghi_chu: " + "a" * 121,
            "K13",
            (4, 10),
            "“Ghi chú”: dài quá 120.",
            "rút gọn; kho chỉ ghi sổ, không chép nội dung văn bản",
        ),
        (
            GOOD + ENTRY + "    do_mat: khong\n",
            "K13",
            (10, 13),
            "“Độ mật”: không có trong danh mục.",
            "có phải ý là “Không”? Các giá trị được dùng: “Không”; “Mật”; “Tối mật”; “Tuyệt mật”",
        ),
    ],
)
def test_messages(text: str, rule: str, place: tuple[int, int], message: str, fix: str) -> None:
    assert [(p.rule, (p.line, p.column), p.message, p.fix) for p in problems(text)] == [(rule, place, message, fix)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12/31/2024", "2024-12-31"),
        ("4/12/2024", "2024-12-04"),
        ("04.12.2024", "2024-12-04"),
        ("04-12-2024", "2024-12-04"),
        ("2024/12/04", "2024-12-04"),
        ("'2024.12.4'", "2024-12-04"),
        ("2024-12-4", "2024-12-04"),
        ("4 / 12 / 2024", "2024-12-04"),
        ("4/12/24", "2024-12-04"),
        ("4 tháng 12 năm 2024", "2024-12-04"),
        ("Ngày 04 tháng 12 năm 2024", "2024-12-04"),
    ],
)
def test_a_date_in_another_spelling_is_offered_as_it_should_be(typed: str, meant: str) -> None:
    found = problems(GOOD + ENTRY.replace("ngay_nop: 2024-12-03", f"ngay_nop: {typed}"))
    assert [(p.rule, p.line, p.fix) for p in found] == [("K13", 7, f"ghi `ngay_nop: {meant}`")]


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        *((word, "ghi `xac_nhan: có`") for word in ("true", "yes", "Co", "co", "Có", "x", "X")),
        *((word, "ghi `xac_nhan: không`") for word in ("false", "no", "khong", "Không", "Khong")),
        ("chắc là có", "ví dụ `xac_nhan: có`"),
    ],
)
def test_yes_and_no_in_other_words_are_offered_as_they_should_be(typed: str, fix: str) -> None:
    found = problems(GOOD + ENTRY + f"    xac_nhan: {typed}\n")
    assert [(p.rule, p.line, p.fix) for p in found] == [("K13", 10, fix)]


@pytest.mark.parametrize(("typed", "meant"), [("1", "01"), ("2", "02"), ("2b", "02B"), ("02b", "02B"), ("2A", "02A")])
def test_a_form_code_without_its_zero_is_guessed(typed: str, meant: str) -> None:
    found = problems(GOOD + ENTRY + f"    mau: {typed}\n")
    assert found[0].fix.startswith(f"có phải ý là “{meant}”?")


@pytest.mark.parametrize("line", ["", "don_vi: Bắc Hà\n"])
def test_the_example_of_a_units_own_code_names_no_other_unit(line: str) -> None:
    found = problems(GOOD.replace("don_vi: bac-ha\n", line))
    assert [p.fix.split("ví dụ ")[1] for p in found] == ["`don_vi: <mã đơn vị, trùng tên thư mục>`"]


def test_a_key_outside_its_group_is_one_finding_that_names_the_group() -> None:
    found = problems(GOOD + ENTRY.replace("    so_ban", "so_ban"))
    assert [(p.rule, p.line, p.column) for p in found] == [("K11", 9, 1)]
    assert found[0].fix == "khóa này thuộc nhóm `thanh_phan`: đặt dưới dòng mở nhóm (`thanh_phan:`) và thụt vào trong"
    found = problems(GOOD + "hoan_thanh:\n  kiem_diem: 2024-12-01\n  ghi_chu: mẫu\n")
    assert [(p.rule, p.line, p.column) for p in found] == [("K11", 6, 3)]
    assert found[0].fix == "khóa này không thuộc nhóm này: chuyển xuống cuối tệp và bỏ hết dấu cách ở đầu dòng"


def test_choices_with_commas_are_listed_whole() -> None:
    text = "ma: a\nten: A\nloai: Đảng bộ phường xã\n"
    found = validate(parse(text.encode()), Unit)[1]
    assert "có phải ý là “Đảng bộ phường, xã”?" in found[0].fix


def test_all_slips_are_reported_at_once() -> None:
    found = problems(GOOD.replace("nam: 2024", "nam: x") + "la: 1\n" + ENTRY.replace("so_ban: 1", "so_ban: 0"))
    assert sorted(p.rule for p in found) == ["K11", "K13", "K13"]


values = st.recursive(
    st.text(max_size=8) | st.sampled_from(["2024", "có", "3.1", "2024-12-05", "BH-01", "bac-ha"]) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from([str(f.alias) for kind in FILE_KINDS for f in kind.model.model_fields.values()])


# The first text of a fresh checkout makes Hypothesis tabulate Unicode, and the first validation builds the models.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@patient
@given(st.sampled_from(FILE_KINDS), st.dictionaries(keys, values, max_size=8))
def test_any_tree_gives_a_model_or_problems(kind: FileKind[Any], tree: dict[str, object]) -> None:
    model, found = validate(Parsed(tree, None, ()), kind.model)
    assert (model is None) == bool(found)
    assert all(p.message and p.fix and p.rule in ("K11", "K12", "K13") for p in found)


@patient
@given(st.sampled_from(FILE_KINDS), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_model_or_problems(kind: FileKind[Any], data: bytes) -> None:
    model, found = validate(parse(data), kind.model)
    assert (model is None) == bool(found) and all(p.line >= 1 and p.message and p.fix for p in found)


REGISTERS = sorted((Path(__file__).parents[1] / "submissions" / "2024").glob("*/*/ho-so.yaml"))
letters = st.sampled_from(" -:#'\"[]{}|>&*!,?%@\\0x\n\t") | st.characters(codec="utf-8")


@patient
@given(st.sampled_from(REGISTERS), st.integers(min_value=0), st.sampled_from(["gone", "other", "more"]), letters)
def test_one_wrong_character_is_a_handful_of_findings(path: Path, at: int, slip: str, letter: str) -> None:
    text = path.read_text(encoding="utf-8")
    at %= len(text)
    text = text[:at] + ("" if slip == "gone" else letter) + text[at + (slip != "more") :]
    assert len(validate(parse(text.encode()), Dossier)[1]) <= 5


def test_a_dash_too_many_is_one_finding() -> None:
    found = problems(GOOD + ENTRY.replace("    ngay_nop", "  - ngay_nop"))
    assert [(p.rule, p.line, p.message) for p in found] == [("K12", 7, "Dấu `-` thừa: dòng này thuộc về mục ở trên.")]


def test_a_lost_opening_line_is_one_finding() -> None:
    entries = ENTRY.removeprefix("thanh_phan:\n")
    meeting = "hoan_thanh:\n  kiem_diem: 2024-12-01\n"
    found = problems(GOOD + meeting.replace("hoan_thanh:", "#") + "thanh_phan:\n" + entries)
    assert [p.rule for p in found] == ["K03"]
    found = problems(GOOD + "kiem_diem: 2024-12-01\nkhen_thuong: 2024-12-02\n")
    assert [(p.rule, p.line) for p in found] == [("K11", 4)]


def test_every_field_is_fully_declared() -> None:
    """Title, help and example in Vietnamese for every key: editors, messages and the glossary rely on them."""
    for kind in FILE_KINDS:
        schema = json_schema(kind)
        for part in (schema, *schema.get("$defs", {}).values()):
            for key, field in part.get("properties", {}).items():
                assert field.get("title") and field.get("description") and "examples" in field, (kind.name, key)
                assert "default" not in field
