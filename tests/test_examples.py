"""The examples on the rules' pages cannot rot: each is run over the sample city."""

import pytest

from schemas.fields.validation import validate
from schemas.finding import Gate
from schemas.models.kinds import OWNED_KINDS
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.examples import load_examples
from schemas.source.yaml_tree import parse
from scripts.pages.site_request import SiteRequest
from scripts.pages.state import gather
from scripts.pages.views.files import parts as file_parts
from tests.conftest import NOW, City

EXAMPLES = load_examples()


def test_every_rule_about_content_has_an_example() -> None:
    about_content = {rule.id for rule in CATALOGUE.values() if rule.unit_checks} - {
        "K19"
    }  # asks only where sealed papers are taken: tests/test_sealing.py
    assert about_content <= set(EXAMPLES) <= set(CATALOGUE)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_wrong_passage_breaks_its_rule_and_no_other(city: City, rule: str) -> None:
    example = EXAMPLES[rule]
    before = {(finding.rule, finding.message, finding.path) for finding in city.findings(gate=Gate.CLOSE)}
    city.edit(example.file, example.good, example.bad)
    after = {(finding.rule, finding.message, finding.path) for finding in city.findings(gate=Gate.CLOSE)}
    assert {name for name, *_ in after - before} == {rule}


def test_the_files_on_the_guides_page_are_true_to_their_schemas(city: City) -> None:
    state = gather(SiteRequest(city.root, now=NOW))
    (part,) = file_parts(state)
    views = part.view["files"]
    assert isinstance(views, list) and len(views) == len(OWNED_KINDS)
    for view in views:
        model, problems = validate(parse(view.example.encode()), view.kind.model)
        assert model is not None, (view.place, problems)
