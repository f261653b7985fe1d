"""Which papers are owed and which are not: R32, R34, R36–R42. One loop over the obligations serves them all."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.finding import Gate, Severity
from schemas.local_time import show_day
from schemas.models.dossier import Dossier, PersonalDossier
from schemas.models.unit_files import Typed, UnitFiles
from schemas.rules.engine import Context, Fault, Judge, rule
from schemas.ruleset.obligation import Obligation, matching, outstanding
from schemas.ruleset.terms import Due
from schemas.vocabulary import Form

_TITLES = {
    "R32": ("Hồ sơ cá nhân mục 1 đủ thành phần, đủ bản", "cv1375#danh-muc-1"),
    "R34": ("Thường trực HĐND, lãnh đạo UBND nộp đủ mục 2", "cv1375#danh-muc-2"),
    "R36": ("Báo cáo kiểm điểm và báo cáo đánh giá, xếp loại (mục 3.1)", "cv1375#danh-muc-3-1"),
    "R37": ("Được gợi ý thì có văn bản gợi ý và báo cáo giải trình (mục 3.2)", "cv1375#danh-muc-3-2"),
    "R38": ("Biên bản họp và biên bản hội nghị (mục 3.3)", "cv1375#danh-muc-3-3"),
    "R39": ("Có khiếu nại thì có hồ sơ giải quyết (mục 3.4)", "cv1375#danh-muc-3-4"),
    "R40": ("Đủ các biểu 6A–6F và biểu thống kê (mục 3.5)", "cv1375#danh-muc-3-5"),
    "R41": ("Hồ sơ cá nhân cán bộ diện Ban Thường vụ Thành ủy quản lý (mục 3.6)", "cv1375#danh-muc-3-6"),
    "R42": ("Đảng ủy phường, xã nộp thêm mục 2.2 và 2.3 (mục 3.7)", "cv1375#danh-muc-3-7"),
}
_WHY = (
    "Danh mục kèm công văn quy định thành phần này. Trước hạn, phần còn thiếu chỉ hiện trên bảng tiến độ; "
    "quá hạn thì cảnh báo; khi chốt kỳ thì là lỗi."
)


def _judge(rule_id: str) -> Judge:
    def judge(files: UnitFiles, context: Context) -> Iterator[Fault]:
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

    return judge


class _Gap(NamedTuple):
    """One item with papers still missing; `some` of them may have come."""

    code: str
    lacking: str
    some: bool
    due: Due


for _id, (_title, _source) in _TITLES.items():
    rule(_id, title=_title, why=_WHY, source=_source, gate=Gate.CLOSE)(_judge(_id))


@rule(
    "R17",
    title="Văn bản đã nộp đúng danh mục: đúng mục, đúng mẫu, đủ bản, có xác nhận",
    why="Văn bản ghi vào mục mà đơn vị không phải nộp, thiếu bản hoặc sai mẫu thì phải trả lại.",
    source="cv1375#muc-8",
    gate=Gate.MERGE,
)
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


def _entries(
    file: Typed[Dossier] | Typed[PersonalDossier], owed: dict[str, Obligation], context: Context
) -> Iterator[Fault]:
    seen: set[tuple[str, str | None]] = set()
    for index, entry in enumerate(file.model.entries):
        place = ("thanh_phan", index)
        obligation = owed.get(entry.item)
        if obligation is None:
            allowed = ", ".join(sorted(owed)) or "không mục nào"
            yield Fault(
                file,
                (*place, "muc"),
                f"Đơn vị không phải nộp mục {entry.item} ở tệp này.",
                f"các mục được nộp: {allowed}",
            )
            continue
        if not obligation.applies:
            condition = obligation.item.condition.value
            yield Fault(
                file,
                (*place, "muc"),
                f"Mục {entry.item} chỉ nộp khi “{condition}”; điều kiện này đang là không.",
                "bỏ dòng này, hoặc sửa điều kiện (gợi ý kiểm điểm do trung tâm ghi ở `don-vi.yaml`)",
            )
        known = {document.code for document in obligation.item.documents}
        if entry.document is not None and entry.document not in known:
            fix = f"dùng một trong: {', '.join(sorted(known))}" if known else "bỏ dòng `tai_lieu`"
            yield Fault(file, (*place, "tai_lieu"), f"Mục {entry.item} không có tài liệu mang mã này.", fix)
        elif entry.document is None and len(known) > 1 and not context.terms.merged_papers:
            yield Fault(
                file, place, f"Mục {entry.item} có nhiều tài liệu, mỗi tài liệu ghi một dòng.", "thêm `tai_lieu`"
            )
        if (entry.item, entry.document) in seen:
            yield Fault(file, place, f"Mục {entry.item} ghi hai lần cùng một tài liệu.", "giữ một dòng")
        seen.add((entry.item, entry.document))
        if entry.copies < obligation.copies:
            yield Fault(
                file,
                (*place, "so_ban"),
                f"Mục {entry.item} ghi {entry.copies} bản; cần {obligation.copies} bản.",
                f"nộp đủ {obligation.copies} bản rồi sửa `so_ban`",
            )
        if obligation.item.needs_confirmation and not entry.confirmed:
            yield Fault(
                file,
                (*place, "xac_nhan"),
                f"Mục {entry.item} phải có xác nhận của lãnh đạo cấp có thẩm quyền.",
                "xin xác nhận rồi ghi `xac_nhan: có`",
            )
        yield from _form(file, place, obligation, entry.form, context)


def _form(
    file: Typed[Dossier] | Typed[PersonalDossier],
    place: tuple[str, int],
    obligation: Obligation,
    form: Form | None,
    context: Context,
) -> Iterator[Fault]:
    wanted = obligation.item.form
    if wanted is None:
        return
    code = obligation.item.code
    if wanted is Form.PERSON:
        both = context.terms.policy("mau-02") == "ca-hai"
        accepted = {Form.PERSON_LEADING, Form.PERSON_NOT_LEADING} if both else {Form.PERSON_LEADING}
        if form in (Form.PERSON, Form.PERSON_NOT_LEADING) and form not in accepted:
            yield Fault(
                file,
                (*place, "mau"),
                f"Mục {code} ghi mẫu {form.value}; cán bộ lãnh đạo, quản lý dùng Mẫu 02B.",
                'ghi `mau: "02B"` nếu bản kiểm điểm viết theo Mẫu 02B',
                Severity.WARNING,
            )
            return
    else:
        accepted = {wanted}
    if form not in accepted:
        names = " hoặc ".join(sorted(f'"{member.value}"' for member in accepted))
        yield Fault(file, (*place, "mau"), f"Mục {code} phải theo mẫu {names}.", f"ghi `mau: {names}`")


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
    register = f"ca-nhan/{person}.yaml" if person else "ho-so.yaml"
    return Fault(
        file or files.unit,
        ("thanh_phan",) if file else (),
        message[0].upper() + message[1:],
        f"nộp, rồi thêm dòng vào `{register}`; hạn chót là ngày {show_day(due.last_day)}",
    )
