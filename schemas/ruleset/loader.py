"""A rule set: deadlines, checklist, recipients, policies and forms of one review year, as data.

Every entry cites its source as `document#anchor`, such as `cv1375#muc-7` on the dispatch's page.
"""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from schemas import paths
from schemas.errors import KiemdiemError
from schemas.fields.declaration import Day, LongText, Record, Slug, YesNo
from schemas.fields.validation import validate
from schemas.roles import DeadlineRole, ItemRole, SourceRole
from schemas.ruleset.checklist import Item, ItemGroup
from schemas.ruleset.citation import Citation, RuleId
from schemas.ruleset.procedure import Frame, Procedure
from schemas.ruleset.rule_words import RuleWords, RuleWordsFile
from schemas.ruleset.table_form import TableForm, TableFormFile
from schemas.source.yaml_tree import parse
from schemas.vocabulary import Form, UnitKind

R = TypeVar("R", bound=Record)

COMMON_RULES = Path(__file__).with_name("quy-tac-chung.yaml")
"""Words of the rules on the form of files (K) and on permission (Q): the program's own, the same every year."""

POLICIES_ASKED = (
    *("truoc-ngay", "tran-20-mau-so", "tran-20-lam-tron", "mau-02", "van-ban-gop"),
    *("khac-phuc-so-ngay", "phan-cong-goi-y", "lay-y-kien-tra-loi"),
)
"""Policies that rules ask for by name; every rule set must answer them. Others are asked only by its own data."""


class RuleSetError(KiemdiemError):
    """The rule set's own data is wrong; the message names file, line and fix."""


def _read_month_day(value: object) -> object:
    if isinstance(value, str) and len(value) == len("12-07"):
        try:
            return date.fromisoformat(f"2000-{value}")
        except ValueError:
            raise PydanticCustomError("day", "ngày hằng năm viết tháng-ngày, ví dụ 12-07") from None
    return value


class Basis(Record):
    """A paper that the dispatch rests on; reports cite it by its number."""

    number: LongText = Field(alias="so")
    title: LongText = Field(alias="ten")
    source: Citation = Field(alias="nguon")


class RuleSetHeader(Record):
    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    valid_from: Day = Field(alias="hieu_luc_tu")
    valid_to: Day = Field(alias="hieu_luc_den")
    replaced_by: LongText = Field(alias="thay_the_boi")
    notice: LongText = Field(alias="luu_y")
    sources: dict[SourceRole, Citation] = Field(alias="nguon")
    bases: tuple[Basis, ...] = Field(alias="can_cu")

    def covers(self, year: int) -> bool:
        """Whether a year's review closes while the rule set is in force."""
        return self.valid_from <= date(year, 12, 31) <= self.valid_to

    def out_of_force(self, year: int) -> tuple[str, str]:
        """What is wrong with using it for a year that it does not cover, and what to do."""
        from_to = f"{self.valid_from:%d/%m/%Y} đến {self.valid_to:%d/%m/%Y}"
        message = f"Bộ quy tắc “{self.code}” không dùng cho năm {year}: hiệu lực từ {from_to}."
        return message, f"dùng bộ quy tắc của năm {year}; bộ này được thay bởi: {self.replaced_by}"


