"""One commit checked by several machines: what each writes, and what their answers give together."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from schemas.errors import KiemdiemError
from schemas.finding import Finding, Gate
from schemas.rules.unit_summary import UnitSummary
from scripts.check import cache
from scripts.check.commit_check import (
    MOST_PARTS,
    CommitQuestion,
    Shard,
    check_folders,
    cross_unit_findings,
    list_commit,
)
from scripts.check.result import CheckResult
from scripts.version import VERSION

FORMAT = "kiemdiem-shard/1"


class ShardError(KiemdiemError):
    """Answers that do not belong together, or not all of them; the message says which."""


def check_shard(question: CommitQuestion, shard: Shard) -> str:
    """One machine's answer as JSON. `chuong_trinh`: a digest of the program, so that no two versions are joined."""
    part = check_folders(question, list_commit(question.repository, question.commit), shard)
    answer = {
        "dang": FORMAT,
        "phan": list(shard),
        "phien_ban": question.commit,
        "thoi_diem": question.now.isoformat(),
        "cua": question.gate or "",
        "chuong_trinh": cache.program(),
        **part._asdict(),
    }
    return json.dumps(answer, ensure_ascii=False)


class ShardAnswer(BaseModel, extra="forbid", strict=True):
    """What one machine wrote, as far as joining relies on it: a file from elsewhere is nobody's word."""

    dang: Annotated[str, Field(pattern=f"^{FORMAT}$")]
    phan: Annotated[list[Annotated[int, Field(ge=1, le=MOST_PARTS)]], Field(min_length=2, max_length=2)]
    phien_ban: Annotated[str, Field(pattern=r"^[0-9a-f]{40,64}$")]
    thoi_diem: str
    cua: str
    chuong_trinh: str
    rulesets: list[str]
    checked: Annotated[int, Field(ge=0, le=10**9)]
    findings: list[Annotated[list[str | int], Field(min_length=len(Finding._fields), max_length=len(Finding._fields))]]
    summaries: dict[str, list[Annotated[list[Any], Field(min_length=6, max_length=6)]]]
    since: float
    until: float


def join_shards(repository: Path, files: Sequence[Path]) -> CheckResult:
    """What one machine would have found. Raises ShardError."""
    answers = [_read(path) for path in files]
    for name, title in _SHARED.items():
        if len({getattr(answer, name) for answer in answers}) > 1:
            raise ShardError(f"các phần không cùng {title}; chạy lại tất cả trên một phiên bản")
    first = answers[0]
    parts = first.phan[1]
    missing = sorted(set(range(1, parts + 1)) - {answer.phan[0] for answer in answers})
    if missing or len(answers) != parts or any(answer.phan[1] != parts for answer in answers):
        lacking = f"thiếu phần {', '.join(map(str, missing))}" if missing else "có phần đưa vào hai lần"
        raise ShardError(f"phải có đủ {parts} phần, mỗi phần một lần: {lacking}")
    try:
        return _join(repository, answers)
    except (ValueError, TypeError, AttributeError):
        raise ShardError("có phần ghi giá trị lạ; chạy lại `kiemdiem kiem-tra --phan`") from None


def _join(repository: Path, answers: list[ShardAnswer]) -> CheckResult:
    summaries: dict[str, list[UnitSummary]] = {}
    for one in answers:
        for year, rows in one.summaries.items():
            summaries.setdefault(year, []).extend(map(UnitSummary.from_row, rows))
    in_order = {year: sorted(units, key=lambda unit: f"{unit.folder}/") for year, units in summaries.items()}
    first = answers[0]
    gate = Gate(first.cua) if first.cua else None
    question = CommitQuestion(repository, first.phien_ban, datetime.fromisoformat(first.thoi_diem), gate)
    findings = {Finding.from_row(row) for one in answers for row in one.findings}
    findings.update(cross_unit_findings(question, list_commit(repository, question.commit), in_order))
    rulesets = sorted({code for one in answers for code in one.rulesets})
    return CheckResult(VERSION, rulesets, sum(one.checked for one in answers), sorted(findings))


_SHARED = {
    "phien_ban": "phiên bản Git",
    "thoi_diem": "thời điểm (--thoi-diem)",
    "cua": "cửa (--cua)",
    "chuong_trinh": "phiên bản chương trình",
}


def _read(path: Path) -> ShardAnswer:
    try:
        return ShardAnswer.model_validate_json(path.read_bytes())
    except OSError:
        raise ShardError(f"không đọc được {path}") from None
    except ValidationError:
        raise ShardError(f"{path} không phải kết quả của `kiemdiem kiem-tra --phan`") from None
