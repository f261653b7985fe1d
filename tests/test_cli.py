"""One grammar for every command: Vietnamese names and help, old names still answered, all of it documented."""

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.paths import PROGRAM
from scripts.cli import _OLD_COMMANDS, _OLD_OPTIONS, COMMANDS, VietnameseParser, parser_of
from scripts.reference import PAGE, SETTINGS
from tests.conftest import City, Ran

Command = Callable[..., Ran]
SOURCES = [path for top in ("schemas", "scripts", "hooks") for path in sorted((PROGRAM / top).rglob("*.py"))]
GUIDES = [PROGRAM / "README.md", PROGRAM / "CONTRIBUTING.md", *sorted((PROGRAM / "site").rglob("*.md"))]
WORKFLOWS = [
    PROGRAM / ".gitlab-ci.yml",
    *sorted((PROGRAM / ".github").rglob("*.yml")),
    *sorted((PROGRAM / ".forgejo").rglob("*.yml")),
]
ENGLISH = re.compile(r"\b(usage|options|positional|arguments?|optional|show this|default|exit|error|commands?)\b")


def flat(text: str) -> str:
    """Without spaces: help is wrapped wherever the width asks for it, also at hyphens."""
    return "".join(text.split())


def parsers() -> Iterator[tuple[str, VietnameseParser]]:
    for name in COMMANDS:
        own = parser_of(name).commands[name]
        yield name, own
        yield from ((f"{name} {action}", parser) for action, parser in own.commands.items())


PARSERS = dict(parsers())


@pytest.mark.parametrize("name", PARSERS)
def test_the_page_of_commands_tells_all_that_a_command_takes(name: str) -> None:
    """As the command itself prints it, whatever the width; `make schema` writes the page."""
    page = flat(PAGE.read_text(encoding="utf-8"))
    section = page.split(flat(f"Cách dùng: kiemdiem {name} [-h]"))[1].split("```")[0]
    for action in PARSERS[name]._actions:
        for option in action.option_strings:
            assert option in section
        if action.help and not isinstance(action, argparse._SubParsersAction):
            assert flat(action.help) in section, action.dest


def test_the_page_of_commands_is_up_to_date_where_it_is_made() -> None:
    from scripts.reference import page

    assert set(page().split()) == set(PAGE.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("name", PARSERS)
def test_help_is_vietnamese_headings_included(name: str) -> None:
    text = PARSERS[name].format_help()
    assert text.startswith("Cách dùng: ") and not ENGLISH.search(text), text
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*( [a-z]+(-[a-z]+)*)?", name)
    for action in PARSERS[name]._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction), action.dest
        for option in action.option_strings:
            assert option == "-h" or re.fullmatch(r"--[a-z]+(-[a-z]+)*", option)
            assert option not in _OLD_OPTIONS


def test_a_unit_is_always_positional() -> None:
    for name, parser in PARSERS.items():
        for action in parser._actions:
            if "don-vi" in " ".join(action.option_strings) or action.metavar == "ĐƠN_VỊ":
                assert not action.option_strings, name


def test_an_option_means_the_same_everywhere() -> None:
    """Name → where its value goes and whether it takes one; help may differ in words."""
    known: dict[str, set[tuple[str, bool]]] = {}
    for parser in PARSERS.values():
        for action in parser._actions:
            for option in action.option_strings:
                known.setdefault(option, set()).add((action.dest, action.nargs == 0))
    assert {option: uses for option, uses in known.items() if len(uses) > 1} == {}


@pytest.mark.parametrize("old", _OLD_COMMANDS)
def test_an_old_command_answers_with_its_new_name(old: str, kiemdiem: Command) -> None:
    ran = kiemdiem(old, "--help")
    assert ran.code == 0 and ran.out.startswith(f"Cách dùng: kiemdiem {_OLD_COMMANDS[old]}")
    assert f"`{old}` nay là `{_OLD_COMMANDS[old]}`" in ran.err


