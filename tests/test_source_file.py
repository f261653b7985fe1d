"""The reader: nothing raises, everything has a place, nothing is guessed."""

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.fields.validation import validate
from schemas.models.dossier import Dossier
from schemas.rules.engine import format_finding
from schemas.source.text import MAX_BYTES
from schemas.source.yaml_tree import MAX_DEPTH, locate, parse
from schemas.visible_text import oddity


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (b"a: \xff", "K01", 1),
        (b"a: 1\n" * (MAX_BYTES // 5 + 1), "K02", 1),
        (b"", "K03", 1),
        (b"- a", "K03", 1),
        (b"just words", "K03", 1),
        (b"a: b: c", "K03", 1),
        (b"a:\n\t- x", "K03", 2),
        (b'a: "x', "K03", 1),
        (b"a:\n  b: 1\n c: 2", "K03", 3),
        (b"? [a]\n: 1", "K03", 1),
        (b"a: 1\nb: 2\na: 3", "K04", 3),
        (b"a: &x 1", "K05", 1),
        (b"a: *x", "K05", 1),
        (b"a: &x [*x]", "K05", 1),
        (b"a:\n  - &x [1, 2]\n  - *x", "K05", 2),
        (b"a: !!python/object/apply:os.system [id]", "K06", 1),
        (b"a: !!str 1", "K06", 1),
        (b"---\na: 1\n---\nb: 2\n", "K07", 3),
        (b"[" * 100_000, "K08", 1),
        (b"a: " + b"[" * 30 + b"]" * 30, "K08", 1),
        (b"- " * 100_000 + b"x", "K08", 1),
        (b"? " * 100_000 + b"x", "K08", 1),
        (b"a: kie\xcc\x82m", "K09", 1),
        (b"a: 1\nb: x\xe2\x80\x8by", "K10", 2),
        ("a: \u202ex".encode(), "K10", 1),
        (b"a: x\x00y", "K10", 1),
        ("a: x\u00a0y".encode(), "K10", 1),
        (rb'a: "\x1b[31m"', "K10", 1),
        (b'a: 1\n"la\\x07": 2', "K10", 2),
        (rb'a: ["x", "\u202e"]', "K10", 1),
        (rb'a: {b: "\_"}', "K10", 1),
        (b'a: 1\nb:\n  - c: "\\x7f"', "K10", 3),
        (rb'a: "kie\u0302m"', "K09", 1),
    ],
)
def test_a_bad_file_is_one_problem_at_one_place(data: bytes, rule: str, line: int) -> None:
    parsed = parse(data)
    assert parsed.tree is None
    assert [(problem.rule, problem.line) for problem in parsed.problems] == [(rule, line)]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb:2\nc: 3\n", (2, 3), "Thiếu dấu cách sau dấu hai chấm."),
        ("a: 1\nb： 2\nc: 3\n", (2, 2), "Dấu hai chấm `：` là ký tự của bộ gõ khác."),
        ("a:\n  - b: 1\n\tc: 1\n", (3, 1), "Dòng này thụt đầu dòng bằng phím Tab."),
        ("a:\n  -b: 1\n    c: 2\n", (2, 4), "Thiếu dấu cách sau dấu `-`."),
        ("a: 1\nb: 'x\nc: 2\n", (2, 4), "Thiếu dấu đóng ngoặc kép."),
        ("a: 1\nbb\nc: 3\n", (2, 1), "Thiếu dấu hai chấm sau khóa."),
    ],
)
def test_a_syntax_slip_is_told_where_it_was_made(text: str, place: tuple[int, int], message: str) -> None:
    """libyaml notices some slips only at the end of the next line, or of the file."""
    problem = parse(text.encode()).problems[0]
    assert (problem.rule, (problem.line, problem.column), problem.message) == ("K03", place, message)


LIST = "a: 1\nb:\n  - c: 1\n    d: 2\n    e: 3\n  - c: 1\n    d: 2\n    e: 3\nf:\n  g: 1\n  h: 2\n  i: 3\n"


