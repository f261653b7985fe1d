"""The dispatch verbatim, item 11 as data, and the amended text computed from it."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.legal.amendment import AmendmentSet, LegalTextError, Locator, ReplaceText, load_amendments, rebuilt
from schemas.legal.consolidation import consolidate, skeleton
from schemas.legal.dispatch import SOURCE_SHA256, passages, provisions, source_lines
from schemas.legal.provision import BASE, PLACEHOLDER, QUOTED, Run, walk
from schemas.legal.versions import legal_text
from schemas.legal.word_diff import word_diff

DATA = load_amendments()
BASE_TREE = skeleton([DATA])
IN_FORCE = date(2024, 11, 14)
PLACE = "part_II__sec_5__para_5-2__subpara_5-2-1"


def test_item_11_rebuilt_from_the_data_equals_the_source_to_the_character() -> None:
    first, last = DATA.source.lines
    assert rebuilt(DATA) == "\n".join(source_lines()[first - 1 : last])
    assert DATA.source.sha256 == SOURCE_SHA256


def test_the_passages_are_the_whole_source() -> None:
    assert [p.text for p in passages()] == [line for line in source_lines() if line.strip()]
    anchors = [p.anchor for p in passages() if p.anchor]
    assert len(anchors) == len(set(anchors)) == 40
    assert "**trước ngày 05/12/2024**" in provisions()["muc-7"]


def test_the_skeleton_knows_only_what_the_amendments_say() -> None:
    nodes = walk(BASE_TREE)
    assert len(nodes) == 9 and [n.source for n in nodes].count(PLACEHOLDER) == 8
    assert [n.text for n in nodes if n.runs] == [next(e.old for e in DATA.entries if isinstance(e, ReplaceText))]


def test_consolidation() -> None:
    after = consolidate(BASE_TREE, [DATA], IN_FORCE)
    nodes = {node.eid: node for node in walk(after.body)}
    assert len(nodes) == 20
    assert [e.entry for e in after.events] == [f"cv1375-11-{n}" for n in range(1, 6)]
    assert nodes[PLACE].runs == (Run("cv1375-11-4", next(e.new for e in DATA.entries if isinstance(e, ReplaceText))),)
    assert nodes["part_I__sec_4__para_4-4"].heading == "Tổ chức kiểm điểm"
    created = {eid for event in after.events for eid in event.created}
    assert set(nodes) - {n.eid for n in walk(BASE_TREE)} == created


def test_the_day_before_nothing_is_changed() -> None:
    assert consolidate(BASE_TREE, [DATA], date(2024, 11, 13)).body == BASE_TREE


def test_dropping_what_was_inserted_gives_the_base_back() -> None:
    def restored(nodes: tuple) -> tuple:  # type: ignore[type-arg]
        old = next(e.old for e in DATA.entries if isinstance(e, ReplaceText))
        return tuple(
            n._replace(children=restored(n.children), runs=(Run(QUOTED, old),) if n.eid == PLACE else n.runs)
            for n in nodes
            if not n.source.startswith("cv1375")
        )

    assert restored(consolidate(BASE_TREE, [DATA], IN_FORCE).body) == BASE_TREE


def with_text(text: str) -> tuple:  # type: ignore[type-arg]
    def put(nodes: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(
            n._replace(children=put(n.children), runs=(Run(BASE, text),) if n.eid == PLACE else n.runs) for n in nodes
        )

    return put(BASE_TREE)


OLD = next(e.old for e in DATA.entries if isinstance(e, ReplaceText))


@pytest.mark.parametrize(
    ("text", "code"),
    [("chữ khác hẳn", "HN004"), (OLD.replace("tập trung", "tập  trung"), "HN004"), (f"{OLD}; {OLD}", "HN005")],
)
def test_the_old_wording_must_stand_exactly_once(text: str, code: str) -> None:
    with pytest.raises(LegalTextError) as failure:
        consolidate(with_text(text), [DATA], IN_FORCE)
    assert failure.value.code == code and "tiết 5.2.1, điểm 5.2, mục 5, phần II" in str(failure.value)


def test_text_around_the_old_wording_stays() -> None:
    after = consolidate(with_text(f"Trước. {OLD}. Sau."), [DATA], IN_FORCE)
    node = next(n for n in walk(after.body) if n.eid == PLACE)
    assert [run.source for run in node.runs] == [BASE, "cv1375-11-4", BASE]
    assert node.text.startswith("Trước. ") and node.text.endswith(". Sau.")


def test_applying_twice_is_refused() -> None:
    once = consolidate(BASE_TREE, [DATA], IN_FORCE)
    with pytest.raises(LegalTextError) as failure:
        consolidate(once.body, [DATA], IN_FORCE, once.applied)
    assert failure.value.code == "HN007"
    with pytest.raises(LegalTextError) as failure:
        consolidate(once.body, [DATA], IN_FORCE)
    assert failure.value.code == "HN006"


def test_a_missing_target_is_named() -> None:
    with pytest.raises(LegalTextError, match="HN001"):
        consolidate((), [DATA], IN_FORCE)


def test_a_heading_that_disagrees_is_refused() -> None:
    def renamed(nodes: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(
            n._replace(heading="khác" if n.number == "4.1.2" else n.heading, children=renamed(n.children))
            for n in nodes
        )

    with pytest.raises(LegalTextError, match="HN003"):
        consolidate(renamed(BASE_TREE), [DATA], IN_FORCE)


@given(st.permutations(range(4)))
def test_entries_on_different_places_commute(order: list[int]) -> None:
    shuffled = DATA.model_copy(update={"entries": tuple(DATA.entries[i] for i in order)})
    one, other = (consolidate(BASE_TREE, [data], IN_FORCE).body for data in (DATA, shuffled))
    assert {n.eid: n._replace(children=()) for n in walk(one)} == {n.eid: n._replace(children=()) for n in walk(other)}


def test_a_lead_that_names_another_place_is_refused() -> None:
    tree = DATA.model_dump(mode="json", by_alias=True)
    tree["entries"][0]["target"]["tiet"] = "4.1.9"
    with pytest.raises(ValidationError, match="HN013"):
        AmendmentSet.model_validate(tree)


def test_places_are_read_out_of_leads() -> None:
    place = Locator.from_lead("Tại tiết 4.1.1 (chuẩn bị báo cáo, mục 9), điểm 4.1, mục 4, phần I bổ sung")
    assert place.eid() == "part_I__sec_4__para_4-1__subpara_4-1-1"
    assert place.wording() == "tiết 4.1.1, điểm 4.1, mục 4, phần I"


def test_the_comparison_of_5_2_1() -> None:
    new = next(e.new for e in DATA.entries if isinstance(e, ReplaceText))
    changes = [(p.old, p.new) for p in word_diff(OLD, new) if not p.same]
    assert changes[0] == ("", "lãnh đạo, quản lý, tổ chức, cơ quan, đơn vị ")
    assert changes[1] == ("cấp trên", "có thẩm quyền")
    assert changes[2][0].startswith("; nếu là bí thư, phó bí thư") and changes[2][1] == ""
    assert len(changes) == 3


words = st.text("ab đ,;. ", max_size=30)


@given(words, words)
def test_a_comparison_spells_both_sides(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(p.same + p.old for p in pieces) == old
    assert "".join(p.same + p.new for p in pieces) == new


def later(number: int, day: date, old: str, new: str, **at: str) -> AmendmentSet:
    """A made-up document that replaces words which an earlier one wrote."""
    tree = DATA.model_dump(mode="json", by_alias=True)
    entry = next(e for e in tree["entries"] if e["operation"] == "replace_text")
    entry |= {"id": f"sau-{number}", "old": old, "new": new}
    entry["target"] |= at
    entry["lead"] = f"Tại {Locator.model_validate(entry['target']).wording()}"
    tree["source"]["document"] = f"sau-{number}"
    tree["effective"]["date"] = day.isoformat()
    return AmendmentSet.model_validate(tree | {"entries": [entry], "editor_notes": []})


@given(
    days=st.lists(st.dates(date(2024, 11, 15), date(2030, 1, 1)), min_size=1, max_size=4, unique=True),
    seed=st.randoms(use_true_random=False),
)
def test_later_documents_amend_what_earlier_ones_wrote_in_any_order_of_reading(
    days: list[date], seed: random.Random
) -> None:
    new = next(e.new for e in DATA.entries if isinstance(e, ReplaceText))
    wordings = [new, *(f"câu chữ lần {number}" for number in range(len(days)))]
    sets = [later(n, day, wordings[n], wordings[n + 1]) for n, day in enumerate(sorted(days))]
    shuffled = [DATA, *sets]
    seed.shuffle(shuffled)
    text = legal_text(sets=shuffled)
    assert [version.at for version in text.versions] == sorted({DATA.target.signed, IN_FORCE, *days})
    first = text.versions[1].text.body
    for version, wording in zip(text.versions[1:], wordings, strict=True):
        nodes = {node.eid: node for node in walk(version.text.body)}
        assert nodes[PLACE].text == wording
        untouched = {node.eid: node.runs for node in walk(first) if node.eid != PLACE}
        assert untouched == {eid: node.runs for eid, node in nodes.items() if eid != PLACE}
    assert text.as_of(max(days)) == text.newest and text.as_of(date(2023, 1, 1)) is None


def test_two_quotations_of_one_provision_both_attest_the_base() -> None:
    other = later(1, date(2025, 1, 1), "đoạn khác của tiết", "đoạn khác đã sửa")
    text = legal_text(sets=[DATA, other])
    nodes = [next(n for n in walk(version.text.body) if n.eid == PLACE) for version in text.versions]
    new = next(e.new for e in DATA.entries if isinstance(e, ReplaceText))
    assert [node.text for node in nodes] == [
        f"{OLD} … đoạn khác của tiết",
        f"{new} … đoạn khác của tiết",
        f"{new} … đoạn khác đã sửa",
    ]


def newest(*sets: AmendmentSet) -> dict[str, str]:
    return {node.eid: node.text for node in walk(legal_text(sets=[DATA, *sets]).newest.text.body)}


def test_words_that_a_document_writes_attest_nothing_elsewhere() -> None:
    """The same sentence may stand in two provisions: what was written into one is quoted from the other's base."""
    first = later(1, date(2025, 1, 1), "câu cũ", "câu chung", tiet="5.2.2")
    second = later(2, date(2026, 1, 1), "câu chung", "câu mới", tiet="5.2.3")
    made = newest(first, second)
    assert made[PLACE[:-1] + "2"] == "câu chung" and made[PLACE[:-1] + "3"] == "câu mới"


def test_a_quotation_within_another_of_the_same_document_is_no_second_sentence() -> None:
    part, whole = (later(n, date(2025, 1, 1), old, "x", tiet="5.2.2") for n, old in enumerate(("bảy", "bảy tám")))
    for entries in ((*part.entries, *whole.entries), (*whole.entries, *part.entries)):
        base = skeleton([DATA, part.model_copy(update={"entries": entries})])
        assert [node.text for node in walk(base) if node.eid == PLACE[:-1] + "2"] == ["bảy tám"]


def test_a_provision_that_an_earlier_document_inserted_can_be_amended() -> None:
    """It is no part of the base, though a later document names it."""
    place = "part_I__sec_4__para_4-4__subpara_4-4-1"
    text = newest()[place]
    later_on = later(1, date(2025, 1, 1), text, "đã sửa", phan="I", muc="4", diem="4.4", tiet="4.4.1")
    assert newest(later_on)[place] == "đã sửa"
    assert place not in {node.eid for node in walk(skeleton([DATA, later_on]))}