def test_old_options_do_what_they_did(city: City, kiemdiem: Command) -> None:
    new = kiemdiem("kiem-tra", "--cua", "nop", "--dang", "json", "--kho", city.root, "--thoi-diem", "2024-12-20")
    old = kiemdiem("check", "--gate=nop", "--format", "json", "--repo", city.root, "--now", "2024-12-20")
    assert (old.code, old.out) == (new.code, new.out) and new.err == ""
    assert all(
        f"`{name}` nay là `{_OLD_OPTIONS[name]}`" in old.err for name in ("--gate", "--format", "--repo", "--now")
    )
    unit = kiemdiem("bieu", "--don-vi", "bac-ha", "--kho", city.root)
    assert unit.out == kiemdiem("bieu", "bac-ha", "--kho", city.root).out and "ghi thẳng" in unit.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("seal", "--don-vi", "bac-ha", "khong-co.pdf", "--muc", "3.1"), "khong-co.pdf"),
        (("text", "--dang", "chu", "--tai", "2020-01-01"), "2020"),
        (("excel", "nhap", "--don-vi", "bac-ha", "khong-co.xlsx"), "khong-co.xlsx"),
        (("tien-do", "--", "x"), "không hiểu: x"),
        (("tien-do", "x"), "không hiểu: x"),
        (("tien-do", "--la", "x"), "không có tùy chọn: --la x"),
        (("trang", "--mo-xem=3"), "--mo-xem: không nhận giá trị"),
        (("kiem-tra", ".", "khong-co"), ""),
        (("kiem-tra", "submissions/2024/phuong-xa/bac-ha", "bac-haa"), "Không thấy tệp nào ở: bac-haa"),
        (("kiem-tra", "--phan", "1/2", "--ban", "HEAD", "--dang", "json", "--goc", "x"), "--goc"),
    ],
)
def test_odd_use_is_answered_in_words(
    committed: City, kiemdiem: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(committed.root)
    ran = kiemdiem(*arguments)
    assert said in ran.err and "Traceback" not in ran.err and not ENGLISH.search(ran.err), ran.err
    assert ran.code == (2 if said else 0) or arguments[0] == "kiem-tra"


def test_options_may_stand_between_the_other_arguments(committed: City, kiemdiem: Command) -> None:
    spread = kiemdiem(
        "kiem-tra",
        "submissions/2024/phuong-xa",
        "--kho",
        committed.root,
        "--thoi-diem=2024-12-20",
        "submissions/2024/thanh-uy",
    )
    together = kiemdiem(
        "kiem-tra",
        "--kho",
        committed.root,
        "--thoi-diem",
        "2024-12-20",
        "submissions/2024/phuong-xa",
        "submissions/2024/thanh-uy",
    )
    assert spread == together and spread.code == 0


def test_every_old_option_leads_to_one_that_exists() -> None:
    options = {option for parser in PARSERS.values() for action in parser._actions for option in action.option_strings}
    assert set(_OLD_OPTIONS.values()) <= options


def test_every_variable_and_setting_is_documented() -> None:
    documented = {name for setting in SETTINGS for name in setting.name.split(", ")}
    used = {name for path in SOURCES for name in re.findall(r"KIEMDIEM_[A-Z_]+", path.read_text(encoding="utf-8"))}
    used |= {name for path in WORKFLOWS for name in re.findall(r"KIEMDIEM_[A-Z_]+", path.read_text(encoding="utf-8"))}
    for path in SOURCES:
        used |= set(re.findall(r'"((?:kiemdiem|receive|core)\.[a-zA-Z]+)"', path.read_text(encoding="utf-8")))
    assert used == documented
    page = PAGE.read_text(encoding="utf-8")
    assert all(setting.name in page and setting.meaning in page for setting in SETTINGS)


@pytest.mark.parametrize("path", [*GUIDES, *WORKFLOWS], ids=lambda path: str(path.relative_to(PROGRAM)))
def test_guides_and_workflows_name_commands_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    called = re.findall(r"(?:`|/)kiemdiem ([a-z][a-z-]*)(?![\w-])(?: ([a-z]+)(?![\w-]))?", text)
    for name, action in called:
        assert name in COMMANDS, (path.name, name)
        assert f"{name} {action}" in PARSERS or not PARSERS[name].commands or not action, (path.name, name, action)
    for option in re.findall(r"kiemdiem [^\n`|]*?(--[a-z-]+)", text):
        assert option not in _OLD_OPTIONS, option
