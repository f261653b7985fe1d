"""A web server for one folder, on this machine only: for the demo, for taking pictures, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_PATIENCE = 0.05
"""Seconds until a server notices that it shall stop."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        del format, args


def server_of(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Not serving yet. A taken port gives way to a free one; 0 is any free one."""
    handler = partial(_Quiet, directory=str(folder))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def address_of(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the folder, served until the block ends."""
    server = server_of(folder)
    Thread(target=server.serve_forever, args=(_PATIENCE,), daemon=True).start()
    try:
        yield address_of(server)
    finally:
        server.shutdown()
        server.server_close()
