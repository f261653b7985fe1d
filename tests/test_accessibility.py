"""For everyone: axe-core finds no barrier on any kind of page, Lighthouse gives full marks, nothing inline runs."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium import webdriver

from schemas.local_time import read_moment
from scripts.pages.site_request import Audience
from scripts.site_build.build import build
from scripts.site_build.policy import POLICY
from tests.browsers import PAGES, dark, logged
from tests.conftest import Played, whole_request

NODE = Path(__file__).parent / "node" / "node_modules"
AXE, LIGHTHOUSE = NODE / "axe-core" / "axe.min.js", NODE / "lighthouse" / "cli" / "index.js"

LOOKS = ("light", "dark phone")
INSIDE = (
    "tien-do/",
    "don-vi/thach-linh/",
    "noi-bo/",
    "noi-bo/han-muc/",
    "noi-bo/goi-y-khac-phuc/",
    "cap-duoi/",
    "cap-duoi/tinh-02/",
)

installed = pytest.mark.skipif(
    not AXE.exists() and os.environ.get("CI") != "true", reason="no axe-core here: make system"
)


@pytest.fixture(scope="session")
def internal(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inside, after every deadline: what is overdue, late or wrong shows."""
    folder = tmp_path_factory.mktemp("noi-bo")
    request = whole_request(played)._replace(audience=Audience.INTERNAL, now=read_moment("2024-12-20T09:00"))
    build(request, folder)
    return folder


@installed
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_barrier(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str], page: str, look: str
) -> None:
    examine(browser, serve(site) + page, look)


@installed
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", INSIDE)
def test_axe_finds_no_barrier_inside(
    browser: webdriver.Chrome, internal: Path, serve: Callable[[Path], str], page: str, look: str
) -> None:
    examine(browser, serve(internal) + page, look)


def examine(browser: webdriver.Chrome, address: str, look: str) -> None:
    if look == "dark phone":
        dark(browser, phone=True)
    browser.get(address)
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    assert browser.execute_script("return document.body.dataset.mdColorScheme") == (
        "slate" if look == "dark phone" else "default"
    )
    found = browser.execute_async_script("axe.run().then(arguments[0])")
    barriers = [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found["violations"]]
    assert barriers == [] and len(found["passes"]) > 10


@installed
@pytest.mark.parametrize("page", ["", "tien-do/", "don-vi/nguyen-du/", "van-ban/huong-dan-08/"])
def test_lighthouse_gives_full_marks(site: Path, serve: Callable[[Path], str], tmp_path: Path, page: str) -> None:
    """Marks that depend on this machine's speed are in `make bench`."""
    target = tmp_path / "report.json"
    command = [
        "node",
        str(LIGHTHOUSE),
        serve(site) + page,
        "--quiet",
        "--output=json",
        f"--output-path={target}",
        "--only-categories=accessibility,best-practices",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    marks = json.loads(target.read_text(encoding="utf-8"))
    failed = [
        name for name, audit in marks["audits"].items() if audit["score"] == 0 and audit["scoreDisplayMode"] == "binary"
    ]
    assert {name: category["score"] for name, category in marks["categories"].items()} == {
        "accessibility": 1,
        "best-practices": 1,
    }, failed


def test_every_page_states_the_policy_and_has_no_inline_script(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    for path in pages:
        html = path.read_text(encoding="utf-8")
        assert html.count(f'content="{POLICY}"') == 1, path
        assert re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", html) == [], path
        assert re.findall(r"<[^>]*\s(?:style|on[a-z]+)=\"", html) == [], path
        for script in re.findall(r'<script src="(/?)([^"]+)"', html):
            assert (site / script[1] if script[0] else path.parent / script[1]).is_file(), (path, script)
    assert len(pages) > 100


def test_the_policy_stops_what_should_never_have_got_in(
    browser: webdriver.Chrome, site: Path, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    page = copy / "tien-do" / "index.html"
    html = page.read_text(encoding="utf-8")
    evil = (
        "<script>window.stolen = 1</script><img src=x onerror='window.stolen = 2'><img src='http://127.0.0.2:9/a.png'>"
    )
    page.write_text(html.replace("</article>", f"{evil}</article>"), encoding="utf-8")
    browser.get(serve(copy) + "tien-do/")
    assert browser.execute_script("return window.stolen") is None
    said = "".join(entry["message"] for entry in logged(browser, "browser"))
    assert said.count("Content Security Policy") >= 3 and "127.0.0.2" in said
