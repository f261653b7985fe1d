"""Which file name holds which model: one row a kind, and nothing else about it stands anywhere else."""

from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from schemas.errors import KiemdiemError
from schemas.fields.declaration import Record
from schemas.fields.form import FormField, form_fields
from schemas.finding import Turn
from schemas.models.consultations import Consultations
from schemas.models.cycle import Cycle
from schemas.models.decisions import Decisions
from schemas.models.dossier import Dossier, PersonalDossier
from schemas.models.meetings import Meetings
from schemas.models.ratings import Ratings
from schemas.models.remediation import Conclusions, Remediation
from schemas.models.suggestions import Answers, Suggestions
from schemas.models.tables import Table
from schemas.models.unit import Unit
from schemas.models.unit_file import UnitFile
from schemas.roles import Duty, SourceRole

R = TypeVar("R", bound=Record)


class FileKind(NamedTuple, Generic[R]):
    """One kind of file. `owner`: who writes it; `duty`: what makes a unit need it; `source`: what its page cites.

    `pattern`: its place below the year folder, as editors and ownership rules see it. `sheets`: whether a workbook has
    sheets laid out from its model; a table's rows and columns are the rule set's instead.
    """

    name: str
    title: str
    model: type[R]
    owner: Turn
    duty: Duty
    source: SourceRole
    pattern: str
    sheets: bool = True

    @property
    def many(self) -> bool:
        """Whether a unit may have several, in a folder of the kind's name."""
        return self.pattern.endswith("/*.yaml")

    @property
    def of_unit(self) -> bool:
        """Whether it lies in a unit's folder."""
        return self.pattern.startswith("*/*/")

    def place(self, name: str = "") -> str:
        """Where a file of this kind lies below the unit's folder; `name` where there may be many."""
        return f"{self.name}/{name}.yaml" if self.many else f"{self.name}.yaml"


def _single(  # noqa: PLR0913  one row
    name: str, title: str, model: type[R], duty: Duty, source: SourceRole, owner: Turn = Turn.UNIT
) -> FileKind[R]:
    return FileKind(name, title, model, owner, duty, source, f"*/*/{name}.yaml")


def _many(name: str, title: str, model: type[R], duty: Duty, source: SourceRole) -> FileKind[R]:
    return FileKind(name, title, model, Turn.UNIT, duty, source, f"*/*/{name}/*.yaml")


CYCLE = FileKind("ky", "Kỳ kiểm điểm", Cycle, Turn.CENTRE, Duty.REGISTERED, SourceRole.HANDING_IN, "ky.yaml", False)
UNIT = _single("don-vi", "Đơn vị", Unit, Duty.REGISTERED, SourceRole.HANDING_IN, Turn.CENTRE)
DOSSIER = _single("ho-so", "Sổ hồ sơ của đơn vị", Dossier, Duty.PAPERS, SourceRole.HANDING_IN)
CONSULTATIONS = _single("lay-y-kien", "Lấy ý kiến góp ý", Consultations, Duty.CONSULTING, SourceRole.CONSULTATION)
ANSWERS = _single("giai-trinh", "Giải trình gợi ý kiểm điểm", Answers, Duty.SUGGESTED, SourceRole.ANSWER)
MEETINGS = _single("hoi-nghi", "Hội nghị kiểm điểm", Meetings, Duty.REVIEWING, SourceRole.MEETING)
RATINGS = _single("xep-loai", "Kết quả xếp loại", Ratings, Duty.REVIEWING, SourceRole.RATING)
REMEDIATION = _single("khac-phuc", "Khắc phục hạn chế", Remediation, Duty.REVIEWING, SourceRole.REMEDIATION)
CONCLUSIONS = _single(
    "ket-luan", "Kết luận thanh tra, kiểm tra, giám sát, kiểm toán", Conclusions, Duty.REVIEWING, SourceRole.CONCLUSION
)
SUGGESTIONS = _single("goi-y", "Gợi ý kiểm điểm", Suggestions, Duty.REVIEWING, SourceRole.SUGGESTION, Turn.CENTRE)
DECISIONS = _single("quyet-dinh", "Thẩm định, quyết định", Decisions, Duty.REVIEWING, SourceRole.DECISION, Turn.CENTRE)
PERSON = _many("ca-nhan", "Sổ hồ sơ cá nhân", PersonalDossier, Duty.PERSONAL_PAPERS, SourceRole.PERSON)
TABLE = _many("bieu", "Biểu thống kê", Table, Duty.TABLES, SourceRole.TABLE)._replace(sheets=False)

FILE_KINDS: tuple[FileKind[Any], ...] = tuple(row for row in list(globals().values()) if isinstance(row, FileKind))
"""Every row above, in its order: a new kind needs no second mention."""


class KindError(KiemdiemError):
    """A row, or the model that it names, lacks something; the message says what and where."""


def _assert_complete() -> None:
    """Raises KindError. At start, so that nothing forgotten is first met as a missing sheet or a crash."""
    names = [kind.name for kind in FILE_KINDS]
    for kind in FILE_KINDS:
        place = f"{kind.model.__module__}.{kind.model.__name__}"
        if names.count(kind.name) > 1:
            raise KindError(f"Hai dòng của schemas/models/kinds.py cùng mang tên “{kind.name}”.")
        if kind.of_unit and kind is not UNIT and not issubclass(kind.model, UnitFile):
            raise KindError(f"{place} phải kế thừa UnitFile, để tệp “{kind.name}” có khóa `don_vi`, `nam`.")
        if missing := next(_undeclared(form_fields(kind.model)), None):
            raise KindError(f"{place}: trường `{missing}` chưa khai bằng `declare` (khóa, tên gọi, cách ghi).")


def _undeclared(fields: tuple[FormField, ...]) -> Iterator[str]:
    for field in fields:
        if not (field.title and field.help):
            yield field.name
        yield from _undeclared(field.fields)


_assert_complete()

IN_UNIT = tuple(kind for kind in FILE_KINDS if kind.of_unit)
OWNED_KINDS = tuple(kind for kind in IN_UNIT if kind is not UNIT)
"""What a unit's folder holds beside its own registry entry."""

SINGLE_KINDS = tuple(kind for kind in OWNED_KINDS if not kind.many)
"""At most one of each in a unit's folder."""

_BY_PLACE = {tuple(kind.pattern.split("/")[2:]): kind for kind in IN_UNIT}


def kind_of(parts: tuple[str, ...]) -> FileKind[Any] | None:
    """The kind of a file from its path below the year folder; None when no kind lives there."""
    if parts == (CYCLE.pattern,):
        return CYCLE
    inner = parts[2:]
    if len(inner) == 2 and inner[1].endswith(".yaml"):
        inner = (inner[0], "*.yaml")
    return _BY_PLACE.get(inner)


def kind_at(path: str) -> FileKind[Any] | None:
    """The same from its path in the repository."""
    return kind_of(tuple(path.split("/")[2:]))


def is_units_own(path: str) -> bool:
    """Whether a file of the repository is one that units write themselves."""
    kind = kind_at(path)
    return kind is not None and kind.owner is Turn.UNIT
