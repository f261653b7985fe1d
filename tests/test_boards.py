"""The boards in Chromium and as files: blocks, filters kept in the address, downloads, reminders, what is said."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from schemas.local_time import read_moment
from schemas.vocabulary import ItemState
from scripts.output.csv_file import as_csv
from scripts.pages.boards import MOST_UNITS, boards, rows
from scripts.pages.burn_up import HIGH, WIDE, burn_up
from scripts.pages.late_list import late_items, reminders
from scripts.progress.cycle_view import cycle_statuses
from scripts.progress.status import CycleStatus
from tests.conftest import City

LATER = read_moment("2024-12-20T10:00")


@pytest.fixture
def cycle(committed: City) -> CycleStatus:
    return cycle_statuses(committed.root, "main", LATER)[0]


def test_blocks_share_out_the_units_and_a_large_one_has_several_pages(cycle: CycleStatus) -> None:
    whole, *blocks = boards(cycle)
    assert whole.listed and [unit for board in blocks for unit in board.status.units] == sorted(
        cycle.units, key=lambda unit: unit.block
    )
    assert sum(board.status.owed for board in blocks) == cycle.owed
    many = tuple(cycle.units[0]._replace(code=f"dv-{n}", folder=f"submissions/2024/x/dv-{n}") for n in range(400))
    whole, *parts = boards(cycle._replace(units=many))
    assert not whole.listed
    assert [len(part.status.units) for part in parts] == [MOST_UNITS, MOST_UNITS, 400 - 2 * MOST_UNITS]
    block = many[0].block
    assert [part.address for part in parts] == [f"tien-do/{block}/", f"tien-do/{block}/2/", f"tien-do/{block}/3/"]


def test_a_folder_of_any_name_gives_a_plain_address(cycle: CycleStatus) -> None:
    odd = tuple(unit._replace(block="../<b> Đơn vị") for unit in cycle.units)
    assert {board.address for board in boards(cycle._replace(units=odd))} == {"tien-do/", "tien-do/b-don-vi/"}


def test_the_late_list_and_the_reminders_name_what_is_open(cycle: CycleStatus) -> None:
    lates = late_items(cycle)
    assert {late.item.state for late in lates} <= {ItemState.OVERDUE, ItemState.RECEIVED}
    for late in lates:
        moment = late.item.received_at or LATER
        assert late.item.due.closes_at + timedelta(days=late.days) > moment >= late.item.due.closes_at
    owing = {u.name for u in cycle.units if any(i.state in (ItemState.MISSING, ItemState.OVERDUE) for i in u.items)}
    text = "\n".join(reminder.text for reminder in reminders(cycle))
    assert owing and all(name in text for name in owing)
    assert all(unit.name not in text for unit in cycle.units if unit.done == unit.owed)
    early = reminders(cycle._replace(now=read_moment("2024-12-01")))
    assert len(early) == 1 and "còn 6 ngày" in early[0].text  # only the next deadline, nothing has passed


def test_a_reminder_tells_units_of_one_name_apart(cycle: CycleStatus) -> None:
    first = min(item.due for unit in cycle.units for item in unit.items if item.open)
    owing = [unit for unit in cycle.units if any(item.open and item.due == first for item in unit.items)][:2]
    alike = tuple(unit._replace(name="Chi bộ 1") for unit in owing)
    text = next(reminder.text for reminder in reminders(cycle._replace(units=alike)) if reminder.due == first)
    assert "2 đơn vị" in text and all(f"Chi bộ 1 ({unit.code}): mục" in text for unit in owing)


def test_a_unit_s_page_leads_to_its_row_on_whatever_board_lists_it(cycle: CycleStatus) -> None:
    assert rows(boards(cycle))[cycle.units[0].folder] == f"tien-do/#dv-{cycle.units[0].code}"
    owing = next(unit for unit in cycle.units if unit.items)
    many = tuple(owing._replace(code=f"dv-{n}", folder=f"submissions/2024/x/dv-{n}") for n in range(400))
    found = rows(boards(cycle._replace(units=many)))
    assert found[many[399].folder] == f"tien-do/{owing.block}/3/#dv-dv-399" and len(found) == 400


def test_the_chart_ends_at_what_is_done_and_at_what_was_asked(cycle: CycleStatus) -> None:
    chart = burn_up(cycle)
    assert chart and chart.total == cycle.owed and chart.days[-1][1] == cycle.done
    assert chart.marks[-1].wanted == cycle.owed and chart.wanted.endswith(f"{chart.marks[-1].x:g},0")
    for points in (chart.done, chart.wanted):
        pairs = [tuple(map(float, point.split(","))) for point in points.split()]
        assert all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in pairs)
        assert pairs == sorted(pairs, key=lambda pair: (pair[0], -pair[1]))


def test_csv_holds_no_formula() -> None:
    rows = [("=1+1", 3, None), ('a "b", c', -2, "@x"), ("+84", 0, "\tz")]
    text = as_csv(("=Tên", "Số", "Ghi"), rows)
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:])))[1:] == [
        ["'=1+1", "3", ""],
        ['a "b", c', "'-2", "'@x"],
        ["'+84", "0", "'\tz"],
    ]


def test_every_board_offers_its_own_rows(site: Path) -> None:
    whole = list(csv.reader(io.StringIO((site / "tien-do/tien-do.csv").read_text(encoding="utf-8-sig"))))
    wards = list(csv.reader(io.StringIO((site / "tien-do/phuong-xa/tien-do.csv").read_text(encoding="utf-8-sig"))))
    data = json.loads((site / "tien-do/phuong-xa/du-lieu.json").read_text(encoding="utf-8"))
    assert len(whole) - 1 == 40 and len(wards) - 1 == len(data["don_vi"]) == 15
    assert {row[0] for row in wards[1:]} == {unit["ten"] for unit in data["don_vi"]} <= {row[0] for row in whole}
    assert (site / "tien-do/phuong-xa/tien-do.xlsx").stat().st_size > 4000
    assert all("ten" not in proposal for proposal in data["de_nghi"])


def test_a_unit_reads_what_the_machine_says(city: City, kiemdiem: Callable[..., object], tmp_path: Path) -> None:
    """Of accepted files: the public page names the rule and the place, the internal one says it all."""
    city.edit("bac-ha/ho-so.yaml", "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-08")
    city.edit(
        "bac-ha/xep-loai.yaml",
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành xuất sắc",
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành tốt",
    )
    for audience, told in (("cong-khai", False), ("noi-bo", True)):
        out = tmp_path / audience
        kiemdiem("trang", "--kho", city.root, "--thoi-diem", "2024-12-20", "--cho", audience, "--ra", out)
        page = (out / "don-vi/bac-ha/index.html").read_text(encoding="utf-8")
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
        assert "Máy nhắc về phần đã nhận" in words and "LỖI R35. Hồ sơ nộp đúng hạn" in words
        assert "(ho-so.yaml, dòng" in words and "lượt của đơn vị" in words
        assert ("R30" in words) is told, "that R30 finds something tells that the head is rated excellent"
        assert ("08/12/2024" in words and "Cách sửa" in words) is told
        assert "Máy nhắc" not in (out / "don-vi/nam-ha/index.html").read_text(encoding="utf-8")


def shown_units(browser: webdriver.Chrome) -> set[str]:
    rows = browser.find_elements(By.CSS_SELECTOR, "tr[data-block]")
    return {str(row.get_attribute("id")).removeprefix("dv-") for row in rows if row.is_displayed()}


def test_filters_narrow_the_rows_and_live_in_the_address(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]
) -> None:
    address = serve(site) + "tien-do/"
    browser.get(address)
    everybody = shown_units(browser)
    Select(browser.find_element(By.NAME, "khoi")).select_by_value("phuong-xa")
    assert len(shown_units(browser)) == 15 and "khoi=phuong-xa" in browser.current_url
    Select(browser.find_element(By.NAME, "tinh-trang")).select_by_value("du")
    complete = shown_units(browser)
    assert complete == {"bac-ha", "nam-ha", "thach-ha", "tran-phu"}
    browser.find_element(By.NAME, "ten").send_keys("bac ha")
    assert shown_units(browser) == {"bac-ha"}
    shown = browser.find_element(By.CSS_SELECTOR, ".kd-filter output").text
    assert shown == f"Đang hiện 1/{len(everybody)} đơn vị trong bảng"
    assert len([s for s in browser.find_elements(By.CSS_SELECTOR, "section[data-kind]") if s.is_displayed()]) == 1
    copied = browser.current_url
    browser.get(address)
    browser.get(copied)
    assert shown_units(browser) == {"bac-ha"}
    browser.find_element(By.CSS_SELECTOR, ".kd-filter button[type=reset]").click()
    WebDriverWait(browser, 5).until(lambda b: shown_units(b) == everybody)
    assert browser.current_url == address
    browser.get(address + "?tinh-trang=khong-co&khoi=%3Cb%3E")
    assert shown_units(browser) == everybody


def test_counts_of_a_block_lead_to_those_units(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]
) -> None:
    browser.get(serve(site) + "tien-do/")
    browser.find_element(By.CSS_SELECTOR, "[data-cell='khoi/tien-do/phuong-xa/dang_duyet'] a").click()
    assert shown_units(browser) == {"thach-linh"}
    assert Select(browser.find_element(By.NAME, "tinh-trang")).first_selected_option.get_attribute("value") == (
        "dang_duyet"
    )


def test_what_is_on_screen_can_be_saved(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    browser.get(serve(site) + "tien-do/?khoi=phuong-xa&tinh-trang=du")
    browser.execute_script("document.querySelector('#dv-bac-ha th').textContent = '=HYPERLINK(\"x\")'")
    for kind in ("csv", "json"):
        browser.find_element(By.CSS_SELECTOR, f"[data-save={kind}]").click()
        WebDriverWait(browser, 10).until(lambda _: (tmp_path / f"tien-do-dang-xem.{kind}").exists())  # noqa: B023  called at once
    rows = list(csv.reader(io.StringIO((tmp_path / "tien-do-dang-xem.csv").read_text(encoding="utf-8-sig"))))
    data = json.loads((tmp_path / "tien-do-dang-xem.json").read_text(encoding="utf-8"))
    assert [row[0] for row in rows] == [
        "Đơn vị",
        '\'=HYPERLINK("x")',
        "Đảng bộ phường Nam Hà",
        "Đảng bộ xã Thạch Hạ",
        "Đảng bộ phường Trần Phú",
    ]
    assert (
        rows[1][rows[0].index("Đã nhận")] == rows[1][rows[0].index("Phải nộp")] == "6"
        and data[1]["3.1 Báo cáo kiểm điểm, xếp loại"] == "đã nhận"
    )


def test_a_countdown_ends(browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]) -> None:
    browser.get(serve(site) + "tien-do/")
    script = """
      var clock = document.querySelector(".kd-next [data-closes]")
      clock.dataset.liveClock = ""
      clock.dataset.closes = new Date(Date.now() + arguments[0]).toISOString()
      document.dispatchEvent(new Event("kiemdiem:changed"))
      return clock.textContent
    """
    said = [browser.execute_script(script, left) for left in (90 * 60_000 + 5_000, 65_000, -5_000, -60_000)]
    assert said == ["còn 1 giờ 30 phút", "còn 1 phút", "vừa hết hạn", "vừa hết hạn"]


def test_a_reminder_and_a_citation_can_be_copied(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]
) -> None:
    root = serve(site)
    permissions = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": root.rstrip("/")}
    browser.execute_cdp_cmd("Browser.grantPermissions", permissions)
    for page, wanted in (("tien-do/", "Đảng bộ phường Văn Yên: mục 3.1"), ("van-ban/huong-dan-08/", "Hướng dẫn số 08")):
        browser.get(root + page)
        button = next(b for b in browser.find_elements(By.CSS_SELECTOR, ".kd-copy") if b.is_displayed())
        said = button.text
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", button)
        WebDriverWait(browser, 5).until(lambda _: button.text == "Đã chép")  # noqa: B023  called at once
        assert said.startswith("Chép")
        copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
        assert wanted in copied
