"""`bieu/<mã>.yaml`: one filled statistic table. Its rows, columns and arithmetic are data of the rule set (R40)."""

from typing import Annotated

from pydantic import Field

from schemas.fields.declaration import Count, Slug, declare
from schemas.models.unit_file import UnitFile

TableNumbers = Annotated[dict[Slug, dict[Slug, Count]], Field(max_length=100)]


class Table(UnitFile):
    """One table: row code → column code → number."""

    form: Slug = declare("bieu", "Mã biểu", "Mã biểu, trùng tên tệp.", "6f")
    numbers: TableNumbers = declare(
        "so_lieu", "Số liệu", "Mỗi dòng của biểu một nhóm, trong đó mỗi cột một số.", {"phai-kiem-diem": {"tap-the": 1}}
    )
