"""Sealed papers: real age files in a real store, judged at home, by the server, and opened by the centre."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.finding import Gate, Severity
from schemas.models.sealed_file import NotSealedError, read_seal, sealed_for
from scripts.demo import site_request
from scripts.site_build.build import build
from tests.conftest import City, Ran

Command = Callable[..., Ran]
CANARY = b"%PDF-1.7 chim-hoang-yen-trong-ham-mo"


class Sealing(NamedTuple):
    """The sample city in a cycle that takes sealed papers, with a store, a paper and everybody's private keys."""

    city: City
    store: Path
    paper: Path
    centre: Path
    unit: Path

    def arguments(self, *more: str | Path) -> list[str | Path]:
        return [*more, "--kho", self.city.root, "--kho-luu", self.store]

    def sealed(self) -> Path:
        (found,) = self.store.glob("*.age")
        return found


@pytest.fixture
def sealing(city: City, tmp_path: Path, kiemdiem: Command) -> Sealing:
    keys = [tmp_path / name for name in ("trung-tam.khoa", "bac-ha.khoa")]
    public = [kiemdiem("niem-phong", "--tao-khoa", key).out.splitlines()[-1] for key in keys]
    city.path("ky.yaml").write_text(
        city.path("ky.yaml").read_text(encoding="utf-8") + f"dinh_kem: niem_phong\nkhoa_niem_phong:\n  - {public[0]}\n",
        encoding="utf-8",
    )
    registry = city.path("bac-ha/don-vi.yaml")
    registry.write_text(registry.read_text(encoding="utf-8") + f"khoa_niem_phong:\n  - {public[1]}\n", encoding="utf-8")
    (tmp_path / "kho-luu").mkdir()
    (tmp_path / "bao-cao.pdf").write_bytes(CANARY)
    return Sealing(city, tmp_path / "kho-luu", tmp_path / "bao-cao.pdf", *keys)


def seal(sealing: Sealing, kiemdiem: Command, *more: str) -> Ran:
    slot = ("bac-ha", "--muc", "3.1", "--tai-lieu", "bao-cao-kiem-diem")
    return kiemdiem(*sealing.arguments("niem-phong", sealing.paper), *slot, *more)


def test_a_sealed_paper_is_registered_and_opens_for_both_and_no_other(
    sealing: Sealing, kiemdiem: Command, tmp_path: Path
) -> None:
    before = sealing.city.path("bac-ha/ho-so.yaml").read_text(encoding="utf-8")
    assert seal(sealing, kiemdiem).code == 0
    after = sealing.city.path("bac-ha/ho-so.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line in before.splitlines()] == before.splitlines(), "only lines were added"
    assert len(after) - len(before.splitlines()) == 6
    assert sealing.city.rules("bac-ha") == []
    assert CANARY not in sealing.sealed().read_bytes()
    for number, key in enumerate((sealing.centre, sealing.unit)):
        out = tmp_path / f"mo-{number}.pdf"
        assert (
            kiemdiem(*sealing.arguments("mo-niem-phong", sealing.sealed().stem), "--khoa", key, "--ra", out).code == 0
        )
        assert out.read_bytes() == CANARY and out.stat().st_mode & 0o777 == 0o600
    assert kiemdiem("niem-phong", "--tao-khoa", tmp_path / "la.khoa").code == 0
    refused = kiemdiem(
        "mo-niem-phong",
        sealing.sealed(),
        "--khoa",
        tmp_path / "la.khoa",
        "--ra",
        tmp_path / "x",
        "--kho-luu",
        sealing.store,
    )
    assert refused.code == 2 and "sai khóa" in refused.err and not (tmp_path / "x").exists()
    again = kiemdiem(*sealing.arguments("mo-niem-phong", sealing.sealed().stem), "--khoa", sealing.unit, "--ra", out)
    assert again.code == 2 and "không ghi đè" in again.err


def test_sealing_again_replaces_the_line(sealing: Sealing, kiemdiem: Command) -> None:
    assert seal(sealing, kiemdiem).code == 0
    first = sealing.city.path("bac-ha/ho-so.yaml").read_text(encoding="utf-8")
    assert seal(sealing, kiemdiem).code == 0
    second = sealing.city.path("bac-ha/ho-so.yaml").read_text(encoding="utf-8")
    assert first != second and len(first.splitlines()) == len(second.splitlines())
    assert sealing.city.rules("bac-ha") == []


def test_the_policy_is_off_by_default(sealing: Sealing, kiemdiem: Command) -> None:
    assert seal(sealing, kiemdiem).code == 0
    sealing.city.edit("ky.yaml", "dinh_kem: niem_phong\n", "")
    found = sealing.city.findings("bac-ha", Gate.COMMIT)
    assert [f.rule for f in found] == ["K18"] and "không nhận bản niêm phong" in found[0].message
    refused = seal(sealing, kiemdiem)
    assert refused.code == 2 and "dinh_kem: niem_phong" in refused.err


def test_copies_sealed_to_the_wrong_people_are_refused(sealing: Sealing, kiemdiem: Command) -> None:
    seal(sealing, kiemdiem)
    for file in ("ky.yaml", "bac-ha/don-vi.yaml"):
        other = str(pyrage.x25519.Identity.generate().to_public())
        path = sealing.city.path(file)
        lines = [f"  - {other}" if "- age1" in line else line for line in path.read_text("utf-8").splitlines()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [f for f in sealing.city.findings("bac-ha", Gate.COMMIT) if f.rule == "K18"]
    assert {f.severity for f in found} == {Severity.ERROR, Severity.WARNING}
    said = " ".join(f.message for f in found)
    assert "Trung tâm không mở được" in said and "Chính đơn vị" in said and "2 khóa" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CANARY, "tệp PDF chưa niêm phong"),
        (b"PK\x03\x04" + b"x" * 400, "Word, Excel"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "hỏng"),
        (pyrage.passphrase.encrypt(CANARY, "mat-khau"), "mật khẩu"),
        (pyrage.encrypt(CANARY, [pyrage.x25519.Identity.generate().to_public()]), "không khớp mã băm"),
        (None, "không có tệp niêm phong"),
    ],
    ids=["pdf", "docx", "broken", "passphrase", "another", "missing"],
)
def test_what_lies_in_the_store_is_looked_at(
    sealing: Sealing, kiemdiem: Command, content: bytes | None, said: str
) -> None:
    seal(sealing, kiemdiem)
    whole = ("kiem-tra", "submissions/2024/phuong-xa/bac-ha", "--kho", sealing.city.root, "--thoi-diem", "2024-12-20")
    assert kiemdiem(*whole, "--kho-luu", sealing.store).code == 0
    sealed = sealing.sealed()
    sealed.unlink() if content is None else sealed.write_bytes(content)
    ran = kiemdiem(*whole, "--kho-luu", sealing.store)
    assert ran.code == 1 and "K18" in ran.out and said in ran.out
    assert "hoang-yen" not in ran.out
    assert kiemdiem(*whole).code == 0, "without the store nobody can tell"


