"""What the dispatch asks and no machine may judge (R06, R31); the rule set's words say why."""

from schemas.finding import Gate, Severity
from schemas.rules.engine import Family, Rule

RULES = Family()

for _id in ("R06", "R31"):
    RULES.declare(Rule(_id, Gate.CLOSE, Severity.WARNING, human=True))
