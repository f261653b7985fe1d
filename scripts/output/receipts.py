"""A receipt in words: for the one who pushed, and for whoever asks later."""

from collections.abc import Iterable
from datetime import date

from schemas.local_time import show_moment
from scripts.ledger.receipts import Deed, Receipt

_MOST_CODES = 12
_RECOVERED = " (ghi bù: máy chủ đã nhận mà lúc ấy chưa ghi được)"


def receipt_line(receipt: Receipt) -> str:
    """One line, as the server says it after a push."""
    event = receipt.event
    unit = event.folder.rsplit("/", 1)[-1]
    return (
        f"Biên nhận số {receipt.code}: {event.deed.value} {unit}, đủ {event.received}/{event.owed} mục, "
        f"{show_moment(event.moment)}.{_RECOVERED if event.recovered else ''}"
    )


def as_text(receipts: Iterable[Receipt]) -> str:
    """Receipts as a clerk prints them, newest last."""
    blocks = []
    for receipt in receipts:
        event = receipt.event
        lines = [
            receipt_line(receipt),
            f"  tài khoản {event.account or '(không rõ)'}, nhánh {event.branch}, commit {event.commit[:10]}",
        ]
        if event.deed is Deed.HANDED_IN:
            lines += [f"  {name}: {_codes(codes)}" for name, codes in sorted(event.entries.items())]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def daily_list(receipts: Iterable[Receipt], day: date) -> str:
    """One day's receipts for paper: what is signed on it cannot be taken out of the book any more unseen."""
    rows = list(receipts)
    lines = [f"Danh sách biên nhận ngày {day:%d/%m/%Y}", ""]
    lines += [receipt_line(receipt) for receipt in rows] or ["Trong ngày không có biên nhận nào."]
    if rows:
        lines += ["", f"Biên nhận cuối: số {rows[-1].number}, dấu {rows[-1].digest}"]
    return "\n".join([*lines, "", "Người lập                         Người giữ", ""])


def _codes(codes: tuple[str, ...]) -> str:
    more = len(codes) - _MOST_CODES
    return ", ".join(codes[:_MOST_CODES]) + (f" và {more} mục khác" if more > 0 else "") if codes else "chưa có mục nào"


def chain_note(count: int, broken: int | None, gaps: int = 0) -> str:
    """What the whole chain is worth, in one sentence. `broken`: the first receipt that is missing or was changed;
    `gaps`: pushes that were accepted and have none."""
    if broken is not None:
        return (
            f"Chuỗi biên nhận bị đứt ở số {broken}: biên nhận này thiếu hoặc đã bị sửa. "
            f"Chỉ {count} biên nhận trước đó được dùng; báo người vận hành."
        )
    if gaps:
        return (
            f"{count} biên nhận, chuỗi không đứt, nhưng có {gaps} lần đẩy đã nhận mà chưa có biên nhận; "
            "lần đẩy kế tiếp sẽ ghi bù."
        )
    return f"{count} biên nhận, chuỗi nguyên vẹn." if count else "Chưa có biên nhận nào."


def as_json(receipts: Iterable[Receipt]) -> list[dict[str, object]]:
    return [
        {
            "ma": receipt.code,
            "viec": receipt.event.deed.value,
            "luc": receipt.event.moment.isoformat(timespec="seconds"),
            "tai_khoan": receipt.event.account,
            "nhanh": receipt.event.branch,
            "commit": receipt.event.commit,
            "don_vi": receipt.event.folder.rsplit("/", 1)[-1],
            "da_co": receipt.event.received,
            "phai_co": receipt.event.owed,
            "muc": receipt.event.entries,
            "ghi_bu": receipt.event.recovered,
        }
        for receipt in receipts
    ]
