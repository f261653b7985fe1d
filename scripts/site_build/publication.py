"""Swap a freshly built site in at once: readers see the old one or the new one, never half of either."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import KiemdiemError


class PublishError(KiemdiemError):
    """The place to publish to holds something that is not ours to replace."""


def publish(place: Path, build: Callable[[Path], None]) -> None:
    """Build into a folder beside `place`, then make `place` a link to it; if `build` raises, nothing changes.

    One publication runs at a time. The last build stays beside the new one, for readers in the middle of a page.
    Raises PublishError when `place` is a real folder with content.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir() and not place.is_symlink():
        if any(place.iterdir()):
            raise PublishError(f"{place} là thư mục có sẵn nội dung; xóa hoặc đổi tên nó rồi dựng lại.")
        place.rmdir()
    with _exclusive_lock(place):
        previous = place.resolve() if place.is_symlink() else None
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            build(fresh)
            fresh.chmod(0o755)
            link = fresh.with_suffix(".link")
            link.symlink_to(fresh.name)
            link.replace(place)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        for folder in place.parent.glob(f".{place.name}-*"):
            if folder not in (fresh, previous):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _exclusive_lock(place: Path) -> Iterator[None]:
    with place.with_name(f".{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
