"""One comment to decide from, and the same findings for other tools; everything a unit typed stays text."""

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from git import Repo

from schemas.finding import Finding, Severity, Turn
from scripts.check.result import CheckResult
from scripts.output.ci_formats import CI_FORMATS, as_github, as_gitlab, as_junit, as_sarif
from scripts.output.review import MARKER, escaped
from tests.conftest import City, Played, Ran

NOW = ("--thoi-diem", "2024-12-05T10:00")


@pytest.fixture
def proposal(committed: City) -> City:
    """Thạch Linh's branch on a city that has not received its register yet."""
    repo = Repo(str(committed.root))
    repo.git.update_environment(GIT_AUTHOR_DATE="2024-12-04T08:00+07:00", GIT_COMMITTER_DATE="2024-12-04T08:00+07:00")
    register = committed.path("tran-phu/ho-so.yaml")
    whole = register.read_text(encoding="utf-8")
    register.unlink()
    repo.git.commit("-am", "chưa nộp")
    repo.git.checkout("-b", "nop/tran-phu/1")
    register.write_text(whole, encoding="utf-8")
    committed.edit("tran-phu/xep-loai.yaml", "ten: ", "ten: '<img src=x> @ai [a](b) `c` # '  #", 1)
    repo.git.add("--all")
    repo.git.commit("-m", "nộp")
    return committed


def run(kiemdiem: Callable[..., Ran], city: City, *more: str) -> Ran:
    return kiemdiem("nhan-xet", "--kho", city.root, "--goc", "main", "--de-nghi", "nop/tran-phu/1", *NOW, *more)


def test_the_comment_says_what_arrived_and_what_it_does(proposal: City, kiemdiem: Callable[..., Ran]) -> None:
    said = run(kiemdiem, proposal)
    assert said.code == 0 and said.out.startswith(f"{MARKER}\n### ✓ Nhận được")
    assert re.search(r"\*\*Đảng bộ phường Trần Phú: \d → 6 trên 6 mục\*\*", said.out)
    assert "mục 3.1 Báo cáo kiểm điểm, xếp loại: hạn trước ngày 07/12/2024, còn trong hạn" in said.out
    assert "Đã đủ các mục phải nộp." in said.out and "nhiều nhất" in said.out
    assert not re.search(r"[<@`\[](?!!--)", said.out.removeprefix(MARKER)), said.out
    late = kiemdiem(
        "nhan-xet", "--kho", proposal.root, "--goc", "main", "--de-nghi", "nop/tran-phu/1", "--thoi-diem", "2024-12-09"
    )
    assert "nay đã qua 3 ngày; nộp có kịp không thì xem biên nhận" in late.out


def test_it_judges_permission_when_it_is_told_who_asks(proposal: City, kiemdiem: Callable[..., Ran]) -> None:
    assert run(kiemdiem, proposal, "--tai-khoan", "tran-phu-vp", "--nhanh", "nop/tran-phu/1").code == 0
    foreign = run(kiemdiem, proposal, "--tai-khoan", "bac-ha-vp", "--nhanh", "nop/tran-phu/1")
    assert foreign.code == 1 and "✗ Chưa nhận được: 1 lỗi. Lượt của đơn vị." in foreign.out and "Q01" in foreign.out
    assert run(kiemdiem, proposal, "--tai-khoan", "tran-phu-vp").code == 2


def test_text_and_json_say_the_same(proposal: City, kiemdiem: Callable[..., Ran]) -> None:
    data = json.loads(run(kiemdiem, proposal, "--dang", "json").out)
    (unit,) = data["don_vi"]
    assert data["nhan_duoc"] and unit["ma"] == "tran-phu" and (unit["sau"], unit["phai_nop"]) == (6, 6)
    assert "3.1" in unit["moi_co"] and unit["con_thieu"] == {}
    assert "Đảng bộ phường Trần Phú" in run(kiemdiem, proposal, "--dang", "text").out


def test_withdrawn_papers_and_a_ceiling_are_seen(proposal: City, kiemdiem: Callable[..., Ran]) -> None:
    back = kiemdiem(
        "nhan-xet", "--kho", proposal.root, "--goc", "nop/tran-phu/1", "--de-nghi", "nop/tran-phu/1~1", *NOW
    )
    assert "Đề nghị sửa 0 tệp" in back.out  # an ancestor brings nothing
    repo = Repo(str(proposal.root))
    proposal.path("tran-phu/ho-so.yaml").unlink()
    proposal.edit("bac-ha/xep-loai.yaml", "xuat_sac: ", "xuat_sac: 9")
    repo.git.commit("-am", "rút")
    said = kiemdiem("nhan-xet", "--kho", proposal.root, "--goc", "HEAD~1", "--de-nghi", "HEAD", *NOW)
    assert "Rút bớt: mục 3.1" in said.out and re.search(r"xuất sắc \d+ → 9\d+, nhiều nhất \d+: VƯỢT", said.out)


