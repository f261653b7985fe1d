"""Take the pictures that a built site asks for, with Chromium, from a server of our own."""

import json
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

from schemas.errors import KiemdiemError
from scripts.pages.views.walkthroughs import LIST, WIDTH
from scripts.site_build.local_server import serving

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--disable-background-networking",
    "--no-first-run",
    "--virtual-time-budget=4000",
)
_FRAME = (
    '<!doctype html><meta charset="utf-8"><body style="margin:0"><iframe src="site/{address}" width="{width}" '
    'height="{height}" style="border:0;display:block"></iframe>'
)
"""A page in a frame scrolls to the place that its address names; by itself, without a window, it comes out blank."""


class PictureError(KiemdiemError):
    """Pictures were asked for, and there is nothing to take them with, or it does not work here."""


def browser() -> str | None:
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def take_pictures(site: Path) -> int:
    """Put every picture where the pages expect it; gives their number. Raises PictureError."""
    program = browser()
    if program is None:
        raise PictureError("Cần Chromium để chụp hình cho trang hướng dẫn: apt install chromium")
    wanted: dict[str, tuple[str, int]] = json.loads((site / LIST).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as root:
        room = Path(name)
        (room / "site").symlink_to(site.absolute(), target_is_directory=True)
        for path, (address, height) in wanted.items():
            frame = _FRAME.format(address=escape(address), width=WIDTH, height=height)
            page = f"{Path(path).stem}.html"  # a name of its own: the browser keeps pages
            (room / page).write_text(frame, encoding="utf-8")
            command = [
                program,
                *_FLAGS,
                f"--user-data-dir={room / 'profile'}",
                f"--window-size={WIDTH},{height}",
                f"--screenshot={site / path}",
                f"{root}{page}",
            ]
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=60)
            except (OSError, subprocess.SubprocessError):
                raise PictureError(
                    f"Chromium không chụp được trang {address or 'chủ'}; dựng không có --hinh."
                ) from None
    return len(wanted)
