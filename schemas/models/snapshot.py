"""A snapshot: one committee's state of one year as a Parquet file, handed up instead of papers. Counts, no person.

One table of three kinds of rows (`record`). Sums of these rows are all that any level above needs.
"""

import json
import re
from datetime import datetime
from typing import NamedTuple, Self

from schemas.errors import KiemdiemError
from schemas.fields.declaration import LONGEST_SLUG, SLUG

FORMAT = "snapshot/1"
"""Changes whenever the columns or their meaning do."""

KEY = "kiemdiem"
"""Under which the Parquet file carries its header."""

_LONGEST_NAME = 120
_DIGEST = r"[0-9a-f]{64}"


class SnapshotColumn(NamedTuple):
    """`type` as SQL names it."""

    name: str
    type: str


COLUMNS = (
    SnapshotColumn("year", "INTEGER"),
    SnapshotColumn("committee", "VARCHAR"),
    SnapshotColumn("record", "VARCHAR"),  # unit, item or group
    SnapshotColumn("block", "VARCHAR"),
    SnapshotColumn("unit", "VARCHAR"),
    SnapshotColumn("label", "VARCHAR"),  # of a unit its kind, of an item its code, of a group the kind of rated objects
    SnapshotColumn("state", "VARCHAR"),  # of a unit and of a group as below, of an item its `ItemState`
    SnapshotColumn("late", "BOOLEAN"),  # items only
    SnapshotColumn("decided", "BOOLEAN"),  # groups only, like all that follows but the last four
    SnapshotColumn("disputed", "BOOLEAN"),
    SnapshotColumn("excellent", "INTEGER"),
    SnapshotColumn("good", "INTEGER"),
    SnapshotColumn("completed", "INTEGER"),
    SnapshotColumn("failed", "INTEGER"),
    SnapshotColumn("unrated", "INTEGER"),
    SnapshotColumn("ceiling", "INTEGER"),
    SnapshotColumn("name", "VARCHAR"),  # of a unit
    SnapshotColumn("due", "DATE"),  # of an item: the last day in time
    SnapshotColumn("owed", "INTEGER"),  # of an item: how many whole ones are owed, and how many came
    SnapshotColumn("received", "INTEGER"),
)

UNIT_STATES = ("du", "chua_du", "khong_phai_nop")
"""A unit has handed in all it owes, not all, or owes nothing."""

GROUP_STATES = ("trong_han_muc", "vuot_han_muc", "chua_xep_het")
"""A group keeps the 20 % ceiling, exceeds it, or keeps it so far with objects still unrated."""


class ForeignHeaderError(KiemdiemError):
    """What stands in place of a header says nothing to this program; the message says why."""


class SnapshotHeader(NamedTuple):
    """What a snapshot says of itself. `digest`: SHA-256 of the file with zeros in its place.

    `as_of` is a moment in ISO form; `sample`: nothing of it is real.
    """

    format: str
    committee: str
    name: str
    year: int
    as_of: str
    commit: str
    program: str
    ruleset: str
    sample: bool
    digest: str = ""

    def as_text(self) -> str:
        return json.dumps(self._asdict(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Raises ForeignHeaderError for another format, a missing field or one of another type."""
        try:
            given = json.loads(text)
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise ForeignHeaderError("phần đầu không đọc được")
        if given.get("format") != FORMAT:
            raise ForeignHeaderError(f"theo lược đồ khác; chương trình này đọc {FORMAT}, cập nhật một trong hai bên")
        kinds = cls.__annotations__
        if set(given) != set(kinds) or any(type(given[name]) is not kind for name, kind in kinds.items()):
            raise ForeignHeaderError("phần đầu thiếu thông tin hoặc sai kiểu")
        header = cls(**given)
        if not re.fullmatch(_DIGEST, header.digest):
            raise ForeignHeaderError("không có dấu niêm")
        code_fits = re.fullmatch(SLUG, header.committee) and len(header.committee) <= LONGEST_SLUG
        if not code_fits or not 0 < len(header.name) <= _LONGEST_NAME:
            raise ForeignHeaderError("mã hoặc tên cấp ủy không đúng cách ghi")
        try:
            datetime.fromisoformat(header.as_of)
        except ValueError:
            raise ForeignHeaderError("thời điểm không đúng cách ghi") from None
        return header
