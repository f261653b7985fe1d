"""A strict content security policy for every page: nothing inline runs, nothing leaves the host."""

import re
from hashlib import sha256

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; manifest-src 'self'; form-action 'none'; base-uri 'none'"
)
"""Images as data are the theme's own icons. A server's header may add frame-ancestors, which no page can state."""

FOLDER = "assets/javascripts"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CONTENT = re.compile(r"<article\b.*</article>", re.DOTALL)
_CHARSET = '<meta charset="utf-8">'


def secured(html: str, root: str, scripts: dict[str, str]) -> str:
    """The page under the policy. The theme's own inline scripts move to files, which are added to `scripts` by path.

    A script inside the article stays where it is, so that the policy stops it: none of ours stands there.
    `root` leads from the page to the site's top.
    """

    def moved(found: re.Match[str]) -> str:
        path = f"{FOLDER}/theme-{sha256(found.group(1).encode()).hexdigest()[:12]}.js"
        scripts[path] = found.group(1)
        return f'<script src="{root}{path}"></script>'

    content = _CONTENT.search(html)
    start, end = content.span() if content else (len(html), len(html))
    head, article, tail = _INLINE.sub(moved, html[:start]), html[start:end], _INLINE.sub(moved, html[end:])
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return head.replace(_CHARSET, f"{_CHARSET}\n      {policy}", 1) + article + tail
