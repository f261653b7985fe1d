"""Markdown around drawn HTML: headings with their own anchors, front matter, the plain text of a fragment."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any

import yaml

from scripts.pages.anchors import slugify

_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_HEADING = re.compile(r"^(#{1,6}) +(.*?) *$")
_OWN_ANCHOR = re.compile(r"\{[:#][^}]*\}$")
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~^])")
_BLOCKS = {"p", "li", "tr", "pre", "blockquote", "dt", "dd", "caption", "figcaption", "summary", "section", "table"}
_HEADINGS = {"h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


def front_matter(entries: Mapping[str, Any]) -> str:
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items()]
    return "\n".join(["---", *lines, "---", ""])


def split_front_matter(markdown: str) -> tuple[dict[str, Any], str]:
    """A page's own settings, and its text. Raises YAMLError, or ValueError for settings that are no mapping."""
    found = _FRONT_MATTER.match(markdown)
    if not found:
        return {}, markdown
    settings = yaml.safe_load(found.group(1)) or {}
    if not isinstance(settings, dict):
        raise ValueError("front matter is no mapping")
    return settings, markdown[found.end() :]


def anchored(markdown: str) -> str:
    """Every heading with its anchor written out, so that any builder gives it the same. Code is left alone."""
    taken: set[str] = set()
    lines = []
    fence = ""
    for line in markdown.split("\n"):
        if found := _FENCE.match(line):
            fence = "" if fence == found.group(1) else fence or found.group(1)
        heading = None if fence else _HEADING.match(line)
        if heading and not _OWN_ANCHOR.search(heading.group(2)):
            line = f"{line.rstrip()} {{#{_anchor(heading.group(2), taken)}}}"
        lines.append(line)
    return "\n".join(lines)


def _anchor(title: str, taken: set[str]) -> str:
    """Unlike any other of the page."""
    plain = slugify(_LINK_TARGET.sub("]", title))
    anchor, number = plain, 0
    while anchor in taken:
        number += 1
        anchor = f"{plain}_{number}"
    taken.add(anchor)
    return anchor


def outline(html: str) -> str:
    """What contents and search take from a fragment: its headings under their anchors, its text without markup."""
    reader = _Outline()
    reader.feed(html)
    reader.close()
    return "\n\n".join(reader.blocks())


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[tuple[int, str, list[str]]] = [(0, "", [])]
        """Level of a heading or 0, its anchor, and pieces of text."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id")
        if tag in _HEADINGS and anchor:
            self._found.append((_HEADINGS[tag], anchor, []))
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._found.append((0, "", []))
        elif tag in ("td", "th", "br"):
            self._found[-1][2].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _HEADINGS:
            self._found.append((0, "", []))

    def handle_data(self, data: str) -> None:
        self._found[-1][2].append(data)

    def blocks(self) -> Iterator[str]:
        for level, anchor, pieces in self._found:
            text = " ".join("".join(pieces).split())
            if level:
                plain = _SPECIAL.sub(r"\\\1", text)
                yield f"{'#' * level} {plain} {{#{anchor}}}"
            elif text:
                yield f"<p>{escape(text, quote=False)}</p>"
