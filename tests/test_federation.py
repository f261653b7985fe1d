"""An upper committee's pages: the tree of its committees, sums and gaps, links down; nothing of ratings in public."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from schemas.models.committees import Committee
from schemas.paths import PROGRAM
from scripts.pages.rendering import Site, render
from scripts.pages.site_request import Audience, SiteRequest
from scripts.pages.state import gather
from scripts.pages.views.federation import ADDRESS, places
from scripts.rollup.collection import Collection, of_folder
from scripts.rollup.committees import TREE, as_table, read_tree
from scripts.samples.federation import FederationSize, write_federation
from tests.conftest import NOW, City, Ran

TEMPLATES = PROGRAM / "site" / "_templates"


@pytest.fixture
def below(tmp_path: Path) -> Path:
    """Two provinces of three communes, the fourth commune of all silent."""
    write_federation(tmp_path / "cap-duoi", FederationSize(2, 3, silent=4), seed=5)
    return tmp_path / "cap-duoi"


def rendered(city: City, found: Collection, audience: Audience = Audience.PUBLIC) -> Site:
    state = gather(SiteRequest(city.root, now=NOW, audience=audience))
    return render(replace(state, federation=found), TEMPLATES)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def row(html: str, code: str) -> str:
    found = re.search(rf'<tr id="cu-{code}">.*?</tr>', html, re.DOTALL)
    assert found, code
    return words(found.group())


def test_whoever_has_committees_below_has_a_page_and_the_others_their_own_site(city: City, below: Path) -> None:
    site = rendered(city, of_folder(below))
    pages = {drawn.part.address for drawn in site.parts.values() if drawn.part.address.startswith(ADDRESS)}
    assert pages == {f"cap-duoi/{name}" for name in ("", "tinh-01/", "tinh-02/")}
    assert '<a href="../cap-duoi/tinh-01/">Tỉnh ủy 01 (mẫu)</a>' in site.parts["cap-duoi"].html
    province = site.parts["cap-duoi/tinh-01"].html
    assert '<a href="https://tinh-01-001.example/" rel="noopener">' in province
    assert '<a href="../../cap-duoi/">Trung ương (mẫu)</a>' in province


def test_the_numbers_are_the_roll_ups(city: City, below: Path) -> None:
    found = of_folder(below)
    site = rendered(city, found, Audience.INTERNAL)
    for place in places(found, internal=True):
        html = site.parts[place.address.rstrip("/")].html
        for child in place.children:
            total = found.rollup.totals.get((2024, child.committee.code))
            told = row(html, child.committee.code)
            if total is None:
                assert told == f"{child.committee.name} (trang riêng) 0/1 chưa gửi ảnh chụp"
            else:
                assert f"{total.complete}/{total.owing} {total.done}/{total.owed} {total.overdue} {total.late}" in told
        assert place.whole and place.whole.total
        assert f"{place.whole.total.done} /{place.whole.total.owed} mục đã nhận" in words(html)


def test_a_missing_committee_is_missing_on_every_page_above_it(city: City, below: Path) -> None:
    site = rendered(city, of_folder(below))
    for name, gone in (("cap-duoi", True), ("cap-duoi/tinh-01", False), ("cap-duoi/tinh-02", True)):
        html = site.parts[name].html
        assert ("Còn thiếu 1 cấp ủy" in html) is gone and ("- Đảng ủy xã 02.001 (mẫu)" in html) is gone
    assert "chưa gửi ảnh chụp" in row(site.parts["cap-duoi/tinh-02"].html, "tinh-02-001")
    assert "5 /6 cấp ủy đã gửi" in words(site.parts["cap-duoi"].html)


def test_verdicts_on_ratings_stay_inside(city: City, below: Path) -> None:
    (below / "hong.parquet").write_bytes(b"PAR1")
    found = of_folder(below)
    inside, public = rendered(city, found, Audience.INTERNAL), rendered(city, found)
    assert "cap-duoi/xep-loai.csv" in inside.files and "cap-duoi/xep-loai.csv" not in public.files
    assert "Nhóm vượt 20 %" in str(inside.files["cap-duoi/khoi.csv"])
    for name in ("cap-uy", "khoi", "muc"):
        assert "20 %" not in str(public.files[f"cap-duoi/{name}.csv"])
    shown = {name: drawn.html for name, drawn in public.parts.items() if name.startswith("cap-duoi")}
    assert len(shown) == 3
    assert not any(re.search(r"hạn mức|20\s%|vượt|nhóm", words(html)) for html in shown.values())
    assert "hạn mức" in words(inside.parts["cap-duoi/tinh-01"].html)
    assert "hong.parquet" in inside.parts["cap-duoi"].html
    assert "Không nhận 1 tệp" in shown["cap-duoi"] and "hong.parquet" not in shown["cap-duoi"]


def test_a_hostile_name_stays_text(city: City, below: Path) -> None:
    evil = '<script>alert(1)</script>" onx="'
    named = [
        one.model_copy(update={"name": evil} if one.code in ("tinh-01", "tinh-01-001", "tinh-02-001") else {})
        for one in read_tree(below / TREE)
    ]
    (below / TREE).write_text(as_table(named), encoding="utf-8", newline="")
    site = rendered(city, of_folder(below), Audience.INTERNAL)
    for name, drawn in site.parts.items():
        if name.startswith("cap-duoi"):
            assert "<script" not in drawn.html and 'onx="' not in drawn.html and "&lt;script&gt;" in drawn.html


def test_nothing_usable_is_a_page_that_says_so(city: City, tmp_path: Path) -> None:
    empty = tmp_path / "trong"
    empty.mkdir()
    (empty / TREE).write_text(
        as_table([Committee.model_validate({"ma": "tren", "ten": "Trên", "cap": "Trung ương"})]), encoding="utf-8"
    )
    site = rendered(city, of_folder(empty))
    assert "Chưa có ảnh chụp nào dùng được" in site.parts["cap-duoi"].html


def test_a_folder_that_is_not_there_is_told(kiemdiem: Callable[..., Ran], city: City, tmp_path: Path) -> None:
    ran = kiemdiem("trang", "--kho", city.root, "--cap-duoi", tmp_path / "khong-co", "--ra", tmp_path / "ra")
    assert ran.code == 2 and "Không có thư mục" in ran.err
