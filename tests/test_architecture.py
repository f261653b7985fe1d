"""The house rules: imports run one way, commands start light, modules hold one idea, locks name no host."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import City

ROOT = Path(__file__).parents[1]
SOURCES = sorted(p for room in ("schemas", "scripts", "hooks") for p in (ROOT / room).rglob("*.py"))
FORBIDDEN = {
    "schemas": {"scripts", "hooks", "git", "openpyxl", "mkdocs", "subprocess", "jinja2", "os"},
    "scripts": {"hooks", "mkdocs"},
    "hooks": set(),
}
DEMO = ROOT / "scripts" / "demo.py"
"""The demo plays the whole house, hooks included."""


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way_and_modules_stay_small(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    if path != DEMO:
        assert imported(path) & FORBIDDEN[room] == set()
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))
    assert path.stem not in ("utils", "helpers", "common", "manager")


def loaded(*arguments: str) -> set[str]:
    code = (
        "import sys; from scripts.cli import main\n"
        f"try: main({list(arguments)!r})\nexcept SystemExit: pass\n"
        "print(*('module:' + name for name in sys.modules), sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    return {line.removeprefix("module:") for line in done.stderr.split() if line.startswith("module:")}


HEAVY = {
    "pydantic",
    "yaml",
    "git",
    "openpyxl",
    "xlsxwriter",
    "mkdocs",
    "jinja2",
    "subprocess",
    "sqlite3",
    "difflib",
    "lxml",
    "docx",
    "duckdb",
    "pyrage",
    "icalendar",
    "python_calamine",
    "schemas.rules.catalogue",
}
MODELS = {"pydantic", "yaml"}
LOADS: dict[tuple[str, ...], set[str]] = {
    ("--help",): set(),
    ("--version",): set(),
    ("check", "submissions/2024/phuong-xa/bac-ha"): MODELS | {"schemas.rules.catalogue"},
    ("check", "--staged"): MODELS | {"schemas.rules.catalogue", "subprocess"},
    ("status",): MODELS | {"subprocess", "sqlite3"},
    ("han-muc",): MODELS,
    ("bieu",): MODELS,
    ("viec",): MODELS,
    ("new", "--help"): MODELS,
    ("codeowners", "--forge", "github"): MODELS,
    ("schema", "--check"): {"pydantic"},
    ("site", "--help"): {"subprocess"},
    ("excel", "--help"): MODELS,
    ("text", "--tai", "2024-11-13"): MODELS | {"difflib"},
    ("seal", "--help"): MODELS | {"pyrage"},
    ("snapshot", "--help"): {"subprocess"},
    ("rollup", "--help"): {"subprocess"},
    ("rollup", "submissions"): MODELS | {"duckdb", "subprocess"},
    ("merge", "--help"): MODELS | {"schemas.rules.catalogue", "subprocess"},
}
"""Command → the heavy modules that it may load, and no other."""


@pytest.mark.parametrize("command", LOADS, ids=" ".join)
def test_a_command_loads_what_it_needs_and_no_more(command: tuple[str, ...]) -> None:
    modules = loaded(*command)
    assert "scripts.cli" in modules
    assert modules & HEAVY <= LOADS[command]


def test_an_unchanged_commit_is_answered_without_a_model_or_a_rule(committed: City) -> None:
    command = ("check", "--rev", "main", "--repo", str(committed.root), "--now", "2024-12-20")
    assert "schemas.rules.catalogue" in loaded(*command)
    assert loaded(*command) & HEAVY == {"subprocess", "sqlite3"}


def test_locks_name_no_host_and_pin_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and "index-url" not in text
        packages = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
        assert len(packages) > 30 and text.count("--hash=sha256:") >= len(packages)


def test_the_lock_of_the_page_judges_names_no_host_and_pins_by_hash() -> None:
    text = (ROOT / "tests" / "node" / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert len(packages) > 100 and all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "://" not in text


def test_direct_dependencies_are_locked_and_explained() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text.split("dependencies = [")[1].split("]\n")[0]
    lines = [line for line in section.splitlines() if line.strip()]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    for line in lines:
        name = re.match(r'\s*"([\w-]+)', line)
        assert name and "#" in line, line
        assert f"\n{name.group(1).lower()}==" in f"\n{lock}"


def test_the_site_sources_are_not_ignored() -> None:
    done = subprocess.run(["git", "check-ignore", "site/index.md", "site/_templates/lich.html"], cwd=ROOT, check=False)
    assert done.returncode == 1, "a stock .gitignore hides /site"
