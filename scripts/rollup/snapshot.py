"""A cycle's status as the rows of a snapshot."""

from collections.abc import Iterator
from typing import Any

from schemas.models.snapshot import COLUMNS, FORMAT, GROUP_STATES, UNIT_STATES, SnapshotHeader
from schemas.ruleset.terms import Terms
from schemas.vocabulary import ItemState
from scripts.dossiers.unit_facts import RatedGroup
from scripts.progress.quotas import BASE, disputed, readings
from scripts.progress.status import CycleStatus, ItemStatus, UnitStatus
from scripts.version import VERSION

SnapshotRow = tuple[Any, ...]


def header_of(status: CycleStatus, committee: str) -> SnapshotHeader:
    cycle = status.terms.cycle
    return SnapshotHeader(
        FORMAT,
        committee,
        cycle.committee,
        cycle.year,
        status.now.isoformat(timespec="seconds"),
        status.commit or "",
        VERSION,
        status.terms.ruleset.header.code,
        cycle.sample,
    )


def rows(status: CycleStatus, committee: str) -> Iterator[SnapshotRow]:
    """Units, then their items, then their groups; each kind beside its like, which makes the file small."""
    for unit in status.units:
        yield _row(status, committee, unit, "unit", label=unit.kind, state=_unit_state(unit), name=unit.name)
    for unit in status.units:
        for item in unit.items:
            yield _row(status, committee, unit, "item", **_item(item))
    for unit in status.units:
        for group in unit.rated:
            yield _row(status, committee, unit, "group", **_group(group, status.terms))


def _row(status: CycleStatus, committee: str, unit: UnitStatus, record: str, **own: object) -> SnapshotRow:
    shared = {"year": status.year, "committee": committee, "record": record, "block": unit.block, "unit": unit.code}
    known = shared | own
    return tuple(known.get(column.name) for column in COLUMNS)


def _unit_state(unit: UnitStatus) -> str:
    complete, lacking, owes_nothing = UNIT_STATES
    return complete if unit.complete else lacking if unit.owed else owes_nothing


def _item(item: ItemStatus) -> dict[str, object]:
    owed = item.state is not ItemState.NOT_APPLICABLE
    return {
        "label": item.item,
        "state": item.state.value,
        "late": item.late,
        "due": item.due.last_day,
        "owed": item.owed if owed else 0,
        "received": item.received if owed else 0,
    }


def _group(group: RatedGroup, terms: Terms) -> dict[str, object]:
    """Under the policy in force."""
    limits = readings(group.counts, terms)
    limit = limits[terms.policy(BASE)]
    kept, over, unrated = GROUP_STATES
    return {
        "label": group.kind,
        "state": over if not limit.kept else kept if limit.complete else unrated,
        "decided": group.decided,
        "disputed": disputed(limits),
        **group.counts._asdict(),
        "ceiling": limit.most,
    }
