"""The amended text and its changes as plain text, for a terminal or a letter."""

from collections.abc import Iterator

from schemas.legal.provision import PLACEHOLDER, Provision
from schemas.legal.versions import LegalText, TextVersion
from schemas.local_time import show_day
from scripts.legal.citations import AmendmentMark, changes, marks, title_of

NOT_LOADED = "(nguyên văn chưa được nạp)"
STATES = {
    "not_loaded": "Toàn văn gốc chưa được nạp; chỉ hiện những gì văn bản sửa đổi nêu.",
    "loaded": "Toàn văn gốc đã nạp, chưa được hai người đối chiếu với bản ký.",
    "verified": "Toàn văn gốc đã được hai người đối chiếu với bản ký.",
}


def as_text(text: LegalText, version: TextVersion) -> str:
    """The whole text as of a version, with [F1 …] around what was amended and the notes at the end."""
    known = marks(text, version)
    lines = [
        f"{text.title}: bản hợp nhất để tra cứu, tại ngày {show_day(version.at)}",
        f"Không thay văn bản gốc. {STATES[text.base_state]}",
        "",
    ]
    for node in version.text.body:
        lines += _lines(node, known, 0)
    if known:
        lines += ["", "Chú dẫn", *(f"  {mark.label}  {mark.sentence}" for mark in known.values())]
    lines += [f"Lưu ý {warning}" for warning in version.text.warnings]
    return "\n".join(lines) + "\n"


def _lines(node: Provision, known: dict[str, AmendmentMark], depth: int) -> Iterator[str]:
    pad = "  " * depth
    words = "".join(f"[{known[run.source].label} {run.text}]" if run.source in known else run.text for run in node.runs)
    mark = known.get(node.source)
    if title := title_of(node):
        yield f"{pad}{title}{f' [{mark.label}]' if mark else ''}"
        pad += "  "
    else:
        words = f"{node.mark} {words}"
    if node.source == PLACEHOLDER and not words:
        yield f"{pad}{NOT_LOADED}"
    yield from (f"{pad}{line}" for line in words.split("\n") if line)
    for child in node.children:
        yield from _lines(child, known, depth + 1)


def compared(text: LegalText, version: TextVersion) -> str:
    """What changed since the text was signed: {+added+}, [-dropped-]."""
    lines = [f"{text.title}: thay đổi từ {show_day(text.versions[0].at)} đến {show_day(version.at)}", ""]
    for change in changes(text, version):
        lines.append(f"{change.title} [{change.mark.label}]")
        words = "".join(
            piece.same + (f"[-{piece.old}-]" if piece.old else "") + (f"{{+{piece.new}+}}" if piece.new else "")
            for piece in change.pieces
        )
        lines += [f"  {'(trước đó chưa có) ' if change.inserted else ''}{words}", ""]
    if len(lines) == 2:
        lines.append("Chưa có thay đổi nào.")
    return "\n".join(lines).rstrip() + "\n"
