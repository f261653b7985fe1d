"""Names and numbers agree with the folder, the registry and the rule set (R03, R43)."""

from collections.abc import Iterator, Sequence

from schemas.finding import Gate, Turn
from schemas.models.unit_files import AnyTyped, UnitFiles
from schemas.rules.engine import Context, CrossFault, Family, Fault
from schemas.rules.unit_summary import UnitSummary
from schemas.source.yaml_tree import Loc

RULES = Family()


@RULES.rule("R43", Gate.MERGE, public=True)
def codes_agree(files: UnitFiles, context: Context) -> Iterator[Fault]:
    code, year = files.folder_name, context.terms.cycle.year
    unit = files.unit
    if unit.model.code != code:
        yield _centre(files, "ma", f"Mã đơn vị khác tên thư mục “{code}”.", f"ghi `ma: {code}`")
    known = {officer.code for officer in unit.model.officers}
    if len(known) != len(unit.model.officers):
        yield _centre(files, "can_bo", "Có mã người viết hai lần trong danh sách cán bộ.", "mỗi người một mã")
    if sum(officer.is_head for officer in unit.model.officers) > 1:
        yield _centre(files, "can_bo", "Có hơn một người đứng đầu.", "chỉ một người ghi `nguoi_dung_dau: có`")
    for file, turn in files.owned():
        if file.model.unit != code:
            yield Fault(file, ("don_vi",), f"Mã đơn vị khác tên thư mục “{code}”.", f"ghi `don_vi: {code}`", turn=turn)
        if file.model.year != year:
            yield Fault(file, ("nam",), f"Năm khác kỳ kiểm điểm {year}.", f"ghi `nam: {year}`", turn=turn)
    for name, person in files.persons.items():
        if person.model.person != name:
            fix = f"ghi `ma: {name}`" if name in known else f"đổi tên tệp thành `{person.model.person}.yaml`"
            yield Fault(person, ("ma",), f"Mã người khác tên tệp “{name}.yaml”.", fix)
        elif name not in known:
            yield Fault(
                person,
                ("ma",),
                "Người này không có trong danh sách cán bộ của đơn vị (`don-vi.yaml`).",
                "kiểm tra lại mã; nếu mã đúng, đề nghị trung tâm bổ sung danh sách",
            )
    for name, table in files.tables.items():
        if table.model.form != name:
            yield Fault(table, ("bieu",), f"Mã biểu khác tên tệp “{name}.yaml”.", f"ghi `bieu: {name}`")
    for place, loc, code_named in _persons_named(files):
        if code_named not in known:
            yield Fault(
                place,
                loc,
                "Người này không có trong danh sách cán bộ của đơn vị (`don-vi.yaml`).",
                "kiểm tra lại mã; nếu mã đúng, đề nghị trung tâm bổ sung danh sách",
            )


def _persons_named(files: UnitFiles) -> Iterator[tuple[AnyTyped, Loc, str]]:
    """Every place where a unit's own file names one of its officers."""
    if files.ratings:
        for index, rated in enumerate(files.ratings.model.persons):
            yield files.ratings, ("ca_nhan", index, "ma"), rated.subject
    if files.remediation:
        for index, limit in enumerate(files.remediation.model.limits):
            for key, person in (("cua", limit.subject), ("phu_trach", limit.owner)):
                if person is not None and person[0].isupper():
                    yield files.remediation, ("han_che", index, key), person
    for number, meeting in enumerate(files.meetings.model.meetings if files.meetings else ()):
        for position, item in enumerate(meeting.agenda):
            if files.meetings and item.person is not None:
                yield files.meetings, ("hoi_nghi", number, "chuong_trinh", position, "ma"), item.person


@RULES.cycle_rule("R43", Gate.MERGE)
def codes_are_unique(units: Sequence[UnitSummary], context: Context) -> Iterator[CrossFault]:
    """Two folders with one unit code."""
    del context
    seen: dict[str, str] = {}
    for unit in units:
        if unit.code in seen:
            yield CrossFault(
                unit.unit_path,
                ("ma",),
                f"Mã đơn vị trùng với {seen[unit.code]}.",
                "mỗi đơn vị một mã riêng",
                turn=Turn.CENTRE,
            )
        seen.setdefault(unit.code, unit.folder)


def _centre(files: UnitFiles, key: str, message: str, fix: str) -> Fault:
    return Fault(files.unit, (key,), message, fix, turn=Turn.CENTRE)


@RULES.rule("R03", Gate.MERGE)
def head_is_responsible(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    head = files.unit.model.head()
    own = files.dossier is not None and files.dossier.model.unit == files.unit.model.code
    if files.dossier and own and head and files.dossier.model.responsible != head.code:
        yield Fault(
            files.dossier,
            ("nguoi_chiu_trach_nhiem",),
            "Người chịu trách nhiệm không phải người đứng đầu đơn vị.",
            f"ghi mã người đứng đầu theo danh sách của trung tâm: {head.code}",
        )
