"""Every rule in both directions: the sample city is clean, and each seeded slip is found by exactly its rule."""

import pytest

from schemas.finding import Gate, Severity, Turn
from schemas.local_time import read_moment
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.examples import load_examples
from schemas.visible_text import private_kind
from tests.conftest import City

DOSSIER = "bac-ha/ho-so.yaml"
PERSON = "bac-ha/ca-nhan/P01-01.yaml"
UNIT = "bac-ha/don-vi.yaml"
RATINGS = "bac-ha/xep-loai.yaml"
UNTABLED = "thach-linh/xep-loai.yaml"
"""Ratings of a unit that has not filled its tables yet, so that a number changes in one place only."""
ENTRY = "  - muc: '3.1'\n    tai_lieu: bao-cao-kiem-diem\n"
FIRST_ASSET = "    nguoi_ky: Người đứng đầu\n    so_ban: 3"


def test_the_sample_city_has_no_errors(city: City) -> None:
    findings = city.findings()
    assert {(f.rule, f.severity) for f in findings} == {("R35", Severity.WARNING)}
    assert {f.path.split("/")[3] for f in findings} == {"ha-huy-tap", "dong-mon"}


SLIPS = {
    "R03": (DOSSIER, "nguoi_chiu_trach_nhiem: P01-01", "nguoi_chiu_trach_nhiem: P01-02"),
    "R14-late": ("ban-to-chuc/ho-so.yaml", "ngay_nop: 2024-11-18", "ngay_nop: 2024-11-20"),
    "R14-channel": ("ban-to-chuc/ho-so.yaml", "    gui_qua: Ban Tổ chức Thành ủy\n", ""),
    "R15": (DOSSIER, "khen_thuong: 2024-12-02", "khen_thuong: 2024-12-05"),
    "R16": ("thuong-truc-hdnd/ho-so.yaml", "khen_thuong: 2024-12-11", "khen_thuong: 2024-12-15"),
    "R17-not-owed": (DOSSIER, "muc: '2.3'", "muc: '2.1'"),
    "R17-condition": (DOSSIER, "muc: '2.3'", "muc: '3.4'"),
    "R17-document": (DOSSIER, "tai_lieu: bao-cao-kiem-diem", "tai_lieu: bao-cao-kiem"),
    "R17-twice": (DOSSIER, "tai_lieu: bao-cao-xep-loai", "tai_lieu: bao-cao-kiem-diem"),
    "R17-form": (DOSSIER, "mau: '01'", 'mau: "02B"'),
    "R17-no-form": (DOSSIER, "    mau: '01'\n", ""),
    "R17-copies": (PERSON, "so_ban: 3", "so_ban: 2"),
    "R17-unconfirmed": (PERSON, "    xac_nhan: có\n", ""),
    "R30-none": (
        RATINGS,
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành xuất sắc nhiệm vụ\n"
        "  co_quan: Cơ quan có thẩm quyền\n  so_ky_hieu: 01/QĐ-MAU\n  ngay: 2024-11-25\n",
        "",
    ),
    "R30-lower": (
        RATINGS,
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành xuất sắc nhiệm vụ",
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành tốt nhiệm vụ",
    ),
    "R30-after": (RATINGS, "  ngay: 2024-11-25", "  ngay: 2024-12-10"),
    "R35-late": (DOSSIER, "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-07"),
    "R35-future": (DOSSIER, "ngay_nop: 2024-12-03", "ngay_nop: 2025-12-03"),
    "R35-before-issue": (DOSSIER, "ngay_ban_hanh: 2024-12-02", "ngay_ban_hanh: 2024-12-06"),
    "R35-before-rating": (DOSSIER, "danh_gia_xep_loai: 2024-12-01", "danh_gia_xep_loai: 2024-12-04"),
    "R43-unit": (DOSSIER, "don_vi: bac-ha", "don_vi: nam-ha"),
    "R43-year": (DOSSIER, "nam: 2024", "nam: 2023"),
    "R43-person": (PERSON, "ma: P01-01", "ma: P01-02"),
    "R43-stranger": (RATINGS, "ma: P01-01", "ma: ZZ99-01"),
    "R43-folder": (UNIT, "ma: bac-ha", "ma: bac-ha-2"),
    "R43-two-heads": (UNIT, "chuc_vu: Phó Bí thư\n", "chuc_vu: Phó Bí thư\n    nguoi_dung_dau: có\n"),
    "R44-secret": (DOSSIER, "    so_ban: 1\n", "    so_ban: 1\n    do_mat: Mật\n"),
    "R44-identity": (DOSSIER, "ghi_chu: Dữ liệu mẫu", "ghi_chu: số 042099001234"),
    "R44-phone": (DOSSIER, "# Dữ liệu mẫu", "# gọi 0912 345 678"),
    "R44-mail": (DOSSIER, "ghi_chu: Dữ liệu mẫu", "ghi_chu: a.b@example.vn"),
    "R44-birth": (DOSSIER, "ghi_chu: Dữ liệu mẫu", "ghi_chu: Sinh năm 1970"),
    "R44-stamp": (DOSSIER, "ghi_chu: Dữ liệu mẫu", "ghi_chu: TỐI MẬT"),
    "R44-name": (PERSON, "nguoi_ky: Người đứng đầu", "nguoi_ky: Nguyễn Văn Mẫu"),
    "R44-honorific": (PERSON, "nguoi_ky: Người đứng đầu", "nguoi_ky: Đ/c LÊ THỊ MẪU"),
    "R44-escaped": (DOSSIER, "ghi_chu: Dữ liệu mẫu", 'ghi_chu: "\\x30912345678"'),
    "K04": (DOSSIER, "nam: 2024\n", "nam: 2024\nnam: 2024\n"),
    "K11": (DOSSIER, "nguoi_ky:", "nguoiky:"),
    "K12": (DOSSIER, "    so_ban: 1\n", ""),
    "K13": (DOSSIER, "nam: 2024", "nam: hai nghìn"),
    "K16-ruleset": ("ky.yaml", "bo_quy_tac: '2024'", "bo_quy_tac: '2042'"),
    "K16-policy": (
        "ky.yaml",
        "du_lieu_mau: có",
        "du_lieu_mau: có\nchinh_sach:\n  - {ma: truoc-ngay, gia_tri: sao-cung-duoc, can_cu: 1-CV}",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_found_by_exactly_its_rule_and_nothing_else(city: City, slip: str) -> None:
    name, old, new = SLIPS[slip]
    before = set(city.findings())
    city.edit(name, old, new)
    found = [finding for finding in city.findings() if finding not in before]
    assert [finding.rule for finding in found] == [slip.partition("-")[0]], found
    assert found[0].severity is Severity.ERROR
    assert found[0].path.endswith(name)
    assert found[0].message.endswith(".") and found[0].fix and found[0].link == f"quy-tac/{found[0].rule}/"


def test_findings_point_at_the_line(city: City) -> None:
    city.edit(DOSSIER, "khen_thuong: 2024-12-02", "khen_thuong: 2024-12-05")
    finding = next(f for f in city.findings("bac-ha") if f.rule == "R15")
    line = city.path(DOSSIER).read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert line[finding.column - 1 :] == "2024-12-05" and finding.key == "hoan_thanh.khen_thuong"
    assert finding.message == "“Khen thưởng” ghi hoàn thành ngày 05/12/2024; hạn là trước ngày 05/12/2024."


def test_a_late_paper_with_a_reason_is_a_warning(city: City) -> None:
    city.edit(DOSSIER, "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-07\n    ly_do_cham: Hội nghị lùi ngày")
    assert [(f.rule, f.severity) for f in city.findings("bac-ha")] == [("R35", Severity.WARNING)]


def test_the_day_before_is_in_time(city: City) -> None:
    city.edit(DOSSIER, "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-06", count=99)
    assert city.findings("bac-ha") == []


def test_one_slip_repeated_in_a_file_is_one_finding(city: City) -> None:
    city.edit(DOSSIER, "ngay_nop: 2024-12-03", "ngay_nop: 2024-12-09", count=99)
    findings = city.findings("bac-ha")
    assert [f.rule for f in findings] == ["R35"] and "3.1, 3.3, 3.5, 2.2, 2.3" in findings[0].message


@pytest.mark.parametrize(
    "office",
    ["Bí thư Đảng ủy phường Trần Phú", "Đoàn trưởng", "Phó Bí thư Thường trực", "Chủ tịch Hội đồng", "Hà", "Lê"],
)
def test_an_office_is_no_name(city: City, office: str) -> None:
    city.edit(PERSON, "nguoi_ky: Người đứng đầu", f"nguoi_ky: {office}", count=99)
    assert city.findings("bac-ha") == []


@pytest.mark.parametrize("year", ["1924", "2014", "2042", "0224"])
@pytest.mark.parametrize(
    ("name", "key", "date"),
    [
        (DOSSIER, "ngay_nop", "-12-03"),
        (DOSSIER, "ngay_ban_hanh", "-12-02"),
        (DOSSIER, "kiem_diem", "-11-30"),
        (DOSSIER, "danh_gia_xep_loai", "-12-01"),
        (DOSSIER, "khen_thuong", "-12-02"),
        (PERSON, "ngay_nop", "-12-03"),
        (PERSON, "muc: '1.4'\n    ngay_ban_hanh", "-12-02"),
    ],
)
def test_a_year_far_from_the_cycle_is_one_finding_with_the_right_year(
    city: City, year: str, name: str, key: str, date: str
) -> None:
    city.edit(name, f"{key}: 2024{date}", f"{key}: {year}{date}")
    found = city.findings("bac-ha")
    rule = "R15" if date == "-11-30" or key in ("danh_gia_xep_loai", "khen_thuong") else "R35"
    assert [(f.rule, f.fix) for f in found] == [
        (rule, f"kiểm tra lại năm; có phải ý là `{key.rsplit(' ', 1)[-1]}: 2024{date}`?")
    ]
    assert f"năm {year}, quá xa kỳ kiểm điểm 2024." in found[0].message


@pytest.mark.parametrize(("stage", "severity"), [("Đề xuất", Severity.WARNING), ("Quyết định", Severity.ERROR)])
def test_the_ceiling_warns_at_proposal_and_blocks_at_decision(city: City, stage: str, severity: Severity) -> None:
    city.edit(UNTABLED, "giai_doan: Đề xuất", f"giai_doan: {stage}")
    assert city.findings("thach-linh") == []
    city.edit(UNTABLED, "xuat_sac: 40", "xuat_sac: 50")
    finding = city.findings("thach-linh")[0]
    assert (finding.rule, finding.severity, len(city.findings("thach-linh"))) == ("R11", severity, 1)
    assert "nhiều nhất được 49" in finding.message  # 248 good: a fifth is 49


def test_the_ceiling_follows_the_policy_of_the_cycle(city: City) -> None:
    city.edit(UNTABLED, "xuat_sac: 40", "xuat_sac: 50")
    city.edit(
        "ky.yaml",
        "du_lieu_mau: có",
        "du_lieu_mau: có\nchinh_sach:\n  - {ma: tran-20-mau-so, gia_tri: tot-va-xuat-sac, can_cu: 9-CV/ThU}",
    )
    assert city.findings("thach-linh") == []


def test_a_decided_group_must_be_fully_rated(city: City) -> None:
    city.edit(UNTABLED, "giai_doan: Đề xuất", "giai_doan: Quyết định")
    city.edit(UNTABLED, "chua_xep_loai: 0", "chua_xep_loai: 2")
    assert city.rules("thach-linh") == ["R11"]


def test_another_persons_excellence_needs_no_body(city: City) -> None:
    city.edit(
        RATINGS,
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành xuất sắc nhiệm vụ",
        "xep_loai_chuyen_mon:\n  muc: Hoàn thành tốt nhiệm vụ",
    )
    assert city.rules("bac-ha") == ["R30"]
    city.edit(UNIT, "    nguoi_dung_dau: có\n", "")
    assert "R30" not in city.rules("bac-ha")


@pytest.mark.parametrize(
    ("unit", "leave_out", "rule"),
    [
        ("bac-ha", "3.1", "R36"),
        ("bac-ha", "3.3", "R38"),
        ("bac-ha", "3.5", "R40"),
        ("bac-ha", "2.2", "R42"),
        ("thach-ha", "3.2", "R37"),
        ("thuong-truc-hdnd", "2.1", "R34"),
    ],
)
def test_a_missing_paper_is_silent_then_a_warning_then_an_error(
    city: City, unit: str, leave_out: str, rule: str
) -> None:
    path = city.path(f"{unit}/ho-so.yaml")
    head, *entries = path.read_text(encoding="utf-8").split("  - muc: ")
    kept = [entry for entry in entries if not entry.startswith(f"'{leave_out}'")]
    tail = "" if kept[-1].endswith("mẫu\n") else "ghi_chu: Dữ liệu mẫu\n"
    path.write_text("  - muc: ".join([head, *kept]) + tail, encoding="utf-8")
    early = read_moment("2024-12-05")
    assert rule not in city.rules(unit, gate=None, now=early)
    assert [(f.rule, f.severity) for f in city.findings(unit, gate=None)] == [(rule, Severity.WARNING)]
    assert [(f.rule, f.severity) for f in city.findings(unit, gate=Gate.CLOSE)] == [(rule, Severity.ERROR)]
    assert rule in city.rules(unit, gate=Gate.CLOSE, now=early), "closing asks for everything, whatever the day"
    assert city.findings(unit, gate=Gate.MERGE) == []


def test_a_cadres_missing_papers_are_one_finding(city: City) -> None:
    city.path(PERSON).unlink()
    finding = city.findings("bac-ha", gate=Gate.CLOSE)[0]
    assert (finding.rule, finding.message[:40]) == ("R41", "Hồ sơ của P01-01 chưa nộp mục 1.1, 1.2, ")


def test_group_one_persons_are_rule_32(city: City) -> None:
    assert set(city.rules("ban-thuong-vu", gate=Gate.CLOSE)) == {"R21", "R32"}


def test_a_declared_complaint_wants_its_file(city: City) -> None:
    city.edit(DOSSIER, "thanh_phan:", "co_khieu_nai: có\nthanh_phan:")
    assert city.rules("bac-ha", gate=Gate.CLOSE) == ["R39"]
    city.edit(
        DOSSIER,
        ENTRY,
        "  - muc: '3.4'\n    tai_lieu: ho-so-khieu-nai\n    ngay_ban_hanh: 2024-12-02\n"
        "    ngay_nop: 2024-12-03\n    nguoi_ky: Bí thư\n    so_ban: 1\n" + ENTRY,
    )
    assert city.findings("bac-ha", gate=Gate.CLOSE) == []


def test_one_merged_paper_may_stand_for_an_item(city: City) -> None:
    city.edit(DOSSIER, "    tai_lieu: bien-ban-hop\n", "")
    city.edit(DOSSIER, "    tai_lieu: bien-ban-hoi-nghi\n", "    tai_lieu: bien-ban-hop\n")
    assert city.findings("bac-ha", gate=Gate.CLOSE) == []
    city.edit(
        "ky.yaml",
        "du_lieu_mau: có",
        "du_lieu_mau: có\nchinh_sach:\n  - {ma: van-ban-gop, gia_tri: khong-gop, can_cu: 9-CV/ThU}",
    )
    assert set(city.rules("bac-ha", gate=Gate.CLOSE)) == {"R17", "R38"}


@pytest.mark.parametrize("form", ['"02"', '"02A"', "02"])
def test_the_forms_of_persons(city: City, form: str) -> None:
    city.edit(PERSON, "mau: 02B", f"mau: {form}")
    assert [(f.rule, f.severity) for f in city.findings("bac-ha")] == [("R17", Severity.WARNING)]


def test_no_gaps_are_concluded_from_an_unreadable_file(city: City) -> None:
    city.write(DOSSIER, "don_vi: [")
    assert city.rules("bac-ha", gate=Gate.CLOSE) == ["K03"]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("bac-ha/bao-cao.docx", b"PK", "R44"),
        ("bac-ha/anh.JPG", b"x", "R44"),
        ("bac-ha/ho_so.yaml", b"a: 1", "K14"),
        ("bac-ha/ho-so.yml", b"a: 1", "K14"),
        ("bac-ha/sub/ho-so.yaml", b"a: 1", "K14"),
        ("la.yaml", b"a: 1", "K14"),
    ],
)
def test_strange_files_are_refused(city: City, name: str, content: bytes, rule: str) -> None:
    city.write(name, content)
    assert rule in city.rules() and city.rules().count(rule) == 1


