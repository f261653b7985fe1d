"""A clerk's workbook becomes files: what people do to workbooks is survived, told, or asked about, never guessed."""

import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.excel.unit.sheet_reader import open_sheets
from scripts.office_guard import RefusedOfficeFileError, guard
from tests.clerk import REGISTER, UNIT, Clerk, paper, start
from tests.conftest import City, Ran

Command = Callable[..., Ran]


@pytest.fixture
def clerk(city: City, tmp_path_factory: pytest.TempPathFactory, kiemdiem: Command) -> Clerk:
    return Clerk(city, tmp_path_factory.mktemp("excel"), kiemdiem)


def test_an_untouched_template_writes_nothing(clerk: Clerk) -> None:
    before = clerk.files()
    ran = clerk.take()
    assert ran.code == 1 and "chưa điền ô nào" in ran.out and clerk.files() == before == {"don-vi.yaml"}


def test_a_filled_template_becomes_a_register_that_the_checker_takes(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    ran = clerk.take()
    assert ran.code == 0, ran.out
    text = clerk.written("ho-so.yaml")
    assert "muc: '3.1'" in text and "tai_lieu: bao-cao-kiem-diem" in text and "ngay_nop: 2024-12-03" in text
    assert "can_cu:\n      - 124-QĐ/TW\n      - 25-HD/BTCTW\n      - 31-QĐ/TU\n      - 08-HD/ThU" in text
    assert text.count("- muc:") == 1, "rows that only say what may be filled in are no papers"
    assert "hiểu" not in ran.out, "a day typed as asked is no guess"
    assert [f for f in clerk.city.findings(UNIT) if f.severity.value == "error"] == []
    again = clerk.take()
    assert again.code == 0 and "không có gì thay đổi" in again.out


def test_what_people_do_is_survived_and_told(clerk: Clerk) -> None:
    import datetime

    start(clerk)
    paper(
        clerk,
        Ngày_ban_hành="02.12.2024",
        Ngày_nộp=datetime.datetime(2024, 12, 3, 7, 30),
        Số_bản="1 ",
        Người_ký="  Bi\u0301 thư ",
        Có_xác_nhận="X",
        Mẫu=1,
    )
    paper(clerk, 6, Ngày_nộp=45628)
    clerk.sheet(REGISTER).cell(6, clerk.column(REGISTER, "Ngày nộp")).number_format = "General"
    sheet = clerk.sheet(REGISTER)
    sheet.insert_rows(1, 2)  # somebody's own heading
    sheet.insert_cols(3)  # and a column of their own
    sheet.cell(6, 3).value = "ghi nhớ riêng"
    sheet.cell(30, 1).value = "Tổng cộng"
    sheet.cell(30, 6).value = 2
    sheet.title = REGISTER.upper() + " "
    clerk.book.move_sheet(sheet, 5)
    clerk.sheet("Mời dự - Hội nghị, cuộc họp").sheet_state = "hidden"
    own = clerk.book.create_sheet("Nháp")
    own["A1"] = "tính thử"
    ran = clerk.take()
    assert ran.code == 0, ran.out
    text = clerk.written("ho-so.yaml")
    assert "nguoi_ky: Bí thư\n" in text and "xac_nhan: có" in text and "ngay_nop: 2024-12-03" in text
    assert "ngay_nop: 2024-12-02" in text and "mau: '01'" in text and "so_ban: 1\n" in text
    for said in (
        "bỏ giờ",
        "dựng sẵn",
        "hiểu là “có”",
        "số 45628 của Excel",
        "“01”",
        "bỏ qua dòng cộng",
        "Nháp",
        "không thuộc mẫu",
        "K22",
    ):
        assert said in ran.out, (said, ran.out)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Số_bản", "1.200", "ngăn hàng nghìn"),
        ("Ngày_nộp", "12/25/2024", "đâu là ngày"),
        ("Số,_ký_hiệu", "2024-12-03", None),
        ("Người_ký", "§¶ng bé ph­êng", "TCVN3"),
        ("Người_ký", "Ñaûng boä phöôøng", "TCVN3"),
        ("Ngày_nộp", "hôm qua", "không hiểu là ngày nào"),
        ("Số_bản", "hai", "không phải số nguyên"),
        ("Mẫu", "mẫu 9", "K13"),
        ("Người_ký", "Gọi 0912 345 678", "R44"),
        ("Ngày_nộp", "=TODAY()", "chưa có kết quả"),
        ("Ngày_nộp", "08/12/2024", "R35"),
    ],
)
def test_what_is_unclear_or_wrong_is_told_at_its_cell_and_nothing_is_written(
    clerk: Clerk, column: str, value: str, said: str | None
) -> None:
    start(clerk)
    other: dict[str, object] = {column: value}
    paper(clerk, **other)
    ran = clerk.take()
    if said is None:
        assert ran.code == 0, ran.out
        return
    letter = openpyxl.utils.get_column_letter(clerk.column(REGISTER, column.replace("_", " ")))
    assert ran.code == 1 and said in ran.out, ran.out
    assert f"{UNIT}.xlsx:{REGISTER}!{letter}5" in ran.out, ran.out
    assert "chưa ghi gì" in ran.out and clerk.files() == {"don-vi.yaml"}
    assert "K12" not in ran.out, "what is asked about is not missing"
    assert "0912" not in ran.out


