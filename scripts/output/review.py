"""Faces of a review: one comment in Markdown, the same as text, and JSON.

Markdown meets a forge that would follow its markup, so every value is escaped.
"""

import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum

from schemas.finding import SEVERITY_TITLES, TURN_TITLES, Finding
from schemas.local_time import days_late, show_moment
from scripts.gate.review import Review, UnitReview
from scripts.progress.quotas import GroupQuota
from scripts.progress.status import ItemStatus

MARKER = "<!-- kiemdiem:nhan-xet -->"
"""First line of the comment, by which a bot finds its own and edits it in place."""

LONGEST_COMMENT = 60_000
"""Bytes. The strictest forge takes 65,536 characters; beyond, it refuses and yesterday's comment stays."""

_MOST_UNITS = 20
_MOST_FINDINGS = 20
_MARKUP = re.compile(r"[^\w\s.,;:/%()“”‘’…·–→✓✗-]|_")


class LineKind(Enum):
    HEAD = ("### ", "")
    PART = ("\n**", "\n")
    POINT = ("- ", "  ")
    DETAIL = ("  - ", "    ")


ReviewLine = tuple[LineKind, str]


def as_markdown(review: Review, site: str = "") -> str:
    lines = [MARKER]
    for shape, text in _lines(review, site):
        lines.append(f"{shape.value[0]}{escaped(text)}{'**' if shape is LineKind.PART else ''}")
        if shape in (LineKind.HEAD, LineKind.PART):
            lines.append("")
    return "\n".join(lines) + "\n"


def capped(markdown: str) -> str:
    """A comment that every forge takes: cut after a whole line, which is said, never left out in silence."""
    if len(markdown.encode()) <= LONGEST_COMMENT:
        return markdown
    kept = markdown.encode()[:LONGEST_COMMENT].decode(errors="ignore").rpartition("\n")[0]
    return f"{kept}\n\n**… nhận xét dài quá, phần còn lại xem ở kết quả chạy của lần này.**\n"


def as_text(review: Review, site: str = "") -> str:
    return "\n".join(f"{shape.value[1]}{text}" for shape, text in _lines(review, site))


def escaped(text: str) -> str:
    """Text that Markdown, HTML and a forge's own marks (mentions, references) show as it is."""
    return _MARKUP.sub(lambda found: f"&#{ord(found.group())};", text.replace("\n", " "))


def _lines(review: Review, site: str) -> Iterator[ReviewLine]:
    yield LineKind.HEAD, _verdict(review)
    yield (
        LineKind.POINT,
        f"Tính đến {show_moment(review.now)}; nhánh chính {review.base[:10]}, đề nghị {review.head[:10]}.",
    )
    if not review.units:
        yield LineKind.POINT, f"Đề nghị sửa {review.files} tệp, không có hồ sơ của đơn vị nào."
    for unit in review.units[:_MOST_UNITS]:
        yield from _unit(unit, review)
    if len(review.units) > _MOST_UNITS:
        yield LineKind.POINT, f"… và {len(review.units) - _MOST_UNITS} đơn vị khác"
    for title, findings in (("Phải sửa", review.errors), ("Lưu ý", review.warnings)):
        if findings:
            yield LineKind.PART, f"{title}: {len(findings)}"
            yield from _findings(findings, site)


def _verdict(review: Review) -> str:
    if not review.errors:
        return f"✓ Nhận được{f', có {len(review.warnings)} lưu ý' if review.warnings else ''}. Lượt của trung tâm."
    turns = Counter(finding.turn for finding in review.errors)
    return f"✗ Chưa nhận được: {len(review.errors)} lỗi. Lượt của {', '.join(TURN_TITLES[turn] for turn in turns)}."


