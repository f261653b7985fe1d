"""One commit judged by several machines: what each writes, and what their answers give together."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.finding import Finding, Gate
from scripts import kept
from scripts.outcome import Report
from scripts.verdicts import Judged, Shard, across, judge, read_outside
from scripts.version import VERSION

FORMAT = "kiemdiem-shard/1"


class ShardError(Exception):
    """Answers that do not belong together, or not all of them; the message says which."""


def judged_shard(repository: Path, commit: str, now: datetime, gate: Gate | None, part: tuple[int, int]) -> str:
    """One machine's answer as JSON. `chuong_trinh`: a digest of the program, so that no two versions are joined."""
    judged = judge(repository, read_outside(repository, commit), now, gate, Shard(*part))
    return json.dumps(
        {
            "dang": FORMAT, "phan": list(part), "phien_ban": commit, "thoi_diem": now.isoformat(),
            "cua": gate or "", "chuong_trinh": kept.program(), **judged._asdict(),
        },
        ensure_ascii=False,
    )  # fmt: skip


def joined(repository: Path, files: Sequence[Path]) -> Report:
    """What one machine would have said. Raises ShardError."""
    answers = [_read(path) for path in files]
    for name, title in _SHARED.items():
        if len({json.dumps(answer[name]) for answer in answers}) > 1:
            raise ShardError(f"các phần không cùng {title}; chạy lại tất cả trên một phiên bản")
    parts = answers[0]["phan"][1]
    missing = sorted(set(range(1, parts + 1)) - {answer["phan"][0] for answer in answers})
    if missing or len(answers) != parts or any(answer["phan"][1] != parts for answer in answers):
        lacking = f"thiếu phần {', '.join(map(str, missing))}" if missing else "có phần đưa vào hai lần"
        raise ShardError(f"phải có đủ {parts} phần, mỗi phần một lần: {lacking}")
    judged = [Judged(**{name: answer[name] for name in Judged._fields}) for answer in answers]
    summaries: dict[str, list[list[Any]]] = {}
    for one in judged:
        for year, rows in one.summaries.items():
            summaries.setdefault(year, []).extend(rows)
    first = answers[0]
    now, gate = datetime.fromisoformat(first["thoi_diem"]), Gate(first["cua"]) if first["cua"] else None
    in_order = {year: sorted(rows) for year, rows in summaries.items()}
    findings = {Finding.from_row(row) for one in judged for row in one.findings}
    commit = first["phien_ban"]
    findings.update(across(repository, commit, read_outside(repository, commit), now, gate, in_order))
    rulesets = sorted({code for one in judged for code in one.rulesets})
    return Report(VERSION, rulesets, sum(one.checked for one in judged), sorted(findings))


_SHARED = {
    "dang": "dạng tệp", "phien_ban": "phiên bản Git", "thoi_diem": "thời điểm (--now)", "cua": "cửa (--gate)",
    "chuong_trinh": "phiên bản chương trình",
}  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ShardError(f"không đọc được {path}") from None
    if not isinstance(answer, dict) or answer.get("dang") != FORMAT or {*_SHARED, "phan", *Judged._fields} - {*answer}:
        raise ShardError(f"{path} không phải kết quả của `kiemdiem check --shard`")
    return answer
