"""Shared ground: a copy of the sample city, the command, real repositories, the built site, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from git import Repo
from selenium import webdriver

from schemas.finding import Finding, Gate
from schemas.local_time import read_moment
from schemas.paths import PROGRAM
from scripts import demo
from scripts.check.checker import check
from scripts.cli import main
from scripts.ledger.tree import WorkTree
from scripts.pages.site_request import SiteRequest
from scripts.site_build.build import build
from scripts.site_build.local_server import serving
from tests.browsers import available, logged, start

NOW = read_moment("2024-12-20")
"""After every deadline of the sample cycle, so that nothing in it lies in the future."""


@pytest.fixture(autouse=True)
def _no_user_git_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests behave the same whatever the machine's own git settings and hooks environment are."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "mau")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "mau@mau.invalid")


class City:
    """A copy of the sample city in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """A file of the cycle, as `bac-ha/ho-so.yaml` or `ky.yaml`."""
        year = self.root / "submissions" / "2024"
        unit, _, rest = name.partition("/")
        return next(year.glob(f"*/{unit}")) / rest if rest else year / name

    def edit(self, name: str, old: str, new: str, count: int = 1) -> None:
        path = self.path(name)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} not in {name}"
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def findings(self, unit: str | None = None, gate: Gate | None = Gate.MERGE, now: datetime = NOW) -> list[Finding]:
        selection = [self.path(f"{unit}/don-vi.yaml").parent.relative_to(self.root).as_posix()] if unit else []
        return check(WorkTree(self.root), selection, now, gate).findings

    def rules(self, unit: str | None = None, gate: Gate | None = Gate.MERGE, now: datetime = NOW) -> list[str]:
        return [finding.rule for finding in self.findings(unit, gate, now)]


@pytest.fixture
def city(tmp_path: Path) -> City:
    shutil.copytree(PROGRAM / "submissions", tmp_path / "submissions")
    return City(tmp_path)


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def kiemdiem(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the command in this process."""

    def run(*arguments: str | Path) -> Ran:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def committed(city: City) -> City:
    """The city as a Git repository with one commit on main."""
    repo = Repo.init(str(city.root), initial_branch="main")
    repo.git.add("--all")
    repo.git.commit("-m", "mẫu")
    return city


class Played(NamedTuple):
    outcome: demo.DemoResult
    said: str
    snapshots: Path


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole demo, run once: real pushes through the real hook."""
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        outcome = demo.play(tmp_path_factory.mktemp("demo"))
        snapshots = demo.hand_up(outcome.repository, tmp_path_factory.mktemp("cap-duoi"))
    return Played(outcome, said.getvalue(), snapshots)


@pytest.fixture(scope="session")
def site(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make demo` builds it."""
    folder = tmp_path_factory.mktemp("site")
    build(whole_request(played), folder)
    return folder


def whole_request(played: Played) -> SiteRequest:
    """The demo's site with the committees below."""
    return demo.site_request(played.outcome.repository)._replace(snapshots=played.snapshots)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not available():
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium: apt-get install chromium chromium-driver")
        pytest.skip("no Chromium on this machine")
    chromium = start(tmp_path_factory.mktemp("profile"))
    yield chromium
    chromium.quit()


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """A tab of its own: what a test emulates ends with it."""
    home = chromium.current_window_handle
    chromium.switch_to.new_window("tab")
    chromium.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    for kind in ("browser", "performance"):
        logged(chromium, kind)
    yield chromium
    chromium.close()
    chromium.switch_to.window(home)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on 127.0.0.1 and give its address: each time a new one, so that no page finds settings of another
    test."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(serving(folder))
