"""`render(state) -> Site`: every part drawn, every file for programs. Knows nothing of a builder and can outlive it.

A page is one module of `scripts.pages.views` with its template: it gives its parts, and files beside them if any.
"""

from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

from scripts.pages import views
from scripts.pages.drawing import DIGEST, drawer
from scripts.pages.part import Files, Part
from scripts.pages.state import SiteState
from scripts.pages.views.progress_boards import pulse


class DrawnPart(NamedTuple):
    part: Part
    html: str


class Site(NamedTuple):
    """`parts`: by their names. `files`: by their addresses."""

    parts: dict[str, DrawnPart]
    files: Files


def view_modules() -> list[Any]:
    """Every page's module, by name."""
    names = sorted(module.name for module in iter_modules(views.__path__))
    return [import_module(f"{views.__name__}.{name}") for name in names]


def render(state: SiteState, templates: Path) -> Site:
    """Render everything. Equal state gives equal bytes."""
    draw = drawer(state, templates)
    drawn = {part.name: DrawnPart(part, draw(part)) for part in _parts(state)}
    boards = [name for name, one in drawn.items() if f'data-digest="{DIGEST}"' in one.html]
    digest = sha256("".join(drawn[name].html for name in boards).encode()).hexdigest()[:16]
    for name in boards:
        part, html = drawn[name]
        drawn[name] = DrawnPart(part, html.replace(f'data-digest="{DIGEST}"', f'data-digest="{digest}"', 1))
    files: Files = {}
    for module in view_modules():
        files |= module.files(state) if hasattr(module, "files") else {}
    return Site(drawn, files | pulse(state, digest))


def _parts(state: SiteState) -> Iterator[Part]:
    for module in view_modules():
        yield from module.parts(state)
