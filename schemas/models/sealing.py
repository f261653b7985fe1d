"""Sealed papers, where a cycle takes them (`dinh_kem: niem_phong` of `ky.yaml`): what Git holds instead of them."""

from typing import Annotated

from pydantic import StringConstraints

from schemas.fields.declaration import Day, FileSize, Record, YesNo, declare

_KEY = r"^(age1[02-9ac-hj-np-z]{58}|ssh-ed25519 [A-Za-z0-9+/]{68})$"
SealingKey = Annotated[str, StringConstraints(pattern=_KEY)]
"""A public key that papers are sealed to: of age, or SSH's ed25519 without its comment."""

SealDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a sealed file, hexadecimal; never of the clear paper, whose digest could be guessed at."""

SAMPLE_KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
_SAMPLE_DIGEST = "9f2c" * 16


class SealedCopy(Record):
    """The sealed copy of one paper. Its bytes lie in the store outside Git, named by their digest."""

    digest: SealDigest = declare(
        "ma_bam", "Mã băm", "Mã băm SHA-256 của tệp đã niêm phong; lệnh `kiemdiem niem-phong` ghi.", _SAMPLE_DIGEST
    )
    size: FileSize = declare("kich_thuoc", "Kích thước", "Số byte của tệp đã niêm phong.", 48213)
    recipients: tuple[SealingKey, ...] = declare(
        "nguoi_mo",
        "Người mở được",
        "Khóa công khai của những người mở được: trung tâm và đơn vị.",
        [SAMPLE_KEY],
        min_length=1,
        max_length=40,
    )


class Opening(Record):
    """The centre tried to open a sealed file: nothing else proves that it can be read."""

    digest: SealDigest = declare("ma_bam", "Mã băm", "Mã băm của tệp niêm phong đã thử.", _SAMPLE_DIGEST)
    opened: YesNo = declare("mo_duoc", "Mở được", "Trung tâm mở được tệp hay không.", "có")
    on: Day = declare("ngay", "Ngày", "Ngày thử.", "2024-12-05")
