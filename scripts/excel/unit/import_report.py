"""What came of a workbook, told to whoever filled it in: what is wrong at which cell, what was repaired, what now."""

from schemas.rules.confidentiality import private_kind
from scripts.excel.unit.importer import CellFinding, Outcome
from scripts.output.findings import block

MOST = 60
_MOST_REPAIRS = 30
_ALL = 100_000
_UNSAID = "(không in ra đây: có thông tin riêng)"


def told(name: str, outcome: Outcome, written: list[str], *, forced: bool, dry: bool) -> str:
    """The whole answer for one workbook."""
    return "\n".join([*account(name, outcome, _ALL), _verdict(name, outcome, written, forced=forced, dry=dry)])


def account(name: str, outcome: Outcome, most: int = _MOST_REPAIRS) -> list[str]:
    """What is wrong, what was repaired (the first `most`), what would be lost."""
    lines = [_finding(found) for found in outcome.findings[:MOST]]
    if len(outcome.findings) > MOST:
        lines.append(f"… và {len(outcome.findings) - MOST} lỗi khác.")
    if outcome.repairs:
        lines.append(f"Máy hiểu {len(outcome.repairs)} ô như sau (xem lại cho đúng ý):")
        lines += [f"    {_sayable(f'{name}:{place}')}  {_sayable(repair)}" for place, repair in outcome.repairs[:most]]
        if len(outcome.repairs) > most:
            lines.append(f"    … và {len(outcome.repairs) - most} ô khác.")
    if outcome.dropped:
        lines.append("Tệp đang có mà bảng tính không có:")
        lines += [f"    {line}" for line in outcome.dropped[:_MOST_REPAIRS]]
        if len(outcome.dropped) > _MOST_REPAIRS:
            lines.append(f"    … và {len(outcome.dropped) - _MOST_REPAIRS} chỗ khác.")
    if outcome.untouched and outcome.files:
        lines.append("Bảng tính không ghi gì cho các tệp đang có sau đây; chúng được để nguyên (muốn bỏ thì xóa tệp):")
        lines += [f"    {path}" for path in outcome.untouched]
    if outcome.old_template:
        lines.append("Mẫu này của bộ quy tắc khác; vẫn đọc theo tên cột. Nên tải mẫu mới.")
    return lines


def _finding(found: CellFinding) -> str:
    said = found.finding._replace(message=_sayable(found.finding.message))
    return block(_sayable(found.place), said)


def _sayable(text: str) -> str:
    """Sheets and columns are named by people; a name with something private in it is not repeated."""
    return _UNSAID if private_kind(text) else text


def _verdict(name: str, outcome: Outcome, written: list[str], *, forced: bool, dry: bool) -> str:
    if outcome.errors:
        return f"{name}: {outcome.errors} lỗi, chưa ghi gì. Sửa trong bảng tính rồi chạy lại."
    if not outcome.files:
        return f"{name}: chưa điền ô nào, không có gì để ghi."
    if outcome.dropped and not forced:
        return f"{name}: chưa ghi gì, vì sẽ mất nội dung kể trên. Đúng ý thì chạy lại, thêm --ghi-de."
    if dry:
        return f"{name}: đọc được {len(outcome.files)} tệp, không lỗi; chưa ghi gì (--xem)."
    if not written:
        return f"{name}: các tệp đã đúng như bảng tính, không có gì thay đổi."
    listed = "".join(f"\n    {path}" for path in written)
    return f"{name}: đã ghi {len(written)} tệp:{listed}\n  Xem lại, rồi gửi lên."