class Deadline(Record):
    """A "trước ngày" of the dispatch. For a yearly one the year of `before` is a placeholder."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    role: DeadlineRole = Field(alias="vai")
    before: Annotated[Day, BeforeValidator(_read_month_day)] = Field(alias="truoc_ngay")
    yearly: YesNo = Field(alias="hang_nam", default=False)
    rule: RuleId = Field(alias="quy_tac")
    source: Citation = Field(alias="nguon")


class RecipientGroup(Record):
    number: Annotated[int, BeforeValidator(int)] = Field(alias="ma")
    title: LongText = Field(alias="ten")
    source: Citation = Field(alias="nguon")


class KindDuties(Record):
    """What a kind of unit is to the dispatch: its recipient group and its completion deadline."""

    kind: UnitKind = Field(alias="loai")
    group: Annotated[int, BeforeValidator(int)] | None = Field(alias="nhom", default=None)
    completion: Slug = Field(alias="hoan_thanh")
    issuer: YesNo = Field(alias="ban_hanh", default=False)


class Policy(Record):
    """An open point of the dispatch: the reading in use and the readings it chooses among."""

    code: Slug = Field(alias="ma")
    question: LongText = Field(alias="cau_hoi")
    value: Slug = Field(alias="gia_tri")
    readings: dict[Slug, LongText] = Field(alias="cach_hieu")
    confirmed: YesNo = Field(alias="xac_nhan", default=False)
    source: Citation = Field(alias="nguon")


class OpenQuestion(Record):
    question: LongText = Field(alias="cau_hoi")
    source: Citation = Field(alias="nguon")


class FormEntry(Record):
    code: Form = Field(alias="ma")
    title: LongText = Field(alias="ten")
    used_for: LongText = Field(alias="dung_cho")
    source: Citation = Field(alias="nguon")


class _DeadlineFile(Record):
    deadlines: tuple[Deadline, ...] = Field(alias="thoi_han")


class _RecipientFile(Record):
    groups: tuple[RecipientGroup, ...] = Field(alias="nhom")
    kinds: tuple[KindDuties, ...] = Field(alias="loai_don_vi")


class _ChecklistFile(Record):
    groups: tuple[ItemGroup, ...] = Field(alias="nhom")


class _PolicyFile(Record):
    policies: tuple[Policy, ...] = Field(alias="chinh_sach")
    questions: tuple[OpenQuestion, ...] = Field(alias="cau_hoi_khac", default=())


class _FormFile(Record):
    forms: tuple[FormEntry, ...] = Field(alias="mau")


class RuleSet(NamedTuple):
    """All files of one rule set, checked against each other; the larger ones are read when first asked for."""

    header: RuleSetHeader
    deadlines: dict[str, Deadline]
    recipients: tuple[RecipientGroup, ...]
    kinds: dict[UnitKind, KindDuties]
    checklist: tuple[ItemGroup, ...]
    policies: dict[str, Policy]
    questions: tuple[OpenQuestion, ...]
    forms: tuple[FormEntry, ...]
    folder: Path

    @property
    def procedure(self) -> Procedure:
        return _procedure(self.folder)

    @property
    def frame(self) -> Frame:
        return _frame(self.folder)

    @property
    def rules(self) -> dict[str, RuleWords]:
        """Words of every rule, those of the rule set and the program's own, which cite where papers are handed in."""
        return _rules(self.folder, self.source(SourceRole.HANDING_IN))

    def source(self, role: SourceRole) -> str:
        return self.header.sources[role]

    def deadline(self, role: DeadlineRole) -> Deadline:
        return next(deadline for deadline in self.deadlines.values() if deadline.role is role)

    @property
    def tables(self) -> dict[str, TableForm]:
        return _tables(self.folder)

    def tables_for(self, kind: UnitKind) -> dict[str, TableForm]:
        """The statistic tables that a kind of unit fills."""
        return {code: form for code, form in self.tables.items() if kind in form.kinds}

    def group(self, code: str) -> ItemGroup:
        return next(group for group in self.checklist if group.code == code)

    def items(self) -> dict[str, Item]:
        return {item.code: item for group in self.checklist for item in group.items}


def available() -> list[str]:
    """Codes of the rule sets that ship with the program."""
    return sorted(folder.name for folder in paths.RULESETS.iterdir() if (folder / "bo-quy-tac.yaml").is_file())


def load(code: str, root: Path | None = None) -> RuleSet:
    """Read a rule set. Raises RuleSetError with file, line and reason when its data are wrong."""
    return _load(root or paths.RULESETS, code)


@cache
def _load(root: Path, code: str) -> RuleSet:
    folder = root / code
    if not (folder / "bo-quy-tac.yaml").is_file():
        raise RuleSetError(f"Không có bộ quy tắc “{code}”. Hiện có: {', '.join(available())}.")
    recipients = _read(folder / "kinh-gui.yaml", _RecipientFile)
    policies = _read(folder / "chinh-sach.yaml", _PolicyFile)
    ruleset = RuleSet(
        header=_read(folder / "bo-quy-tac.yaml", RuleSetHeader),
        deadlines={d.code: d for d in _read(folder / "thoi-han.yaml", _DeadlineFile).deadlines},
        recipients=recipients.groups,
        kinds={duties.kind: duties for duties in recipients.kinds},
        checklist=_read(folder / "danh-muc.yaml", _ChecklistFile).groups,
        policies={policy.code: policy for policy in policies.policies},
        questions=policies.questions,
        forms=_read(folder / "mau.yaml", _FormFile).forms,
        folder=folder,
    )
    if faults := _contradictions(ruleset):
        raise RuleSetError(f"Bộ quy tắc “{code}” mâu thuẫn: " + "; ".join(faults))
    return ruleset


def _read(path: Path, model: type[R]) -> R:
    try:
        data = path.read_bytes()
    except OSError:
        raise RuleSetError(f"Bộ quy tắc thiếu tệp {path.name}.") from None
    record, problems = validate(parse(data), model)
    if record is None:
        first = problems[0]
        raise RuleSetError(f"{path.parent.name}/{path.name}:{first.line}:{first.column}: {first.message} {first.fix}")
    return record


