"""`bieu/<mã>.yaml`: one filled statistic table. Its rows, columns and arithmetic are data of the rule set (R40)."""

from typing import Annotated

from pydantic import Field

from schemas.declaration import Count, Record, ShortText, Slug, Year, declare

Numbers = Annotated[dict[Slug, dict[Slug, Count]], Field(max_length=100)]


class Table(Record):
    """One table: row code → column code → number."""

    form: Slug = declare("bieu", "Mã biểu", "Mã biểu, trùng tên tệp.", "6f")
    unit: Slug = declare("don_vi", "Đơn vị", "Mã đơn vị, trùng tên thư mục.", "bac-ha")
    year: Year = declare("nam", "Năm", "Năm kiểm điểm.", 2024)
    numbers: Numbers = declare(
        "so_lieu", "Số liệu", "Mỗi dòng của biểu một nhóm, trong đó mỗi cột một số.", {"phai-kiem-diem": {"tap-the": 1}}
    )
    note: ShortText | None = declare(
        "ghi_chu", "Ghi chú", "Ghi chú ngắn, không có dữ liệu cá nhân.", "Dữ liệu mẫu", default=None
    )