def _unit(unit: UnitReview, review: Review) -> Iterator[ReviewLine]:
    yield LineKind.PART, f"{unit.name}: {unit.done_before} → {unit.done_after} trên {unit.owed} mục"
    arrived = [change.after for change in unit.items if change.arrived]
    if arrived:
        yield LineKind.POINT, "Mới có:"
        for item in arrived:
            yield LineKind.DETAIL, f"{_item(item)}{' (một phần)' if item.lacking else ''}: {_when(item, review)}"
    withdrawn = [change.after for change in unit.items if change.withdrawn]
    if withdrawn:
        yield LineKind.POINT, f"Rút bớt: {'; '.join(map(_item, withdrawn))}"
    if not arrived and not withdrawn:
        yield LineKind.POINT, "Không thêm, không bớt giấy tờ nào của danh mục."
    yield from ((LineKind.POINT, _quota(*quota)) for quota in unit.quotas)
    if unit.left:
        yield LineKind.POINT, "Còn thiếu:"
        yield from ((LineKind.DETAIL, f"{_item(item)}{_rest(item)}; hạn {item.due.wording()}") for item in unit.left)
    else:
        yield LineKind.POINT, "Đã đủ các mục phải nộp."


def _item(item: ItemStatus) -> str:
    part = f" ({item.received}/{item.owed})" if item.owed > 1 else ""
    return f"mục {item.item} {item.title}{part}"


def _rest(item: ItemStatus) -> str:
    """What an item still lacks that has come in part."""
    return f": còn {', '.join(item.lacking)}" if item.papers else ""


def _when(item: ItemStatus, review: Review) -> str:
    """Merging late makes nobody late: what counts is when the server first received it."""
    due, received = item.due, review.received
    wording = f"hạn {due.wording()}"
    if received is not None:
        verdict = "trong hạn" if due.met_by(received) else f"chậm {days_late(received, due.closes_at)} ngày"
        return f"{wording}; nộp lúc {show_moment(received)} theo biên nhận, {verdict}"
    if due.met_by(review.now):
        return f"{wording}, còn trong hạn"
    return f"{wording}, nay đã qua {days_late(review.now, due.closes_at)} ngày; nộp có kịp không thì xem biên nhận"


def _quota(quota: GroupQuota, before: int | None) -> str:
    now = quota.group.excellent
    change = f"{before} → {now}" if before is not None and before != now else str(now)
    verdict = "trong hạn mức" if quota.limit.kept else f"VƯỢT {-quota.limit.slack}"
    return f"Nhóm {quota.group.name}: xuất sắc {change}, nhiều nhất {quota.limit.most}: {verdict}"


def _findings(findings: list[Finding], site: str) -> Iterator[ReviewLine]:
    for finding in findings[:_MOST_FINDINGS]:
        place = f"{finding.path}:{finding.line}"
        yield LineKind.POINT, f"{finding.rule} {place}: {finding.message} Cách sửa: {finding.fix}"
    if len(findings) > _MOST_FINDINGS:
        yield (
            LineKind.POINT,
            f"… và {len(findings) - _MOST_FINDINGS} {SEVERITY_TITLES[findings[0].severity].lower()} khác",
        )
    if site:
        rules = dict.fromkeys((finding.rule, finding.link) for finding in findings[:_MOST_FINDINGS])
        yield LineKind.POINT, "Giải thích từng quy tắc: " + ", ".join(f"{site}{link}" for _, link in rules)


def as_json(review: Review) -> dict[str, object]:
    return {
        "base": review.base,
        "head": review.head,
        "thoi_diem": review.now.isoformat(),
        "nhan_duoc": not review.errors,
        "tep": review.files,
        "don_vi": [_unit_json(unit) for unit in review.units],
        "findings": [finding.as_json() for finding in review.result.findings],
    }


def _unit_json(unit: UnitReview) -> dict[str, object]:
    return {
        "ma": unit.code,
        "truoc": unit.done_before,
        "sau": unit.done_after,
        "phai_nop": unit.owed,
        "moi_co": [change.after.item for change in unit.items if change.arrived],
        "rut_bot": [change.after.item for change in unit.items if change.withdrawn],
        "con_thieu": {item.item: item.due.closes_at.isoformat() for item in unit.left},
        "han_muc": [
            {
                "nhom": quota.group.name,
                "xuat_sac_truoc": before,
                "xuat_sac": quota.group.excellent,
                "nhieu_nhat": quota.limit.most,
                "trong_han_muc": quota.limit.kept,
            }
            for quota, before in unit.quotas
        ],
    }