def test_a_file_of_another_unit_is_one_finding(city: City) -> None:
    city.write(DOSSIER, city.path("nam-ha/ho-so.yaml").read_bytes())
    assert city.rules("bac-ha") == ["R43"]


@pytest.mark.parametrize("name", ["p01-01.yaml", "P01 01.yaml", "P01_01.yaml", "P01-01.yml", "P01-01 (1).yaml"])
def test_a_misnamed_personal_file_is_one_finding_with_the_right_name(city: City, name: str) -> None:
    city.path(PERSON).rename(city.path(PERSON).with_name(name))
    findings = city.findings("bac-ha", gate=None)
    fix = "đổi tên thành `P01-01.yaml`"
    assert [(f.rule, f.severity, f.fix) for f in findings] == [("K14", Severity.ERROR, fix)]


def test_a_personal_file_without_a_code_is_told_what_a_name_is(city: City) -> None:
    city.path(PERSON).rename(city.path(PERSON).with_name("bí thư.yaml"))
    findings = city.findings("bac-ha", gate=None)
    fix = "đặt tên tệp là mã người ghi trong `don-vi.yaml`, viết như `<mã người>.yaml`"
    assert [(f.rule, f.fix) for f in findings] == [("K14", fix)]


@pytest.mark.parametrize(
    "name",
    [
        "ho-so.yaml.txt",
        "ho-so.txt",
        "ho-so.yml",
        "Ho-So.yaml",
        "HO-SO.YAML",
        "ho-so (1).yaml",
        "ho_so.yaml",
        "hồ sơ.yaml",
        "ho-so - Copy.yaml",
        "ho-so",
    ],
)
def test_a_misnamed_register_is_one_finding_with_the_right_name(city: City, name: str) -> None:
    city.path(DOSSIER).rename(city.path(DOSSIER).with_name(name))
    fix = "đổi tên thành `ho-so.yaml`"
    assert [(f.rule, f.fix) for f in city.findings("bac-ha", gate=None)] == [("K14", fix)]


