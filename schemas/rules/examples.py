"""A right and a wrong passage per rule, over the sample city: shown on the rule's page, run by the tests."""

import re
from pathlib import Path
from typing import NamedTuple

from schemas.source.yaml_tree import parse

EXAMPLES = Path(__file__).with_name("examples.yaml")


class Example(NamedTuple):
    """Replacing `good` by `bad` in a file of the sample city breaks exactly one rule. `bad` may be nothing at all."""

    file: str
    good: str
    bad: str


_PERSON = re.compile(r"\b[A-Z]+[0-9]+-[0-9]{2,3}\b")


def neutral(example: Example | None) -> Example | None:
    """The example as a page shows it: persons of the sample city under codes that nobody in it has."""
    if example is None:
        return None
    codes = dict.fromkeys(_PERSON.findall(" ".join(example)))
    stand_ins = {code: f"NGUOI-{number:02}" for number, code in enumerate(codes, start=1)}
    return Example(*(_PERSON.sub(lambda found: stand_ins[found.group()], part) for part in example))


def load_examples() -> dict[str, Example]:
    """Rule id → its example."""
    return _read()[1]


def examples_for(ruleset: str) -> dict[str, Example] | None:
    """The same for a page of a rule set; None where nobody has written that rule set's, for days make them wrong."""
    written_for, examples = _read()
    return examples if written_for == ruleset else None


def _read() -> tuple[object, dict[str, Example]]:
    """For which rule set they were written, and the examples."""
    tree = parse(EXAMPLES.read_bytes()).tree or {}
    found = {rule: parts for rule, parts in tree.items() if isinstance(parts, dict)}
    examples = {rule: Example(str(own["tep"]), str(own["dung"]), str(own["sai"])) for rule, own in found.items()}
    return tree.get("bo_quy_tac"), examples
