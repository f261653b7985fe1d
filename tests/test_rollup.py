"""Snapshots of committees and their roll-up: nothing lost, nobody named, damage and absence told."""

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from git import Repo

from schemas.models.committees import Committee
from schemas.models.snapshot import FORMAT, KEY
from schemas.vocabulary import CommitteeLevel
from scripts.progress.cycle_view import cycle_statuses
from scripts.rollup.acceptance import accept
from scripts.rollup.collection import Collection, files_of, gathered
from scripts.rollup.committees import TREE, CommitteeTreeError, as_table, read_tree
from scripts.rollup.engines import on_duckdb, on_spark
from scripts.rollup.tables import as_text, tables
from scripts.samples.federation import FederationSize, write_federation
from tests.conftest import NOW, City, Ran

Command = Callable[..., Ran]
PERSON = re.compile(r"\b[A-Z0-9]{2,8}-[0-9]{2,3}\b")


@pytest.fixture
def snapshot(committed: City, kiemdiem: Command, tmp_path: Path) -> Path:
    """What `kiemdiem snapshot` writes of the sample city."""
    ran = kiemdiem("anh-chup", "--kho", committed.root, "--thoi-diem", "2024-12-20", "--ra", tmp_path / "len")
    assert ran.code == 0 and "40 đơn vị" in ran.out, ran
    return tmp_path / "len" / "ha-tinh-2024.parquet"


def rows_of(path: Path) -> list[tuple[object, ...]]:
    return duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


def federation(folder: Path, silent: int = 0) -> Collection:
    write_federation(folder, FederationSize(2, 3, silent=silent), seed=7)
    return gathered(*files_of([folder], None), on_duckdb)


def test_a_snapshot_holds_the_status_and_no_person(snapshot: Path, committed: City, kiemdiem: Command) -> None:
    (status,) = cycle_statuses(committed.root, "HEAD", NOW)
    ran = kiemdiem("tong-hop", snapshot, "--dang", "json")
    assert ran.code == 0, ran
    whole = next(row for row in json.loads(ran.out)["cap_uy"] if row["committee"] == "ha-tinh")
    assert (whole["units"], whole["owed"], whole["done"], whole["late"]) == (
        len(status.units),
        status.owed,
        status.done,
        status.late,
    )
    assert whole["rated_groups"] == len(status.rated) > 20
    texts = {value for row in rows_of(snapshot) for value in row if isinstance(value, str)}
    people = {path.stem for path in committed.root.rglob("ca-nhan/*.yaml")}
    assert people and not texts & people and not any(PERSON.search(text) for text in texts)
    assert not any(person.encode() in snapshot.read_bytes() for person in people)


def test_levels_are_those_of_the_units(snapshot: Path, committed: City, kiemdiem: Command) -> None:
    (status,) = cycle_statuses(committed.root, "HEAD", NOW)
    levels = json.loads(kiemdiem("tong-hop", snapshot, "--dang", "json").out)["xep_loai"]
    for name in ("excellent", "good", "completed", "failed", "unrated"):
        counted = sum(getattr(group.counts, name) for group in status.rated)
        assert sum(row[name] for row in levels if row["committee"] == "ha-tinh") == counted


def test_the_same_state_is_the_same_bytes_and_says_where_from(
    snapshot: Path, committed: City, kiemdiem: Command
) -> None:
    before = snapshot.read_bytes()
    kiemdiem("anh-chup", "--kho", committed.root, "--thoi-diem", "2024-12-20", "--ra", snapshot.parent)
    assert snapshot.read_bytes() == before
    (known,) = accept([snapshot], None).snapshots
    (status,) = cycle_statuses(committed.root, "HEAD", NOW)
    assert (known.header.commit, known.header.ruleset, known.header.sample) == (status.commit, "2024", True)


def test_a_cycle_without_a_code_says_what_to_write(committed: City, kiemdiem: Command, tmp_path: Path) -> None:
    committed.edit("ky.yaml", "ma_cap_uy: ha-tinh\n", "")
    Repo(str(committed.root)).git.commit("-am", "bỏ mã")
    ran = kiemdiem("anh-chup", "--kho", committed.root, "--ra", tmp_path)
    assert ran.code == 2 and "ma_cap_uy" in ran.err and not list(tmp_path.glob("*.parquet"))


def test_whoever_is_above_has_the_sum_of_those_below(tmp_path: Path) -> None:
    rollup = federation(tmp_path).rollup
    below: dict[str | None, list[str]] = {}
    for committee in rollup.committees:
        below.setdefault(committee.parent, []).append(committee.code)
    for code, children in below.items():
        if code is not None:
            mine, theirs = rollup.totals[2024, code], [rollup.totals[2024, child] for child in children]
            assert mine[3:] == tuple(map(sum, zip(*(row[3:] for row in theirs), strict=True)))
            blocks = [row for row in rollup.blocks if row.committee == code and row.block is not None]
            assert mine[3:] == tuple(map(sum, zip(*(row[3:] for row in blocks), strict=True)))


