"""What came of a workbook, in words for whoever filled it in: what is wrong where, what was repaired, what now."""

from schemas.visible_text import private_kind
from scripts.excel.unit.importer import CellFinding, ImportResult
from scripts.output.findings import finding_text

MOST = 60
_MOST_REPAIRS = 30
_ALL = 100_000
_UNSAID = "(không in ra đây: có thông tin riêng)"


def as_text(name: str, result: ImportResult, written: list[str], *, forced: bool, dry: bool) -> str:
    """The whole answer for one workbook."""
    return "\n".join([*remarks(name, result, _ALL), _verdict(name, result, written, forced=forced, dry=dry)])


def remarks(name: str, result: ImportResult, most: int = _MOST_REPAIRS) -> list[str]:
    """What is wrong, what was repaired (the first `most`), what would be lost."""
    lines = [_finding(found) for found in result.findings[:MOST]]
    if len(result.findings) > MOST:
        lines.append(f"… và {len(result.findings) - MOST} lỗi khác.")
    if result.repairs:
        lines.append(f"Máy hiểu {len(result.repairs)} ô như sau (xem lại cho đúng ý):")
        lines += [f"    {_sayable(f'{name}:{place}')}  {_sayable(repair)}" for place, repair in result.repairs[:most]]
        if len(result.repairs) > most:
            lines.append(f"    … và {len(result.repairs) - most} ô khác.")
    if result.dropped:
        lines.append("Tệp đang có mà bảng tính không có:")
        lines += [f"    {line}" for line in result.dropped[:_MOST_REPAIRS]]
        if len(result.dropped) > _MOST_REPAIRS:
            lines.append(f"    … và {len(result.dropped) - _MOST_REPAIRS} chỗ khác.")
    if result.untouched and result.files:
        lines.append("Bảng tính không ghi gì cho các tệp đang có sau đây; chúng được để nguyên (muốn bỏ thì xóa tệp):")
        lines += [f"    {path}" for path in result.untouched]
    if result.old_template:
        lines.append("Mẫu này của bộ quy tắc khác; vẫn đọc theo tên cột. Nên tải mẫu mới.")
    return lines


def _finding(found: CellFinding) -> str:
    said = found.finding._replace(message=_sayable(found.finding.message))
    return finding_text(_sayable(found.place), said)


def _sayable(text: str) -> str:
    """Sheets and columns are named by people; a name with something private in it is not repeated."""
    return _UNSAID if private_kind(text) else text


def _verdict(name: str, result: ImportResult, written: list[str], *, forced: bool, dry: bool) -> str:
    if result.errors:
        return f"{name}: {result.errors} lỗi, chưa ghi gì. Sửa trong bảng tính rồi chạy lại."
    if not result.files:
        return f"{name}: chưa điền ô nào, không có gì để ghi."
    if result.dropped and not forced:
        return f"{name}: chưa ghi gì, vì sẽ mất nội dung kể trên. Đúng ý thì chạy lại, thêm --ghi-de."
    if dry:
        return f"{name}: đọc được {len(result.files)} tệp, không lỗi; chưa ghi gì (--chi-xem)."
    if not written:
        return f"{name}: các tệp đã đúng như bảng tính, không có gì thay đổi."
    listed = "".join(f"\n    {path}" for path in written)
    return f"{name}: đã ghi {len(written)} tệp:{listed}\n  Xem lại, rồi gửi lên."