@pytest.mark.parametrize(
    ("place", "fix"),
    [
        ("", "chuyển tệp vào `submissions/<năm>/<khối>/<đơn vị>/`"),
        ("2024/", "chuyển tệp vào `submissions/2024/<khối>/<đơn vị>/`"),
        ("2024/phuong-xa/", "chuyển tệp vào `submissions/2024/phuong-xa/<đơn vị>/`"),
        ("2024/phuong-xa/bac-ha/ca-nhan/", "chuyển tệp vào `submissions/2024/phuong-xa/bac-ha/`"),
        ("2024/phuong-xa/bac-ha/sub/", "chuyển tệp vào `submissions/2024/phuong-xa/bac-ha/`"),
    ],
)
def test_a_file_in_the_wrong_folder_is_one_finding_with_the_right_place(city: City, place: str, fix: str) -> None:
    folder = city.root / "submissions" / place
    folder.mkdir(exist_ok=True)
    city.path(DOSSIER).rename(folder / "ho-so.yaml")
    found = [f for f in city.findings() if f.severity is Severity.ERROR]
    assert [(f.rule, f.path, f.fix) for f in found] == [("K14", f"submissions/{place}ho-so.yaml", fix)]
    seen = [(f.rule, f.path) for f in city.findings("bac-ha")]
    assert seen == [("K14", f"submissions/{place}ho-so.yaml")], "seen from the unit too"


