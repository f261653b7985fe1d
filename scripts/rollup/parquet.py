"""Parquet files out of rows and queries, and the digest by which a snapshot shows damage to any of its bytes."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.models.snapshot import COLUMNS, KEY, SnapshotColumn, SnapshotHeader

if TYPE_CHECKING:
    import duckdb

_UNSEALED = "0" * 64
"""Stands in a header until the digest of the file around it is known; as long as one."""


class RowTable(NamedTuple):
    columns: Sequence[SnapshotColumn]
    rows: Iterable[Sequence[Any]]


def write_tables(folder: Path, tables: Mapping[str, RowTable]) -> dict[str, Path]:
    """Small tables, each as a file of its name."""
    import duckdb

    written = {name: folder / f"{name}.parquet" for name in tables}
    with duckdb.connect() as connection:
        for name, table in tables.items():
            _copy(connection, _read(folder, table), written[name])
    return written


def write_snapshot(path: Path, header: SnapshotHeader, rows: Iterable[Sequence[Any]]) -> SnapshotHeader:
    """A committee's rows in the order of `schemas.models.snapshot.COLUMNS`. Gives the header with its digest."""
    import duckdb

    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        return write_query(connection, path, header, _read(Path(folder), RowTable(COLUMNS, rows)))


def write_query(
    connection: "duckdb.DuckDBPyConnection", path: Path, header: SnapshotHeader, query: str
) -> SnapshotHeader:
    """A snapshot of what a query gives. A file that stood there before goes only when the new one is whole."""
    connection.execute("SET threads = 1")  # else the order of the rows, and so the bytes, may differ
    header = header._replace(digest=_UNSEALED)
    draft = path.with_name(f".{path.name}.dang-ghi")
    try:
        _copy(connection, query, draft, header)
        before, _, after = draft.read_bytes().rpartition(_UNSEALED.encode())
        header = header._replace(digest=_digest(before, after))
        draft.write_bytes(before + header.digest.encode() + after)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return header


def is_whole(path: Path, header: SnapshotHeader) -> bool:
    """Whether a snapshot is, to the byte, what was written. Raises OSError."""
    before, found, after = path.read_bytes().rpartition(header.digest.encode())
    return bool(found) and _digest(before, after) == header.digest


def _digest(before: bytes, after: bytes) -> str:
    """SHA-256 of a file as it was with zeros in the digest's place."""
    digest = sha256(before)
    digest.update(_UNSEALED.encode())
    digest.update(after)
    return digest.hexdigest()


def _read(folder: Path, table: RowTable) -> str:
    """A query that gives the rows in their order; they are laid down in a file meanwhile."""
    place = folder / "rows.ndjson"
    with place.open("w", encoding="utf-8") as file:
        for row in table.rows:
            named = dict(zip((column.name for column in table.columns), row, strict=True))
            file.write(json.dumps(named, ensure_ascii=False, default=str) + "\n")
    types = ", ".join(f"{column.name}: {_quoted(column.type)}" for column in table.columns)
    names = ", ".join(column.name for column in table.columns)
    return f"SELECT {names} FROM read_json({_quoted(str(place))}, format='newline_delimited', columns={{{types}}})"  # noqa: S608  names of our own columns


def _copy(
    connection: "duckdb.DuckDBPyConnection", query: str, path: Path, header: SnapshotHeader | None = None
) -> None:
    known = f", KV_METADATA {{{KEY}: {_quoted(header.as_text())}}}" if header else ""
    connection.execute(f"COPY ({query}) TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION zstd{known})")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
