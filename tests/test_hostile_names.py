"""What somebody typed stays text in pages, titles, search, downloads and feeds: no HTML, Markdown or formula."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest
from git import Repo
from openpyxl import load_workbook
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from schemas.local_time import read_moment
from schemas.paths import PROGRAM
from scripts.pages.site_request import Audience, SiteRequest
from scripts.site_build.build import build
from tests.browsers import logged
from tests.conftest import City

NAMES = {
    "bac-ha": "</title></h1><script>window.stolen = 1</script>",
    "nam-ha": "<img src=x onerror='window.stolen = 2'> bao nhiêu",
    "tran-phu": "[bấm](javascript:window.stolen=3) ![](http://127.0.0.2/a.png) **đậm** `mã`",
    "thach-ha": "<!-- kiemdiem:cau-hoi --> @@digest@@ {{ 7*7 }} {% raw %}",
    "nguyen-du": '=HYPERLINK("http://127.0.0.2";"bấm")',
    "thach-linh": "--- tên: 'x' \"y\" & &lt;b&gt; &amp; \\",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("kho")
    shutil.copytree(PROGRAM / "submissions", root / "submissions")
    city = City(root)
    for unit, name in NAMES.items():
        path = city.path(f"{unit}/don-vi.yaml")
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [
            f"ten: {json.dumps(name, ensure_ascii=False)}\n" if line.startswith("ten: ") else line for line in lines
        ]
        path.write_text("".join(kept), encoding="utf-8")
    city.edit("bac-ha/xep-loai.yaml", "ten: ", "ten: <b onclick=window.stolen=4>", 1)
    block = root / "submissions/2024/phuong-xa"
    (block / "dong-mon").rename(block / "index")
    city.edit("index/don-vi.yaml", "ma: dong-mon", "ma: index")
    city.write("bac-ha/<img src=x onerror=alert(1)>.yaml", "a: 1\n")
    repo = Repo.init(str(root), initial_branch="main")
    repo.git.add("--all")
    repo.git.commit("-m", "tên lạ")
    repo.git.checkout("-b", "nop/bac-ha/<script>window.stolen=5</script>")
    city.edit("bac-ha/ho-so.yaml", "so_ban: 1", "so_ban: 2")
    repo.git.commit("-am", "đợt lạ")
    repo.git.checkout("main")
    built = {}
    for audience in ("cong-khai", "noi-bo"):
        built[audience] = tmp_path_factory.mktemp(audience)
        now = read_moment("2024-12-20T09:00")
        build(SiteRequest(root, "main", now, Audience(audience)), built[audience])
    return built


@pytest.mark.parametrize("audience", ["cong-khai", "noi-bo"])
def test_a_name_is_shown_as_it_was_typed(
    browser: webdriver.Chrome, hostile: dict[str, Path], serve: Callable[[Path], str], audience: str
) -> None:
    root = serve(hostile[audience])
    pages = ["", "tien-do/", "tien-do/phuong-xa/", *(f"don-vi/{unit}/" for unit in NAMES)]
    if audience == "noi-bo":
        pages += ["noi-bo/", "noi-bo/han-muc/", "noi-bo/goi-y-khac-phuc/"]
    for page in pages:
        browser.get(root + page)
        assert browser.execute_script("return window.stolen") is None, page
        assert (
            browser.find_elements(By.CSS_SELECTOR, "article script, article img, article [onclick], article [onerror]")
            == []
        )
        unit = page.split("/")[1] if page.startswith("don-vi/") else ""
        if unit:
            assert browser.find_element(By.CSS_SELECTOR, "article h1").text == NAMES[unit]
            assert browser.title.startswith(NAMES[unit])
    browser.get(root + "tien-do/")
    for unit, name in NAMES.items():
        assert browser.find_element(By.CSS_SELECTOR, f"#dv-{unit} th").text == name
    assert [entry for entry in logged(browser, "browser") if entry["level"] == "SEVERE"] == []


def test_a_unit_called_index_has_its_own_page(hostile: dict[str, Path]) -> None:
    """MkDocs keeps that name for the page above."""
    for folder in hostile.values():
        assert "mã <code>index</code>" in (folder / "don-vi/index/index.html").read_text(encoding="utf-8")
        assert not (folder / "don-vi/index.html").exists()


def test_the_search_shows_a_name_as_text(
    browser: webdriver.Chrome, hostile: dict[str, Path], serve: Callable[[Path], str]
) -> None:
    browser.get(serve(hostile["cong-khai"]))
    browser.execute_script("document.querySelector('#__search').click()")
    browser.find_element(By.CSS_SELECTOR, ".md-search__input").send_keys("bao nhieu onerror")
    found = WebDriverWait(browser, 15, 0.1).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, ".md-search-result__item a")
    )
    assert "<img src=x onerror='window.stolen = 2'> bao nhiêu" in found[0].text
    assert browser.execute_script("return window.stolen") is None
    assert browser.find_elements(By.CSS_SELECTOR, ".md-search-result img, .md-search-result script") == []


def test_files_to_download_hold_the_names_and_no_formula(hostile: dict[str, Path]) -> None:
    folder = hostile["cong-khai"] / "tien-do"
    names = set(NAMES.values())
    cells = {row[0] for row in csv.reader(io.StringIO((folder / "tien-do.csv").read_text(encoding="utf-8-sig")))}
    assert {f"'{name}" if name[0] in "=-" else name for name in names} <= cells
    sheet = load_workbook(folder / "tien-do.xlsx").worksheets[0]
    typed = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value in names}
    assert typed == dict.fromkeys(names, "s")
    data = json.loads((folder / "du-lieu.json").read_text(encoding="utf-8"))
    assert names <= {unit["ten"] for unit in data["don_vi"]}
    assert not feedparser.parse((folder / "da-nhan.atom").read_bytes()).bozo
    assert "window.stolen=5" not in "".join(p.read_text(encoding="utf-8") for p in folder.rglob("*.json"))
