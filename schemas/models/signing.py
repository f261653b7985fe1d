"""Keys that people sign merges with, where a committee asks for two persons (`hai_nguoi` of `ky.yaml`)."""

from typing import Annotated

from pydantic import StringConstraints

from schemas.fields.declaration import Record, Slug, declare

SSH_KEY = r"^(ssh-ed25519|sk-ssh-ed25519@openssh\.com|ecdsa-sha2-nistp256) [A-Za-z0-9+/]{40,200}={0,2}$"
PublicKey = Annotated[str, StringConstraints(pattern=SSH_KEY, max_length=260)]


class SigningKey(Record):
    """One account's public key. One line, without a comment, so that it stands as it is in Git's list of signers."""

    account: Slug = declare("tai_khoan", "Tài khoản", "Tài khoản máy chủ Git của người ký.", "ban-to-chuc")
    key: PublicKey = declare(
        "khoa",
        "Khóa công khai",
        "Khóa SSH công khai, chỉ hai phần đầu (bỏ phần ghi chú phía sau).",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE1hdUtob2FDb25nS2hhaUNodWFEdW5nQmFvR2lvMDAx",
    )
