"""The site while it changes: readers during ten rebuilds, and `make serve` while somebody writes."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from schemas.paths import PROGRAM
from scripts.demo import site_request
from scripts.site_build.build import build
from scripts.site_build.publication import publish
from tests.conftest import Played

READERS = 4


def test_readers_see_no_error_during_ten_rebuilds(played: Played, tmp_path: Path, serve: Callable[[Path], str]) -> None:
    public = tmp_path / "www" / "public"
    request = site_request(played.outcome.repository)
    publish(public, lambda folder: build(request, folder))
    root = serve(public.parent) + "public/"
    answers: Counter[str] = Counter()
    stop = threading.Event()

    def read(pages: tuple[str, ...]) -> None:
        while not stop.is_set():
            for page in pages:
                try:
                    with urlopen(root + page, timeout=10) as answer:  # noqa: S310  an address of our own
                        whole = answer.read().rstrip().endswith((b"</html>", b"}"))
                        answers["whole" if whole else f"cut short: {page}"] += 1
                except (HTTPError, URLError, OSError) as failure:
                    answers[f"{failure}: {page}"] += 1

    pages = ("", "tien-do/", "tien-do/status.json", "tien-do/phuong-xa/", "don-vi/bac-ha/")
    readers = [threading.Thread(target=read, args=(pages,)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for _ in range(10):
        publish(public, lambda folder: build(request, folder))
    stop.set()
    for reader in readers:
        reader.join()
    print(f"{answers.total()} requests during ten rebuilds")
    assert set(answers) == {"whole"} and answers["whole"] > 500


def test_serve_shows_what_was_just_written(tmp_path: Path) -> None:
    """`make serve` on a copy of the house: a register, a new unit, a page at fault, and that page mended."""
    for name in ("site", "submissions", "schemas", "scripts", "mkdocs.yml"):
        copy = shutil.copytree if (PROGRAM / name).is_dir() else shutil.copyfile
        copy(PROGRAM / name, tmp_path / name)
    command = [sys.executable, "-P", "-m", "scripts.cli", "trang", "--mo-xem", "--thoi-diem", "2024-12-06T09:00"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert found
        address = f"{found.group()}don-vi/bac-ha/"
        _until(address, lambda html: "Đã nộp đủ 6 mục" in html)
        register = tmp_path / "submissions/2024/phuong-xa/bac-ha/ho-so.yaml"
        text = register.read_text(encoding="utf-8")
        register.write_text(text[: text.rindex("  - muc:")], encoding="utf-8")
        _until(address, lambda html: "Đã nộp đủ 6 mục" not in html)
        folder = tmp_path / "submissions/2024/phuong-xa/phuong-moi"
        folder.mkdir()
        unit = (register.parent / "don-vi.yaml").read_text(encoding="utf-8")
        (folder / "don-vi.yaml").write_text(unit.replace("bac-ha", "phuong-moi"), encoding="utf-8")
        _until(address.replace("bac-ha", "phuong-moi"), lambda html: "phuong-moi" in html)
        page = tmp_path / "site/lich.md"
        good = page.read_text(encoding="utf-8")
        page.write_text(f"{good}\n<!-- kiemdiem:khong-co -->\n", encoding="utf-8")
        while "site/lich.md gọi phần “khong-co”" not in server.stdout.readline():
            pass
        _until(address, lambda html: "bac-ha" in html)
        template = tmp_path / "site/_templates/lich.html"
        drawn = template.read_text(encoding="utf-8")
        template.write_text(f"{drawn}{{% if %}}", encoding="utf-8")
        while "TemplateSyntaxError" not in server.stdout.readline():
            pass
        template.write_text(drawn, encoding="utf-8")
        deadlines = tmp_path / "schemas/rulesets/2024/thoi-han.yaml"
        known = deadlines.read_text(encoding="utf-8")
        deadlines.write_text(known.replace("ten: ", "ten: Hạn mới, ", 1), encoding="utf-8")
        page.write_text(f"{good}\nĐã sửa xong.\n", encoding="utf-8")
        _until(f"{found.group()}lich/", lambda html: "Hạn mới, " in html)
        _until(f"{found.group()}lich/", lambda html: "Đã sửa xong." in html)
    finally:
        server.terminate()
        server.wait()


def _until(address: str, seen: Callable[[str], bool]) -> None:
    last = ""
    for _ in range(300):
        try:
            with urlopen(address, timeout=10) as answer:  # noqa: S310  an address of our own
                last = answer.read().decode()
            if seen(last):
                return
        except (HTTPError, URLError, OSError) as failure:
            last = str(failure)
        time.sleep(0.1)
    raise TimeoutError(last[-2000:])
