"""The first rule set is data: a fictitious second one works through the same doors without a line of Python."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from schemas.finding import Gate
from schemas.local_time import read_moment
from schemas.paths import PROGRAM
from schemas.rules.catalogue import CATALOGUE
from schemas.vocabulary import ItemState
from scripts.pages.rendering import render
from scripts.pages.site_request import SiteRequest
from scripts.pages.state import gather
from scripts.progress.cycle_view import cycle_statuses
from scripts.site_build.build import build
from tests.conftest import City

HERE = Path(__file__).parent
OFFICE = "phong-mau-01/ho-so.yaml"


@pytest.fixture
def next_year(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The sample city a year later, under the fictitious rule set."""
    monkeypatch.setattr("schemas.paths.RULESETS", HERE / "rulesets")
    year = city.root / "submissions" / "2024"
    for path in year.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("2025-03-31", "2026-03-31")
        text = re.sub(r"2024-1[12]-\d\d", _earlier, text).replace("nam: 2024", "nam: 2025")
        path.write_text(text.replace("bo_quy_tac: '2024'", "bo_quy_tac: 2025-thu"), encoding="utf-8")
    return city


def _earlier(day: re.Match[str]) -> str:
    """The same order of days a year and 25 days earlier, before the fictitious deadlines."""
    return (date.fromisoformat(day.group()) + timedelta(days=365 - 25)).isoformat()


def test_its_deadlines_rule(next_year: City) -> None:
    now = read_moment("2025-12-20")
    assert [f for f in next_year.findings("bac-ha", now=now) if f.rule != "R15"] == []
    next_year.edit("bac-ha/ho-so.yaml", "ngay_nop: 2025-11-08", "ngay_nop: 2025-11-15", count=99)
    late = [f.message for f in next_year.findings("bac-ha", now=now) if f.rule == "R35"]
    assert len(late) == 1 and late[0].endswith("hạn là trước ngày 15/11/2025.")


def test_its_denominator_rules(next_year: City) -> None:
    next_year.edit("bac-ha/xep-loai.yaml", "xuat_sac: 40", "xuat_sac: 60")
    assert "R11" not in next_year.rules("bac-ha", now=read_moment("2025-12-20"))
    next_year.edit("bac-ha/xep-loai.yaml", "xuat_sac: 60", "xuat_sac: 90")
    found = [f.message for f in next_year.findings("bac-ha", now=read_moment("2025-12-20")) if f.rule == "R11"]
    assert len(found) == 1 and "nhiều nhất được 74" in found[0]


def test_its_extra_group_is_owed_counted_and_checked(next_year: City) -> None:
    now = read_moment("2025-11-20")
    unit = next(u for u in cycle_statuses(next_year.root, None, now)[0].units if u.code == "phong-mau-01")
    assert [(item.item, item.state) for item in unit.items] == [("4.1", ItemState.MISSING)]
    assert next_year.rules("phong-mau-01", gate=Gate.CLOSE, now=now) == ["R34"]
    entry = "  - {muc: 4.1, ngay_ban_hanh: 2025-11-18, ngay_nop: 2025-11-19, nguoi_ky: Trưởng phòng, so_ban: 1}\n"
    head = "don_vi: phong-mau-01\nnam: 2025\nnguoi_chiu_trach_nhiem: DV01-01\nthanh_phan:\n"
    next_year.write(OFFICE, head + entry)
    assert next_year.rules("phong-mau-01", gate=Gate.CLOSE, now=now) == ["R17"], "two copies are owed"
    next_year.write(OFFICE, head + entry.replace("so_ban: 1", "so_ban: 2"))
    assert next_year.rules("phong-mau-01", gate=Gate.CLOSE, now=now) == []


def test_the_site_shows_it(next_year: City) -> None:
    now = read_moment("2025-11-08")
    site = render(gather(SiteRequest(next_year.root, now=now)), PROGRAM / "site" / "_templates")
    assert "Báo cáo giả định của phòng" in site.parts["danh-muc"].html
    assert "van-ban/gia/#muc-4-1" in site.parts["danh-muc"].html
    assert "trước ngày 15/11/2025" in site.parts["lich"].html and "Báo cáo của phòng" in site.parts["bang-tien-do"].html


def test_the_first_rule_set_is_untouched(city: City) -> None:
    unit = next(
        u for u in cycle_statuses(city.root, None, read_moment("2024-12-20"))[0].units if u.code == "phong-mau-01"
    )
    assert unit.items == ()


def test_no_rule_page_of_another_year_speaks_of_this_one(next_year: City, tmp_path: Path) -> None:
    """The whole site, built: titles, reasons, dates and citations of rules are the rule set's own."""
    build(SiteRequest(next_year.root, now=read_moment("2025-11-08")), tmp_path)
    pages = sorted((tmp_path / "quy-tac").rglob("*.html"))
    assert len(pages) == len(CATALOGUE) + 1
    for page in pages:
        article = page.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
        assert not re.search(r"2024|1375", article), (page, re.findall(r".{40}(?:2024|1375).{40}", article))
    listed = (tmp_path / "quy-tac/index.html").read_text(encoding="utf-8")
    assert "van-ban/gia/#" in listed
    assert "15/11" in (tmp_path / "quy-tac/R35/index.html").read_text(encoding="utf-8")
