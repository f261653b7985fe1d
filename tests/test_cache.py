"""What is kept by content: the same answers as fresh ones, whatever happened to the place where they are kept."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from git import Repo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.finding import Gate
from schemas.local_time import VIETNAM, read_moment
from schemas.models.cycle import Cycle
from schemas.rules import engine
from schemas.ruleset.loader import load
from schemas.ruleset.terms import Terms
from scripts.check import cache, checker, worker_pool
from scripts.dossiers.loader import load_cycles
from scripts.dossiers.unit_facts import facts_from_row, facts_of_all
from scripts.ledger.tree import WorkTree
from scripts.output.status import as_json
from scripts.progress.cycle_view import cycle_views
from scripts.samples.city import CYCLE
from tests.conftest import City

MOMENTS = ("2024-11-18", "2024-12-05", "2024-12-20", "2030-01-01")


def told(root: Path) -> list[object]:
    """Everything that is said of a repository, at several moments."""
    return [
        (as_json(view.status), view.findings(), view.status.rated)
        for moment in MOMENTS
        for view in cycle_views(root, "main", read_moment(moment))
    ]


def place(root: Path) -> Path:
    return root / ".git" / cache.PLACE


def afresh(root: Path) -> list[object]:
    shutil.rmtree(place(root).parent, ignore_errors=True)
    return told(root)


def test_facts_survive_json(city: City) -> None:
    for cycle in load_cycles(WorkTree(city.root)):
        assert cycle.terms
        for facts in facts_of_all(cycle.units, cycle.terms):
            assert facts_from_row(json.loads(json.dumps(facts))) == facts


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["bac-ha", "thach-linh", "nguyen-du", "ban-to-chuc"]),
        st.sampled_from(["drop an entry", "break", "comment", "remove", "mend"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_kept_answers_equal_fresh_ones_through_any_history(committed: City, edits: list[tuple[str, str]]) -> None:
    repo = Repo(str(committed.root))
    for number, (unit, edit) in enumerate(edits):
        path = committed.path(f"{unit}/don-vi.yaml").with_name("ho-so.yaml")
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        match edit:
            case "drop an entry":
                text = text[: text.rfind("  - muc:")] if "  - muc:" in text else text
            case "break":
                text += "khong_co_khoa_nay: 1\n"
            case "comment":
                text += f"# {number}\n"
            case "mend":
                text = repo.git.show(
                    f"{repo.git.rev_list('--max-parents=0', 'HEAD')}:{path.relative_to(repo.working_dir)}"
                )
                text += "\n"
        path.unlink(missing_ok=True) if edit == "remove" else path.write_text(text, encoding="utf-8")
        repo.git.add("--all")
        with repo.git.custom_environment(GIT_COMMITTER_DATE=f"2024-12-{number + 1:02}T08:00+07:00"):
            repo.git.commit("--allow-empty", "-m", f"lần {number}")
        warm = told(committed.root)
        assert warm == told(committed.root) == afresh(committed.root)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all, " * 500)


def altered(path: Path) -> None:
    with sqlite3.connect(path) as store:
        store.execute("UPDATE answers SET value = replace(value, 'ho-so', 'hs-so')")
        store.execute("UPDATE answers SET value = '{' WHERE key < '8'")


def swapped(path: Path) -> None:
    """Every answer whole, but under another's key."""
    with sqlite3.connect(path) as store:
        rows = store.execute("SELECT key, value, digest FROM answers ORDER BY key").fetchall()
        store.execute("DELETE FROM answers")
        moved = [(row[0], *other[1:]) for row, other in zip(rows, rows[1:] + rows[:1], strict=True)]
        store.executemany("INSERT INTO answers VALUES (?, ?, ?)", moved)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [cut, garbage, altered, swapped, folder])
def test_a_torn_or_wrong_place_is_seen_and_made_anew(committed: City, harm: Callable[[Path], None]) -> None:
    right = told(committed.root)
    assert sum(1 for _ in sqlite3.connect(place(committed.root)).execute("SELECT * FROM answers")) > 20
    harm(place(committed.root))
    assert told(committed.root) == right
    assert told(committed.root) == right


def test_several_processes_give_what_one_gives(committed: City, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = told(committed.root)
    monkeypatch.setattr(worker_pool, "WORTH_A_PROCESS", 3)
    assert afresh(committed.root) == alone


def test_another_program_asks_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache.key_of("x")
    assert cache.key_of("x") == before
    monkeypatch.setattr("schemas.paths.RULESETS", Path(__file__).parent / "rulesets")
    assert cache.key_of("x") != before
    monkeypatch.undo()
    assert cache.key_of("x") == before


TURNS = sorted({due.closes_at for due in Terms(load("2024"), Cycle.model_validate(CYCLE)).dues()})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2024, 11, 20), date(2025, 1, 10)),
    asked=st.tuples(*[st.datetimes(datetime(2024, 11, 20), datetime(2025, 1, 10))] * 2),
)
def test_what_was_said_at_one_moment_is_reused_only_while_it_holds(
    committed: City, day: date, asked: tuple[datetime, datetime]
) -> None:
    """A day of handing in may lie ahead, a deadline may pass between: the kept answer must notice."""
    path = committed.path("bac-ha/ho-so.yaml")
    path.write_text(re.sub(r"ngay_nop: .*", f"ngay_nop: {day}", path.read_text(encoding="utf-8")), encoding="utf-8")
    repo = Repo(str(committed.root))
    repo.git.add("--all")
    repo.git.commit("--allow-empty", "-m", "ngày khác")
    for moment in (*(moment.replace(tzinfo=VIETNAM) for moment in asked), *TURNS[:2]):
        [view] = cycle_views(committed.root, "main", moment)
        [cycle] = load_cycles(WorkTree(committed.root))
        assert view.findings() == checker.findings_by_folder(cycle, moment, Gate.MERGE)


def test_no_rule_asks_the_clock_another_way() -> None:
    """`unchanged_between` knows what rules ask: whether a deadline has passed, and R35 for days of handing in."""
    asking = {
        (path.name, line.strip())
        for path in Path(engine.__file__).parent.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\.now\b", line)
    }
    assert asking == {
        ("deadlines.py", "today = context.now.date()"),
        ("engine.py", "return self.closing or not due.met_by(self.now)"),
        ("engine.py", "at = bisect_right(turns, context.now)"),
    }
