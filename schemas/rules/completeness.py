"""Which papers are owed and which are not: R32, R34, R36–R42. One loop over the obligations serves them all."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.finding import Gate, Severity
from schemas.local_time import show_day
from schemas.models.dossier import Dossier, Entry, PersonalDossier
from schemas.models.kinds import DOSSIER, PERSON
from schemas.models.unit_files import Typed, UnitFiles
from schemas.rules.engine import Context, Family, Fault, UnitCheck
from schemas.ruleset.obligation import Obligation, matching, outstanding
from schemas.ruleset.terms import Due, Terms
from schemas.vocabulary import Form

RULES = Family()


def _missing_papers(rule_id: str) -> UnitCheck:
    def check(files: UnitFiles, context: Context) -> Iterator[Fault]:
        """Gaps, once their deadline has passed or the cycle is being closed; silent while a file is unreadable."""
        if files.unreadable:
            return
        gaps: dict[str | None, list[_Gap]] = {}
        for obligation in context.owed:
            if obligation.rule != rule_id or not obligation.applies or not context.passed(obligation.due):
                continue
            if gap := _gap(files, context, obligation):
                gaps.setdefault(obligation.person, []).append(gap)
        for person, alike in gaps.items():
            yield _missing(files, person, alike)

    return check


for _id in ("R32", "R34", "R36", "R37", "R38", "R39", "R40", "R41", "R42"):
    RULES.rule(_id, Gate.CLOSE)(_missing_papers(_id))


class _Gap(NamedTuple):
    """One item with papers still missing; `some` of them may have come."""

    code: str
    lacking: str
    some: bool
    due: Due


@RULES.rule("R17", Gate.MERGE)
def entries_fit_the_list(files: UnitFiles, context: Context) -> Iterator[Fault]:
    owed = context.owed
    if files.dossier:
        own = {o.item.code: o for o in owed if o.person is None}
        yield from _entries(files.dossier, own, context)
    for code, file in files.persons.items():
        own = {o.item.code: o for o in owed if o.person == code}
        if own:
            yield from _entries(file, own, context)
        elif any(officer.code == code for officer in files.unit.model.officers):
            yield Fault(
                file,
                ("ma",),
                "Người này không thuộc diện Ban Thường vụ Thành ủy quản lý nên không nộp ở đây.",
                "xóa tệp này, hoặc đề nghị trung tâm sửa danh sách",
            )


class _RegisterLine(NamedTuple):
    """One entry of a register, and what the unit owes under its item."""

    file: Typed[Dossier] | Typed[PersonalDossier]
    number: int
    entry: Entry
    obligation: Obligation
    terms: Terms

    def fault(self, key: str, message: str, fix: str, severity: Severity | None = None) -> Fault:
        """About one of its keys, or "" about all of it."""
        place = ("thanh_phan", self.number)
        return Fault(self.file, (*place, key) if key else place, f"Mục {self.entry.item} {message}", fix, severity)


def _entries(
    file: Typed[Dossier] | Typed[PersonalDossier], owed: dict[str, Obligation], context: Context
) -> Iterator[Fault]:
    seen: set[tuple[str, str | None]] = set()
    for index, entry in enumerate(file.model.entries):
        obligation = owed.get(entry.item)
        if obligation is None:
            allowed = ", ".join(sorted(owed)) or "không mục nào"
            message = f"Đơn vị không phải nộp mục {entry.item} ở tệp này."
            yield Fault(file, ("thanh_phan", index, "muc"), message, f"các mục được nộp: {allowed}")
            continue
        line = _RegisterLine(file, index, entry, obligation, context.terms)
        yield from _applies(line)
        yield from _document(line)
        if (entry.item, entry.document) in seen:
            yield line.fault("", "ghi hai lần cùng một tài liệu.", "giữ một dòng")
        seen.add((entry.item, entry.document))
        yield from _copies(line)
        yield from _confirmed(line)
        yield from _form(line)


def _applies(line: _RegisterLine) -> Iterator[Fault]:
    if not line.obligation.applies:
        condition = line.obligation.item.condition.value
        yield line.fault(
            "muc",
            f"chỉ nộp khi “{condition}”; điều kiện này đang là không.",
            "bỏ dòng này, hoặc sửa điều kiện (gợi ý kiểm điểm do trung tâm ghi ở `don-vi.yaml`)",
        )


def _document(line: _RegisterLine) -> Iterator[Fault]:
    known = {document.code for document in line.obligation.item.documents}
    named = line.entry.document
    if named is not None and named not in known:
        fix = f"dùng một trong: {', '.join(sorted(known))}" if known else "bỏ dòng `tai_lieu`"
        yield line.fault("tai_lieu", "không có tài liệu mang mã này.", fix)
    elif named is None and len(known) > 1 and not line.terms.merged_papers:
        yield line.fault("", "có nhiều tài liệu, mỗi tài liệu ghi một dòng.", "thêm `tai_lieu`")


def _copies(line: _RegisterLine) -> Iterator[Fault]:
    owed = line.obligation.copies
    if line.entry.copies < owed:
        message = f"ghi {line.entry.copies} bản; cần {owed} bản."
        yield line.fault("so_ban", message, f"nộp đủ {owed} bản rồi sửa `so_ban`")


def _confirmed(line: _RegisterLine) -> Iterator[Fault]:
    if line.obligation.item.needs_confirmation and not line.entry.confirmed:
        message = "phải có xác nhận của lãnh đạo cấp có thẩm quyền."
        yield line.fault("xac_nhan", message, "xin xác nhận rồi ghi `xac_nhan: có`")


def _form(line: _RegisterLine) -> Iterator[Fault]:
    wanted, form = line.obligation.item.form, line.entry.form
    if wanted is None:
        return
    accepted = {wanted}
    if wanted is Form.PERSON:
        both = line.terms.policy("mau-02") == "ca-hai"
        accepted = {Form.PERSON_LEADING, Form.PERSON_NOT_LEADING} if both else {Form.PERSON_LEADING}
        if form in (Form.PERSON, Form.PERSON_NOT_LEADING) and form not in accepted:
            message = f"ghi mẫu {form.value}; cán bộ lãnh đạo, quản lý dùng Mẫu 02B."
            fix = 'ghi `mau: "02B"` nếu bản kiểm điểm viết theo Mẫu 02B'
            yield line.fault("mau", message, fix, Severity.WARNING)
            return
    if form not in accepted:
        names = " hoặc ".join(sorted(f'"{member.value}"' for member in accepted))
        yield line.fault("mau", f"phải theo mẫu {names}.", f"ghi `mau: {names}`")


def _gap(files: UnitFiles, context: Context, obligation: Obligation) -> _Gap | None:
    entries = files.entries(obligation.person)
    lacking = outstanding(obligation, entries, context.terms.merged_papers)
    if not lacking:
        return None
    whole = len(lacking) == len(obligation.documents)
    title = obligation.item.short_title if whole else "; ".join(lacking)
    some = bool(matching(obligation, entries))
    return _Gap(obligation.item.code, title, some, obligation.due)


def _missing(files: UnitFiles, person: str | None, gaps: list[_Gap]) -> Fault:
    file = files.persons.get(person) if person else files.dossier
    due = gaps[0].due
    if person:
        message = f"Hồ sơ của {person} chưa nộp mục {', '.join(gap.code for gap in gaps)}. Hạn {due.wording()}."
    else:
        listed = (f"mục {gap.code} {'còn thiếu' if gap.some else 'chưa nộp'}: {gap.lacking}" for gap in gaps)
        message = f"{'; '.join(listed)}. Hạn {due.wording()}."
    register = PERSON.place(person) if person else DOSSIER.place()
    return Fault(
        file or files.unit,
        ("thanh_phan",) if file else (),
        message[0].upper() + message[1:],
        f"nộp, rồi thêm dòng vào `{register}`; hạn chót là ngày {show_day(due.last_day)}",
    )
