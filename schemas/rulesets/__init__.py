"""The rule sets themselves: one folder of YAML per rule set. Data only; `schemas.ruleset.loader` reads them."""
