"""MkDocs' hook: hands the renderer's fragments to MkDocs. Big HTML goes in after Markdown, which would choke on it.

KIEMDIEM_AUDIENCE is cong-khai (the default) or noi-bo. KIEMDIEM_NOW builds the site as of a moment,
KIEMDIEM_REPO and KIEMDIEM_REV from another repository or commit. KIEMDIEM_PICTURES: somebody takes pictures after.
KIEMDIEM_SNAPSHOTS: a folder with the snapshots of the committees below and their tree.
"""

import json
import os
import re
from datetime import datetime
from html import escape, unescape
from pathlib import Path

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from jinja2 import ChoiceLoader, DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from schemas.local_time import VIETNAM, read_moment
from scripts.pages.federation import FEDERATION
from scripts.pages.internal import PAGES
from scripts.pages.parts import source_of
from scripts.pages.render import Site, render
from scripts.pages.security import secured
from scripts.pages.state import Audience, gather
from scripts.progress.cycle_view import current
from scripts.rollup.collection import Gathered, of_folder

_PLACEHOLDER = re.compile(r"<!-- kiemdiem:([\w/-]+) -->")
_HEADING = re.compile(r'<h([2-5]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_TAGS = re.compile(r"<a class=\"headerlink\".*?</a>|<[^>]+>", re.DOTALL)

_WORDS = "partials/languages/vi.html"
_UNTRANSLATED = {"Initializing search": "Đang chuẩn bị tìm kiếm"}
"""What the theme's Vietnamese still says in English."""

_WIDE = "\nhide: [navigation, toc]"
_UNSEARCHED = "\nsearch:\n  exclude: true"

_built: list[Site] = []
_theme_scripts: dict[str, str] = {}
_serving: list[bool] = [False]


def on_startup(command: str, dirty: bool) -> None:
    """`mkdocs serve` reloads pages by an inline script of its own, which the policy would stop."""
    del dirty
    _serving[:] = [command == "serve"]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The internal build has its own part of the navigation, and so has whoever has committees below."""
    if _audience() is Audience.INTERNAL and config.nav is not None:
        config.nav.insert(2, {"Nội bộ": [{title: source_of(address)} for address, (title, _) in PAGES.items()]})
    if (folder := os.environ.get("KIEMDIEM_SNAPSHOTS")) and config.nav is not None:
        config.nav.insert(2, {"Cấp ủy trực thuộc": source_of(FEDERATION)})
        config.watch.append(folder)
    return config


def _federation() -> Gathered | None:
    folder = os.environ.get("KIEMDIEM_SNAPSHOTS")
    return of_folder(Path(folder)) if folder else None


def _audience() -> Audience:
    return Audience(os.environ.get("KIEMDIEM_AUDIENCE", Audience.PUBLIC))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Compute the site's state once a build and add the generated pages and data files."""
    root = Path(os.environ.get("KIEMDIEM_REPO") or Path(config.config_file_path).parent)
    chosen = os.environ.get("KIEMDIEM_NOW")
    now = read_moment(chosen) if chosen else datetime.now(VIETNAM)
    statuses = current(root, os.environ.get("KIEMDIEM_REV"), now)
    pictures = bool(os.environ.get("KIEMDIEM_PICTURES"))
    site = render(
        gather(statuses, now, not chosen, _audience(), pictures=pictures, federation=_federation()),
        Path(config.docs_dir) / "_templates",
    )
    _built[:] = [site]
    for path, (fragment, page) in site.pages.items():
        shown = escape(page.title, quote=False)  # neither Markdown nor the theme may take a unit's name for markup
        head = f"title: {json.dumps(shown)}{_WIDE if page.wide else ''}{'' if page.searched else _UNSEARCHED}"
        text = f"---\n{head}\n---\n<h1>{shown}</h1>\n\n<!-- kiemdiem:{fragment} -->\n"
        files.append(File.generated(config, path, content=text))
    for path, content in site.files.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """The theme in Vietnamese throughout."""
    del config, files
    if env.loader is not None:
        words = env.loader.get_source(env, _WORDS)[0]
        for english, vietnamese in _UNTRANSLATED.items():
            words = words.replace(english, vietnamese)
        env.loader = ChoiceLoader([DictLoader({_WORDS: words}), env.loader])
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The search puts pages that somebody wrote, and units, before the many others."""
    del config, files
    if page.file.generated_by is None or page.file.src_uri.startswith("don-vi/"):
        page.meta.setdefault("search", {"boost": 2})
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put fragments in place of their placeholders and give their headings to the table of contents."""
    del config, files
    if _one_of_many(page):
        return html
    filled = _filled(html)
    if filled != html:
        page.toc = _contents(filled)
    return filled


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Units' pages and boards are filled in last: thousands of them would cost the search half as long as all the
    rest, and it shall find them by their names only."""
    del config
    whole = _filled(output) if _one_of_many(page) else output
    return whole if _serving[0] else secured(whole, "../" * page.url.count("/"), _theme_scripts)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The page for wrong addresses is shown at any depth, so its scripts are named from the host's top."""
    del config
    return secured(output_content, "/", _theme_scripts) if template_name == "404.html" else output_content


def on_post_build(config: MkDocsConfig) -> None:
    for path, script in _theme_scripts.items():
        (Path(config.site_dir) / path).write_text(script, encoding="utf-8")


def _filled(html: str) -> str:
    return _PLACEHOLDER.sub(lambda found: _built[0].fragments[found.group(1)], html)


def _one_of_many(page: Page) -> bool:
    return page.file.src_uri.startswith(("don-vi/", "tien-do", FEDERATION))


def _contents(html: str) -> TableOfContents:
    """The headings of a page, nested by level."""
    top: list[AnchorLink] = []
    open_lists: list[tuple[int, list[AnchorLink]]] = [(1, top)]
    for level, anchor, inner in _HEADING.findall(html):
        while open_lists[-1][0] >= int(level):
            open_lists.pop()
        link = AnchorLink(unescape(_TAGS.sub("", inner)).strip(), anchor, int(level))
        open_lists[-1][1].append(link)
        open_lists.append((int(level), link.children))
    return TableOfContents(top)
