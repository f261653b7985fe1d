"""What one workbook holds: whose it is, which sheets, with which rows, choices and given cells."""

from hashlib import sha256
from typing import NamedTuple

from schemas.models.kinds import FileKind
from schemas.ruleset.table_form import TableForm
from scripts.excel.unit.layout import Area, Column, layout
from scripts.excel.unit.rows import Row, Values
from scripts.version import VERSION

META_SHEET = "_mau"
LISTS_SHEET = "_danh_muc"
STAMP_KEY = "kiemdiem"
PAPER, IS, POSITION, SUGGESTION = "Văn bản", "Là", "Chức vụ của mã này", "Văn bản gợi ý"
EXPLAINING = (PAPER, IS, POSITION, SUGGESTION)
"""Titles of the columns that only say what a row is about."""


class AreaSheet(NamedTuple):
    """A list's sheet. `given`: rows that only say what may be filled in; alone they answer nothing.

    `told`: by a row's values under `told_by`, what it is about, in words; `told_title` heads that column.
    `choices`: what a column may hold here, beyond its own closed list.
    """

    area: Area
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    given: tuple[Row, ...] = ()
    told_title: str = ""
    told_by: tuple[tuple[str, ...], ...] = ()
    told: dict[tuple[str, ...], str] = {}  # noqa: RUF012  never written to
    choices: dict[tuple[str, ...], tuple[str, ...]] = {}  # noqa: RUF012


def row_key(area: Area, row: Row, paths: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """What tells one given row from another: whose file, and its values under some paths."""
    owner = (str(row.file.get(("ma",), "")),) if area.file_columns else ()
    return (*owner, *(str(row.record.get(path, "")) for path in paths))


class Single(NamedTuple):
    """One kind's single values."""

    kind: FileKind
    columns: tuple[Column, ...]
    values: Values
    choices: dict[tuple[str, ...], tuple[str, ...]] = {}  # noqa: RUF012


class Grid(NamedTuple):
    """A statistic table: row code → column code → number, and the file's note."""

    form: TableForm
    numbers: dict[str, dict[str, str]]
    note: str


class Contents(NamedTuple):
    """`code` is "" in a template for any unit of its kind, where people write it themselves."""

    code: str
    name: str
    year: int
    ruleset: str
    singles: tuple[Single, ...]
    areas: tuple[AreaSheet, ...]
    grids: tuple[Grid, ...]


def stamp(kinds: tuple[FileKind, ...], ruleset: str) -> str:
    """What tells one edition of the template from another: the program, the rule set, and how the sheets are laid."""
    laid = repr([(kind.name, layout(kind)[1:]) for kind in kinds])
    return f"{STAMP_KEY} {VERSION}, bộ quy tắc {ruleset}, mẫu {sha256(laid.encode()).hexdigest()[:8]}"