def test_neither_order_nor_grouping_of_snapshots_matters(tmp_path: Path) -> None:
    found = federation(tmp_path)
    paths, tree = files_of([tmp_path], None)
    assert tables(gathered(paths[::-1], tree, on_duckdb).rollup) == tables(found.rollup)


def test_spark_gives_the_same_tables_from_the_same_queries(tmp_path: Path) -> None:
    if find_spec("pyspark") is None or shutil.which("java") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Spark and Java: make test installs both")
        pytest.skip("no Spark or no Java on this machine")
    found = federation(tmp_path, silent=4)
    again = gathered(*files_of([tmp_path], None), on_spark)
    assert again == found and found.rollup.levels and found.rollup.items


def test_a_missing_committee_is_missing_and_never_zero(tmp_path: Path) -> None:
    found = federation(tmp_path, silent=4)
    silent = "tinh-02-001"
    assert (2024, silent) not in found.rollup.totals
    reports = found.rollup.reporting
    assert (reports[2024, silent].reported, reports[2024, silent].expected) == (0, 1)
    assert (reports[2024, "tinh-02"].reported, reports[2024, "trung-uong"].reported) == (2, 5)
    text = as_text(found, every=True)
    assert "Còn thiếu 1 cấp ủy:\n  Đảng ủy xã 02.001 (mẫu) (Tỉnh ủy 02 (mẫu))" in text
    line = next(line for line in text.splitlines() if line.strip().startswith("Đảng ủy xã 02.001 (mẫu)  "))
    assert re.sub(r" {2,}", "|", line.strip()) == "Đảng ủy xã 02.001 (mẫu)|0/1|thiếu|thiếu|thiếu|thiếu|thiếu"
    table = {row["Mã cấp ủy"]: row for row in csv.DictReader(io.StringIO(tables(found.rollup)["cap-uy.csv"][1:]))}
    assert table[silent]["Tình trạng"] == "thiếu" and not table[silent]["Mục đã nhận"]
    assert table["tinh-02"]["Tình trạng"] == "thiếu một phần" and table["tinh-01"]["Tình trạng"] == "đủ"
    assert silent not in tables(found.rollup)["khoi.csv"]


def test_without_a_tree_nobody_is_known_to_be_missing(tmp_path: Path, kiemdiem: Command) -> None:
    write_federation(tmp_path, FederationSize(1, 2), seed=1)
    (tmp_path / TREE).unlink()
    ran = kiemdiem("tong-hop", tmp_path)
    assert ran.code == 0 and "không biết cấp ủy nào còn thiếu" in ran.out and "Tất cả" in ran.out


def test_a_snapshot_with_one_changed_byte_is_refused(snapshot: Path, tmp_path: Path) -> None:
    whole = snapshot.read_bytes()
    changed = []
    for place in (*range(0, len(whole), 31), len(whole) - 1):
        changed.append(tmp_path / f"{place:06}.parquet")
        changed[-1].write_bytes(whole[:place] + bytes([whole[place] ^ place % 255 + 1]) + whole[place + 1 :])
    found = accept([snapshot, *changed], None)
    assert [one.path for one in found.snapshots] == [snapshot]
    assert len(found.refused) == len(changed) and all(one.why for one in found.refused)


@pytest.mark.parametrize("kept", [0, 4, 100, 4000])
def test_a_snapshot_cut_short_is_named_and_refused(
    snapshot: Path, tmp_path: Path, kiemdiem: Command, kept: int
) -> None:
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(snapshot.read_bytes()[:kept])
    ran = kiemdiem("tong-hop", snapshot, cut)
    assert ran.code == 1 and f"{cut}: không phải tệp Parquet đọc được" in ran.out and "Tất cả" in ran.out


def _foreign(tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """A query, the header beside it, and why it is no snapshot."""
    header = {
        "format": FORMAT,
        "committee": "x",
        "name": "X",
        "year": 2024,
        "as_of": "2024-12-20",
        "commit": "",
        "program": "",
        "ruleset": "",
        "sample": True,
        "digest": "0" * 64,
    }
    yield "SELECT 1 AS so", "", "không phải ảnh chụp của kiemdiem"
    yield "SELECT 1 AS so", "{", "không đọc được"
    yield "SELECT 1 AS so", json.dumps({**header, "format": "snapshot/2"}), "lược đồ khác"
    yield "SELECT 1 AS so", json.dumps({**header, "year": "2024"}), "sai kiểu"
    yield "SELECT 1 AS so", json.dumps({**header, "committee": "../x"}), "mã hoặc tên"
    yield "SELECT 1 AS so", json.dumps({**header, "committee": "x" * 41}), "mã hoặc tên"
    yield "SELECT 1 AS so", json.dumps({**header, "as_of": "hôm nay"}), "thời điểm"
    yield "SELECT 1 AS so", json.dumps({**header, "digest": ""}), "dấu niêm"
    yield "SELECT 1 AS so", json.dumps(header), "các cột không đúng"


def test_a_foreign_file_is_refused_with_its_reason(tmp_path: Path) -> None:
    for number, (query, header, why) in enumerate(_foreign(tmp_path)):
        path = tmp_path / f"{number}.parquet"
        known = f", KV_METADATA {{{KEY}: '{header}'}}" if header else ""
        duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet{known})")
        found = accept([path], None)
        assert not found.snapshots and why in found.refused[0].why, (why, found)


