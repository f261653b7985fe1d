"""The site while somebody writes on it: built again whenever a page, a template, a rule set or a dossier changes."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from schemas.paths import PROGRAM, SUBMISSIONS
from scripts.site_build.local_server import address_of, server_of

_PORT = 8000
_PAUSE = 1.0
"""Seconds between two looks."""


def preview(repository: Path, place: Path, arguments: Sequence[str]) -> int:
    """Until Ctrl+C. `arguments` of `kiemdiem trang` build it, each time as a new process, which remembers nothing.

    Whatever goes wrong is printed, and the last good site stays. Gives 2 when there is none to begin with.
    """
    known = dict(_versions(repository))  # before the first build: what changes during it counts
    if not _build(arguments):
        return 2
    server = server_of(place, _PORT)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"Mở trình duyệt ở {address_of(server)} (Ctrl+C để dừng); sửa xong tệp nào thì tải lại trang.", flush=True)
    try:
        while True:
            time.sleep(_PAUSE)
            if (now := dict(_versions(repository))) != known:
                known = now
                if _build(arguments):
                    print("Đã dựng lại.", flush=True)
    except KeyboardInterrupt:
        print("\nĐã dừng.")
    return 0


def _build(arguments: Sequence[str]) -> bool:
    command = [sys.executable, "-P", "-m", "scripts.cli", "trang", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip(), flush=True)
    return done.returncode == 0


def _versions(repository: Path) -> Iterator[tuple[Path, int]]:
    """Every file that a page is made of, with when it was last changed."""
    for folder in (PROGRAM / "site", PROGRAM / "schemas", PROGRAM / "scripts", repository / SUBMISSIONS):
        for path in folder.rglob("*"):
            with suppress(OSError):  # an editor replaces it at this very moment
                if path.is_file() and path.suffix != ".pyc":
                    yield path, path.stat().st_mtime_ns
