"""The committees below an upper one, from their snapshots: a page for each that has others below it, and links down.

Whoever has nobody below has a site of his own. Verdicts on the 20 % are shown inside only, like a city's own.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from schemas.models.committees import Committee
from scripts.pages.boards import block_labels
from scripts.pages.part import Files, OwnPage, Part
from scripts.pages.state import SiteState
from scripts.rollup.collection import Collection
from scripts.rollup.committees import ancestry, below, upper
from scripts.rollup.tables import tables
from scripts.rollup.totals import BlockTotals, ReportCounts, Rollup, missing_of

ADDRESS = "cap-duoi/"
SECTION = "Cấp ủy trực thuộc"


def parts(state: SiteState) -> Iterator[Part]:
    for place in places(state.federation, internal=state.internal) if state.federation else ():
        section = SECTION if place.address == ADDRESS else ""
        page = OwnPage(f"{SECTION}: {place.committee.name}", wide=True, searched=False, section=section)
        yield Part(place.address, "cap-duoi", {"place": place, "verdict": verdict}, page, mass=True)


def files(state: SiteState) -> Files:
    if state.federation is None:
        return {}
    made = tables(state.federation.rollup, ratings=state.internal)
    return {f"{ADDRESS}{name}": text for name, text in made.items()}


class Child(NamedTuple):
    """One committee below. `address`: of its page here, else of its own site, else ""; `here`: which of them.

    `total` and `blocks` are empty where nobody below it has reported: it is missing, not zero.
    """

    committee: Committee
    address: str
    here: bool
    reports: ReportCounts
    total: BlockTotals | None
    blocks: Mapping[str, BlockTotals]


class CommitteePage(NamedTuple):
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
    blocks: Mapping[str, Mapping[str, BlockTotals]]

    def child(self, committee: Committee) -> Child:
        code = committee.code
        return Child(
            committee,
            self.addresses.get(code) or committee.site or "",
            code in self.addresses,
            self.rollup.reporting[self.year, code],
            self.rollup.totals.get((self.year, code)),
            self.blocks.get(code, {}),
        )


def places(found: Collection, *, internal: bool) -> Iterator[CommitteePage]:
    """A page for the topmost committee and for each that has others below it, as of the newest year reported."""
    rollup = found.rollup
    pages = upper(rollup.committees)
    addresses = {one.code: ADDRESS if one.parent is None else f"{ADDRESS}{one.code}/" for one in pages}
    known = _newest(rollup, addresses)
    missing = missing_of(rollup, known.year) if known else []
    directly_below = below(rollup.committees)
    names = {committee.code: committee.name for committee in rollup.committees}
    above: dict[str, list[str]] = {}
    for code, over in ancestry(rollup.committees):
        above.setdefault(code, []).append(over)
    labels = _labels(rollup)
    sample = any(snapshot.header.sample for snapshot in found.snapshots)
    for committee in pages:
        code = committee.code
        children = tuple(map(known.child, directly_below.get(code, ()))) if known else ()
        whole = known.child(committee) if known else None
        refused = found.refused if committee.parent is None else ()
        yield CommitteePage(
            committee,
            addresses[code],
            known.year if known else None,
            tuple((names[over], addresses[over]) for over in reversed(above[code][1:])),
            whole,
            {block: title for block, title in labels.items() if whole and block in whole.blocks},
            children,
            tuple(one.name for one in missing if code in above[one.code]),
            tuple((one.name.rpartition("/")[2], one.why) for one in refused),
            found.known,
            sample,
            internal,
        )


def _newest(rollup: Rollup, addresses: Mapping[str, str]) -> _Year | None:
    if not rollup.years:
        return None
    year = rollup.years[-1]
    blocks: dict[str, dict[str, BlockTotals]] = {}
    for row in rollup.blocks:
        if row.block is not None and row.year == year:
            blocks.setdefault(row.committee, {})[row.block] = row
    return _Year(rollup, year, addresses, blocks)


def _labels(rollup: Rollup) -> dict[str, str]:
    kinds: dict[str, list[str]] = {}
    for block, kind in rollup.kinds:
        kinds.setdefault(block, []).append(kind)
    return block_labels(kinds)


def verdict(block: BlockTotals) -> str:
    """Of all groups of a block under the 20 %."""
    if not block.rated_groups:
        return "chưa có nhóm nào"
    if block.over:
        return f"vượt ở {block.over}/{block.rated_groups} nhóm"
    if block.unfinished:
        return f"chưa xếp hết ở {block.unfinished}/{block.rated_groups} nhóm"
    return "trong hạn mức"
