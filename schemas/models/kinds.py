"""Which file name holds which model, and who may write it."""

from typing import NamedTuple

from schemas.fields.declaration import Record
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


class FileKind(NamedTuple):
    """One kind of file. `pattern` is its place below the year folder, as editors and ownership rules see it.

    `field` is where `UnitFiles` holds it.
    """

    name: str
    pattern: str
    title: str
    model: type[Record]
    owner: Turn
    field: str


def _single(name: str, title: str, model: type[Record], owner: Turn, field: str) -> FileKind:
    return FileKind(name, f"*/*/{name}.yaml", title, model, owner, field)


def _many(name: str, title: str, model: type[Record], field: str) -> FileKind:
    return FileKind(name, f"*/*/{name}/*.yaml", title, model, Turn.UNIT, field)


CYCLE = FileKind("ky", "ky.yaml", "Kỳ kiểm điểm", Cycle, Turn.CENTRE, "cycle")
UNIT = _single("don-vi", "Đơn vị", Unit, Turn.CENTRE, "unit")
DOSSIER = _single("ho-so", "Sổ hồ sơ của đơn vị", Dossier, Turn.UNIT, "dossier")
CONSULTATIONS = _single("lay-y-kien", "Lấy ý kiến góp ý", Consultations, Turn.UNIT, "consultations")
ANSWERS = _single("giai-trinh", "Giải trình gợi ý kiểm điểm", Answers, Turn.UNIT, "answers")
MEETINGS = _single("hoi-nghi", "Hội nghị kiểm điểm", Meetings, Turn.UNIT, "meetings")
RATINGS = _single("xep-loai", "Kết quả xếp loại", Ratings, Turn.UNIT, "ratings")
REMEDIATION = _single("khac-phuc", "Khắc phục hạn chế", Remediation, Turn.UNIT, "remediation")
CONCLUSIONS = _single(
    "ket-luan", "Kết luận thanh tra, kiểm tra, giám sát, kiểm toán", Conclusions, Turn.UNIT, "conclusions"
)
SUGGESTIONS = _single("goi-y", "Gợi ý kiểm điểm", Suggestions, Turn.CENTRE, "suggestions")
DECISIONS = _single("quyet-dinh", "Thẩm định, quyết định", Decisions, Turn.CENTRE, "decisions")
PERSON = _many("ca-nhan", "Sổ hồ sơ cá nhân", PersonalDossier, "persons")
TABLE = _many("bieu", "Biểu thống kê", Table, "tables")

SINGLE_KINDS = (DOSSIER, CONSULTATIONS, ANSWERS, MEETINGS, RATINGS, REMEDIATION, CONCLUSIONS, SUGGESTIONS, DECISIONS)
"""At most one of each in a unit's folder."""

FILE_KINDS = (CYCLE, UNIT, *SINGLE_KINDS, PERSON, TABLE)

_BY_PLACE = {tuple(kind.pattern.split("/")[2:]): kind for kind in (UNIT, *SINGLE_KINDS, PERSON, TABLE)}


def kind_of(parts: tuple[str, ...]) -> FileKind | None:
    """The kind of a file from its path below the year folder; None when no kind lives there."""
    if parts == ("ky.yaml",):
        return CYCLE
    inner = parts[2:]
    if len(inner) == 2 and inner[1].endswith(".yaml"):
        inner = (inner[0], "*.yaml")
    return _BY_PLACE.get(inner)


def kind_at(path: str) -> FileKind | None:
    """The same from its path in the repository."""
    return kind_of(tuple(path.split("/")[2:]))