def test_a_personal_file_in_the_units_folder_is_told_where_it_belongs(city: City) -> None:
    city.path(PERSON).rename(city.path("bac-ha/P01-01.yaml"))
    found = city.findings("bac-ha")
    assert [(f.rule, f.fix) for f in found] == [("K14", "chuyển tệp vào `submissions/2024/phuong-xa/bac-ha/ca-nhan/`")]


@pytest.mark.parametrize(
    "innocent",
    [
        "nộp 2024-12-03 và 2024-12-04",
        "05-12-2024 12 giờ",
        "123456/2024-BC/ĐU",
        "0912-CV/ĐU",
        "bí mật nhà nước",
        "20241203",
        "1890/QĐ-UBND và 124-QĐ/TW",
        "034567/2024-BC/ĐU",
        "03/12/2024 - 04/12/2024",
        "2024-12-03 2024-12-04 2024-12-05",
        "03.12.2024–04.12.2024",
        "03/12-05/12-07/12",
        "tháng 03/2024-2025",
        "nhiệm kỳ 2020-2025, 2020-2021-2022",
        "7h30 05/12/2024, 02/12/2024",
        "trả lại 091234567890abcdef0912345678abcdef012345",
    ],
)
def test_dates_and_numbers_of_papers_are_not_private(city: City, innocent: str) -> None:
    city.edit(DOSSIER, "# Dữ liệu mẫu", f"# {innocent}")
    assert city.findings("bac-ha") == []