def test_the_centre_tries_every_new_copy_and_says_so(sealing: Sealing, kiemdiem: Command) -> None:
    seal(sealing, kiemdiem)
    closing = [f for f in sealing.city.findings("bac-ha", Gate.CLOSE) if f.rule == "K19"]
    assert [(f.severity, f.turn.value) for f in closing] == [(Severity.ERROR, "trung_tam")]
    wrong = kiemdiem(*sealing.arguments("mo-niem-phong", "--mo-thu", "--khoa", sealing.unit))
    assert wrong.code == 2 and "không phải khóa niêm phong của trung tâm" in wrong.err
    ran = kiemdiem(
        *sealing.arguments("mo-niem-phong", "--mo-thu", "--khoa", sealing.centre, "--thoi-diem", "2024-12-19")
    )
    assert ran.code == 0 and "bac-ha: mục 3.1: mở được" in ran.out
    assert "mo_duoc: có\n    ngay: 2024-12-19" in sealing.city.path("bac-ha/quyet-dinh.yaml").read_text("utf-8")
    assert "K19" not in sealing.city.rules("bac-ha", Gate.CLOSE)
    again = kiemdiem(*sealing.arguments("mo-niem-phong", "--mo-thu", "--khoa", sealing.centre))
    assert again.code == 0 and "Không có bản nào" in again.out


@pytest.mark.parametrize("slot", ["damaged", "not-for-the-centre"])
def test_a_copy_that_does_not_open_is_the_units_turn(sealing: Sealing, kiemdiem: Command, slot: str) -> None:
    """Both pass every look from outside: the register is made to match the bytes."""
    import hashlib

    seal(sealing, kiemdiem)
    old = sealing.sealed()
    data = old.read_bytes()
    if slot == "damaged":
        data = data[:-1] + bytes([data[-1] ^ 1])
    else:
        strangers = [pyrage.x25519.Identity.generate().to_public() for _ in range(2)]
        data = pyrage.encrypt(CANARY, strangers)
    digest = hashlib.sha256(data).hexdigest()
    sealing.city.edit("bac-ha/ho-so.yaml", old.stem, digest)
    text = sealing.city.path("bac-ha/ho-so.yaml").read_text("utf-8")
    size = next(line for line in text.splitlines() if "kich_thuoc" in line)
    sealing.city.edit("bac-ha/ho-so.yaml", size, f"      kich_thuoc: {len(data)}")
    (sealing.store / f"{digest}.age").write_bytes(data)
    assert (
        kiemdiem("kiem-tra", "--kho-luu", sealing.store, "--kho", sealing.city.root, "--thoi-diem", "2024-12-20").code
        == 0
    )
    ran = kiemdiem(
        *sealing.arguments("mo-niem-phong", "--mo-thu", "--khoa", sealing.centre, "--thoi-diem", "2024-12-19")
    )
    assert ran.code == 1 and "Không mở được" in ran.out
    found = [f for f in sealing.city.findings("bac-ha", Gate.MERGE) if f.rule == "K19"]
    assert found == [], "the centre can merge its own word"
    (told,) = [f for f in sealing.city.findings("bac-ha", Gate.CLOSE) if f.rule == "K19"]
    assert told.severity is Severity.ERROR and told.turn.value == "don_vi"
    (warned,) = [f for f in sealing.city.findings("bac-ha", None) if f.rule == "K19"]
    assert warned.severity is Severity.WARNING


