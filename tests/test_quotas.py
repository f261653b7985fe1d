"""`kiemdiem han-muc`: verdicts, readings side by side, room for one more."""

import json
from collections.abc import Callable

import pytest

from tests.conftest import City, Ran

RATINGS = "bac-ha/xep-loai.yaml"


def read(kiemdiem: Callable[..., Ran], city: City) -> tuple[int, dict[str, object]]:
    ran = kiemdiem("han-muc", "bac-ha", "--dang", "json", "--kho", city.root)
    return ran.code, json.loads(ran.out)[0]["nhom"][0]


def test_the_sample_city_keeps_its_ceiling(city: City, kiemdiem: Callable[..., Ran]) -> None:
    ran = kiemdiem("han-muc", "--kho", city.root)
    assert ran.code == 0 and ran.out.count("trong hạn mức") == 34
    assert "Cách hiểu đang dùng (chưa xác nhận): Trên số “hoàn thành tốt nhiệm vụ”" in ran.out


@pytest.mark.parametrize(
    ("excellent", "good", "most", "one_more", "disputed"),
    [(40, 248, 49, True, False), (49, 248, 49, False, False), (50, 248, 49, False, True), (48, 245, 49, False, False)],
)
def test_a_group(
    city: City, kiemdiem: Callable[..., Ran], excellent: int, good: int, most: int, one_more: bool, disputed: bool
) -> None:
    """48 of 245: one more would leave 244 good, a fifth of which is 48."""
    city.edit(RATINGS, "xuat_sac: 40", f"xuat_sac: {excellent}")
    city.edit(RATINGS, "tot: 248", f"tot: {good}")
    code, group = read(kiemdiem, city)
    assert (group["nhieu_nhat"], group["them_mot"], group["con_lai"]) == (most, one_more, most - excellent)
    assert code == (1 if excellent > most else 0)
    text = kiemdiem("han-muc", "bac-ha", "--kho", city.root).out
    assert ("cho kết quả khác nhau" in text) is disputed


def test_an_incomplete_group_says_so(city: City, kiemdiem: Callable[..., Ran]) -> None:
    city.edit(RATINGS, "chua_xep_loai: 0", "chua_xep_loai: 3")
    assert "CHƯA ĐỦ" in kiemdiem("han-muc", "bac-ha", "--kho", city.root).out
    assert read(kiemdiem, city)[1]["du_so"] is False


def test_the_policy_of_the_cycle_is_in_force(city: City, kiemdiem: Callable[..., Ran]) -> None:
    city.edit(
        "ky.yaml",
        "du_lieu_mau: có",
        "du_lieu_mau: có\nchinh_sach:\n  - {ma: tran-20-mau-so, gia_tri: tat-ca-da-xep-loai, can_cu: 9-CV/ThU}",
    )
    assert read(kiemdiem, city)[1]["nhieu_nhat"] == 64
    assert "(đã xác nhận)" in kiemdiem("han-muc", "--kho", city.root).out


def test_an_unknown_unit_is_named(city: City, kiemdiem: Callable[..., Ran]) -> None:
    ran = kiemdiem("han-muc", "khong-co", "--kho", city.root)
    assert ran.code == 2 and "Không có đơn vị “khong-co”" in ran.err
