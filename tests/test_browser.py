"""The built site in real headless Chromium: the board renders, updates itself, prints, and asks no other host."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlparse

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from schemas.paths import PROGRAM
from scripts import demo
from scripts.demo import site_request
from scripts.site_build.build import build
from scripts.site_build.publication import publish
from tests.browsers import PAGES, PHONE, logged
from tests.conftest import Played


def requested(browser: webdriver.Chrome) -> list[str]:
    """Every address the pages asked for since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in logged(browser, "performance")]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


def test_no_page_asks_another_host(browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]) -> None:
    root = serve(site)
    for page in PAGES:
        browser.get(root + page)
        time.sleep(0.2)
    hosts = {urlparse(url).netloc for url in requested(browser) if url.startswith(("http", "ws"))}
    assert hosts == {urlparse(root).netloc}
    faces = browser.execute_script("return [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert any("Noto Sans" in face for face in faces)
    assert [entry for entry in logged(browser, "browser") if entry["level"] == "SEVERE"] == []


def test_the_board_without_scripts(browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(serve(site) + "tien-do/")
    row = browser.find_element(By.ID, "dv-thach-linh")
    assert "Đảng bộ phường Thạch Linh" in row.text and "◐" in row.text
    assert "40/145" in browser.find_element(By.CSS_SELECTOR, ".kd-figures").text
    symbols = {cell.text[:1] for cell in browser.find_elements(By.CSS_SELECTOR, "td.kd-da_nhan")}
    assert symbols == {"✓"}


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_scrolls_down_not_sideways(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str], page: str
) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    browser.get(serve(site) + page)
    widths = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert max(widths) <= PHONE["width"]  # a page that is too wide makes the window wider, not only itself


def test_the_board_prints(browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]) -> None:
    browser.get(serve(site) + "tien-do/")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = "return getComputedStyle(document.querySelector('%s')).display"
    assert browser.execute_script(shown % ".md-header") == "none"
    assert browser.execute_script(shown % ".kd-matrix thead") == "table-header-group"
    pdf = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    assert len(pdf) > 20_000


_AT_WORK = """
  document.querySelector("#dv-thach-linh a").focus()
  document.querySelector("#bien details").open = true
  document.querySelector("#loi-nhac ~ details").open = false
  var words = document.querySelector("#tinh-den").firstChild
  getSelection().setBaseAndExtent(words, 0, words, 2)
"""
"""What a reader does with an open board: stands on a link, opens one fold and closes another, selects words."""


