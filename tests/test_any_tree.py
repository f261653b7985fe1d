"""Whatever stands in `submissions/`, the whole checker answers with findings and nothing else."""

from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.finding import Finding, Gate
from schemas.models.kinds import FILE_KINDS
from scripts.check.checker import check
from scripts.dossiers.loader import load_cycles
from scripts.ledger.tree import WorkTree
from scripts.progress.distribution import distribution
from scripts.progress.open_points import open_points
from scripts.progress.quotas import quotas
from scripts.progress.status import status
from tests.conftest import NOW, City

KEYS = sorted({str(field.alias) for kind in FILE_KINDS for field in kind.model.model_fields.values()})
SCALARS = st.one_of(
    st.sampled_from(["có", "không", "2024", "0", "-1", "2024-12-03", "03/12/2024", "6f", "tap-the", "P01-01", "GY-01"]),
    st.text(max_size=12),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=12,
)
FOLDER = "submissions/2024/phuong-xa/bac-ha"
SAMPLES = sorted(path.relative_to(FOLDER).as_posix() for path in Path(FOLDER).rglob("*.yaml"))


def judged(root: Path) -> list[Finding]:
    """Everything that reads submissions, over this tree."""
    for cycle in load_cycles(WorkTree(root)):
        quotas(cycle)
        open_points(cycle, NOW)
        if cycle.terms:
            distribution(status(cycle, NOW).rated, hide_small=True)
    findings = check(WorkTree(root), [], NOW, Gate.CLOSE).findings
    assert all(isinstance(finding, Finding) and finding.line >= 1 and finding.message for finding in findings)
    return findings


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(SAMPLES), tree=TREES)
def test_any_tree_gives_findings_and_nothing_else(city: City, name: str, tree: object) -> None:
    path = city.root / FOLDER / name
    before = path.read_bytes()
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    try:
        assert judged(city.root)
    finally:
        path.write_bytes(before)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_value_gives_findings_and_no_cascade(city: City, data: st.DataObject) -> None:
    """One leaf of one good file replaced by anything: at most five findings."""
    name = data.draw(st.sampled_from([n for n in SAMPLES if n != "don-vi.yaml"]))
    path = city.root / FOLDER / name
    before = path.read_bytes()
    tree = yaml.load(before, Loader=yaml.BaseLoader)  # noqa: S506  plain text only
    place = tree
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if isinstance(place[key], (dict, list)) and place[key]:
            place = place[key]
            continue
        place[key] = data.draw(SCALARS)
        break
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    try:
        own = check(WorkTree(city.root), [FOLDER], NOW, Gate.CLOSE).findings
        assert len(own) <= 5, own
    finally:
        path.write_bytes(before)
