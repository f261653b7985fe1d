"""A line of `cap-uy.csv`: the tree of committees below an upper committee, which it keeps beside their snapshots.

A table, not YAML: thousands of like lines are Excel's, and are read many times quicker.
"""

from typing import Annotated

from pydantic import StringConstraints

from schemas.fields.declaration import Record, ShortText, Slug, declare
from schemas.vocabulary import CommitteeLevel

Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>]+$", max_length=200)]


class Committee(Record):
    """One committee of the tree."""

    code: Slug = declare("ma", "Mã cấp ủy", "Mã trong mọi ảnh chụp của cấp ủy này.", "ha-tinh")
    name: ShortText = declare("ten", "Tên cấp ủy", "Tên gọi chính thức.", "Thành ủy Hà Tĩnh")
    level: CommitteeLevel = declare("cap", "Cấp", "Một trong bốn cấp.", CommitteeLevel.CITY.value)
    parent: Slug | None = declare(
        "cap_tren",
        "Cấp ủy cấp trên",
        "Mã cấp ủy cấp trên trực tiếp; cấp cao nhất thì bỏ trống.",
        "tinh-mau",
        default=None,
    )
    site: Address | None = declare(
        "trang",
        "Trang của cấp ủy",
        "Địa chỉ trang tiến độ của chính cấp ủy đó.",
        "https://kiemdiem.example/",
        default=None,
    )
