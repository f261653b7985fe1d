"""Numbers that Word computes give the same text as numbers that somebody typed, whatever the tree."""

import io
from collections.abc import Iterator
from typing import NamedTuple

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.legal.base_text import BaseProvision
from scripts.legal.base_text_loader import load_word
from scripts.legal.word_file import WordFileError
from scripts.legal.word_numbering import roman
from tests.test_legal_exchange import LINES, word

_LEVELS = (
    ("upperRoman", "%1."),
    ("decimal", "%2."),
    ("decimal", "%2.%3."),
    ("decimal", "%2.%3.%4."),
    ("lowerLetter", "%5)"),
    ("bullet", "-"),
)


class Line(NamedTuple):
    """`depth`: of the list, None for a paragraph without a number."""

    depth: int | None
    number: str
    text: str


def automatic(lines: list[Line], *, by: str = "paragraph") -> bytes:
    """The same lines with Word's own numbers, the list named by each paragraph, by styles, or through a list style."""
    document = docx.Document()
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        + (f'<w:pStyle w:val="Cap{at}"/>' if by == "style" else "")
        + f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (form, pattern) in enumerate(_LEVELS)
    )
    link = '<w:styleLink w:val="DanhSach"/>' if by == "list style" else ""
    definitions = [f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{link}{levels}</w:abstractNum>']
    if by == "list style":
        definitions.append(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="91"><w:numStyleLink w:val="DanhSach"/></w:abstractNum>'
        )
    for definition in reversed(definitions):
        root.insert(0, parse_xml(definition))
    used = 91 if by == "list style" else 90
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="{used}"/></w:num>'))
    if by == "style":
        for at in range(len(_LEVELS)):
            document.styles.element.append(
                parse_xml(
                    f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="Cap{at}"><w:name w:val="Cap{at}"/>'
                    '<w:pPr><w:numPr><w:numId w:val="90"/></w:numPr></w:pPr></w:style>'
                )
            )
    for line in lines:
        paragraph = document.add_paragraph(line.text)
        if line.depth is None:
            continue
        properties = paragraph._p.get_or_add_pPr()
        if by == "style":
            style = OxmlElement("w:pStyle")
            style.set(qn("w:val"), f"Cap{line.depth}")
            properties.append(style)
        else:
            place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{line.depth}"/><w:numId w:val="90"/></w:numPr>'
            properties.append(parse_xml(place))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def parted(line: str) -> Line:
    """A typed line as Word would hold it: its number by depth, its words."""
    number, _, text = line.partition(" ")
    bare = number.rstrip(".)")
    if not line[0].isdigit() and number not in ("-", "I.", "II."):
        return Line(None, "", line)
    depth = 0 if bare in ("I", "II") else 5 if number == "-" else 1 + bare.count(".")
    return Line(depth, number, text)


@pytest.mark.parametrize("by", ["paragraph", "style", "list style"])
def test_the_guidance_with_computed_numbers_is_the_one_with_typed_numbers(by: str) -> None:
    lines = [parted(line) for line in LINES]
    assert sum(line.depth is not None for line in lines) > 15
    typed, computed = (load_word(data, "hd", "Mẫu").document for data in (word(*LINES), automatic(lines, by=by)))
    assert computed.body == typed.body


class Node(NamedTuple):
    text: str
    children: list["Node"]


_WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", min_size=3, max_size=30).map(
    lambda text: f"Việc {' '.join(text.split())} xong."
)


def _nodes(depth: int) -> st.SearchStrategy[list[Node]]:
    children: st.SearchStrategy[list[Node]] = (
        st.just([]) if depth == 5 else st.one_of(st.just([]), st.deferred(lambda: _nodes(depth + 1)))
    )
    return st.lists(st.builds(Node, _WORDS, children), min_size=1, max_size=3)


def numbered(nodes: list[Node], depth: int = 0, above: tuple[int, ...] = ()) -> Iterator[Line]:
    for at, node in enumerate(nodes, start=1):
        place = (*above, at)
        match depth:
            case 0:
                number = f"{roman(at)}."
            case 4:
                number = f"{chr(ord('a') + at - 1)})"
            case 5:
                number = "-"
            case _:
                number = ".".join(map(str, place[1:])) + "."
        yield Line(depth, number, node.text)
        yield from numbered(node.children, depth + 1, place)


@settings(max_examples=40, deadline=None)
@given(tree=_nodes(0), by=st.sampled_from(["paragraph", "style", "list style"]))
def test_any_tree_reads_the_same_typed_or_computed(tree: list[Node], by: str) -> None:
    lines = list(numbered(tree))
    typed = load_word(word(*(f"{line.number} {line.text}" for line in lines)), "hd", "Mẫu").document
    computed = load_word(automatic(lines, by=by), "hd", "Mẫu").document
    assert computed.body == typed.body
    assert sum(1 for _ in _all(typed.body)) == len(lines)


def _all(provisions: tuple[BaseProvision, ...]) -> Iterator[BaseProvision]:
    for provision in provisions:
        yield provision
        yield from _all(provision.children)


def test_a_list_that_leads_nowhere_is_refused_in_words() -> None:
    document = docx.Document()
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="999"/></w:num>'))
    document.add_paragraph("I. PHẠM VI")
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(WordFileError, match="danh sách đánh số"):
        load_word(target.getvalue(), "hd", "Mẫu")