def test_a_day_in_another_spelling_is_told(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk, Ngày_nộp="3.12.2024")
    assert "hiểu là ngày 03/12/2024" in clerk.take().out


def test_a_missing_value_is_told_at_its_row(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk, Người_ký=None)
    ran = clerk.take()
    assert ran.code == 1 and f"{REGISTER}!" in ran.out and "K12" in ran.out and "Người ký" in ran.out


def test_blank_is_not_zero(clerk: Clerk) -> None:
    sheet = clerk.sheet("Biểu 6F")
    sheet.cell(5, 3).value = 0
    clerk.single("Kết luận thanh tra, kiểm tra, giám sát, kiểm toán", "Trong năm có kết luận", "ko")
    ran = clerk.take("--chi-xem")
    assert "6f" not in clerk.files() and "chưa ghi gì" in ran.out
    ran = clerk.take()
    assert "tap-the: 0" in clerk.written("bieu/6f.yaml") if ran.code == 0 else "R40" in ran.out, ran.out


def test_meetings_with_their_rows_and_a_row_of_no_meeting(clerk: Clerk) -> None:
    clerk.put(
        "Hội nghị, cuộc họp",
        5,
        TT=1,
        Loại_cuộc_họp="kiem diem; Đánh giá",
        Ngày_họp="30/11/2024",
        Số_thành_viên=3,
        Số_có_mặt=3,
    )
    guests = "Mời dự - Hội nghị, cuộc họp"
    clerk.put(guests, 5, **{"Hội nghị, cuộc họp: TT": 1, "Nhóm được mời": "uy-vien-btv", "Ngày mời": "25/11/2024"})
    ran = clerk.take("--chi-xem")
    assert "hiểu là “Kiểm điểm”" in ran.out
    clerk.put(guests, 6, **{"Hội nghị, cuộc họp: TT": 7, "Nhóm được mời": "uy-vien-btv", "Ngày mời": "25/11/2024"})
    ran = clerk.take()
    assert ran.code == 1 and f"{guests}!A6" in ran.out and "K21" in ran.out and "Chưa có dòng nào" in ran.out


