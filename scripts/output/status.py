"""Faces of a status: words and symbols of the states, text for people, JSON for machines."""

import unicodedata
from datetime import datetime
from typing import Any

from schemas.local_time import show_moment
from schemas.vocabulary import ItemState
from scripts.output.receipts import chain_note
from scripts.progress.proposals import Proposal, ProposalState
from scripts.progress.status import Clock, CycleStatus, ItemStatus

SYMBOLS = {
    ItemState.NOT_APPLICABLE: "·",
    ItemState.MISSING: "○",
    ItemState.IN_REVIEW: "◐",
    ItemState.RECEIVED: "✓",
    ItemState.OVERDUE: "!",
}
TITLES = {
    ItemState.NOT_APPLICABLE: "không áp dụng",
    ItemState.MISSING: "còn thiếu",
    ItemState.IN_REVIEW: "đang duyệt",
    ItemState.RECEIVED: "đã nhận",
    ItemState.OVERDUE: "quá hạn",
}


def as_json(status: CycleStatus) -> dict[str, Any]:
    """The whole status. Dates are ISO; `han` is the first instant that is too late."""
    return {
        "nam": status.year,
        "thoi_diem": status.now.isoformat(),
        "phien_ban": status.commit,
        "bo_quy_tac": status.terms.ruleset.header.code,
        "nguon_thoi_gian": status.terms.cycle.time_source.value,
        "phai_nop": status.owed,
        "da_nhan": status.done,
        "nop_cham": status.late,
        "tep_chua_doc_duoc": status.unreadable,
        "thoi_diem_nop_theo": clock_note(status.clock),
        "de_nghi": [_proposal_json(proposal, status.now) for proposal in status.proposals],
        "don_vi": [
            {
                "ma": unit.code,
                "ten": unit.name,
                "khoi": unit.block,
                "phai_nop": unit.owed,
                "da_nhan": unit.done,
                "muc": {item.item: _item_json(item) for item in unit.items},
            }
            for unit in status.units
        ],
    }


def _proposal_json(proposal: Proposal, now: datetime) -> dict[str, object]:
    return {
        "ten": proposal.name,
        "don_vi": [folder.rsplit("/", 1)[-1] for folder in proposal.units],
        "trang_thai": proposal.state.value,
        "luot": proposal.turn.value,
        "loi": proposal.errors,
        "tu_luc": proposal.since.isoformat(),
        "co_bien_nhan": proposal.receipted,
        "cho_gio": int((now - proposal.since).total_seconds() // 3600),
    }


def _item_json(item: ItemStatus) -> dict[str, object]:
    return {
        "trang_thai": item.state.value,
        "han": item.due.closes_at.isoformat(),
        "nhan_luc": item.received_at.isoformat() if item.received_at else None,
        "nop_cham": item.late,
        "da_co": item.received,
        "phai_co": item.owed,
    }


def as_text(status: CycleStatus) -> str:
    width = max((len(unit.name) for unit in status.units), default=10)
    header = f"{'':{width}}  " + " ".join(f"{code:>3}" for code in status.columns) + "   xong"
    lines = [f"Kỳ {status.year}, tính đến {show_moment(status.now)}", "", header]
    for unit in status.units:
        cells = {item.item: SYMBOLS[item.state] + ("*" if item.late else "") for item in unit.items}
        row = " ".join(f"{cells.get(code, ''):>3}" for code in status.columns)
        name = unicodedata.normalize("NFC", unit.name)
        lines.append(f"{name:{width}}  {row}   {unit.done}/{unit.owed}")
    legend = ", ".join(f"{SYMBOLS[state]} {TITLES[state]}" for state in ItemState)
    share = f"Đã nhận {status.done}/{status.owed} mục; nộp chậm {status.late}."
    if status.unreadable:
        share += f"\n{unreadable_note(status)}"
    return "\n".join([*lines, "", f"{legend}, * nộp chậm", share, clock_note(status.clock), *_proposal_lines(status)])


def _proposal_lines(status: CycleStatus) -> list[str]:
    """What waits, the oldest first."""
    waiting = sorted(status.proposals, key=lambda proposal: proposal.since)
    lines = [
        f"  {', '.join(folder.rsplit('/', 1)[-1] for folder in proposal.units)} · {proposal.name} · "
        f"{proposal_note(proposal)} · {age(proposal.since, status.now)}"
        for proposal in waiting
    ]
    return ["", f"Đề nghị chưa vào nhánh chính: {len(lines)}", *lines] if lines else []


def proposal_note(proposal: Proposal) -> str:
    """State of a proposal and whose turn it is."""
    match proposal.state:
        case ProposalState.IN_REVIEW if proposal.errors:
            return f"còn {proposal.errors} lỗi, lượt của đơn vị"
        case ProposalState.IN_REVIEW:
            return "đang duyệt, lượt của trung tâm"
        case ProposalState.SUPERSEDED:
            return "đã cũ: nhánh chính có bản mới hơn"
        case ProposalState.STALE:
            return "đứng lâu, chưa rõ còn dùng không"


def age(since: datetime, now: datetime) -> str:
    """How long something has waited, as people say it."""
    hours = int((now - since).total_seconds() // 3600)
    if hours < 1:
        return "vừa tới"
    return f"đã chờ {hours} giờ" if hours < 48 else f"đã chờ {hours // 24} ngày"


def clock_note(clock: Clock) -> str:
    """What the moments of handing in were taken from, and what is wrong with it; said on every face of a status."""
    if clock.declared:
        return "Thời điểm nộp lấy theo ngày đơn vị khai."
    if not clock.receipts and clock.broken is None and not clock.gaps:
        return "Thời điểm nộp lấy theo lúc vào nhánh chính; chưa có biên nhận của máy chủ."
    without = ", ".join(clock.unreceipted)
    named = f" Không có biên nhận, tính theo lúc vào nhánh chính: {without}." if without else ""
    copies = "".join(f" Bản sao {fault}." for fault in clock.copies)
    book = chain_note(clock.receipts, clock.broken, clock.gaps)
    return f"Thời điểm nộp lấy theo biên nhận của máy chủ: {book}{copies}{named}"


def unreadable_note(status: CycleStatus) -> str:
    return f"Có {status.unreadable} tệp chưa đọc được, nên phần trong đó đang tính là thiếu; chạy `kiemdiem kiem-tra`."
