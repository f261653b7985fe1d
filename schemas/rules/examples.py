"""A right and a wrong passage per rule, over the sample city: shown on the rule's page, run by the tests."""

from pathlib import Path
from typing import NamedTuple

from schemas.source_file import parse

EXAMPLES = Path(__file__).with_name("examples.yaml")


class Example(NamedTuple):
    """Replacing `good` by `bad` in a file of the sample city breaks exactly one rule. `bad` may be nothing at all."""

    file: str
    good: str
    bad: str


def load_examples() -> dict[str, Example]:
    """Rule id → its example."""
    tree = parse(EXAMPLES.read_bytes()).tree or {}
    found = {}
    for rule, parts in tree.items():
        if isinstance(parts, dict):
            found[rule] = Example(str(parts["tep"]), str(parts["dung"]), str(parts["sai"]))
    return found
