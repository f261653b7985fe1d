"""The site while it changes: readers during ten rebuilds, and `make serve` while somebody writes."""

import os
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

from scripts.commands.site import PROJECT, build
from scripts.site_build.publication import publish
from tests.conftest import Played, demo_environment
from tests.servers import free_port

READERS = 4


def test_readers_see_no_error_during_ten_rebuilds(played: Played, tmp_path: Path, serve: Callable[[Path], str]) -> None:
    public = tmp_path / "www" / "public"
    environment = demo_environment(played.outcome.repository)
    publish(public, lambda folder: build(folder, environment))
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
        publish(public, lambda folder: build(folder, environment))
    stop.set()
    for reader in readers:
        reader.join()
    print(f"{answers.total()} requests during ten rebuilds")
    assert set(answers) == {"whole"} and answers["whole"] > 500


def test_serve_shows_what_was_just_written(tmp_path: Path) -> None:
    for name in ("site", "submissions", "schemas", "hooks", "mkdocs.yml"):
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copyfile
        copy(PROJECT / name, tmp_path / name)
    port = free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "KIEMDIEM_NOW": "2024-12-06T09:00"}
    server = subprocess.Popen(command, cwd=tmp_path, env=environment)
    address = f"http://127.0.0.1:{port}/don-vi/bac-ha/"
    try:
        _until(address, lambda html: "Đã nộp đủ 6 mục" in html)
        register = tmp_path / "submissions/2024/phuong-xa/bac-ha/ho-so.yaml"
        text = register.read_text(encoding="utf-8")
        register.write_text(text[: text.rindex("  - muc:")], encoding="utf-8")
        _until(address, lambda html: "Đã nộp đủ 6 mục" not in html and "livereload" in html)
        folder = tmp_path / "submissions/2024/phuong-xa/phuong-moi"
        folder.mkdir()
        unit = (register.parent / "don-vi.yaml").read_text(encoding="utf-8")
        (folder / "don-vi.yaml").write_text(unit.replace("bac-ha", "phuong-moi"), encoding="utf-8")
        _until(address.replace("bac-ha", "phuong-moi"), lambda html: "phuong-moi" in html)
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
