"""The centre's lists: who owes what, by when, and who is to remind."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.progress.open_points import VIEWS
from tests.conftest import City, Ran

Command = Callable[..., Ran]


def points(kiemdiem: Command, city: City, *more: str, now: str = "2024-12-06") -> list[dict[str, Any]]:
    ran = kiemdiem("viec", "--dang", "json", "--thoi-diem", now, *more, "--kho", city.root)
    assert ran.code == 0
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


@pytest.mark.parametrize(
    ("view", "name", "detail"),
    [
        ("tu-xep-loai", "bac-ha/xep-loai.yaml", "tập thể"),
        ("hoi-nghi", "bac-ha/hoi-nghi.yaml", "chưa ghi hội nghị kiểm điểm"),
        ("bieu", "bac-ha/bieu/6d.yaml", "6d"),
        ("tham-dinh", "bac-ha/quyet-dinh.yaml", "tập thể"),
        ("giai-trinh", "thach-ha/giai-trinh.yaml", "GY-01"),
        ("bao-cao-chi-dao", "bac-ha/quyet-dinh.yaml", "chưa có báo cáo của người được phân công"),
    ],
)
def test_what_a_whole_unit_lacks_is_listed(city: City, kiemdiem: Command, view: str, name: str, detail: str) -> None:
    unit = name.split("/")[0]
    assert not [p for p in points(kiemdiem, city, "--viec", view) if p["don_vi"] == unit]
    city.path(name).unlink()
    (point,) = [p for p in points(kiemdiem, city, "--viec", view) if p["don_vi"] == unit]
    assert detail in point["con_no"] and point["nguoi_nhac"] == ["TU01-03", "TV01-01"]


def test_each_list_has_its_own_deadline(city: City, kiemdiem: Command) -> None:
    dues = {str(p["viec"]): (str(p["han"])[:10], p["qua_han"]) for p in points(kiemdiem, city)}
    assert dues["tu-xep-loai"] == dues["hoi-nghi"] == ("2024-12-05", True)
    assert dues["bieu"] == ("2024-12-07", False) and dues["tham-dinh"] == ("2024-12-15", False)


def test_suggestions_without_a_result_and_units_without_anybody(city: City, kiemdiem: Command) -> None:
    city.edit("thach-ha/goi-y.yaml", "    ket_qua: Đã làm rõ\n", "")
    text = city.path("nam-ha/don-vi.yaml").read_text(encoding="utf-8")
    head, rest = text.split("phan_cong:\n")
    city.write("nam-ha/don-vi.yaml", head + rest[rest.index("tai_khoan:") :])
    listed = {(p["viec"], p["don_vi"]) for p in points(kiemdiem, city)}
    assert ("tong-hop-goi-y", "thach-ha") in listed and ("phan-cong", "nam-ha") in listed


def test_a_reminder_list_for_one_member(city: City, kiemdiem: Command) -> None:
    city.edit("nguyen-du/don-vi.yaml", "  - ma: TU01-03\n", "  - ma: TU01-02\n")
    own = points(kiemdiem, city, "--nguoi", "TU01-02")
    assert own and {p["don_vi"] for p in own} == {"nguyen-du"}
    said = kiemdiem("viec", "--nguoi", "TU01-02", "--thoi-diem", "2024-12-06", "--kho", city.root).out
    assert "Chưa tự xếp loại: 1 đơn vị" in said and "nhắc: TU01-02, TV01-01" in said
    ran = kiemdiem("viec", "--nguoi", "KHONG-01", "--kho", city.root)
    assert ran.code == 2 and "Chưa giao đơn vị nào" in ran.err


def test_view_codes_are_unique() -> None:
    assert len({view.code for view in VIEWS}) == len(VIEWS) == 8
