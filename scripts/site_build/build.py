"""From a repository to a folder of HTML: pages are generated, MkDocs builds them, a plain pass finishes them."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from schemas.paths import PROGRAM
from scripts.pages.generator import generate
from scripts.pages.rendering import render
from scripts.pages.site_error import BuildError
from scripts.pages.site_request import SiteRequest
from scripts.pages.state import gather
from scripts.site_build.finish import finish

WRITTEN = PROGRAM / "site"
CONFIGURATION = PROGRAM / "mkdocs.yml"


def build(request: SiteRequest, folder: Path) -> None:
    """Build the site into `folder`. Raises BuildError where a page or the builder is at fault."""
    site = render(gather(request), WRITTEN / "_templates")
    with tempfile.TemporaryDirectory(prefix="kiemdiem-site-") as name:
        generated = generate(site, WRITTEN, CONFIGURATION, Path(name))
        _run_mkdocs(generated.configuration, folder)
    finish(folder, site, generated)


def build_with_pictures(request: SiteRequest, folder: Path) -> None:
    """As `build`, and the walkthroughs show this very site. Raises BuildError also without a browser."""
    from scripts.site_build.screenshots import PictureError, take_pictures

    build(request._replace(pictures=True), folder)
    try:
        take_pictures(folder)
    except PictureError as failure:
        raise BuildError(str(failure)) from None


def _run_mkdocs(configuration: Path, folder: Path) -> None:
    """A warning is an error; what MkDocs writes about it is in the message. Never `--quiet`: that counts none."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(configuration)]
    done = subprocess.run(
        [*command, "--site-dir", str(folder)],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        faults = (line for line in done.stderr.splitlines() if line and not line.startswith("INFO"))
        raise BuildError("\n".join(["Không dựng được trang:", *faults]))