def office(path: Path) -> None:
    """What LibreOffice makes of a workbook when somebody opens and saves it."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    command = ["soffice", f"-env:UserInstallation=file://{path.parent}/ho-so", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", path.parent / "ra", path], check=True, capture_output=True, timeout=180)
    shutil.copy(path.parent / "ra" / path.name, path)


def test_a_formula_that_fails_or_was_never_calculated_is_told_at_its_own_cell(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    clerk.sheet(REGISTER)["G5"] = "=1/0"
    clerk.sheet("Biểu 6F")["C5"] = "=NA()"
    clerk.sheet("Thông tin chung")["D3"] = "=1/0"
    clerk.book.save(clerk.path)
    office(clerk.path)
    ran = clerk.run("excel", "nhap", clerk.path, "--kho", clerk.city.root, "--thoi-diem", "2024-12-20")
    assert ran.code == 1 and clerk.files() == {"don-vi.yaml"}
    for cell in (f"{REGISTER}!G5", "Biểu 6F!C5"):
        assert f"{UNIT}.xlsx:{cell}  LỖI K21  Công thức trong ô này bị lỗi" in ran.out, ran.out
    clerk.sheet(REGISTER)["G5"] = '=IF(1=2,"a","")'
    clerk.sheet("Biểu 6F")["C5"] = None
    clerk.sheet("Thông tin chung")["D3"] = None
    clerk.book.save(clerk.path)
    refused = clerk.run("excel", "nhap", clerk.path, "--kho", clerk.city.root, "--thoi-diem", "2024-12-20").out
    assert f"{REGISTER}!G5  LỖI K21  Công thức trong ô này chưa có kết quả" in refused
    office(clerk.path)
    assert clerk.run("excel", "nhap", clerk.path, "--kho", clerk.city.root, "--thoi-diem", "2024-12-20").code == 0


def test_capitals_are_no_old_font(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk, Người_ký="PHÓ BÍ THƯ ĐẢNG ỦY, NGUYÊN BÌNH HÓA", Có_xác_nhận="CÓ")
    ran = clerk.take()
    assert ran.code == 0, ran.out
    assert "nguoi_ky: PHÓ BÍ THƯ ĐẢNG ỦY, NGUYÊN BÌNH HÓA" in clerk.written("ho-so.yaml")


def test_inner_rows_go_to_the_row_that_bears_their_number(clerk: Clerk) -> None:
    meetings, guests = "Hội nghị, cuộc họp", "Mời dự - Hội nghị, cuộc họp"
    for row, number, purpose, day in ((5, None, "Kiểm điểm", "25/11/2024"), (6, 1, "Đánh giá", "27/11/2024")):
        clerk.put(meetings, row, TT=number, Loại_cuộc_họp=purpose, Ngày_họp=day, Số_thành_viên=3, Số_có_mặt=3)
    clerk.put(guests, 5, **{"Hội nghị, cuộc họp: TT": 1, "Nhóm được mời": "uy-vien-btv", "Ngày mời": "24/11/2024"})
    ran = clerk.take()
    assert ran.code == 0, ran.out
    text = clerk.written("hoi-nghi.yaml")
    assert text.index("ngay: 2024-11-25") < text.index("ngay: 2024-11-27") < text.index("moi:"), text
    clerk.put(meetings, 5, TT=1)
    ran = clerk.take()
    assert ran.code == 1 and f"{meetings}!A6  LỖI K21  Dòng khác đã mang số thứ tự này" in ran.out


def test_what_stands_twice_is_asked(clerk: Clerk) -> None:
    people = "Sổ hồ sơ cá nhân"
    clerk.put(people, 5, Ghi_chú="một")
    clerk.put(people, 6, Ghi_chú="hai")
    clerk.sheet("Biểu 6F")["C5"], clerk.sheet("Biểu 6F")["C6"] = 3, 4
    clerk.sheet("Biểu 6F")["B6"] = clerk.sheet("Biểu 6F")["B5"].value
    clerk.sheet(people).cell(9, clerk.column(people, "Số, ký hiệu")).value = "1-BC/ĐU"
    clerk.sheet(people).cell(9, clerk.column(people, "Mã người")).value = "p 1"
    ran = clerk.take()
    assert ran.code == 1 and "của cùng người" in ran.out and "Biểu 6F!C6  LỖI K21  Dòng này đã có ở" in ran.out
    assert f"{people}!A9  LỖI K21  Chưa có mã người" in ran.out, ran.out


def test_cells_outside_the_table_and_headings_are_told(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    clerk.sheet(REGISTER)["X6"] = "lạc"
    clerk.sheet("Biểu 6F")["H5"] = 9
    clerk.sheet("Thông tin chung")["D10"] = "có"
    ran = clerk.take("--chi-xem")
    for cell in (f"{REGISTER}!X6", "Biểu 6F!H5", "Thông tin chung!D10"):
        assert f"{cell}  CẢNH BÁO K22  Ô này ngoài các" in ran.out, ran.out
    general = clerk.sheet("Thông tin chung")
    heading = next(row for row in range(9, 60) if general.cell(row, 1).value == "Lấy ý kiến góp ý")
    general.cell(heading, 2).value = "x"
    ran = clerk.take()
    assert ran.code == 1 and f"Thông tin chung!B{heading}  LỖI K21" in ran.out and clerk.files() == {"don-vi.yaml"}


def test_a_table_that_cannot_be_told_apart_stops_everything(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    clerk.sheet("Biểu 6F")["C5"] = 1
    clerk.sheet("Biểu 6F").title = "Thống kê của tôi"
    ran = clerk.take()
    assert ran.code == 1 and "không mang tên biểu nào" in ran.out and clerk.files() == {"don-vi.yaml"}


def test_files_that_the_workbook_leaves_out_are_named_and_a_new_order_loses_nothing(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    paper(clerk, 6, Người_ký="Phó Bí thư")
    clerk.single("Kết luận thanh tra, kiểm tra, giám sát, kiểm toán", "Trong năm có kết luận", "không")
    assert clerk.take().code == 0
    sheet = clerk.sheet(REGISTER)
    for column in range(1, 16):
        one, other = sheet.cell(5, column), sheet.cell(6, column)
        one.value, other.value = other.value, one.value
    clerk.single("Kết luận thanh tra, kiểm tra, giám sát, kiểm toán", "Trong năm có kết luận", None)
    ran = clerk.take()
    assert ran.code == 0, ran.out
    assert "không ghi gì cho các tệp" in ran.out and "ket-luan.yaml" in ran.out and "ket-luan.yaml" in clerk.files()


def test_private_names_of_sheets_and_columns_are_not_repeated(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    clerk.book.create_sheet("Căn cước 042085001234")["A1"] = "x"
    clerk.sheet(REGISTER)["Y4"], clerk.sheet(REGISTER)["Y5"] = "CCCD 042085001234", "x"
    ran = clerk.take()
    assert ran.code == 0 and "042085001234" not in ran.out and "thông tin riêng" in ran.out


@pytest.mark.parametrize("day", ["24/12/05", "2024/13/12", "05/12/0024", "2/2"])
def test_a_day_is_never_guessed(clerk: Clerk, day: str) -> None:
    start(clerk)
    paper(clerk, Ngày_nộp=day)
    ran = clerk.take()
    assert ran.code == 1 and "K21" in ran.out and "ngày/tháng/năm" in ran.out, ran.out


def test_a_year_that_is_no_number_is_asked(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    clerk.sheet("Thông tin chung")["B4"] = "2O23"
    ran = clerk.take()
    assert ran.code == 1 and "Thông tin chung!B4  LỖI K21" in ran.out


def test_merged_cells_count_for_every_row_they_cover(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    paper(clerk, 6)
    column = clerk.column(REGISTER, "Ngày nộp")
    clerk.sheet(REGISTER).merge_cells(start_row=5, end_row=6, start_column=column, end_column=column)
    ran = clerk.take()
    assert ran.code == 0, ran.out
    assert clerk.written("ho-so.yaml").count("ngay_nop: 2024-12-03") == 2 and "ô gộp" in ran.out


def test_what_stands_on_disk_is_not_lost_unasked(clerk: Clerk) -> None:
    start(clerk)
    paper(clerk)
    paper(clerk, 6)
    assert clerk.take().code == 0
    for column in range(2, 14):
        clerk.sheet(REGISTER).cell(6, column).value = None
    before = clerk.written("ho-so.yaml")
    ran = clerk.take()
    assert ran.code == 1 and "--ghi-de" in ran.out and "thanh_phan 3.1/bao-cao-xep-loai" in ran.out
    assert clerk.written("ho-so.yaml") == before
    assert clerk.take("--ghi-de").code == 0 and clerk.written("ho-so.yaml").count("- muc:") == 1


def test_a_workbook_of_nobody_or_of_another(clerk: Clerk, tmp_path: Path) -> None:
    start(clerk)
    paper(clerk)
    assert "đơn vị khác" in clerk.take("bac-ha").out
    clerk.run("excel", "mau", "--moi-loai", "--ra", tmp_path, "--kho", clerk.city.root)
    blank = tmp_path / "mau-dang-bo-phuong-xa.xlsx"
    assert len(list(tmp_path.iterdir())) >= 8
    ran = clerk.run("excel", "nhap", blank, "--kho", clerk.city.root)
    assert ran.code == 1 and "chưa ghi mã đơn vị" in ran.out
    ran = clerk.run("excel", "nhap", blank, "--kho", clerk.city.root, UNIT)
    assert "chưa điền ô nào" in ran.out


def test_a_disk_that_takes_only_some_files_gets_none(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    from scripts.yaml_files import writer

    start(clerk)
    paper(clerk)
    clerk.single("Kết luận thanh tra, kiểm tra, giám sát, kiểm toán", "Trong năm có kết luận", "không")
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "ket-luan.yaml":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    ran = clerk.take()
    assert ran.code == 2 and clerk.files() == {"don-vi.yaml"}, ran
    assert writer.write_all is not None


def packed(clerk: Clerk, more: dict[str, bytes]) -> bytes:
    source = io.BytesIO(clerk.path.read_bytes())
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in more:
                new.writestr(name, old.read(name))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


HARMFUL = {
    "macro": ({"xl/vbaProject.bin": b"x"}, "macro"),
    "external link": ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "liên kết ra tệp khác"),
    "embedded": ({"xl/embeddings/oleObject1.bin": b"x"}, "nhúng"),
    "connection": ({"xl/connections.xml": b"<x/>"}, "kết nối"),
    "entity": ({"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'}, "thực thể"),
    "entity in utf-16": ({"xl/styles.xml": "<!DOCTYPE x>".encode("utf-16")}, "thực thể"),
    "bomb": ({"xl/media/a.xml": b"0" * (65 * 1024 * 1024)}, "phình"),
    "traversal": ({"../../thoat.xml": b"x"}, "bình thường"),
    "many parts": ({f"xl/x{n}.xml": b"" for n in range(2100)}, "bình thường"),
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_harmful_workbooks_are_refused_before_they_are_parsed(clerk: Clerk, harm: str) -> None:
    more, said = HARMFUL[harm]
    clerk.path.write_bytes(packed(clerk, more))
    ran = clerk.run("excel", "nhap", clerk.path, "--kho", clerk.city.root)
    assert ran.code == 1 and "K20" in ran.out and said in ran.out, ran.out
    assert clerk.files() == {"don-vi.yaml"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "không phải|hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls đời cũ"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"%PDF-1.7", "Không phải tệp .xlsx"),
        (b"PK\x03\x04 nothing", "Không phải tệp .xlsx"),
        (b"x" * (9 * 1024 * 1024), "quá lớn"),
    ],
)
def test_what_is_no_workbook_is_named(clerk: Clerk, data: bytes, said: str) -> None:
    clerk.path.write_bytes(data)
    ran = clerk.run("excel", "nhap", clerk.path, "--kho", clerk.city.root)
    assert ran.code == 1 and "K20" in ran.out and any(part in ran.out for part in said.split("|")), ran.out


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_no_damage_to_a_workbook_is_more_than_a_finding(clerk: Clerk, seed: int) -> None:
    """Bytes flipped, cut and doubled, in the archive and inside its parts."""
    chance = random.Random(seed)  # noqa: S311  a chosen seed
    with zipfile.ZipFile(clerk.path) as archive:
        name = chance.choice(archive.namelist())
        content = bytearray(archive.read(name))
    whole = seed % 3 == 0
    data = bytearray(clerk.path.read_bytes()) if whole else content
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data))
        match chance.randint(0, 2):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 60)]
            case _:
                data[at:at] = data[max(at - 30, 0) : at]
        if not data:
            data = bytearray(b"x")
    broken = bytes(data) if whole else packed(clerk, {name: bytes(data)})
    try:
        guard(broken)
        open_sheets(broken)
    except RefusedOfficeFileError as refusal:
        assert str(refusal) and refusal.fix
