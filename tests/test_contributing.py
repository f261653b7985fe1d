"""CONTRIBUTING names places that exist, every room, and the words that the code uses."""

import re

import pytest

from schemas.paths import PROGRAM
from tests.test_architecture import ROOMS

TEXT = (PROGRAM / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (PROGRAM / "README.md").read_text(encoding="utf-8")
RECIPES = TEXT.split("## Recipes")[1].split("\n## ")[0].split("\n### ")[1:]
PLACE = re.compile(r"`((?:schemas|scripts|hooks|site|tests|submissions|\.vscode)/[\w./-]*|[\w-]+\.(?:yml|md|toml))`")


def test_every_recipe_is_there() -> None:
    titles = [recipe.split("\n")[0] for recipe in RECIPES]
    assert titles == [
        "Add a rule",
        "Add a kind of file",
        "Add a table",
        "Add a command",
        "Add a page",
        "A new year's rule set",
        "Add a form field",
    ]


@pytest.mark.parametrize(
    "text", [*RECIPES, TEXT.split("## The site")[1], README], ids=lambda text: text.split("\n")[0].strip("# ")
)
def test_every_place_that_is_named_exists(text: str) -> None:
    places = PLACE.findall(text)
    assert places
    for place in places:
        if place not in ("ky.yaml", "don-vi.yaml"):
            assert (PROGRAM / place).exists(), place


def test_the_drawing_shows_every_room() -> None:
    drawing = TEXT.split("```text")[1].split("```")[0]
    for room in ROOMS:
        name = room.rpartition("/")[2]
        assert re.search(rf"^ *(scripts/)?{name}/", drawing, re.MULTILINE), room
    order = [room.rpartition("/")[2] for room in ROOMS if room.startswith("scripts/") and room != "scripts/samples"]
    shown = [name for name in re.findall(r"^  (\w+)/", drawing.split("scripts/ ")[1], re.MULTILINE) if name in order]
    assert shown == order, "drawn in the order of imports"


def test_the_glossary_has_fifteen_words() -> None:
    rows = [line for line in TEXT.split("## Fifteen words")[1].split("\n## ")[0].splitlines() if line.startswith("| ")]
    assert len(rows) == 16


def test_the_readme_maps_every_top_folder() -> None:
    for folder in ("schemas", "scripts", "hooks", "site", "submissions", "tests"):
        assert f"| `{folder}/` |" in README
