"""The site while somebody writes on it: built again whenever a page, a template, a rule set or a dossier changes."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

from schemas.paths import PROGRAM, SUBMISSIONS
from scripts.pages.site_error import BuildError
from scripts.pages.site_request import SiteRequest
from scripts.site_build.build import build
from scripts.site_build.local_server import address_of, server_of
from scripts.site_build.publication import publish

_PORT = 8000
_PAUSE = 1.0
"""Seconds between two looks."""


def preview(request: SiteRequest, place: Path) -> None:
    """Until Ctrl+C. A page at fault is named, and the last good site stays."""
    known = dict(_versions(request.repository))  # before the first build: what changes during it counts
    publish(place, lambda folder: build(request, folder))
    server = server_of(place, _PORT)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"Mở trình duyệt ở {address_of(server)} (Ctrl+C để dừng); sửa xong tệp nào thì tải lại trang.", flush=True)
    try:
        while True:
            time.sleep(_PAUSE)
            if (now := dict(_versions(request.repository))) != known:
                known = now
                _rebuild(request, place)
    except KeyboardInterrupt:
        print("\nĐã dừng.")


def _rebuild(request: SiteRequest, place: Path) -> None:
    try:
        publish(place, lambda folder: build(request, folder))
    except BuildError as failure:
        print(failure, flush=True)
    else:
        print("Đã dựng lại.", flush=True)


def _versions(repository: Path) -> Iterator[tuple[Path, int]]:
    """Every file that a page is made of, with when it was last changed."""
    for folder in (PROGRAM / "site", PROGRAM / "schemas", repository / SUBMISSIONS):
        for path in folder.rglob("*"):
            if path.is_file():
                yield path, path.stat().st_mtime_ns