@pytest.mark.parametrize(
    ("line", "slip", "place", "message", "fix"),
    [
        (
            1,
            " a: 1",
            (1, 2),
            "Dòng này thụt vào 1 dấu cách; các dòng cùng nhóm không thụt vào.",
            "xóa 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 2",
        ),
        (
            3,
            "   - c: 1",
            (3, 4),
            "Dòng này thụt vào 3 dấu cách; các dòng cùng nhóm thụt vào 2.",
            "xóa 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 4",
        ),
        (3, "  -  c: 1", (3, 3), "Sau dấu `-` có 2 dấu cách.", "chỉ để một dấu cách sau dấu `-`"),
        (
            3,
            "    c: 1",
            (3, 5),
            "Thiếu dấu `-` ở đầu mục mới.",
            "thêm dấu `-` và một dấu cách trước khóa này, thẳng cột với các dấu `-` của danh sách",
        ),
        (
            4,
            "     d: 2",
            (4, 6),
            "Dòng này thụt vào 5 dấu cách; các dòng cùng nhóm thụt vào 4.",
            "xóa 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 3",
        ),
        (
            4,
            "   d: 2",
            (4, 4),
            "Dòng này thụt vào 3 dấu cách; các dòng cùng nhóm thụt vào 4.",
            "thêm 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 3",
        ),
        (
            4,
            "d: 2",
            (4, 1),
            "Dòng này không thụt vào; các dòng cùng nhóm thụt vào 4.",
            "thêm 4 dấu cách ở đầu dòng, cho thẳng cột với dòng 5",
        ),
        (
            6,
            " - c: 1",
            (6, 2),
            "Dòng này thụt vào 1 dấu cách; các dòng cùng nhóm thụt vào 2.",
            "thêm 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 3",
        ),
        (
            6,
            "- c: 1",
            (6, 1),
            "Dòng này không thụt vào; các dòng cùng nhóm thụt vào 2.",
            "thêm 2 dấu cách ở đầu dòng, cho thẳng cột với dòng 3",
        ),
        (
            6,
            "  c: 1",
            (6, 3),
            "Thiếu dấu `-` ở đầu mục mới.",
            "thêm dấu `-` và một dấu cách trước khóa này, thẳng cột với các dấu `-` của danh sách",
        ),
        (
            9,
            " f:",
            (9, 2),
            "Dòng này thụt vào 1 dấu cách; các dòng cùng nhóm không thụt vào.",
            "xóa 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 2",
        ),
        (
            10,
            " g: 1",
            (10, 2),
            "Dòng này thụt vào 1 dấu cách; các dòng cùng nhóm thụt vào 2.",
            "thêm 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 11",
        ),
        (
            11,
            " h: 2",
            (11, 2),
            "Dòng này thụt vào 1 dấu cách; các dòng cùng nhóm thụt vào 2.",
            "thêm 1 dấu cách ở đầu dòng, cho thẳng cột với dòng 10",
        ),
        (
            4,
            "    d:\n    2",
            (5, 5),
            "Giá trị nằm ở dòng riêng, không cùng dòng với khóa.",
            "đưa giá trị này lên cuối dòng 4, sau dấu hai chấm và một dấu cách",
        ),
        (
            1,
            "a:\n1",
            (2, 1),
            "Giá trị nằm ở dòng riêng, không cùng dòng với khóa.",
            "đưa giá trị này lên cuối dòng 1, sau dấu hai chấm và một dấu cách",
        ),
    ],
)
def test_a_line_out_of_its_column_is_named_with_its_neighbours(
    line: int, slip: str, place: tuple[int, int], message: str, fix: str
) -> None:
    lines = LIST.split("\n")
    lines[line - 1] = slip
    assert [(p.rule, (p.line, p.column), p.message, p.fix) for p in parse("\n".join(lines).encode()).problems] == [
        ("K03", place, message, fix)
    ]


def test_a_file_too_large_is_told_without_a_figure_that_readers_cut() -> None:
    assert parse(b" " * (MAX_BYTES + 1)).problems[0].message == "Tệp dài quá 256 KiB."


