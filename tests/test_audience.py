"""One setting builds the public or the internal site; nobody's code or level leaves with the public one."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.fields.validation import validate
from schemas.models.unit import Unit
from schemas.paths import PROGRAM
from schemas.source.yaml_tree import parse
from schemas.vocabulary import ObjectKind, Rating
from scripts.dossiers.loader import load_cycles
from scripts.ledger.tree import WorkTree
from scripts.pages.rendering import render
from scripts.pages.site_request import Audience, SiteRequest
from scripts.pages.state import gather
from scripts.progress.distribution import SMALL, _hidden, distribution
from scripts.progress.status import status
from scripts.site_build.build import build
from tests.conftest import NOW, City

TALKS_ABOUT_LEVELS = re.compile(r"^(van-ban|quy-tac|thuat-ngu|cau-hoi|huong-dan|mau-excel|search)/|^(404|index)\.html$")
"""Pages of law, rules, glossary and guidance speak of levels, blank templates offer them, the search repeats them."""


def person_codes() -> set[str]:
    codes = set()
    for path in (PROGRAM / "submissions").rglob("don-vi.yaml"):
        unit, _ = validate(parse(path.read_bytes()), Unit)
        assert unit
        codes |= {officer.code for officer in unit.officers} | {assigned.person for assigned in unit.assignments}
    return codes


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cong-khai")
    build(SiteRequest(PROGRAM, now=NOW), folder)
    return folder


def texts(folder: Path) -> dict[str, str]:
    """Everything readable of a built site, workbooks unpacked."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".html", ".json", ".xml", ".js", ".css", ".txt"):
            found[name] = path.read_text(encoding="utf-8")
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found[name] = "".join(book.read(part).decode() for part in book.namelist())
    return found


def test_the_public_site_names_no_person_and_no_level(public: Path) -> None:
    codes = person_codes()
    assert len(codes) > 70
    pattern = re.compile("|".join(map(re.escape, sorted(codes))))
    levels = re.compile("|".join(level.value for level in Rating))
    for name, text in texts(public).items():
        assert not pattern.search(text), name
        if not TALKS_ABOUT_LEVELS.match(name):
            assert not levels.search(text), name


def test_the_public_site_has_no_internal_page(public: Path) -> None:
    assert not (public / "noi-bo").exists()
    assert not any("noi-bo/" in text for name, text in texts(public).items() if name.endswith(".html"))
    assert "Chưa công bố" in (public / "ket-qua/index.html").read_text(encoding="utf-8")


def test_the_internal_site_adds_ceilings_lists_suggestions_and_remedies(tmp_path: Path) -> None:
    build(SiteRequest(PROGRAM, now=NOW, audience=Audience.INTERNAL), tmp_path)
    read = {
        name: (tmp_path / "noi-bo" / name / "index.html").read_text(encoding="utf-8")
        for name in (".", "han-muc", "goi-y-khac-phuc")
    }
    assert "Danh sách nhắc việc" in read["."] and "TU01-03" in read["."]
    assert "trong hạn mức, còn 9" in read["han-muc"] and "Thêm một" in read["han-muc"]
    assert (
        "<td>GY-02</td><td>P11-01</td><td>2/2</td><td>Đã làm rõ</td>" in read["goi-y-khac-phuc"]
        and "Đang khắc phục" in read["goi-y-khac-phuc"]
    )
    assert 'href="noi-bo/"' in (tmp_path / "index.html").read_text(encoding="utf-8")


def decided(city: City) -> None:
    for path in city.root.rglob("xep-loai.yaml"):
        text = path.read_text(encoding="utf-8").replace("giai_doan: Đề xuất", "giai_doan: Quyết định")
        path.write_text(text, encoding="utf-8")


def test_results_are_shown_when_all_is_decided_with_small_counts_hidden(city: City) -> None:
    decided(city)
    templates = PROGRAM / "site" / "_templates"
    shown = {
        audience: render(gather(SiteRequest(city.root, now=NOW, audience=audience)), templates).parts["ket-qua"].html
        for audience in Audience
    }
    assert "Cộng từ mọi đơn vị" in shown[Audience.PUBLIC] and "<td>không ghi" not in shown[Audience.INTERNAL]
    for kind in ObjectKind:
        assert kind.value in shown[Audience.PUBLIC]
    assert not re.search(r"<td>[1-4]</td>", shown[Audience.PUBLIC])


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ((40, 248, 32, 0, 0), (40, 248, 32, 0, 0), 320),
        ((40, 150, 10, 2, 0), (40, 150, None, None, None), None),
        ((3, 20, 6, 0, 0), (None, 20, 6, None, None), None),
        ((10, 1, 1, 0, 0), (10, None, None, None, None), None),
        ((20, 4, 4, 0, 0), (20, None, None, None, None), None),
        ((6, 5, 4, 3, 0), (None,) * 5, None),
        ((1, 0, 0, 0, 0), (None,) * 5, None),
    ],
)
def test_small_counts_are_hidden_with_what_would_give_them_away(
    counts: tuple[int, ...], shown: tuple[int | None, ...], total: int | None
) -> None:
    row = _hidden(ObjectKind.PARTY_MEMBER, counts)
    assert (row.counts, row.total) == (shown, total)
    assert all(count is None or count == 0 or count >= SMALL for count in row.counts)


def rows_of(total: int, places: int = 5) -> Iterator[tuple[int, ...]]:
    """Every way that so many objects fall upon the levels."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in rows_of(total - first, places - 1))


def test_every_hidden_count_keeps_three_values_even_for_who_knows_total_and_rule() -> None:
    """All rows of up to 18 objects. Other builds of the same city say no more: each is such a row of the same total,
    and where people moved between two builds is as open as where they stand in one."""
    for total in range(1, 19):
        alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
        for counts in rows_of(total):
            alike.setdefault(_hidden(ObjectKind.LEADER, counts).counts, []).append(counts)
        for shown, possible in alike.items():
            for place, count in enumerate(shown):
                values = {counts[place] for counts in possible}
                assert count is not None or len(values) >= min(3, total + 1), (total, shown)


def test_levels_are_counted_on_one_public_page_and_nowhere_else(city: City) -> None:
    """Whatever else is published tells nothing of levels by block, unit or committee: only then is the proof whole.
    The page of blank forms has their heads, and is the same whatever was decided."""
    templates = PROGRAM / "site" / "_templates"
    blank = render(gather(SiteRequest(city.root, now=NOW)), templates).parts["bieu"].html
    decided(city)
    parts = render(gather(SiteRequest(city.root, now=NOW)), templates).parts
    heads, number = re.compile(r"<th[^>]*>(?:Xuất sắc|Tốt)</th>"), re.compile(r"<td[^>]*>[0-9]+</td>")
    found = {name for name, part in parts.items() if heads.search(part.html) and number.search(part.html)}
    assert found == {"ket-qua", "bieu"} and parts["bieu"].html == blank


def test_nothing_is_hidden_inside(city: City) -> None:
    [cycle] = load_cycles(WorkTree(city.root))
    assert cycle.terms
    rows = distribution(status(cycle, NOW).rated, hide_small=False)
    assert [row.total == sum(c or 0 for c in row.counts) for row in rows] == [True] * 4
