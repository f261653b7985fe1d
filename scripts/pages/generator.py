"""Writes the site as finished Markdown, its navigation and its files: all that a builder of static sites needs.

What was drawn is not pressed through Markdown, which chokes on much HTML: its page holds two marks, and between them
the headings and the text, for contents and search. `fill` puts the drawn HTML between the marks of the built page.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from schemas.visible_text import printable
from scripts.pages.markdown_text import anchored, front_matter, outline, split_front_matter
from scripts.pages.part import OwnPage, source_of
from scripts.pages.rendering import DrawnPart, Site
from scripts.pages.site_error import BuildError

PLACEHOLDER = re.compile(r"<!-- kiemdiem:([\w/.-]+) -->")
_MARKED = re.compile(r"<!-- kiemdiem:begin ([\w/.-]+) -->.*?<!-- kiemdiem:end \1 -->", re.DOTALL)
LEFT_OVER = "<!-- kiemdiem:"
"""No built page may hold it."""

_UNWRITTEN = {"_templates"}
_WRITTEN_BOOST = 2
"""The search puts pages that somebody wrote before the many others."""

_SECTIONS_AT = 2
"""Where sections that not every site has stand in the navigation: after the boards."""


class Generated(NamedTuple):
    """`configuration`: of the builder. `pages`: how many the builder has to make."""

    configuration: Path
    addresses: frozenset[str]


def generate(site: Site, written: Path, configuration: Path, target: Path) -> Generated:
    """Write everything into `target`. `written`: the pages that people wrote; `configuration`: the builder's own.

    Raises BuildError where a page names a part that nobody draws, or a part has no page.
    """
    docs = target / "docs"
    docs.mkdir(parents=True)
    sources = dict(_written_pages(site, written))
    _assert_placed(site, sources)
    for name, drawn in site.parts.items():
        if drawn.part.page:
            sources[source_of(drawn.part.address)] = _own_page(name, drawn, drawn.part.page)
    for path, text in sources.items():
        _write(docs / path, text)
    for path, content in site.files.items():
        _write(docs / path, content)
    if not (written / "assets").is_dir():
        raise BuildError("Thiếu thư mục site/assets: kiểu chữ, hình và mã của trang.")
    shutil.copytree(written / "assets", docs / "assets", dirs_exist_ok=True)
    made = target / "mkdocs.yml"
    made.write_text(_configuration(site, configuration, docs), encoding="utf-8")
    return Generated(made, frozenset(map(_page_of, sources)))


def fill(html: str, site: Site) -> str:
    """A built page with the drawn HTML between its marks."""
    return _MARKED.sub(lambda found: site.parts[found.group(1)].html, html)


def _written_pages(site: Site, written: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(written.rglob("*.md")):
        place = path.relative_to(written)
        if place.parts[0] in _UNWRITTEN:
            continue
        try:
            settings, text = split_front_matter(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, ValueError):
            raise BuildError(f"site/{place}: phần khai báo giữa hai dòng `---` không đúng dạng YAML.") from None
        settings.setdefault("search", {"boost": _WRITTEN_BOOST})
        yield place.as_posix(), front_matter(settings) + _marked(anchored(text), site, place.as_posix())


def _marked(text: str, site: Site, page: str) -> str:
    """Marks in place of placeholders."""

    def marked(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in site.parts:
            raise BuildError(f"site/{page} gọi phần “{name}” mà không mô-đun nào trong scripts/pages/views vẽ ra.")
        return _marks(name, site.parts[name])

    return PLACEHOLDER.sub(marked, text)


def _marks(name: str, drawn: DrawnPart) -> str:
    inner = "" if drawn.part.mass else outline(drawn.html)
    pieces = (f"<!-- kiemdiem:begin {name} -->", inner, f"<!-- kiemdiem:end {name} -->")
    return "\n\n".join(piece for piece in pieces if piece)


def _assert_placed(site: Site, sources: Mapping[str, str]) -> None:
    whole = "\n".join(sources.values())
    for name, drawn in site.parts.items():
        if drawn.part.page is None and f"<!-- kiemdiem:begin {name} -->" not in whole:
            raise BuildError(f"Phần “{name}” đã vẽ mà không trang nào trong site/ ghi <!-- kiemdiem:{name} -->.")


def _own_page(name: str, drawn: DrawnPart, page: OwnPage) -> str:
    title = escape(
        printable(page.title), quote=False
    )  # neither Markdown nor the theme may take a unit's name for markup
    settings: dict[str, Any] = {"title": title}
    if page.wide:
        settings["hide"] = ["navigation", "toc"]
    if not page.searched:
        settings["search"] = {"exclude": True}
    elif page.boost != 1:
        settings["search"] = {"boost": page.boost}
    return f"{front_matter(settings)}<h1>{title}</h1>\n\n{_marks(name, drawn)}\n"


def _configuration(site: Site, base: Path, docs: Path) -> str:
    """The builder's settings: those of the base, with the place of the pages and the whole navigation."""
    try:
        navigation = list(yaml.safe_load(base.read_text(encoding="utf-8"))["nav"])
    except (yaml.YAMLError, KeyError, TypeError):
        raise BuildError(f"{base.name} không đọc được, hoặc thiếu mục `nav`.") from None
    navigation[_SECTIONS_AT:_SECTIONS_AT] = _sections(site)
    unlisted = "\n".join(sorted(_unlisted(site)))
    own = {"INHERIT": str(base), "docs_dir": str(docs), "nav": navigation, "not_in_nav": unlisted}
    return json.dumps(own, ensure_ascii=False, indent=1)  # JSON is YAML


def _sections(site: Site) -> Iterator[dict[str, Any]]:
    pages: dict[str, list[dict[str, str]]] = {}
    for drawn in site.parts.values():
        page = drawn.part.page
        if page and page.section:
            pages.setdefault(printable(page.section), []).append({printable(page.title): source_of(drawn.part.address)})
    for title, own in pages.items():
        yield {title: own if len(own) > 1 else next(iter(own[0].values()))}


def _unlisted(site: Site) -> set[str]:
    """Patterns of the pages to which only others lead, one a folder: a pattern a page would be millions of matches."""
    pages = (drawn.part for drawn in site.parts.values() if drawn.part.page and not drawn.part.page.section)
    return {f"/{source_of(part.address.rstrip('/').rpartition('/')[0] + '/*/')}" for part in pages}


def _page_of(source: str) -> str:
    """Where the builder puts the page of a source."""
    whole = source.removesuffix(".md")
    return f"{whole}.html" if whole.rpartition("/")[2] == "index" else f"{whole}/index.html"


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