def test_an_unfinished_merge_is_called_by_its_name() -> None:
    problem = parse(b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> nop/x\n").problems[0]
    assert (problem.rule, problem.line) == ("K03", 2)
    assert problem.message.startswith("Tệp còn dở việc gộp của Git")


def test_values_stay_as_typed() -> None:
    text = "a: no\nb: 012\nc: 1:30\nd: 1_000\ne: 1e3\nf: 2024-12-05\ng: 0123456789012\nh: '~'\ni: true\n"
    assert parse(text.encode()).tree == {
        "a": "no",
        "b": "012",
        "c": "1:30",
        "d": "1_000",
        "e": "1e3",
        "f": "2024-12-05",
        "g": "0123456789012",
        "h": "~",
        "i": "true",
    }


@pytest.mark.parametrize("empty", ["", " ~", " null"])
def test_an_empty_value_is_not_filled_in(empty: str) -> None:
    assert parse(f"a:{empty}\nb: ''\nc: [{empty}]\n".encode()).tree == {"b": "", "c": [None] if empty else []}


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert parse("\ufeffa: 1\r\nb: 2\r\n".encode()).tree == {"a": "1", "b": "2"}


def test_every_duplicate_is_named() -> None:
    problems = parse(b"a: 1\na: 2\nb:\n  c: 1\n  c: 2\n").problems
    assert [(p.rule, p.line, p.key) for p in problems] == [("K04", 2, "a"), ("K04", 5, "c")]


def test_an_entry_without_its_dash_is_one_problem() -> None:
    problems = parse(b"a:\n  - b: 1\n    c: 1\n    b: 2\n    c: 2\n    d: 2\n    b: 3\n    c: 3\n").problems
    assert [(p.rule, p.line, p.message) for p in problems] == [("K04", 4, "Thiếu dấu `-` ở đầu mục mới.")]


def test_a_passage_pasted_twice_is_one_problem() -> None:
    problems = parse(b"a: 1\nb: 1\na: 1\nb: 1\n").problems
    assert [(p.rule, p.line, p.message) for p in problems] == [
        ("K04", 3, "Một đoạn viết hai lần trong cùng một nhóm (các khóa `a`, `b`).")
    ]


def test_places_count_from_one_and_fall_back_to_the_parent() -> None:
    root = parse(b"a:\n  - b: x\n    c:\n").root
    assert locate(root, ("a", 0, "b")) == (2, 8)
    assert locate(root, ("a", 0, "c")) == (3, 5)  # empty: its key
    assert locate(root, ("a", 0, "missing")) == (2, 5)
    assert locate(root, ("a", 9)) == (1, 1)
    assert locate(None, ("a",)) == (1, 1)


def test_sixteen_levels_are_enough_and_seventeen_too_many() -> None:
    def nested(depth: int) -> bytes:
        return "".join("  " * level + "a:\n" for level in range(depth)).encode()

    assert parse(nested(MAX_DEPTH)).tree is not None
    assert [p.rule for p in parse(nested(MAX_DEPTH + 1)).problems] == ["K08"]


@given(st.binary(max_size=300))
def test_any_bytes_give_a_tree_or_problems(data: bytes) -> None:
    parsed = parse(data)
    assert (parsed.tree is None) == bool(parsed.problems)
    assert all(p.line >= 1 and p.column >= 1 and p.message and p.fix for p in parsed.problems)


@given(st.text(alphabet="ab:-[]{}&*!?|>'\"#%@`, \n\tđ~", max_size=120))
def test_any_yaml_like_text_gives_a_tree_or_problems(text: str) -> None:
    parsed = parse(text.encode())
    assert (parsed.tree is None) == bool(parsed.problems)


plain = st.text(st.characters(categories=["L", "N"], max_codepoint=0x1EFF), min_size=1, max_size=8).map(str.casefold)
trees = st.dictionaries(
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
    st.recursive(st.just("x") | plain, lambda inner: st.lists(inner, max_size=3), max_leaves=6),
    min_size=1,
    max_size=5,
)


@given(trees)
def test_what_is_written_is_read_back(tree: dict[str, object]) -> None:
    import unicodedata

    text = unicodedata.normalize("NFC", yaml.safe_dump(tree, allow_unicode=True))
    assume(oddity(text) is None)
    read = parse(text.encode())
    assert read.tree == yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  strings only
    lines = text.splitlines()
    for key in tree:
        line, _ = locate(read.root, (key,))
        assert 1 <= line <= len(lines)


@given(st.characters(exclude_categories=["Cs"]), st.sampled_from(["a: %s", "%s: 1", "a: [%s]", "a:\n  - b: %s"]))
def test_an_escape_writes_nothing_that_may_not_stand_plainly(character: str, place: str) -> None:
    """Value, key, entry of a list: the same is refused as of the character itself."""
    text = f"x{character}y"
    unclean = oddity(text.replace("\t", "\0").replace("\r", "\0"))
    problems = parse((place % f'"x\\U{ord(character):08x}y"').encode()).problems
    assert [problem.rule for problem in problems] == ([unclean[0]] if unclean else [])


@pytest.mark.parametrize("text", ['"la\\nlùng": 1', "? |\n  la\n  lùng\n: 1", 'a: 1\n"x\\ny": 1\n"x\\ny": 2'])
def test_a_finding_is_one_line_whatever_a_key_is_made_of(text: str) -> None:
    parsed = parse(f"{text}\n".encode())
    problems = parsed.problems or validate(parsed, Dossier)[1]
    findings = [format_finding("x.yaml", problem) for problem in problems]
    assert findings and all(f.message.isprintable() and f.key.isprintable() and f.fix.isprintable() for f in findings)


@pytest.mark.parametrize("text", [r'"C:\\x"', r'"nói \"có\""', '"một\\ndòng"', "'\\x1b'", "\\x1b"])
def test_what_an_escape_writes_plainly_is_kept(text: str) -> None:
    assert parse(f"a: {text}".encode()).problems == ()
