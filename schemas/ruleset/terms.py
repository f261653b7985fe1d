"""The terms of one cycle: the rule set as the cycle's `ky.yaml` applies it. Deadlines and policies are asked here."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from schemas.local_time import VIETNAM, midnight, show_day
from schemas.models.cycle import Cycle
from schemas.roles import DeadlineRole
from schemas.ruleset.checklist import ItemGroup
from schemas.ruleset.loader import Deadline, RuleSet, policy_code


class Due(NamedTuple):
    """A deadline as it falls in this cycle. Work is in time strictly before `closes_at`."""

    code: str
    title: str
    before: date
    closes_at: datetime
    rule: str
    source: str

    def met_by(self, moment: date | datetime) -> bool:
        """Whether something done on a day, or at a moment, is in time ("trước ngày": R14–R16, R35)."""
        if isinstance(moment, datetime):
            return moment < self.closes_at
        return moment < self.closes_at.date()

    @property
    def last_day(self) -> date:
        return self.closes_at.astimezone(VIETNAM).date() - timedelta(days=1)

    def wording(self) -> str:
        if self.last_day < self.before:
            return f"trước ngày {show_day(self.before)}"
        return f"trước ngày {show_day(self.before)} (tính cả ngày đó)"


class Terms:
    """Rule set and cycle together, and what both say of deadlines and policies, worked out once."""

    def __init__(self, ruleset: RuleSet, cycle: Cycle) -> None:
        self.ruleset = ruleset
        self.cycle = cycle
        self.items = ruleset.items()
        self._decided = {decision.policy: decision.value for decision in cycle.decisions}
        moved = {override.deadline: override.before for override in cycle.deadlines}
        self._dues = {code: self._due(code, deadline, moved.get(code)) for code, deadline in ruleset.deadlines.items()}

    def policy(self, code: str) -> str:
        return self._decided.get(code, self.ruleset.policies[code].value)

    def confirmed(self, code: str) -> bool:
        return code in self._decided or self.ruleset.policies[code].confirmed

    @property
    def merged_papers(self) -> bool:
        """Whether one paper may stand for all papers of an item (policy `van-ban-gop`)."""
        return self.policy("van-ban-gop") == "duoc-gop"

    def is_far_from_cycle(self, day: date) -> bool:
        """Whether a date lies so far from the cycle, over a year, that its year must be mistyped. Said once, by R35
        and the rules on completion; whatever else would be concluded from it is the same slip."""
        return bool(abs(day.year - self.cycle.year) > 1)

    def due(self, code: str) -> Due:
        return self._dues[code]

    def due_for(self, role: DeadlineRole) -> Due:
        return self._dues[self.ruleset.deadline(role).code]

    def _due(self, code: str, deadline: Deadline, moved: date | None) -> Due:
        before = moved or _in_year(deadline, self.cycle.year)
        inclusive = self.policy("truoc-ngay") == "tinh-ca-ngay-do"
        closes_at = midnight(before + timedelta(days=1) if inclusive else before)
        return Due(code, deadline.title, before, closes_at, deadline.rule, deadline.source)

    def dues(self) -> list[Due]:
        return sorted(self._dues.values(), key=lambda due: due.closes_at)

    def group_due(self, group: ItemGroup) -> Due:
        return self.due(self.resolved(group.deadline))

    def resolved(self, value: str) -> str:
        """A plain value, or the value of the policy it names."""
        code = policy_code(value)
        return value if code is None else self.policy(code)

    def copies(self, value: int | str) -> int:
        return value if isinstance(value, int) else int(self.resolved(value))


def _in_year(deadline: Deadline, year: int) -> date:
    return deadline.before.replace(year=year) if deadline.yearly else deadline.before
