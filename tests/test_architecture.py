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

ROOMS = [
    "schemas",
    "schemas/source",
    "schemas/fields",
    "schemas/models",
    "schemas/ruleset",
    "schemas/legal",
    "schemas/rules",
    "scripts/ledger",
    "scripts/yaml_files",
    "scripts/dossiers",
    "scripts/sealing",
    "scripts/check",
    "scripts/progress",
    "scripts/gate",
    "scripts/output",
    "scripts/excel",
    "scripts/legal",
    "scripts/rollup",
    "scripts/pages",
    "scripts/site_build",
    "scripts/commands",
    "scripts",
    "hooks",
    "scripts/samples",
]
"""Every room, each importing only from those before it. The last, made-up data, is imported by no other."""

BEFORE_ALL = {"scripts.version", "scripts.office_guard"}
"""Two modules of the flat room, of one question each, that every room may ask."""

DEMO = "scripts.demo"
"""The rehearsal plays the whole house, hooks and samples included; nothing imports it."""

FORBIDDEN = {
    "schemas": {"git", "openpyxl", "mkdocs", "subprocess", "jinja2", "os"},
    "scripts": {"mkdocs"},
    "hooks": set(),
}
"""Top level → libraries that are none of its business."""

NOT_NOUNS = re.compile(
    r"utils?|helpers?|common|managers?|misc|current|kept|told|found|meant|said|judged|receiving|taking|telling|bound"
)
LONGEST_MODULE = 400
MOST_FLAT_MODULES = 8


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {_module(path): path for top in FORBIDDEN for path in sorted((ROOT / top).rglob("*.py"))}


def room_of(module: str) -> str:
    return next(room for room in (_in(module, 2), _in(module, 1)) if room in ROOMS)


def _in(module: str, depth: int) -> str:
    parts = module.split(".")
    return "/".join(parts[:depth]) if len(parts) > depth or _is_room(parts[:depth]) else parts[0]


def _is_room(parts: list[str]) -> bool:
    return (ROOT.joinpath(*parts) / "__init__.py").is_file()


def imports(module: str) -> set[str]:
    """Modules of ours and top names of libraries that one imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(SOURCES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in SOURCES else node.module for name in whole}
    return found


@pytest.mark.parametrize("module", SOURCES)
def test_imports_run_one_way(module: str) -> None:
    own = room_of(module)
    used = imports(module)
    assert {name.split(".")[0] for name in used} & FORBIDDEN[module.split(".")[0]] == set()
    if module == DEMO:
        return
    before = ROOMS.index(own)
    for other in sorted(used & SOURCES.keys() - BEFORE_ALL):
        assert ROOMS.index(room_of(other)) <= before, f"{module} imports {other}"


def test_made_up_data_is_no_part_of_the_product() -> None:
    for module in SOURCES:
        if module != DEMO and room_of(module) != "scripts/samples":
            assert not {other for other in imports(module) if other.startswith("scripts.samples")}, module


def test_every_folder_is_a_room_whose_docstring_needs_no_and() -> None:
    for path in (path for name, path in SOURCES.items() if path.name == "__init__.py"):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert said and len(said.splitlines()) == 1 and said.endswith("."), path
        assert " and " not in said.split("`")[0], path
        inner = path.parent.relative_to(ROOT).as_posix()
        assert any(inner == room or inner.startswith(f"{room}/") for room in ROOMS), path


def test_few_modules_lie_flat() -> None:
    for top in FORBIDDEN:
        flat = [path for path in (ROOT / top).glob("*.py") if path.name != "__init__.py"]
        assert len(flat) <= MOST_FLAT_MODULES, top


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_answers_one_question_under_a_noun(module: str) -> None:
    path = SOURCES[module]
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST_MODULE
    assert ast.get_docstring(ast.parse(text))
    assert not NOT_NOUNS.fullmatch(path.stem)


def test_no_class_name_means_two_things() -> None:
    places: dict[str, list[str]] = {}
    for module, path in SOURCES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.lstrip("_"), []).append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


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
    ("kiem-tra", "submissions/2024/phuong-xa/bac-ha"): MODELS | {"schemas.rules.catalogue"},
    ("kiem-tra", "--sap-commit"): MODELS | {"schemas.rules.catalogue", "subprocess"},
    ("tien-do",): MODELS | {"subprocess", "sqlite3"},
    ("han-muc",): MODELS,
    ("bieu",): MODELS,
    ("viec",): MODELS,
    ("tao", "--help"): MODELS,
    ("nguoi-duyet", "--noi", "github"): MODELS,
    ("luoc-do", "--chi-xem"): {"pydantic"},
    ("trang", "--help"): {"subprocess"},
    ("excel", "--help"): MODELS,
    ("van-ban", "--tai", "2024-11-13"): MODELS | {"difflib"},
    ("niem-phong", "--help"): MODELS | {"pyrage"},
    ("anh-chup", "--help"): {"subprocess"},
    ("tong-hop", "--help"): {"subprocess"},
    ("tong-hop", "submissions"): MODELS | {"duckdb", "subprocess"},
    ("hop-nhat", "--help"): MODELS | {"schemas.rules.catalogue", "subprocess"},
}
"""Command → the heavy modules that it may load, and no other."""


@pytest.mark.parametrize("command", LOADS, ids=" ".join)
def test_a_command_loads_what_it_needs_and_no_more(command: tuple[str, ...]) -> None:
    modules = loaded(*command)
    assert "scripts.cli" in modules
    assert modules & HEAVY <= LOADS[command]


def test_an_unchanged_commit_is_answered_without_a_model_or_a_rule(committed: City) -> None:
    command = ("kiem-tra", "--ban", "main", "--kho", str(committed.root), "--thoi-diem", "2024-12-20")
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
