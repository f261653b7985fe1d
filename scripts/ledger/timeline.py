"""What happened to each unit's papers, and how long reviewing took: from receipts, and from merges without one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from schemas.local_time import VIETNAM
from schemas.models.kinds import is_units_own
from schemas.paths import unit_folder
from scripts.ledger import git
from scripts.ledger.arrivals import FileVersion
from scripts.ledger.receipts import Deed, Receipt


class HistoryStep(NamedTuple):
    """One thing that happened to a unit. `receipt` is the code the server gave, "" where only Git's own dates tell."""

    moment: datetime
    deed: Deed
    commit: str
    receipt: str


Steps = Mapping[str, tuple[HistoryStep, ...]]
"""Folder of a unit → its steps, oldest first."""


def steps(
    repository: Path, past: Iterable[FileVersion], receipts: Sequence[Receipt]
) -> dict[str, tuple[HistoryStep, ...]]:
    """Timelines of all units. A merge without a receipt gives two steps: its branch's last commit, and itself."""
    found: dict[str, dict[HistoryStep, None]] = {}
    for receipt in receipts:
        event = receipt.event
        found.setdefault(event.folder, {})[HistoryStep(event.moment, event.deed, event.commit, receipt.code)] = None
    receipted = {(receipt.event.folder, receipt.event.commit) for receipt in receipts}
    covered = {folder: min(step.moment for step in taken) for folder, taken in found.items()}
    silent: dict[tuple[str, str], datetime] = {}
    for version in past:
        folder = unit_folder(version.path)
        early = version.moment < covered.get(folder, datetime.max.replace(tzinfo=UTC))
        if is_units_own(version.path) and early and (folder, version.commit) not in receipted:
            silent[folder, version.commit] = version.moment
    handed_in = _branch_tips(repository, sorted({commit for _, commit in silent}))
    for (folder, commit), moment in silent.items():
        taken = found.setdefault(folder, {})
        if commit in handed_in:
            tip, made = handed_in[commit]
            taken[HistoryStep(made, Deed.HANDED_IN, tip, "")] = None
        taken[HistoryStep(moment, Deed.ACCEPTED, commit, "")] = None
    # Of one second, receipts keep the order in which they were given.
    return {folder: tuple(sorted(taken, key=lambda step: step.moment)) for folder, taken in found.items()}


def _branch_tips(repository: Path, commits: list[str]) -> dict[str, tuple[str, datetime]]:
    """Merge → its second parent and that one's date."""
    merges = {commit: parents[1] for commit, parents in _shown(repository, commits, "%P") if len(parents) > 1}
    dates = {tip: int(stamp[0]) for tip, stamp in _shown(repository, sorted(set(merges.values())), "%ct")}
    return {merge: (tip, datetime.fromtimestamp(dates[tip], UTC)) for merge, tip in merges.items()}


def _shown(repository: Path, commits: list[str], field: str) -> list[tuple[str, list[str]]]:
    if not commits:
        return []
    asked = "\n".join(commits).encode()
    shown = git.run(repository, "log", "--no-walk=unsorted", f"--format=%H {field}", "--stdin", stdin=asked)
    return [(parts[0], parts[1:]) for parts in (line.rstrip(" ").split(" ") for line in git.lines(shown))]


def review_times(taken: Iterable[HistoryStep]) -> list[timedelta]:
    """From the first handing in after the last answer to each acceptance. Wrong clocks' negatives are out."""
    waiting: datetime | None = None
    found = []
    for step in taken:
        if step.deed is Deed.HANDED_IN:
            waiting = waiting or step.moment
        elif waiting is not None:
            if step.deed is Deed.ACCEPTED and step.moment >= waiting:
                found.append(step.moment - waiting)
            waiting = None
    return found


def average(times: Sequence[timedelta]) -> timedelta | None:
    return sum(times, timedelta()) / len(times) if times else None


def trend(received: Iterable[datetime], until: datetime) -> list[tuple[date, int]]:
    """Day → how many items were complete at its end, from the first one's day to `until`'s, without a gap."""
    days = sorted(moment.astimezone(VIETNAM).date() for moment in received)
    if not days:
        return []
    last = max(until.astimezone(VIETNAM).date(), days[-1])
    counts: list[tuple[date, int]] = []
    done = 0
    for number in range((last - days[0]).days + 1):
        day = days[0] + timedelta(days=number)
        while done < len(days) and days[done] <= day:
            done += 1
        counts.append((day, done))
    return counts
