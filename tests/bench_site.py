"""`make bench`, the site: building it beside MkDocs alone, and how its boards open in Chromium and in Lighthouse."""

import argparse
import contextlib
import gzip
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from selenium import webdriver

from schemas.local_time import read_moment
from scripts import demo
from scripts.pages.site_request import SiteRequest
from scripts.site_build.build import build
from scripts.site_build.local_server import serving
from tests.bench_gate import grow
from tests.browsers import start
from tests.servers import static_server

NODE = Path(__file__).parent / "node" / "node_modules" / "lighthouse" / "cli" / "index.js"
_PLAIN = """site_name: Trơn
docs_dir: docs
theme: {name: material, language: vi, font: false, features: [navigation.prune]}
plugins: [search]
not_in_nav: /don-vi/
nav: [index.md]
"""
_FIRST_PAINT = """var paint = performance.getEntriesByName('first-contentful-paint')[0]
var nav = performance.getEntriesByType('navigation')[0]
return [paint ? paint.startTime : NaN, nav.domContentLoadedEventEnd,
document.querySelectorAll('*').length]"""
_FILTER = """var done = arguments[0], form = document.querySelector('form[data-filter]'), began = performance.now()
form.elements.ten.value = '1'; form.elements.ten.dispatchEvent(new Event('input', {bubbles: true}))
requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))"""


def timed(work: Callable[[], object], rounds: int) -> float:
    """Median seconds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def plain(folder: Path, pages: int) -> Callable[[], None]:
    """MkDocs with Material on as many pages of one line: what no site of it can beat."""
    (folder / "docs" / "don-vi").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_PLAIN, encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Trơn\n", encoding="utf-8")
    for number in range(pages):
        (folder / "docs" / "don-vi" / f"{number}.md").write_text(f"# Trang {number}\n", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "ra")]

    def work() -> None:
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)

    return work


def opened(browser: webdriver.Chrome, address: str) -> tuple[float, float, int]:
    """Milliseconds to the first paint and to the whole document, and its number of elements; medians of five."""
    seen = []
    for _ in range(5):
        browser.get(address)
        time.sleep(0.3)
        seen.append(browser.execute_script(_FIRST_PAINT))
    paint, ready, elements = (statistics.median(column) for column in zip(*seen, strict=True))
    return paint, ready, int(elements)


def boards(folder: Path, pages: list[str], reference: Path) -> None:
    with tempfile.TemporaryDirectory() as profile, serving(folder) as root, serving(reference) as other:
        browser = start(Path(profile))
        try:
            bare_paint, bare_ready, bare_elements = opened(browser, other)
            print(f"  an empty page of the theme: {bare_elements} elements")
            for page in pages:
                html = (folder / page / "index.html").read_bytes()
                paint, ready, elements = opened(browser, root + page)
                print(
                    f"  {page}: {len(html) / 1024:.0f} KiB, {len(gzip.compress(html)) / 1024:.0f} KiB gzip, "
                    f"{elements} elements (6000)"
                )
                print(f"  {page} first paint: {paint:.0f} ms / {bare_paint:.0f} ms = {paint / bare_paint:.2f}")
                print(f"  {page} document ready: {ready:.0f} ms / {bare_ready:.0f} ms = {ready / bare_ready:.2f} (1 s)")
                if b"data-filter" in html:
                    delay = statistics.median(browser.execute_async_script(_FILTER) for _ in range(5))
                    print(f"  {page} filter, typing to paint: {delay:.0f} ms (100 ms)")
        finally:
            browser.quit()


def lighthouse(folder: Path, pages: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name, static_server(Path(name), folder) as root:
        for page in pages:
            report = Path(name) / "report.json"
            command = [
                "node",
                str(NODE),
                root + page,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            ]
            environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
            subprocess.run(command, env=environment, check=True, capture_output=True)
            marks = json.loads(report.read_text(encoding="utf-8"))["categories"]
            shown = ", ".join(f"{title} {marks[key]['score'] * 100:.0f}" for key, title in _MARKS.items())
            print(
                f"  Lighthouse, mobile, {page or 'front page'}: {shown} (accessibility 100, performance 95)", flush=True
            )


_MARKS = {"performance": "performance", "accessibility": "accessibility", "best-practices": "best practices"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_site")
    parser.add_argument("--units", type=int, default=3000)
    units: int = parser.parse_args().units
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        sites: dict[str, Path] = {}
        with contextlib.redirect_stdout(io.StringIO()):
            city = demo.play(room / "demo").repository
        (room / "lon").mkdir()
        for title, bare, rounds, target in (
            ("the city", city, 3, "5 s"),
            (f"{units} units", grow(room / "lon", units, units), 1, "20 s"),
        ):
            sites[title] = room / f"trang-{len(sites)}"
            request = SiteRequest(bare, "main", read_moment("2024-12-06T09:00"))
            cold = timed(lambda: build(request, sites[title]), 1)  # noqa: B023  called at once
            ours = timed(lambda: build(request, sites[title]), rounds)  # noqa: B023  called at once
            pages = sum(1 for _ in sites[title].rglob("*.html"))
            reference = room / f"tron-{len(sites)}"
            theirs = timed(plain(reference, pages), rounds)
            print(
                f"site of {title}, {pages} pages, after a merge / MkDocs alone on as many one-line pages: "
                f"{ours:.2f} s / {theirs:.2f} s = {ours / theirs:.2f} (at most {target}); from nothing {cold:.2f} s",
                flush=True,
            )
        whole = sites[f"{units} units"]
        block = next(path.name for path in sorted((whole / "tien-do").iterdir()) if path.is_dir())
        boards(whole, ["tien-do/", f"tien-do/{block}/"], reference / "ra")
        if NODE.exists():
            lighthouse(sites["the city"], ["", "tien-do/", "don-vi/nguyen-du/", "van-ban/huong-dan-08/"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
