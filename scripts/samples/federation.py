"""A made-up nation: the tree of its committees and their snapshots, drawn from a seed. All of it says that it is one.

Rows come from a query, not from dossiers, so that millions of them take seconds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from schemas.models.committees import Committee
from schemas.models.snapshot import COLUMNS, FORMAT, GROUP_STATES, UNIT_STATES, SnapshotHeader
from schemas.vocabulary import CommitteeLevel, ItemState, ObjectKind, UnitKind
from scripts.rollup.committees import TREE, as_table, leaves
from scripts.rollup.parquet import write_query
from scripts.version import VERSION
from scripts.yaml_files.writer import Plain

_BLOCKS = ("co-so", "chinh-quyen", "doan-the")
_STATES = (*[ItemState.RECEIVED] * 7, ItemState.IN_REVIEW, ItemState.MISSING, ItemState.OVERDUE)
_DONE, _OVERDUE = ItemState.RECEIVED.value, ItemState.OVERDUE.value


class FederationSize(NamedTuple):
    """How large. `communes` below each province, 0 where provinces report themselves; of a committee that reports:
    `units`, each with `items` and `groups`. Every `silent`-th does not report; 0: all do."""

    provinces: int
    communes: int
    units: int = 8
    items: int = 6
    groups: int = 3
    silent: int = 0


def write_federation(
    folder: Path, shape: FederationSize, seed: int, as_of: str = "2024-12-20T08:00:00+07:00"
) -> list[Path]:
    """The tree and the snapshots of those who report. Gives the snapshots, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    committees = [Committee.model_validate(line) for line in _committees(shape)]
    (folder / TREE).write_text(as_table(committees), encoding="utf-8", newline="")
    due = leaves(committees)
    reporting = [committee for committee in committees if committee.code in due]
    written = []
    with duckdb.connect() as connection:
        for number, committee in enumerate(reporting, start=1):
            if shape.silent and number % shape.silent == 0:
                continue
            code, name = committee.code, committee.name
            header = SnapshotHeader(FORMAT, code, name, 2024, as_of, "", VERSION, "2024", True)
            written.append(folder / f"{code}-2024.parquet")
            write_query(connection, written[-1], header, _rows(code, shape, seed + number))
    return written


def _committees(shape: FederationSize) -> Iterator[Plain]:
    yield {"ma": "trung-uong", "ten": "Trung ương (mẫu)", "cap": CommitteeLevel.NATIONAL.value}
    for p in range(1, shape.provinces + 1):
        province = f"tinh-{p:02}"
        yield {
            "ma": province,
            "ten": f"Tỉnh ủy {p:02} (mẫu)",
            "cap": CommitteeLevel.PROVINCE.value,
            "cap_tren": "trung-uong",
            "trang": f"https://{province}.example/",
        }
        for c in range(1, shape.communes + 1):
            yield {
                "ma": f"{province}-{c:03}",
                "ten": f"Đảng ủy xã {p:02}.{c:03} (mẫu)",
                "cap": CommitteeLevel.COMMUNE.value,
                "cap_tren": province,
                "trang": f"https://{province}-{c:03}.example/",
            }


def _rows(committee: str, shape: FederationSize, seed: int) -> str:
    """A query for a committee's rows. `draw` is a number of 0 to 999 that hangs on nothing but its arguments."""
    states = ", ".join(f"'{state.value}'" for state in _STATES)
    kinds = ", ".join(f"'{kind.value}'" for kind in ObjectKind)
    blocks = ", ".join(f"'{block}'" for block in _BLOCKS)
    draw = f"((u * 7919 + n * 104729 + {seed * 1299709 % 1000003}) % 1000003 * 48271 % 2147483647) % 1000"
    made = f"""
      SELECT u, 0 AS kind_of_row, 0 AS n FROM range({shape.units}) AS units(u)
      UNION ALL SELECT u, 1, n FROM range({shape.units}) AS units(u), range({shape.items}) AS items(n)
      UNION ALL SELECT u, 2, n FROM range({shape.units}) AS units(u), range({shape.groups}) AS groups(n)
    """  # noqa: S608  numbers of ours
    # Every third unit has handed in everything; of the others the first item is overdue.
    item = f"CASE WHEN u % 3 = 0 THEN '{_DONE}' WHEN n = 0 THEN '{_OVERDUE}' ELSE [{states}][draw % 10 + 1] END"
    received = f"({item} = '{_DONE}')"
    complete = f"CASE WHEN u % 3 = 0 THEN '{UNIT_STATES[0]}' ELSE '{UNIT_STATES[1]}' END"
    over = "draw < 4"
    values = {
        "year": "2024",
        "committee": f"'{committee}'",
        "record": "['unit', 'item', 'group'][kind_of_row + 1]",
        "block": f"[{blocks}][u % {len(_BLOCKS)} + 1]",
        "unit": "'dv-' || u",
        "label": f"CASE kind_of_row WHEN 0 THEN '{UnitKind.BASE_PARTY_COMMITTEE.value}' "
        f"WHEN 1 THEN (n // 9 + 1) || '.' || (n % 9 + 1) ELSE [{kinds}][n % 4 + 1] END",
        "state": f"CASE kind_of_row WHEN 0 THEN {complete} WHEN 1 THEN {item} "
        f"ELSE CASE WHEN {over} THEN '{GROUP_STATES[1]}' ELSE '{GROUP_STATES[0]}' END END",
        "late": f"CASE WHEN kind_of_row = 1 THEN {received} AND draw >= 950 END",
        "decided": "CASE WHEN kind_of_row = 2 THEN true END",
        "disputed": "CASE WHEN kind_of_row = 2 THEN draw % 50 = 0 END",
        **{
            name: f"CASE WHEN kind_of_row = 2 THEN {value} END"
            for name, value in {
                "excellent": f"CASE WHEN {over} THEN 9 ELSE draw % 3 END",
                "good": "20 + draw % 10",
                "completed": "draw % 5",
                "failed": "0",
                "unrated": "0",
                "ceiling": "5",
            }.items()
        },
        "name": "CASE WHEN kind_of_row = 0 THEN 'Đơn vị ' || u || ' (mẫu)' END",
        "due": "CASE WHEN kind_of_row = 1 THEN DATE '2024-12-06' END",
        "owed": "CASE WHEN kind_of_row = 1 THEN 1 END",
        "received": f"CASE WHEN kind_of_row = 1 THEN CAST({received} AS INTEGER) END",
    }
    columns = ", ".join(f"CAST({values[column.name]} AS {column.type}) AS {column.name}" for column in COLUMNS)
    return f"SELECT {columns} FROM (SELECT *, {draw} AS draw FROM ({made})) ORDER BY kind_of_row, u, n"  # noqa: S608  numbers of ours
