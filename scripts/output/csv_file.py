"""Tables as CSV that Excel opens right and takes no cell of for a formula."""

import csv
import io
from collections.abc import Iterable

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
"""What a spreadsheet program would take a typed text for a formula by."""


def as_csv(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """RFC 4180 with a byte order mark, by which Excel knows UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(head)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return "\ufeff" + target.getvalue()


def _plain(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
