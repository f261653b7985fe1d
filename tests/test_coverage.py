"""Every sentence of the dispatch is kept by a rule, a policy, or a reason why only people may judge it."""

from pathlib import Path

import pytest

from schemas.legal.coverage import COVERAGE, CoverageError, load_coverage
from schemas.legal.dispatch import sentences, source_lines
from schemas.rules.catalogue import CATALOGUE
from schemas.ruleset.loader import load

DOMAIN_RULES = {f"R{number:02}" for number in range(45)}
"""The list of the domain notes, R00 to R44; later ones may join them."""


def test_the_sentences_are_the_whole_dispatch() -> None:
    whole = "".join("".join(source_lines()).split())
    assert "".join("".join(sentence for _, sentence in sentences()).split()) == whole


def test_every_sentence_is_kept_by_something_that_exists() -> None:
    coverage = load_coverage()
    assert len(coverage) == len(sentences()) > 100
    assert {rule for entry in coverage for rule in entry.cover.rules} <= set(CATALOGUE)
    policies = load("2024").policies
    assert {policy for entry in coverage for policy in entry.cover.policies} <= set(policies)


def test_every_domain_rule_is_in_the_catalogue_and_judged_or_explained() -> None:
    assert {rule for rule in CATALOGUE if rule.startswith("R")} >= DOMAIN_RULES
    for rule in CATALOGUE.values():
        if rule.id.startswith("R"):
            assert rule.unit_checks or rule.cycle_checks or rule.human, rule.id
    assert {rule.id for rule in CATALOGUE.values() if rule.human} == {"R06", "R31"}
    assert {code for code, words in load("2024").rules.items() if words.human} == {"R06", "R31"}


def test_every_rule_about_the_dispatch_keeps_some_sentence() -> None:
    kept = {rule for entry in load_coverage() for rule in entry.cover.rules}
    assert DOMAIN_RULES - kept == {"R43", "R44"}, "agreement of codes and confidentiality come from the design"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '  - cau: "Báo cáo giải trình những nội dung Ban Thường vụ Thành ủy gợi"\n    quy_tac: [R37]\n',
            "",
            "câu chưa có",
        ),
        ("    quy_tac: [R03]\n", "", "mục đối chiếu trống"),
        ("doi_chieu:\n", 'doi_chieu:\n  - cau: "Câu không có thật"\n    quy_tac: [R03]\n', "câu chưa có"),
    ],
)
def test_a_sentence_without_an_entry_fails(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = COVERAGE.read_text(encoding="utf-8")
    assert old in text
    place = tmp_path / "doi-chieu.yaml"
    place.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CoverageError, match=said):
        load_coverage(place)
