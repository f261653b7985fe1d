"""The list of rules, and a page for each: why it is there, what it binds, where and at which gates it is checked."""

from collections.abc import Iterator
from itertools import groupby

from schemas.finding import Gate
from schemas.legal.coverage import load_coverage
from schemas.legal.dispatch import DISPATCH
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.engine import Rule
from schemas.rules.examples import examples_for, neutral
from schemas.ruleset.citation import document_of
from scripts.pages.part import OwnPage, Part
from scripts.pages.state import SiteState

ADDRESS = "quy-tac/"


def parts(state: SiteState) -> Iterator[Part]:
    words = state.terms.ruleset.rules
    yield Part(ADDRESS, "quy-tac", {"rules": [(rule, words[rule.id]) for rule in CATALOGUE.values()]})
    coverage, examples = load_coverage(), examples_for(state.terms.ruleset.header.code)
    for rule in CATALOGUE.values():
        own = words[rule.id]
        from_dispatch = own.source is not None and document_of(own.source) == DISPATCH
        view = {
            "rule": rule,
            "words": own,
            "quoted": [entry for entry in coverage if rule.id in entry.cover.rules] if from_dispatch else [],
            "places": _places(rule),
            "example": neutral(examples.get(rule.id)) if examples else None,
            "examples": examples,
        }
        yield Part(f"{ADDRESS}{rule.id}/", "quy-tac-mot", view, OwnPage(f"{rule.id}. {own.title}"))


def _places(rule: Rule) -> list[tuple[Gate, list[str]]]:
    """Gate → the modules that check it there."""
    return [(gate, [module for _, module in places]) for gate, places in groupby(rule.places, key=lambda one: one[0])]