def test_an_open_page_updates_itself_after_a_merge(
    browser: webdriver.Chrome, played: Played, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    bare = tmp_path / "kho.git"
    shutil.copytree(played.outcome.repository, bare)
    public = tmp_path / "www" / "public"
    publish(public, lambda folder: build(site_request(bare), folder))
    browser.get(serve(public.parent) + "public/tien-do/?khoi=phuong-xa")
    assert "0/6" in browser.find_element(By.ID, "dv-thach-linh").text
    browser.execute_script(_AT_WORK)
    browser.execute_script("window.stillHere = true; window.scrollTo(0, 400)")

    from git import Repo

    centre = Repo.clone_from(str(bare), str(tmp_path / "trung-tam"), branch="main")
    with centre.git.custom_environment(**demo._identity(demo.CENTRE, demo._day(5, 18))):
        branch = next(ref.name for ref in centre.remotes.origin.refs if "nop/thach-linh" in ref.name)
        centre.git.merge("--no-ff", "-m", "Nhận", branch)
        registry = tmp_path / "trung-tam/submissions/2024/phuong-xa/nam-ha/don-vi.yaml"
        registry.write_text(registry.read_text(encoding="utf-8").replace("Nam Hà", "Nam Hà mới"), encoding="utf-8")
        centre.git.commit("-am", "Đổi tên")
        centre.git.push("origin", "main")
    publish(public, lambda folder: build(site_request(bare), folder))

    started = time.monotonic()
    row = browser.find_element(By.ID, "dv-thach-linh")
    WebDriverWait(browser, 20, 0.1).until(lambda _: "5/6" in row.text)
    print(f"visible after {time.monotonic() - started:.1f} s")
    assert browser.execute_script("return window.stillHere") is True, "no reload"
    assert browser.execute_script("return window.scrollY") == 400
    changed = {str(e.get_attribute("data-cell")) for e in browser.find_elements(By.CSS_SELECTOR, ".kd-changed")}
    assert {name for name in changed if name.startswith("thach-linh/")} == {
        f"thach-linh/{item}" for item in ("3.1", "3.3", "3.5", "2.2", "2.3", "xong")
    }
    assert not any(name.startswith("bac-ha/") for name in changed)
    assert browser.execute_script("return document.activeElement.textContent") == "Đảng bộ phường Thạch Linh"
    assert browser.execute_script("return document.querySelector('#bien details').open") is True
    assert browser.execute_script("return document.querySelector('#loi-nhac ~ details').open") is False
    browser.execute_script("document.querySelector('#loi-nhac ~ details').open = true")
    assert browser.execute_script("return getSelection().toString()") == "Kỳ"
    assert browser.find_element(By.CSS_SELECTOR, "#dv-nam-ha th").text == "Đảng bộ phường Nam Hà mới"
    caption = browser.find_element(By.CSS_SELECTOR, "table:has(#dv-bac-ha) caption").get_attribute("textContent")
    assert caption and "đã nhận 34 trên" in caption
    assert not browser.find_element(By.ID, "dv-chi-bo-mau-01").is_displayed(), "the filter still holds"
    assert browser.find_element(By.CSS_SELECTOR, "#cham .kd-copy").is_displayed()
    assert "Thạch Linh: mục 3.6" in browser.find_element(By.CSS_SELECTOR, ".kd-reminder").text
    assert browser.find_elements(By.ID, "dang-cho") == []
    assert browser.find_element(By.ID, "bao-moi").text == "Bảng vừa cập nhật: 5 ô thay đổi."
    board, source = public / "tien-do/index.html", public / "tien-do/status.json"
    board.write_text(board.read_text(encoding="utf-8").replace("data-live", "data-gone"), encoding="utf-8")
    source.write_text('{"digest": "khác"}', encoding="utf-8")
    for path in (board, source):  # HTTP tells times by the second: what changes twice in one looks the same
        os.utime(path, (time.time() + 5, time.time() + 5))
    WebDriverWait(browser, 20, 0.1).until(lambda _: "không còn" in browser.find_element(By.ID, "bao-moi").text)


GUIDANCE = "van-ban/huong-dan-08/"
FIRST_HITS = {
    "kiểm điểm": GUIDANCE,
    "kiem diem": GUIDANCE,
    "kiêm điêm": GUIDANCE,
    "huong dan 08": GUIDANCE,
    "muc 5.2.1": GUIDANCE,
    "5.2.1": GUIDANCE,
    "cong van 1375": "van-ban/cong-van-1375/",
    "1375": "van-ban/cong-van-1375/",
    "R30": "quy-tac/R30/",
    "quy tac r11": "quy-tac/R11/",
    "xuat sac 20%": "quy-tac/R11/",
    "nop cham": "quy-tac/R35/",
    "danh muc": "danh-muc/",
    "thoi han": "lich/",
    "tien do": "tien-do/",
    "ket qua xep loai": "ket-qua/",
    "mau excel": "mau-excel/",
    "thuat ngu": "thuat-ngu/",
    "cau hoi": "cau-hoi/",
    "don vi nop ho so": "huong-dan/don-vi/",
    "nguoi duyet": "huong-dan/nguoi-duyet/",
    "van hanh": "huong-dan/van-hanh/",
    "doi chieu": "van-ban/doi-chieu/",
    "bac ha": "don-vi/bac-ha/",
    "phuong nguyen du": "don-vi/nguyen-du/",
    "Đồng Môn": "don-vi/dong-mon/",
}
"""What somebody types, without marks more often than not, and the page that must come first."""


_RESULTS = """
const links = [...document.querySelectorAll(".md-search-result__item a")].map(link => link.href);
const none = document.querySelector(".md-search-result__meta").innerText.includes("Không tìm thấy");
return links.length || none ? links : null;
"""


def settled_results(browser: webdriver.Chrome) -> list[str]:
    """Once they stay the same for half a second: each typed letter draws the list anew."""
    last: list[str] | None = None
    same = 0
    for _ in range(150):
        now = browser.execute_script(_RESULTS)
        same = same + 1 if now is not None and now == last else 0
        if same >= 5:
            return list(now)
        last = now
        time.sleep(0.1)
    raise TimeoutError(last)


def test_search_finds_accented_text_from_bare_letters(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str]
) -> None:
    root = serve(site)
    found: dict[str, list[str]] = {}
    for query in (*FIRST_HITS, "không có chữ này wxyz", "qqqq"):
        browser.get(root)
        browser.execute_script("document.querySelector('#__search').click()")
        browser.find_element(By.CSS_SELECTOR, ".md-search__input").send_keys(query)
        found[query] = [link.removeprefix(root).split("?")[0] for link in settled_results(browser)]
    assert {query: found[query][:1] for query in FIRST_HITS} == {query: [hit] for query, hit in FIRST_HITS.items()}
    assert set(found["kiem diem"]) == set(found["kiểm điểm"]) == set(found["kiêm điêm"])
    assert found["không có chữ này wxyz"], "when no page has every word, pages with some of them"
    assert found["qqqq"] == []


def test_the_readme_picture_is_there() -> None:
    picture = PROGRAM / "site" / "assets" / "images" / "bang-tien-do.png"
    assert picture.stat().st_size > 20_000
