"""Answers about content that cannot change, kept in the repository's own folder. Safe to delete.

A key names everything that an answer depends on: the content and this program. Values are JSON, never code; each row
carries a digest over key and value, so that a torn or altered one is worked out anew.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from schemas import paths
from scripts.ledger import git

PLACE = "kiemdiem/da-tinh.sqlite"
MOST_ROWS = 200_000
"""Beyond, everything is dropped: old content is asked about no more, and what is still asked is soon put again."""

_AT_ONCE = 900
_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID"
)

_JUDGING = ("schemas", "scripts")
"""Whatever lies below these may change an answer, in whichever room it stands."""

_SUFFIXES = (".py", ".yaml", ".txt", ".sql")
_LIBRARIES = ("pydantic-", "pydantic_core-", "pyyaml-")
"""Beginnings of the names of installed libraries that give files their meaning."""


def program() -> str:
    """A digest of everything that checks and counts: code, rule sets, libraries; the same wherever it all lies."""
    return _program(paths.PROGRAM, paths.RULESETS, tuple(sys.path))


@cache
def _program(root: Path, rulesets: Path, installed: Sequence[str]) -> str:
    digest = sha256(f"{sys.version}\0{sorted(_libraries(installed))}\0".encode())
    files = [
        root / "requirements.lock",
        *_below(rulesets),
        *(path for room in _JUDGING for path in _below(root / room)),
    ]
    for name, path in sorted({os.path.relpath(path, root): path for path in files}.items()):
        with suppress(FileNotFoundError):  # an installed program has no lock
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _below(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names if name.endswith(_SUFFIXES))


def _libraries(installed: Iterable[str]) -> Iterator[str]:
    """Name and version of each library that matters; the folders' names tell it, and nothing has to be loaded."""
    for folder in installed:
        if folder.endswith("site-packages") and os.path.isdir(folder):
            yield from (name for name in os.listdir(folder) if name.lower().startswith(_LIBRARIES))


def key_of(*parts: str) -> str:
    """A key from this program and whatever else an answer depends on."""
    return sha256("\0".join((program(), *parts)).encode(errors="surrogateescape")).hexdigest()


def get(repository: Path, keys: Iterable[str]) -> dict[str, Any]:
    """The answers that are there whole. A place that can't be read costs only time, and is said."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Any] = {}
    if not wanted:
        return found
    with _spoken(), closing(_open(repository)) as store:
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            question = f"SELECT key, value, digest FROM answers WHERE key IN ({','.join('?' * len(some))})"  # noqa: S608  question marks only
            for key, value, digest in store.execute(question, some):
                if digest == _digest(key, value):
                    found[key] = json.loads(value)
    return found


def put(repository: Path, answers: Mapping[str, Any]) -> None:
    """Keep answers for the next run. A place that can't be written costs only time later, and is said."""
    if not answers:
        return
    with _spoken(), closing(_open(repository)) as store, store:
        store.execute("DROP TABLE IF EXISTS kept")  # where versions before 0.2 put them
        if store.execute("SELECT count(*) FROM answers").fetchone()[0] > MOST_ROWS:
            store.execute("DELETE FROM answers")
        store.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", _rows(answers))


@contextmanager
def _spoken() -> Iterator[None]:
    """Goes on without the cache, and says so once: answers are the same, but somebody waits for them."""
    try:
        yield
    except (sqlite3.Error, OSError, git.GitError) as failure:
        _say(str(failure))


@cache
def _say(what: str) -> None:
    print(f"kiemdiem: không dùng được chỗ nhớ kết quả ({what}); kết quả không đổi, chỉ chậm hơn.", file=sys.stderr)


def _rows(answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, answer in answers.items():
        value = json.dumps(answer)
        yield key, value, _digest(key, value)


def _digest(key: str, value: str) -> str:
    return sha256(f"{key}\0{value}".encode(errors="surrogateescape")).hexdigest()[:32]


def _open(repository: Path) -> sqlite3.Connection:
    place = git.folder_of(repository) / PLACE
    place.parent.mkdir(exist_ok=True)
    try:
        return _connect(place)
    except sqlite3.DatabaseError as failure:
        if isinstance(failure, sqlite3.OperationalError):  # locked or not writable: not ours to remove
            raise
        place.unlink()  # no database at all
        return _connect(place)


def _connect(place: Path) -> sqlite3.Connection:
    store = sqlite3.connect(place, timeout=2)
    try:
        store.execute("PRAGMA synchronous = OFF")  # losing it costs only time
        store.execute(_TABLE)
    except sqlite3.Error:
        store.close()
        raise
    return store