@pytest.mark.parametrize(
    "private",
    [
        "042099001234",
        "042 099 001 234",
        "0420-9900-1234",
        "0912345678",
        "0912.345.678",
        "091 234 5678",
        "+84 912 345 678",
        "0 9 1 2 3 4 5 6 7 8",
        "sinh ngày 1/1",
        "MẬT",
        "(0912) 345 678",
        "０９１２３４５６７８",
        "٠٩١٢٣٤٥٦٧٨",
        "0239.3855.123",
        "(0239) 3 855 123",
        "024 3825 1234",
        "+84 239 3855 123",
        "+84 (0) 912 345 678",
        "0912–345–678",
        "0912/345/678",
        "0912·345·678",
        "0912,345,678",
        "09.12.12.1985",
        "09.12.34.56.78",
        "ĐT0912345678",
        "042–099–001–234",
        "05/12/2024 0912345678",
    ],
)
def test_private_things_are_seen_however_they_are_spaced(city: City, private: str) -> None:
    city.edit(DOSSIER, "# Dữ liệu mẫu", f"# {private}")
    assert [rule for rule in city.rules("bac-ha") if rule != "K23"] == ["R44"]


def test_private_things_are_told_in_any_text() -> None:
    """Messages of commits and names of branches are judged too; there even a no-break space may stand."""
    assert private_kind("nộp, gọi 0912\u00a0345\u00a0678") == ("số giống số điện thoại", 9)
    assert private_kind("nop/bac-ha/2024-12-03") is None


