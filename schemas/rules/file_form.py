"""The K rules: the form of a file, and which module finds what breaks them."""

from schemas.finding import Gate
from schemas.rules.engine import Family, Rule

RULES = Family()

_FOUND_BY = {
    "schemas.source.text": ("K01", "K02", "K09", "K10", "K23"),
    "schemas.source.yaml_tree": ("K03", "K04", "K05", "K06", "K07", "K08"),
    "schemas.fields.validation": ("K11", "K12", "K13"),
    "scripts.dossiers.placement": ("K14",),
    "scripts.dossiers.loader": ("K15", "K16"),
    "scripts.excel.unit.importer": ("K20",),
    "scripts.excel.unit.parse_result": ("K21", "K22"),
}

for _module, _ids in _FOUND_BY.items():
    for _id in _ids:
        RULES.declare(Rule(_id, Gate.COMMIT, public=True, found_by=_module))
