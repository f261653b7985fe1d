"""Between the tree of a file and the rows of its sheets, both ways, without a workbook."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scripts.excel.unit.layout import Area, Column
from scripts.yaml_files.writer import Plain

Values = dict[tuple[str, ...], Any]
"""A record's values by their paths; absent ones are not there."""


class SheetRow(NamedTuple):
    """One row of a sheet. `label`: its number or the outer row's name, where the sheet has such a column."""

    label: str
    file: Values
    record: Values


def values(record: Mapping[str, Any], columns: Iterable[Column]) -> Values:
    found = {}
    for column in columns:
        at: Any = record
        for key in column.path:
            at = at.get(key) if isinstance(at, Mapping) else None
        if at is not None and at != []:
            found[column.path] = at
    return found


def rows(area: Area, files: Mapping[str, Plain]) -> list[SheetRow]:
    """The rows of an area over all files of its kind (one, under "", where there is at most one)."""
    return [row for tree in files.values() for row in _rows(area, tree)]


def _rows(area: Area, tree: Plain) -> Iterator[SheetRow]:
    records: Any = tree.get(area.path[0], [])
    if area.outer is not None:
        for label, record in zip(labels(area.outer, records), records, strict=True):
            for inner in record.get(area.path[1], []):
                yield SheetRow(label, {}, values(inner, area.columns))
        return
    own = values(tree, area.file_columns)
    if area.file_columns and not records:
        yield SheetRow("", own, {})
    for number, record in enumerate(records):
        file: Values = own if number == 0 else {path: own[path] for path in own if path == ("ma",)}
        yield SheetRow(str(number + 1), file, values(record, area.columns))


def labels(area: Area, records: Iterable[Mapping[str, Any]], numbers: Iterable[str] | None = None) -> list[str]:
    """What inner rows call each record: its code, or the number that stands before it, or that it has by its place
    where no other row claims that number. The second of the same gets #2."""
    seen: Counter[str] = Counter()
    given = list(numbers) if numbers is not None else []
    found = []
    for at, record in enumerate(records):
        own = given[at] if at < len(given) else ""
        by_place = "" if str(at + 1) in given else str(at + 1)
        name = str(record.get("ma", "")) if area.coded else own or by_place
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return found


def put(tree: dict[str, Any], path: Iterable[str], value: Any) -> None:
    """Set a value inside a tree, making the groups on the way."""
    *groups, last = path
    for key in groups:
        tree = tree.setdefault(key, {})
    tree[last] = value


def without_empties(value: Any) -> Any:
    """A tree as it counts: empty lists and groups are as good as absent."""
    if isinstance(value, Mapping):
        kept = {key: without_empties(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in ({}, [], None)}
    if isinstance(value, list):
        return [without_empties(inner) for inner in value]
    return value
