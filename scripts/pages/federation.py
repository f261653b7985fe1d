"""The committees below an upper one, from their snapshots: a page for each that has others below it, and links down.

Whoever has nobody below has a site of his own. Verdicts on the 20 % are shown inside only, like a city's own.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from schemas.local_time import read_moment, show_moment
from schemas.models.committees import Committee
from scripts.rollup.committees import ancestry
from scripts.rollup.gathering import Gathered
from scripts.rollup.totals import Block, Reports, Rollup, missing_of

FEDERATION = "cap-duoi/"


class Child(NamedTuple):
    """One committee below. `address`: of its page here, else of its own site, else ""; `here`: which of them.

    `total` and `blocks` are empty where nobody below it has reported: it is missing, not zero.
    """

    committee: Committee
    address: str
    here: bool
    reports: Reports
    oldest: str
    total: Block | None
    blocks: Mapping[str, Block]


class Place(NamedTuple):
    """The page of one committee. `trail`: those above it, the highest first. `labels`: its blocks with their titles.

    `missing`: who has to report below it and has not. `refused`: names of files and why, on the topmost page only.
    """

    committee: Committee
    address: str
    year: int | None
    trail: tuple[tuple[str, str], ...]
    whole: Child | None
    labels: Mapping[str, str]
    children: tuple[Child, ...]
    missing: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    known: bool
    sample: bool
    ratings: bool


class _Year(NamedTuple):
    """What the pages of a year look things up in. `addresses`: code → page, for those that have one."""

    rollup: Rollup
    year: int
    addresses: Mapping[str, str]
    blocks: Mapping[str, Mapping[str, Block]]

    def child(self, committee: Committee) -> Child:
        code = committee.code
        reports = self.rollup.reporting[self.year, code]
        return Child(
            committee, self.addresses.get(code) or committee.site or "", code in self.addresses, reports,
            show_moment(read_moment(reports.oldest)) if reports.oldest else "",
            self.rollup.totals.get((self.year, code)), self.blocks.get(code, {}),
        )  # fmt: skip


def places(found: Gathered, *, internal: bool) -> Iterator[Place]:
    """A page for the topmost committee and for each that has others below it, as of the newest year reported."""
    rollup = found.rollup
    known = _newest(rollup)
    missing = missing_of(rollup, known.year) if known else []
    addresses = _addresses(rollup)
    names = {committee.code: committee.name for committee in rollup.committees}
    above: dict[str, list[str]] = {}
    for code, over in ancestry(rollup.committees):
        above.setdefault(code, []).append(over)
    labels = _labels(rollup)
    sample = any(snapshot.header.sample for snapshot in found.snapshots)
    for committee in rollup.committees:
        if committee.code not in addresses:
            continue
        code = committee.code
        children = tuple(known.child(one) for one in rollup.committees if one.parent == code) if known else ()
        whole = known.child(committee) if known else None
        refused = found.refused if committee.parent is None else ()
        yield Place(
            committee, addresses[code], known.year if known else None,
            tuple((names[over], addresses[over]) for over in reversed(above[code][1:])), whole,
            {block: title for block, title in labels.items() if whole and block in whole.blocks}, children,
            tuple(one.name for one in missing if code in above[one.code]),
            tuple((one.name.rpartition("/")[2], one.why) for one in refused), found.known, sample, internal,
        )  # fmt: skip


def _newest(rollup: Rollup) -> _Year | None:
    if not rollup.years:
        return None
    year = rollup.years[-1]
    blocks: dict[str, dict[str, Block]] = {}
    for row in rollup.blocks:
        if row.block is not None and row.year == year:
            blocks.setdefault(row.committee, {})[row.block] = row
    return _Year(rollup, year, _addresses(rollup), blocks)


def _addresses(rollup: Rollup) -> dict[str, str]:
    """Code → address of its page, for those that have one."""
    parents = {committee.parent for committee in rollup.committees}
    return {
        committee.code: FEDERATION if committee.parent is None else f"{FEDERATION}{committee.code}/"
        for committee in rollup.committees
        if committee.parent is None or committee.code in parents
    }


def _labels(rollup: Rollup) -> dict[str, str]:
    """Block → the kinds of its units; blocks of the same kinds are told apart by their folder."""
    kinds: dict[str, list[str]] = {}
    for block, kind in rollup.kinds:
        kinds.setdefault(block, []).append(kind)
    titles = {block: ", ".join(own) for block, own in kinds.items()}
    shared = list(titles.values())
    return {block: title if shared.count(title) == 1 else f"{title}, khối {block}" for block, title in titles.items()}


def verdict(block: Block) -> str:
    """Of all groups of a block under the 20 %."""
    if not block.rated_groups:
        return "chưa có nhóm nào"
    if block.over:
        return f"vượt ở {block.over}/{block.rated_groups} nhóm"
    if block.unfinished:
        return f"chưa xếp hết ở {block.unfinished}/{block.rated_groups} nhóm"
    return "trong hạn mức"