# Read when first asked for: most checks of one unit never look at a table or a criterion.
@cache
def _procedure(folder: Path) -> Procedure:
    return _read(folder / "quy-trinh.yaml", Procedure)


@cache
def _frame(folder: Path) -> Frame:
    return _read(folder / "khung.yaml", Frame)


@cache
def _tables(folder: Path) -> dict[str, TableForm]:
    forms = _read(folder / "bieu.yaml", TableFormFile).forms
    if faults := [fault for form in forms for fault in form.contradictions()]:
        raise RuleSetError(f"{folder.name}/bieu.yaml: " + "; ".join(faults))
    if not any(form.member_total for form in forms):
        raise RuleSetError(f"{folder.name}/bieu.yaml: chưa biểu nào ghi `tong_dang_vien` (ô tổng số đảng viên).")
    return {form.code: form for form in forms}


@cache
def _rules(folder: Path, handing_in: str) -> dict[str, RuleWords]:
    own = _read(folder / "quy-tac.yaml", RuleWordsFile).rules
    shared = _read(COMMON_RULES, RuleWordsFile).rules
    if silent := [words.id for words in own if words.source is None]:
        raise RuleSetError(f"{folder.name}/quy-tac.yaml: quy tắc {', '.join(silent)} chưa ghi `nguon`.")
    every = (*own, *(words.model_copy(update={"source": handing_in}) for words in shared))
    if twice := [rule_id for rule_id, count in Counter(words.id for words in every).items() if count > 1]:
        raise RuleSetError(f"{folder.name}/quy-tac.yaml: quy tắc {', '.join(twice)} viết hai lần.")
    return {words.id: words for words in every}


def _missing_roles(ruleset: RuleSet) -> list[str]:
    """Roles that Python asks for and no entry has, or more than one."""
    deadlines = Counter(deadline.role for deadline in ruleset.deadlines.values())
    items = {role for item in ruleset.items().values() for role in item.roles}
    faults = [f"thoi-han.yaml phải có đúng một thời hạn `vai: {role}`" for role in DeadlineRole if deadlines[role] != 1]
    faults += [f"danh-muc.yaml chưa có mục nào mang vai “{role}”" for role in ItemRole if role not in items]
    faults += [f"bo-quy-tac.yaml thiếu `nguon: {role}`" for role in SourceRole if role not in ruleset.header.sources]
    return faults


def _contradictions(ruleset: RuleSet) -> list[str]:
    """Roles without an entry, codes that point nowhere, kinds without duties, defaults outside their readings."""
    items = ruleset.items()
    groups = {group.code for group in ruleset.checklist}
    numbers = {group.number for group in ruleset.recipients}
    faults = _missing_roles(ruleset)
    faults += [f"thiếu chính sách “{code}”" for code in POLICIES_ASKED if code not in ruleset.policies]
    faults += [f"loại đơn vị “{kind.value}” chưa được xếp nhóm" for kind in UnitKind if kind not in ruleset.kinds]
    if len(items) != sum(len(group.items) for group in ruleset.checklist):
        faults.append("mục viết hai lần trong danh mục")
    for duties in ruleset.kinds.values():
        if duties.completion not in ruleset.deadlines:
            faults.append(f"thời hạn “{duties.completion}” không có")
        if duties.group is not None and duties.group not in numbers:
            faults.append(f"nhóm kính gửi {duties.group} không có")
    faults += [
        f"chính sách “{policy.code}” dùng cách hiểu không có: {policy.value}"
        for policy in ruleset.policies.values()
        if policy.value not in policy.readings
    ]
    references: list[object] = []
    for group in ruleset.checklist:
        references += (group.copies, group.deadline)
        if (
            isinstance(group.deadline, str)
            and not policy_code(group.deadline)
            and group.deadline not in ruleset.deadlines
        ):
            faults.append(f"thời hạn “{group.deadline}” không có")
        for item in group.items:
            references += (item.copies, *item.copies_by_item.values())
            faults += [f"mục {code} không có" for code in item.includes if code not in items]
            if item.persons_as_group is not None and item.persons_as_group not in groups:
                faults.append(f"nhóm “{item.persons_as_group}” không có")
    faults += [
        f"chính sách “{code}” không có"
        for code in map(policy_code, references)
        if code is not None and code not in ruleset.policies
    ]
    return faults


def policy_code(value: object) -> str | None:
    """The policy's code in "chính sách <mã>"; None for a plain value."""
    return value.removeprefix("chính sách ") if isinstance(value, str) and value.startswith("chính sách ") else None