def test_wrong_use_is_told_and_changes_nothing(sealing: Sealing, kiemdiem: Command, tmp_path: Path) -> None:
    before = sealing.city.path("bac-ha/ho-so.yaml").read_bytes()
    for arguments, said in (
        (("khong-co", "--muc", "3.1"), "Không có đơn vị"),
        (("bac-ha", "--muc", "3.1"), "thêm --tai-lieu"),
        (("bac-ha", "--muc", "9.9"), "ghi sổ văn bản trước"),
        (("bac-ha", "--muc", "3.1", "--nguoi", "P99-99"), "Chưa có ca-nhan/P99-99.yaml"),
    ):
        ran = kiemdiem(*sealing.arguments("niem-phong", sealing.paper), *arguments)
        assert ran.code == 2 and said in ran.err, arguments
    assert "Cần tệp" in kiemdiem("niem-phong").err
    assert "không ghi đè khóa" in kiemdiem("niem-phong", "--tao-khoa", sealing.centre).err
    assert "khóa riêng" in kiemdiem("mo-niem-phong", "x", "--khoa", sealing.paper, "--ra", tmp_path / "x").err
    assert list(sealing.store.iterdir()) == [] and sealing.city.path("bac-ha/ho-so.yaml").read_bytes() == before


def test_ssh_keys_serve_and_show_to_whom_a_copy_claims_to_be_sealed(
    sealing: Sealing, kiemdiem: Command, tmp_path: Path
) -> None:
    key = tmp_path / "id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    public = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    path = sealing.city.path("ky.yaml")
    text = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(f"  - {public}" if "- age1" in line else line for line in text) + "\n", encoding="utf-8")
    assert seal(sealing, kiemdiem).code == 0
    data = sealing.sealed().read_bytes()
    assert sealed_for(read_seal(data, len(data)), [public])
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE1hdUtob2FDb25nS2hhaUNodWFEdW5nQmFvR2lvMDAx"
    assert not sealed_for(read_seal(data, len(data)), [other])
    assert kiemdiem(*sealing.arguments("mo-niem-phong", "--mo-thu", "--khoa", key)).code == 0


def test_clear_papers_reach_neither_git_nor_site(
    sealing: Sealing, kiemdiem: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from git import Repo

    seal(sealing, kiemdiem)
    repo = Repo.init(str(sealing.city.root), initial_branch="main")
    repo.git.add("submissions")
    repo.git.commit("-m", "mẫu")
    folder = tmp_path_factory.mktemp("site")
    build(site_request(sealing.city.root), folder)
    own = [path for path in folder.rglob("*") if path.is_file()]
    digest = sealing.sealed().stem.encode()
    assert len(own) > 50
    for path in own:
        data = path.read_bytes()
        assert b"hoang-yen" not in data and digest not in data, path
    shutil.rmtree(folder)


GOOD = pyrage.encrypt(CANARY, [pyrage.x25519.Identity.generate().to_public() for _ in range(2)])


def test_what_age_writes_is_read() -> None:
    assert read_seal(GOOD, len(GOOD)).x25519 == 2


@given(st.integers(0, GOOD.index(b"\n---")), st.binary(min_size=1, max_size=4))
def test_no_header_however_mangled_stops_the_reader(at: int, junk: bytes) -> None:
    for data in (GOOD[:at] + junk + GOOD[at + len(junk) :], GOOD[:at] + junk + GOOD[at:], GOOD[:at]):
        try:
            seal = read_seal(data, len(data))
        except NotSealedError as refusal:
            assert refusal.args and "hoang-yen" not in str(refusal)
        else:
            assert seal.x25519 <= 3


@given(st.binary(max_size=400))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(NotSealedError):
        read_seal(data, len(data))


@given(st.integers(0, len(GOOD) - 1))
def test_every_cut_within_header_or_nonce_is_seen(length: int) -> None:
    whole = GOOD.index(b"\n", GOOD.index(b"\n---") + 1) + 1 + 32
    if length < whole:
        with pytest.raises(NotSealedError):
            read_seal(GOOD[:length], length)
