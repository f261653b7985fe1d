"""A finding: the one value that every check yields and every report shows."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Self


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Turn(StrEnum):
    """Who has to act next."""

    UNIT = "don_vi"
    CENTRE = "trung_tam"
    SYSTEM = "he_thong"


class Gate(StrEnum):
    """When a rule is asked: nộp blocks a commit, hợp nhất blocks a merge, chốt blocks the closing of the cycle."""

    COMMIT = "nop"
    MERGE = "hop-nhat"
    CLOSE = "chot"


class Finding(NamedTuple):
    """One thing wrong at one place. `line` and `column` count from 1; `key` is the dotted path inside the file.

    `message` and `fix` never carry a value that a person typed into a free text field.
    """

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    turn: Turn
    key: str
    message: str
    fix: str
    link: str

    def as_json(self) -> dict[str, str | int]:
        return {name: getattr(self, name) for name in JSON_KEYS}

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Self:
        """What `json.loads` gives of `json.dumps` of a finding, as a finding again."""
        found = cls(*row)
        return found._replace(severity=Severity(found.severity), turn=Turn(found.turn))


JSON_KEYS = ("rule", "severity", "turn", "path", "line", "column", "key", "message", "fix", "link")

TURN_TITLES = {Turn.UNIT: "đơn vị", Turn.CENTRE: "trung tâm", Turn.SYSTEM: "hệ thống"}
SEVERITY_TITLES = {Severity.ERROR: "LỖI", Severity.WARNING: "CẢNH BÁO"}
GATE_TITLES = {Gate.COMMIT: "nộp", Gate.MERGE: "hợp nhất", Gate.CLOSE: "chốt"}


def rule_link(rule: str) -> str:
    """Address of a rule's page, relative to the site's root."""
    return f"quy-tac/{rule}/"
