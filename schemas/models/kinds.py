"""Which file name holds which model, and who may write it."""

from typing import NamedTuple

from schemas.declaration import Record
from schemas.finding import Turn
from schemas.models.cycle import Cycle
from schemas.models.dossier import Dossier, PersonalDossier
from schemas.models.ratings import Ratings
from schemas.models.unit import Unit


class FileKind(NamedTuple):
    """One kind of file. `pattern` is its place below the year folder, as editors and ownership rules see it."""

    name: str
    pattern: str
    title: str
    model: type[Record]
    owner: Turn


CYCLE = FileKind("ky", "ky.yaml", "Kỳ kiểm điểm", Cycle, Turn.CENTRE)
UNIT = FileKind("don-vi", "*/*/don-vi.yaml", "Đơn vị", Unit, Turn.CENTRE)
DOSSIER = FileKind("ho-so", "*/*/ho-so.yaml", "Sổ hồ sơ của đơn vị", Dossier, Turn.UNIT)
RATINGS = FileKind("xep-loai", "*/*/xep-loai.yaml", "Kết quả xếp loại", Ratings, Turn.UNIT)
PERSON = FileKind("ca-nhan", "*/*/ca-nhan/*.yaml", "Sổ hồ sơ cá nhân", PersonalDossier, Turn.UNIT)

FILE_KINDS = (CYCLE, UNIT, DOSSIER, RATINGS, PERSON)


def kind_of(parts: tuple[str, ...]) -> FileKind | None:
    """The kind of a file from its path below the year folder; None when no kind lives there."""
    match parts:
        case ("ky.yaml",):
            return CYCLE
        case (_, _, "don-vi.yaml"):
            return UNIT
        case (_, _, "ho-so.yaml"):
            return DOSSIER
        case (_, _, "xep-loai.yaml"):
            return RATINGS
        case (_, _, "ca-nhan", name) if name.endswith(".yaml"):
            return PERSON
    return None