def test_a_paper_of_an_item_that_is_not_whole_yet_is_told(proposal: City, kiemdiem: Callable[..., Ran]) -> None:
    """It said “nothing added” of a unit's first paper, since the item asks for two."""
    register = proposal.path("tran-phu/ho-so.yaml")
    first, second = [m.start() for m in re.finditer("  - muc: '3.1'", register.read_text(encoding="utf-8"))][:2]
    rest = register.read_text(encoding="utf-8")
    register.write_text(rest[:second], encoding="utf-8")
    Repo(str(proposal.root)).git.commit("-am", "nộp một văn bản")
    said = run(kiemdiem, proposal, "--dang", "text").out
    assert first < second and "Mới có:\n    mục 3.1 Báo cáo kiểm điểm, xếp loại (một phần)" in said
    assert "mục 3.1 Báo cáo kiểm điểm, xếp loại: còn báo cáo đánh giá, xếp loại" in said


def finding(number: int, severity: Severity = Severity.ERROR, path: str = "submissions/2024/a/b/ho-so.yaml") -> Finding:
    return Finding(
        path, number, 2, "R01", severity, Turn.UNIT, "k", f"Sai 100%, xem:\n<b>{number % 3}", "sửa", "quy-tac/R01/"
    )


MANY = CheckResult(
    "1", [], 40, [finding(n) for n in range(1, 31)] + [finding(n, Severity.WARNING) for n in range(31, 34)]
)


def test_github_gets_escaped_commands_and_is_told_of_the_rest() -> None:
    lines = as_github(MANY).splitlines()
    assert len(lines) == 10 + 1 + 3 and all(line.startswith(("::error", "::warning")) for line in lines)
    assert "100%25, xem:?<b>" in lines[0] and lines[10] == "::error::… và 20 lỗi khác"
    strange = as_github(CheckResult("1", [], 1, [finding(1, path="a,b:c\nd.yaml")]))
    assert "file=a%2Cb%3Ac?d.yaml,line=1" in strange and "\n" not in strange


def test_gitlab_gets_unique_stable_fingerprints() -> None:
    issues = json.loads(as_gitlab(MANY, "https://vd.invalid/"))
    marks = [issue["fingerprint"] for issue in issues]
    assert len(set(marks)) == len(issues) == 33 and "https://vd.invalid/quy-tac/R01/" in issues[0]["description"]
    moved = CheckResult("1", [], 1, [finding(1)._replace(line=9)])
    assert (
        json.loads(as_gitlab(moved))[0]["fingerprint"]
        == json.loads(as_gitlab(CheckResult("1", [], 1, [finding(1)])))[0]["fingerprint"]
    )


def test_sarif_has_what_the_standard_asks() -> None:
    log = json.loads(as_sarif(MANY, "https://vd.invalid/"))
    (run,) = log["runs"]
    assert (log["version"], len(run["results"])) == ("2.1.0", 33)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] and result["level"] in {"error", "warning"}
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1 and region["startColumn"] >= 1


def test_junit_is_xml_whatever_a_file_is_called() -> None:
    report = CheckResult("1", [], 3, [finding(1, path="a\x01<&\udcff.yaml"), finding(2, Severity.WARNING)])
    suite = ElementTree.fromstring(as_junit(report))  # noqa: S314  our own output
    assert suite.get("failures") == "1" and suite.get("tests") == "3" and len(suite.findall("testcase")) == 3


@pytest.mark.parametrize("name", CI_FORMATS)
def test_check_speaks_them_too(city: City, kiemdiem: Callable[..., Ran], name: str) -> None:
    city.edit("bac-ha/ho-so.yaml", "nguoi_ky:", "nguoiky:")
    city.edit("bac-ha/ho-so.yaml", "ghi_chu: Dữ liệu mẫu", "ghi_chu: 042099001234")
    said = kiemdiem("kiem-tra", "--kho", city.root, "--dang", name, "--thoi-diem", "2024-12-20")
    assert said.code == 1 and "K11" in said.out and "R44" in said.out and "042099001234" not in said.out


def test_markup_is_text() -> None:
    marks = "<>@#`[]*_$|~\\"
    assert escaped(marks) == "".join(f"&#{ord(mark)};" for mark in marks) and escaped("a\nb") == "a b"
    assert escaped("Đảng bộ phường Bắc Hà: 1/2 (3.1)") == "Đảng bộ phường Bắc Hà: 1/2 (3.1)"


def test_the_sites_of_the_demo_say_what_waits(played: Played, kiemdiem: Callable[..., Ran]) -> None:
    head = "nop/thach-linh/lan-10"
    said = kiemdiem(
        "report",
        "--kho",
        played.outcome.repository,
        "--goc",
        "main",
        "--de-nghi",
        head,
        "--tai-khoan",
        "thach-linh-vp",
        "--nhanh",
        head,
        *NOW,
    )
    assert "0 → 5 trên 6 mục" in said.out and "mục 3.6 Hồ sơ cá nhân (0/15)" in said.out


def test_a_proposal_read_late_is_in_time_by_its_receipt(played: Played, kiemdiem: Callable[..., Ran]) -> None:
    """It told a reviewer on the tenth that papers handed in on the fifth were three days overdue."""
    said = kiemdiem(
        "report",
        "--kho",
        played.outcome.repository,
        "--goc",
        "main",
        "--de-nghi",
        "nop/thach-linh/lan-10",
        "--thoi-diem",
        "2024-12-10",
    )
    assert "hạn trước ngày 07/12/2024; nộp lúc 09:00 ngày 05/12/2024 theo biên nhận, trong hạn" in said.out
    assert "đã qua" not in said.out.split("Còn thiếu")[0]
