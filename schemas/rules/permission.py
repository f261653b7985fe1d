"""The Q rules: who may push what. The server and CI check them by the base branch's registry, never by the push."""

from schemas.finding import Gate
from schemas.rules.engine import Family, Rule

RULES = Family()

_FOUND_BY = {
    "scripts.gate.authorisation": ("Q01", "Q02", "Q03", "Q04", "Q05", "Q06", "Q07"),
    "scripts.gate.two_persons": ("Q08",),
    "scripts.gate.push_size": ("Q09", "Q10"),
}

for _module, _ids in _FOUND_BY.items():
    for _id in _ids:
        RULES.declare(Rule(_id, Gate.COMMIT, found_by=_module))
