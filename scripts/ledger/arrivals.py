"""When each paper reached the server, from one pass over the base branch's first-parent history and the receipts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from schemas.paths import SUBMISSIONS
from scripts.ledger import git
from scripts.ledger.receipts import Deed, Receipt

_SKEW = timedelta(hours=1)
"""How far the clock of the machine that merged may be behind the server's."""


class FileVersion(NamedTuple):
    """One file as the base branch held it from a commit on. `oid` is all zeros for a deletion."""

    path: str
    oid: str
    commit: str
    moment: datetime


class Arrival(NamedTuple):
    """`receipted`: whether the moment is the server's own, not a committer's."""

    moment: datetime
    receipted: bool


Arrivals = dict[str, dict[str, Arrival]]
"""Path of a register → code of an item, or `item/document` → when it came without a break since."""


class _Stay(NamedTuple):
    """A time without a break during which a branch of the server held an entry."""

    start: datetime
    end: datetime | None


def versions(repository: Path, revision: str) -> list[FileVersion]:
    """Every version of every submitted file on the base branch, oldest first."""
    log = git.run(
        repository,
        "log",
        "--first-parent",
        "-m",
        "--reverse",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--format=%x01%H %ct",
        revision,
        "--",
        SUBMISSIONS,
    )
    found = []
    for entry in log.split(b"\x01")[1:]:
        header, _, changes = entry.partition(b"\0")
        commit, stamp = header.decode().split(" ")
        moment = datetime.fromtimestamp(int(stamp), UTC)
        fields = changes.lstrip(b"\n").split(b"\0")
        for meta, path in zip(fields[0::2], fields[1::2], strict=False):
            found.append(FileVersion(path.decode(errors="replace"), meta.decode().split(" ")[3], commit, moment))
    return found


def register_oids(past: Iterable[FileVersion]) -> set[str]:
    """Blobs of every version of every register."""
    return {version.oid for version in past if _is_register(version.path) and version.oid.strip("0")}


def _is_register(path: str) -> bool:
    return path.endswith("/ho-so.yaml") or "/ca-nhan/" in path


def arrivals(past: Iterable[FileVersion], receipts: Sequence[Receipt], keys: Mapping[str, Iterable[str]]) -> Arrivals:
    """When each entry of each register came: when the server first got it in a proposal that stood until it was
    accepted; without a receipt of such a push, when the commit that brought it to the base branch was made.

    `keys`: blob of a register → keys of its entries.
    """
    seen = _runs(receipts)
    served = {receipt.event.commit: receipt.event.moment for receipt in receipts}
    result: Arrivals = {}
    for path, oid, commit, stamped in past:
        if not _is_register(path):
            continue
        moment = served.get(commit, stamped)
        before = result.get(path, {})
        runs = seen.get(path, {})
        result[path] = {
            key: before.get(key) or _arrival(runs.get(key, ()), moment, commit in served) for key in keys.get(oid, ())
        }
    return result


def _arrival(runs: Iterable[_Stay], accepted: datetime, receipted: bool) -> Arrival:
    held = [run.start for run in runs if run.start <= accepted + _SKEW and (run.end is None or run.end >= accepted)]
    return Arrival(min(held), receipted=True) if held else Arrival(accepted, receipted)


def _runs(receipts: Iterable[Receipt]) -> dict[str, dict[str, list[_Stay]]]:
    """Path → entry → the runs during which some branch proposed it. Returned or withdrawn ends a run."""
    runs: dict[str, dict[str, list[_Stay]]] = {}
    standing: dict[tuple[str, str], dict[tuple[str, str], datetime]] = {}
    for _, _, event in receipts:
        if event.deed is Deed.ACCEPTED:
            continue
        entries = event.entries.items() if event.deed is Deed.HANDED_IN else ()
        pushed = {(f"{event.folder}/{name}", code) for name, codes in entries for code in codes}
        before = standing.get((event.branch, event.folder), {})
        for (path, code), start in before.items():
            if (path, code) not in pushed:
                runs.setdefault(path, {}).setdefault(code, []).append(_Stay(start, event.moment))
        standing[event.branch, event.folder] = {entry: before.get(entry, event.moment) for entry in pushed}
    for held in standing.values():
        for (path, code), start in held.items():
            runs.setdefault(path, {}).setdefault(code, []).append(_Stay(start, None))
    return runs


def unreceipted(arrived: Arrivals) -> list[str]:
    """Codes of the units some of whose entries came without a receipt, sorted."""
    units = {path.split("/")[3] for path, entries in arrived.items() if not all(a.receipted for a in entries.values())}
    return sorted(units)