def test_a_committee_that_reports_twice_or_belongs_elsewhere_is_refused(tmp_path: Path, kiemdiem: Command) -> None:
    write_federation(tmp_path / "a", FederationSize(1, 2), seed=1)
    write_federation(tmp_path / "b", FederationSize(2, 2), seed=2)
    shutil.copy(tmp_path / "b/tinh-01-001-2024.parquet", tmp_path / "a/lan-hai.parquet")
    shutil.copy(tmp_path / "b/tinh-02-001-2024.parquet", tmp_path / "a/noi-khac.parquet")
    ran = kiemdiem("tong-hop", tmp_path / "a")
    assert ran.code == 1 and "Không nhận 3 tệp" in ran.out
    assert ran.out.count("nhiều ảnh chụp của tinh-01-001 năm 2024") == 2
    assert "cấp ủy “tinh-02-001” không có trong cây cấp ủy" in ran.out
    assert "Còn thiếu 1 cấp ủy" in ran.out


def test_tables_open_in_excel_and_hold_no_formula(tmp_path: Path, kiemdiem: Command) -> None:
    write_federation(tmp_path / "a", FederationSize(1, 2), seed=1)
    named = [
        committee.model_copy(update={"name": "=HYPERLINK(1)"} if committee.parent else {})
        for committee in read_tree(tmp_path / "a" / TREE)
    ]
    (tmp_path / "a" / TREE).write_text(as_table(named), encoding="utf-8")
    ran = kiemdiem("tong-hop", tmp_path / "a", "--ra", tmp_path / "ra")
    assert ran.code == 0, ran
    assert {path.name for path in (tmp_path / "ra").iterdir()} == {"cap-uy.csv", "khoi.csv", "muc.csv", "xep-loai.csv"}
    for path in (tmp_path / "ra").iterdir():
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert not any(
            cell.startswith("=") for row in csv.reader(data.decode("utf-8-sig").splitlines()) for cell in row
        )


TOP = Committee.model_validate({"ma": "tren", "ten": "Trên", "cap": CommitteeLevel.PROVINCE.value})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ma,ten\n", "dòng đầu thiếu cột cap"),
        ("ma,ten,cap,cap_tren\na,A,Phường,\n", ":2  "),
        ("ma,ten,cap\nA B,A,Trung ương\n", "Mã cấp ủy"),
        ("ma,ten,cap,trang\na,A,Trung ương,javascript:alert(1)\n", "Trang của cấp ủy"),
        ("ma,ten,cap\na,A,Trung ương\na,B,Trung ương\n", "mã a ghi 2 lần"),
        ("ma,ten,cap,cap_tren\na,A,Trung ương,b\n", "không có trong tệp"),
        ("ma,ten,cap,cap_tren\na,A,Trung ương,b\nb,B,Trung ương,a\n", "một vòng"),
        ("ma,ten,cap\na,A,Trung ương\nb,B,Trung ương\n", "đúng một cấp ủy không có cấp trên"),
    ],
)
def test_a_tree_that_is_none_is_told_where(tmp_path: Path, kiemdiem: Command, text: str, said: str) -> None:
    path = tmp_path / TREE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommitteeTreeError, match=re.escape(said)):
        read_tree(path)
    ran = kiemdiem("tong-hop", tmp_path)
    assert ran.code == 2 and said in ran.err and "Traceback" not in ran.err


def test_a_tree_is_read_as_excel_saves_it(tmp_path: Path) -> None:
    path = tmp_path / TREE
    for text in (as_table([TOP]), as_table([TOP]).replace(",", ";"), as_table([TOP]) + ",,,,\r\n"):
        path.write_bytes(text.replace('"Tỉnh; thành phố"', '"Tỉnh, thành phố"').encode())
        assert read_tree(path) == (TOP,)


def test_a_name_that_is_not_there_is_told(tmp_path: Path, kiemdiem: Command) -> None:
    ran = kiemdiem("tong-hop", tmp_path / "khong-co.parquet")
    assert ran.code == 2 and "không có ở đó" in ran.err
    empty = kiemdiem("tong-hop", tmp_path)
    assert empty.code == 0 and "Chưa có ảnh chụp nào dùng được" in empty.out
