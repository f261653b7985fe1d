"""What a board offers to download: the same rows as CSV, as a workbook and as JSON."""

import io
import json
from typing import Any

from scripts.excel.centre.printed_workbook import PrintedSheet, PrintedWorkbook, Toned, write
from scripts.excel.centre.synthesis import progress, progress_book
from scripts.output.csv_file import as_csv
from scripts.output.status import as_json
from scripts.pages.boards import Board
from scripts.progress.status import CycleStatus

NAME = "tien-do"


def board_files(board: Board, *, internal: bool) -> dict[str, str | bytes]:
    """By name beside the board's page. A whole that is listed nowhere is offered all the same."""
    return {
        f"{NAME}.csv": _as_csv(progress(board.status)),
        f"{NAME}.xlsx": workbook(progress_book(board.status)),
        "du-lieu.json": json.dumps(published(board.status, internal=internal), ensure_ascii=False, indent=1),
    }


def published(status: CycleStatus, *, internal: bool) -> dict[str, Any]:
    """The status as data. Names of branches and of unregistered folders are anybody's wording: not for the public."""
    whole = as_json(status)
    if not internal:
        known = {unit.code for unit in status.units}
        whole["de_nghi"] = [
            {k: v for k, v in proposal.items() if k != "ten"}
            | {"don_vi": [c for c in proposal["don_vi"] if c in known]}
            for proposal in whole["de_nghi"]
        ]
    return whole


def _as_csv(sheet: PrintedSheet) -> str:
    bare = ([value.text if isinstance(value, Toned) else value for value in row] for row in sheet.rows)
    return as_csv((column.title for column in sheet.columns), bare)


def workbook(book: PrintedWorkbook) -> bytes:
    target = io.BytesIO()
    write(book, target)
    return target.getvalue()
