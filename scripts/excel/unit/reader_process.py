"""Reading a workbook in a process of its own, with limits: whatever happens to the reader is an answer, not an end.

The reader is compiled code; where it asks for memory that is not there, it ends its whole process.
"""

import json
import subprocess
import sys
from datetime import date, datetime, time
from typing import Any

from scripts.excel.unit.cells import Raw
from scripts.excel.unit.sheet_reader import Opened, Sheet, open_sheets
from scripts.office_guard import RefusedOfficeFileError

_SECONDS = 60
_MEMORY = 1 << 30
_BROKE_OFF = ("Máy không mở nổi bảng tính này.", "chép nội dung sang mẫu mới (dán giá trị) rồi nộp tệp mới")
_TIMES: dict[str, type[datetime | date | time]] = {"datetime": datetime, "date": date, "time": time}


def open_apart(data: bytes) -> Opened:
    """As `open_sheets`. Raises RefusedOfficeFileError, also where the reader broke off."""
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=_SECONDS)
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        answer = None
    if answer is None:
        raise RefusedOfficeFileError(*_BROKE_OFF)
    if "refused" in answer:
        raise RefusedOfficeFileError(*answer["refused"])
    return _opened(answer)


def _opened(answer: dict[str, Any]) -> Opened:
    sheets = [
        Sheet(
            name,
            [[_raw(cell) for cell in row] for row in rows],
            tuple(((top, left), (bottom, right)) for (top, left), (bottom, right) in merged),
            hidden,
        )
        for name, rows, merged, hidden in answer["sheets"]
    ]
    return Opened(sheets, tuple((sheet, cell, what) for sheet, cell, what in answer["faulty"]))


def _raw(cell: Any) -> Raw:
    if not isinstance(cell, list):
        return cell  # type: ignore[no-any-return]
    kind, text = cell
    return float(text) if kind == "float" else _TIMES[kind].fromisoformat(text)


def _plain(cell: Raw) -> Any:
    if isinstance(cell, date | time):
        return [type(cell).__name__, cell.isoformat()]
    if isinstance(cell, float):
        return ["float", repr(cell)]
    return cell


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    _limit()
    try:
        opened = open_sheets(sys.stdin.buffer.read())
    except RefusedOfficeFileError as refusal:
        answer: dict[str, Any] = {"refused": [str(refusal), refusal.fix]}
    else:
        sheets = [[s.name, [list(map(_plain, row)) for row in s.rows], s.merged, s.hidden] for s in opened.sheets]
        answer = {"sheets": sheets, "faulty": opened.faulty}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
