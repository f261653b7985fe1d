"""When each paper reached the base branch, from one pass over its first-parent history."""

from datetime import UTC, datetime
from pathlib import Path

from schemas.source_file import parse
from schemas.source_text import MAX_BYTES
from scripts import git
from scripts.placement import SUBMISSIONS

Arrivals = dict[str, dict[str, datetime]]
"""Path of a register → code of an item, or `item/document` → when the base first held it without a break since."""


def arrivals(repository: Path, revision: str) -> Arrivals:
    """Committer dates of the merges that brought each entry. Versions are read in one batch, oldest first."""
    log = git.run(
        repository, "log", "--first-parent", "-m", "--reverse", "--raw", "-z", "--no-abbrev", "--no-renames",
        "--format=%x01%ct", revision, "--", SUBMISSIONS,
    )  # fmt: skip
    versions: list[tuple[str, str, datetime]] = []
    for commit in log.split(b"\x01")[1:]:
        stamp, _, changes = commit.partition(b"\0")
        moment = datetime.fromtimestamp(int(stamp), UTC)
        fields = changes.lstrip(b"\n").split(b"\0")
        for meta, raw_path in zip(fields[0::2], fields[1::2], strict=False):
            path = raw_path.decode(errors="replace")
            if path.endswith("/ho-so.yaml") or "/ca-nhan/" in path:
                versions.append((path, meta.decode().split()[3], moment))
    oids = list(dict.fromkeys(oid for _, oid, _ in versions if oid.strip("0")))
    contents = dict(zip(oids, git.read_blobs(repository, oids, MAX_BYTES), strict=True))
    keys = {oid: entry_keys(data) for oid, data in contents.items()}
    result: Arrivals = {}
    for path, oid, moment in versions:
        before = result.get(path, {})
        result[path] = {key: before.get(key, moment) for key in keys.get(oid, ())}
    return result


def entry_keys(data: bytes) -> set[str]:
    """Keys of the entries of a register, however untidy the version was."""
    tree = parse(data).tree or {}
    entries = tree.get("thanh_phan")
    if not isinstance(entries, list):
        return set()
    return {entry_key(entry.get("muc"), entry.get("tai_lieu")) for entry in entries if isinstance(entry, dict)}


def entry_key(item: object, document: object) -> str:
    return f"{item}/{document}" if document else str(item)
