"""A finding: the one value that every check yields and every report shows."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Self

from schemas.visible_text import sayable, sayable_key


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


class _FindingFields(NamedTuple):
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


class Finding(_FindingFields):
    """One thing wrong at one place. `line` and `column` count from 1; `key` is the dotted path inside the file.

    Whoever makes one, by whichever way, its path, key, message and fix print on one line and repeat no private number
    or address: this is the one door through which every report, log and answer gets its words.
    """

    __slots__ = ()

    def __new__(cls, *fields: Any, **named: Any) -> Self:
        return cls._make(_FindingFields(*fields, **named))

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:  # type: ignore[override]
        """Also what `_replace` goes through."""
        path, line, column, rule, severity, turn, key, message, fix, link = iterable
        words = map(sayable, (message, fix, link))
        return tuple.__new__(cls, (sayable(path), line, column, rule, severity, turn, sayable_key(key), *words))

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
