"""The `kiemdiem` command as people and machines use it."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo

from schemas.finding import JSON_KEYS
from schemas.paths import PROGRAM
from scripts.cli import COMMANDS
from tests.conftest import City, Ran

Command = Callable[..., Ran]
LATE = ("bac-ha/ho-so.yaml", "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-07")
NOW = ("--thoi-diem", "2024-12-20")


def test_a_clean_unit_exits_zero(city: City, kiemdiem: Command) -> None:
    ran = kiemdiem("kiem-tra", "submissions/2024/phuong-xa/bac-ha", "--kho", city.root, *NOW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Đã kiểm tra 20 tệp: Không có lỗi.")


def test_a_refusal_reads_as_promised_in_the_readme(city: City, kiemdiem: Command) -> None:
    city.edit(*LATE)
    ran = kiemdiem("kiem-tra", "submissions/2024/phuong-xa/bac-ha/ho-so.yaml", "--kho", city.root, *NOW)
    shown = ran.out.split("Đã kiểm tra")[0].strip()
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    guide = (Path(__file__).parents[1] / "site/huong-dan/don-vi.md").read_text(encoding="utf-8")
    assert ran.code == 1 and shown in readme and shown in guide


def test_the_json_is_the_contract(city: City, kiemdiem: Command) -> None:
    city.edit(*LATE)
    ran = kiemdiem("kiem-tra", "--dang", "json", "--kho", city.root, *NOW)
    report = json.loads(ran.out)
    assert list(report) == ["version", "ruleset", "checked", "findings"] and report["ruleset"] == "2024"
    assert report["checked"] == 175
    assert all(tuple(finding) == JSON_KEYS for finding in report["findings"])
    error = next(finding for finding in report["findings"] if finding["severity"] == "error")
    assert (error["rule"], error["turn"], error["line"], error["column"]) == ("R35", "don_vi", 13, 15)


def test_gates_widen(city: City, kiemdiem: Command) -> None:
    city.edit(*LATE)
    codes = {g: kiemdiem("kiem-tra", "--cua", g, "--kho", city.root, *NOW).code for g in ("nop", "hop-nhat", "chot")}
    assert codes == {"nop": 0, "hop-nhat": 1, "chot": 1}
    assert kiemdiem("kiem-tra", "--cua", "nop", "--kho", city.root, *NOW).out.startswith("Đã kiểm tra 175 tệp: Không")


def test_a_revision_and_the_index_are_judged_without_the_work_tree(committed: City, kiemdiem: Command) -> None:
    committed.edit(*LATE)
    repo = ("--kho", committed.root, "--cua", "hop-nhat", *NOW)
    assert kiemdiem("kiem-tra", "--ban", "HEAD", *repo).code == 0
    assert kiemdiem("kiem-tra", "--sap-commit", *repo).code == 0
    Repo(str(committed.root)).git.add("--all")
    assert kiemdiem("kiem-tra", "--sap-commit", *repo).code == 1
    assert kiemdiem("kiem-tra", "--ban", "HEAD", *repo).code == 0


def test_a_file_a_folder_too_high_is_seen_in_every_source(committed: City, kiemdiem: Command) -> None:
    path = committed.path("bac-ha/ho-so.yaml")
    path.rename(path.parents[1] / path.name)
    repo = Repo(str(committed.root))
    repo.git.add("--all")
    repo.git.commit("-m", "nhầm chỗ")
    for source in ([], ["--sap-commit"], ["--ban", "HEAD"]):
        unit = "submissions/2024/phuong-xa/bac-ha"
        ran = kiemdiem("kiem-tra", unit, *source, "--cua", "nop", "--kho", committed.root, *NOW)
        assert ran.code == 0 and "submissions/2024/phuong-xa/ho-so.yaml:1:1  CẢNH BÁO K14" in ran.out, source


def test_a_bare_repository_is_read(committed: City, kiemdiem: Command, tmp_path: Path) -> None:
    bare = tmp_path / "kho.git"
    Repo(str(committed.root)).clone(str(bare), bare=True)
    ran = kiemdiem("kiem-tra", "--ban", "main", "--kho", bare, *NOW)
    assert ran.code == 0 and "175 tệp" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kiem-tra", "--ban", "khong-co"], "kiemdiem: "),
        (["kiem-tra", "--ban", "--help"], "--ban"),
        (["check", "khong/co.yaml"], "Không thấy tệp nào ở: khong/co.yaml"),
        (["check", "/etc/passwd"], "nằm ngoài kho"),
        (["kiem-tra", "--thoi-diem", "hôm qua"], "thời điểm viết như 2024-12-04"),
        (["kiem-tra", "--sua", "--ban", "HEAD"], "--sua chỉ sửa tệp đang mở"),
        (["kiem-tra", "--cua", "khac"], "--cua"),
        (["tien-do", "--ban", "khong-co"], "kiemdiem: "),
        (["la-gi"], "không có lệnh"),
    ],
)
def test_wrong_usage_is_two_and_one_clear_line(
    committed: City, kiemdiem: Command, arguments: list[str], said: str
) -> None:
    more = ["--kho", str(committed.root)] if arguments[0] != "la-gi" else []
    ran = kiemdiem(*arguments, *more)
    assert ran.code == 2 and said in ran.err and "Traceback" not in ran.err


def test_our_own_failure_is_two_and_says_whose_fault_it_is(
    city: City, kiemdiem: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("hỏng")

    monkeypatch.setattr("scripts.check.checker.check", broken)
    ran = kiemdiem("kiem-tra", "--kho", city.root)
    assert ran.code == 2 and "hệ thống gặp lỗi" in ran.err and "Hồ sơ không bị thay đổi" in ran.err


def test_fix_turns_decomposed_letters_and_a_byte_order_mark(city: City, kiemdiem: Command) -> None:
    path = city.path("bac-ha/ho-so.yaml")
    good = path.read_bytes()
    path.write_bytes("\ufeff".encode() + unicodedata.normalize("NFD", good.decode()).encode())
    unit = "submissions/2024/phuong-xa/bac-ha"
    assert "K09" in kiemdiem("kiem-tra", unit, "--kho", city.root, *NOW).out
    ran = kiemdiem("kiem-tra", unit, "--sua", "--kho", city.root, *NOW)
    assert ran.code == 0 and f"đã sửa {unit}/ho-so.yaml" in ran.err
    assert path.read_bytes() == good


def test_private_lines_are_never_shown(city: City, kiemdiem: Command) -> None:
    city.edit("bac-ha/ho-so.yaml", "ghi_chu: Dữ liệu mẫu", "ghi_chu: 042099001234")
    ran = kiemdiem("kiem-tra", "--kho", city.root, *NOW)
    assert ran.code == 1 and "R44" in ran.out and "042099001234" not in ran.out + ran.err


def test_status_text_and_json_agree(city: City, kiemdiem: Command) -> None:
    arguments = ("--kho", city.root, "--thoi-diem", "2024-12-06")
    text, data = kiemdiem("tien-do", *arguments).out, json.loads(kiemdiem("tien-do", "--dang", "json", *arguments).out)
    assert f"Đã nhận {data[0]['da_nhan']}/{data[0]['phai_nop']} mục" in text


def test_an_empty_repository_has_no_cycles(tmp_path: Path, kiemdiem: Command) -> None:
    (tmp_path / "submissions").mkdir()
    assert kiemdiem("tien-do", "--kho", tmp_path).out.startswith("Chưa có kỳ kiểm điểm nào")
    assert kiemdiem("kiem-tra", "--kho", tmp_path).code == 0


def test_help_and_version(kiemdiem: Command) -> None:
    assert "kiem-tra" in kiemdiem("--help").out
    assert kiemdiem("--version").out.startswith("kiemdiem ")
    assert kiemdiem().code == 2
    for command in COMMANDS:
        assert kiemdiem(command, "--help").code == 0


def test_generated_schemas_are_current(kiemdiem: Command) -> None:
    ran = kiemdiem("luoc-do", "--chi-xem", "--kho", Path(__file__).parents[1])
    assert (ran.code, ran.out) == (0, "")


def test_stale_schemas_are_named_then_written(tmp_path: Path, kiemdiem: Command) -> None:
    assert kiemdiem("luoc-do", "--chi-xem", "--kho", tmp_path).code == 1
    kiemdiem("luoc-do", "--kho", tmp_path)
    assert kiemdiem("luoc-do", "--chi-xem", "--kho", tmp_path).code == 0
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"]["./schemas/json/ho-so.schema.json"] == "submissions/*/*/*/ho-so.yaml"


@pytest.mark.parametrize("kind", ["ky", "don-vi", "ho-so", "xep-loai", "ca-nhan"])
def test_the_json_schemas_accept_the_sample_city(kind: str) -> None:
    """A second opinion: what an editor says agrees with what the checker says."""
    root = Path(__file__).parents[1]
    files = [p for p in root.glob("submissions/2024/**/*.yaml") if kind in (p.stem, p.parent.name)]
    schema = root / f"schemas/json/{kind}.schema.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert files and done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chec",), "không có lệnh “chec”"),
        (("kiem-tra", "--formt"), "không có tùy chọn: --formt"),
        (("kiem-tra", "--dang", "xml"), "--dang: không nhận giá trị “xml”"),
        (("kiem-tra", "--ban"), "--ban: thiếu giá trị"),
        (("kiem-tra", "--ban", "nosuch"), "không có phiên bản “nosuch”"),
        (("kiem-tra", "--thoi-diem", "hom-nay"), "thời điểm viết như 2024-12-04"),
    ],
)
def test_wrong_usage_is_told_in_vietnamese(
    committed: City, kiemdiem: Callable[..., Ran], arguments: tuple[str, ...], said: str
) -> None:
    where = ("--kho", committed.root) if len(arguments) > 1 and arguments[-1] != "--ban" else ()
    ran = kiemdiem(*arguments[:1], *where, *arguments[1:])
    assert ran.code == 2 and said in ran.err and "invalid" not in ran.err


def test_a_folder_that_is_no_repository_is_told_in_vietnamese(city: City, kiemdiem: Callable[..., Ran]) -> None:
    ran = kiemdiem("kiem-tra", "--ban", "main", "--kho", city.root)
    assert ran.code == 2 and "không phải kho Git" in ran.err


def test_fixing_leaves_the_json_whole(city: City, kiemdiem: Callable[..., Ran]) -> None:
    path = city.path("bac-ha/ho-so.yaml")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    ran = kiemdiem(
        "kiem-tra", "--sua", "--dang", "json", "--thoi-diem", "2024-12-20", "--cua", "nop", "--kho", city.root
    )
    assert json.loads(ran.out)["findings"] == [] and "đã sửa" in ran.err


def test_a_terminal_without_vietnamese_gets_the_same_verdict(city: City) -> None:
    command = [sys.executable, "-m", "scripts.cli", "kiem-tra", "--thoi-diem", "2024-12-20", "--kho", str(city.root)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    assert subprocess.run(command, cwd=PROGRAM, env=environment, capture_output=True, check=False).returncode == 0
    city.edit("bac-ha/ho-so.yaml", "nam: 2024", "nam: 2023")
    done = subprocess.run(command, cwd=PROGRAM, env=environment, capture_output=True, check=False)
    assert done.returncode == 1 and b"R43" in done.stdout and b"Traceback" not in done.stderr


def test_very_many_findings_are_capped(city: City, kiemdiem: Callable[..., Ran]) -> None:
    lines = "".join(f"la_{n}: x\n" for n in range(80))
    city.edit("bac-ha/ho-so.yaml", "ghi_chu: Dữ liệu mẫu\n", f"ghi_chu: Dữ liệu mẫu\n{lines}")
    short = kiemdiem("kiem-tra", "--cua", "nop", "--kho", city.root).out
    assert short.count("K11") < 110 and "… và 30 lỗi khác (hiện hết: --tat-ca)" in short
    assert kiemdiem("kiem-tra", "--cua", "nop", "--tat-ca", "--kho", city.root).out.count("LỖI K11") == 80


def test_status_says_what_it_could_not_read(city: City, kiemdiem: Callable[..., Ran]) -> None:
    assert kiemdiem("tien-do", "--kho", city.root).code == 0
    city.write("bac-ha/ho-so.yaml", "don_vi: [")
    ran = kiemdiem("tien-do", "--kho", city.root)
    assert ran.code == 1 and "Có 1 tệp chưa đọc được" in ran.out
    assert json.loads(kiemdiem("tien-do", "--dang", "json", "--kho", city.root).out)[0]["tep_chua_doc_duoc"] == 1
    city.path("ky.yaml").unlink()
    ran = kiemdiem("tien-do", "--kho", city.root)
    assert ran.code == 1 and "Kỳ 2024: không có `ky.yaml` đọc được" in ran.err