def test_a_value_folded_over_lines_hides_nothing(city: City) -> None:
    city.edit(DOSSIER, "ghi_chu: Dữ liệu mẫu", "ghi_chu: gọi 0912\n  345 678")
    assert city.rules("bac-ha") == ["R44"]


def test_pipes_are_refused_not_waited_for(city: City) -> None:
    import os

    city.path(DOSSIER).unlink()
    os.mkfifo(city.path("bac-ha/don-vi.yaml").with_name("ho-so.yaml"))
    assert city.rules("bac-ha") == ["K14"]


def test_names_of_files_cannot_forge_output(city: City) -> None:
    city.write("bac-ha/x\nLỖI.yaml", b"a: 1")
    assert [f.path.rsplit("/", 1)[1] for f in city.findings("bac-ha")] == ["x?LỖI.yaml"]


def test_droppings_of_editors_are_passed_over(city: City) -> None:
    for name in (".DS_Store", "~$ho-so.docx", "ho-so.yaml~", ".ho-so.yaml.swp"):
        city.write(f"bac-ha/{name}", b"x")
    assert city.findings("bac-ha") == []


def test_links_are_refused(city: City) -> None:
    path = city.path(DOSSIER)
    path.rename(path.with_name("that.yaml"))
    path.symlink_to("that.yaml")
    assert sorted(city.rules("bac-ha")) == ["K14", "K14"]


def test_a_folder_without_registration_is_named(city: City) -> None:
    city.path(UNIT).unlink()
    findings = [f for f in city.findings() if f.severity is Severity.ERROR]
    assert [f.rule for f in findings] == ["K15"]


def test_two_units_with_one_code(city: City) -> None:
    city.edit("nam-ha/don-vi.yaml", "ma: nam-ha", "ma: bac-ha")
    assert city.rules().count("R43") == 2  # the folder disagrees, and the code is taken
    assert all(f.turn is Turn.CENTRE for f in city.findings() if f.rule == "R43")


def test_a_year_without_its_cycle_file(city: City) -> None:
    city.path("ky.yaml").unlink()
    assert city.rules() == ["K16"]


def test_messages_never_repeat_private_values(city: City) -> None:
    city.edit(DOSSIER, "ghi_chu: Dữ liệu mẫu", "ghi_chu: 042099001234")
    assert not any("042099001234" in " ".join(map(str, f)) for f in city.findings())


def test_every_rule_of_the_catalogue_is_tested_here_or_by_the_reader_or_the_server() -> None:
    import re
    from pathlib import Path

    here = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = set(re.findall(r'"([RKQ]\d\d)', here))
    assert set(CATALOGUE) - named - set(load_examples()) == set(), "an example is run by tests/test_examples.py"
