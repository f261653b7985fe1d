"""The first five minutes of each role: pictures of the running site, and commands that do what the page says."""

import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo
from selenium import webdriver

from schemas.paths import PROGRAM
from scripts.demo import site_request
from scripts.pages.views.walkthroughs import CAPTIONS, WIDTH
from scripts.site_build.build import build_with_pictures
from scripts.site_build.screenshots import browser as chromium
from tests.conftest import Played, Ran

BIN = str(Path(sys.executable).parent)
ROLES = ("don-vi", "nguoi-duyet", "van-hanh")


@pytest.fixture(scope="module")
def pictured(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if chromium() is None:
        pytest.skip("no Chromium on this machine")
    folder = tmp_path_factory.mktemp("hinh")
    build_with_pictures(site_request(played.outcome.repository), folder)
    return folder


def test_every_role_sees_pictures_of_this_site(pictured: Path) -> None:
    used: dict[str, bytes] = {}
    for role in ROLES:
        page = pictured / f"huong-dan/nam-phut-{role}/index.html"
        found = re.findall(r'<img src="(\S+)" width="(\d+)" height="(\d+)"', page.read_text(encoding="utf-8"))
        assert len(found) >= 2, role
        for source, width, height in found:
            picture = (page.parent / source).resolve()
            data = picture.read_bytes()
            assert struct.unpack(">II", data[16:24]) == (int(width), int(height)) and int(width) == WIDTH
            assert len(data) > 15_000, f"{picture.name} is blank"
            used[picture.stem] = data
    assert set(used) == set(CAPTIONS) and len(set(used.values())) == len(used), "each shows something else"


def test_without_a_browser_the_pages_have_no_gap(site: Path) -> None:
    for role in ROLES:
        html = (site / f"huong-dan/nam-phut-{role}/index.html").read_text(encoding="utf-8")
        assert "kd-picture" not in html and "kiemdiem:hinh" not in html
    assert not list((site / "huong-dan/hinh").glob("*.png"))


def test_pictures_load_and_fit_a_phone(browser: webdriver.Chrome, pictured: Path, serve: Callable[[Path], str]) -> None:
    browser.get(serve(pictured) + "huong-dan/nam-phut-don-vi/")
    browser.execute_script("document.querySelectorAll('img').forEach(i => i.loading = 'eager')")
    loaded = browser.execute_async_script(
        "var done = arguments[0]; Promise.all([...document.querySelectorAll('.kd-picture img')].map(i => i.decode()))"
        ".then(all => done(all.length))"
    )
    assert loaded == 4


def commands(heading: str) -> list[str]:
    """Of one section of the operator's page, in order."""
    text = (PROGRAM / "site/huong-dan/nam-phut-van-hanh.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}")[1].split("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_a_backup_made_by_the_page_is_the_repository(played: Played, tmp_path: Path) -> None:
    """Run by a shell as printed; only `/srv` and this installation's programs are elsewhere."""
    shutil.copytree(played.outcome.repository, tmp_path / "kiemdiem.git")
    (tmp_path / "sao-luu").mkdir()
    lines = commands("4. Sao lưu mỗi ngày")
    said = ""
    for line in lines:
        ready = re.sub(r"(\$OLDPWD/)?\.venv/bin", BIN, line.replace("/srv", str(tmp_path)))
        said = subprocess.run(["bash", "-c", ready], cwd=PROGRAM, check=True, capture_output=True, text=True).stdout
    whole, restored = Repo(str(tmp_path / "kiemdiem.git")), Repo(str(tmp_path / "khoi-phuc.git"))
    refs = str(whole.git.for_each_ref("--format=%(refname) %(objectname)"))
    assert "refs/notes/receipts" in refs and "refs/heads/nop/" in refs
    assert str(restored.git.for_each_ref("--format=%(refname) %(objectname)")) == refs
    assert restored.config_reader().get_value("kiemdiem", "actorVariable") == "REMOTE_USER"
    assert said.count("Biên nhận số") == 17


def test_a_browser_that_fails_is_told_in_words(
    played: Played, kiemdiem: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bin" / "chromium"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}:/usr/bin:/bin")
    ran = kiemdiem("trang", "--kho", played.outcome.repository, "--ban", "main", "--hinh", "--ra", tmp_path / "ra")
    assert ran.code == 2 and "Chromium không chụp được" in ran.err and "Traceback" not in ran.err
    assert not (tmp_path / "ra").exists()
