"""What every file in a unit's folder says first: whose it is and of which year."""

from schemas.fields.declaration import Record, ShortText, UnitCode, Year, declare


class UnitFile(Record):
    """Base of all files below a unit's folder besides `don-vi.yaml` (R43)."""

    unit: UnitCode = declare("don_vi", "Đơn vị", "Mã đơn vị, trùng tên thư mục.", "bac-ha")
    year: Year = declare("nam", "Năm", "Năm kiểm điểm.", 2024)
    note: ShortText | None = declare(
        "ghi_chu", "Ghi chú", "Ghi chú ngắn, không có dữ liệu cá nhân.", "Dữ liệu mẫu", default=None
    )
