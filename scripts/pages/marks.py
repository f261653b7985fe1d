"""Verbatim passages as HTML: everything escaped, only the source's own paired `**` and `*` become bold and italic."""

import re

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


def verbatim(text: str) -> Markup:
    safe = str(escape(text))
    return Markup(_ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", safe)))  # noqa: S704  escaped above
