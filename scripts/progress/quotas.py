"""The 20 % ceiling as a tool: every group of every unit under the policy in force and under the other readings."""

from collections.abc import Mapping
from typing import NamedTuple

from schemas.models.ratings import Group
from schemas.ruleset.quota import Ceiling, Counted, ceiling
from schemas.ruleset.terms import Terms
from schemas.vocabulary import RatingStage
from scripts.dossiers.loader import CycleFiles

BASE = "tran-20-mau-so"
ROUNDING = "tran-20-lam-tron"


class GroupQuota(NamedTuple):
    """One group's ceiling. `readings`: policy value of the denominator → ceiling; `one_more`: room for another one.

    `one_more` asks what happens when one "tốt" becomes "xuất sắc", since nobody is excellent out of nowhere.
    """

    unit: str
    unit_name: str
    group: Group
    stage: RatingStage
    in_force: str
    readings: dict[str, Ceiling]
    one_more: bool

    @property
    def limit(self) -> Ceiling:
        return self.readings[self.in_force]

    @property
    def disputed(self) -> bool:
        return disputed(self.readings)


def quotas(cycle: CycleFiles) -> list[GroupQuota]:
    """All groups of a cycle, units in order. Empty when the cycle has no readable `ky.yaml`."""
    if cycle.terms is None:
        return []
    return [
        _quota(unit.unit.model.code, unit.unit.model.name, group, unit.ratings.model.stage, cycle.terms)
        for unit in cycle.units
        if unit.ratings
        for group in unit.ratings.model.groups
    ]


def _quota(code: str, name: str, group: Group, stage: RatingStage, terms: Terms) -> GroupQuota:
    in_force = terms.policy(BASE)
    promoted = group.model_copy(update={"excellent": group.excellent + 1, "good": max(group.good - 1, 0)})
    one_more = group.good > 0 and ceiling(promoted, in_force, terms.policy(ROUNDING)).kept
    return GroupQuota(code, name, group, stage, in_force, readings(group, terms), one_more)


def readings(group: Counted, terms: Terms) -> dict[str, Ceiling]:
    """The ceiling of a group under every reading of the denominator."""
    return {base: ceiling(group, base, terms.policy(ROUNDING)) for base in terms.ruleset.policies[BASE].readings}


def disputed(limits: Mapping[str, Ceiling]) -> bool:
    """Whether the readings give different verdicts, so that the open question matters to this group."""
    return len({limit.kept for limit in limits.values()}) > 1
