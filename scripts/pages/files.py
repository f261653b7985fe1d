"""The page of files: which file holds what, who writes it, and a whole example of each to copy from."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from schemas.finding import Turn
from schemas.models.kinds import ANSWERS, DOSSIER, PERSON, SINGLE_KINDS, SUGGESTIONS, TABLE, FileKind
from schemas.models.unit import Unit
from schemas.ruleset.terms import Terms
from scripts.pages.state import SiteState
from scripts.samples.dossiers import dossier, unit_files
from scripts.samples.review import centre_files, review_files, suggestion_files
from scripts.yaml_files.writer import Plain, to_yaml

_PLACES = {
    "ho-so": "cv1375#muc-8",
    "lay-y-kien": "cv1375#muc-11-1",
    "giai-trinh": "cv1375#danh-muc-3-2",
    "hoi-nghi": "cv1375#muc-11-3",
    "xep-loai": "cv1375#muc-4",
    "khac-phuc": "cv1375#muc-10",
    "ket-luan": "cv1375#muc-2",
    "goi-y": "cv1375#muc-3",
    "quyet-dinh": "cv1375#muc-9",
    "ca-nhan": "cv1375#danh-muc-3-6",
    "bieu": "cv1375#danh-muc-3-5",
}


class FileView(NamedTuple):
    """One kind of file: where it lies below a unit's folder, who writes it, an example."""

    kind: FileKind
    place: str
    centre: bool
    source: str
    example: str


def files_view(state: SiteState) -> dict[str, object]:
    return {"files": list(_files(state.terms))}


def _files(terms: Terms) -> Iterator[FileView]:
    examples = _examples(terms)
    for kind in (*SINGLE_KINDS, PERSON, TABLE):
        place = kind.pattern.removeprefix("*/*/").replace("*", "<mã>")
        text = to_yaml(examples[kind.name], sample=False).decode()
        yield FileView(kind, place, kind.owner is Turn.CENTRE, _PLACES[kind.name], text)


def _examples(terms: Terms) -> dict[str, Plain]:
    """Made for the page alone: a ward and people that no registry knows."""
    unit = Unit.model_validate(_UNIT)
    day = date(terms.cycle.year, 12, 3)
    written = {**review_files(unit, terms, day), **centre_files(unit, terms)}
    registered = dossier(unit_files(unit, ""), terms, day)
    register, answers = suggestion_files(unit, terms, ("tap-the",), day, attending=("NGUOI-11", "NGUOI-12"))
    found = {name.removesuffix(".yaml"): tree for name, tree in written.items()}
    found[DOSSIER.name] = registered["ho-so.yaml"]
    found[PERSON.name] = next(tree for name, tree in registered.items() if name.startswith("ca-nhan/"))
    found[SUGGESTIONS.name], found[ANSWERS.name] = register, answers
    found[TABLE.name] = {
        "bieu": "6e",
        "don_vi": unit.code,
        "nam": terms.cycle.year,
        "so_lieu": {
            "tap-the-lanh-dao": {
                "tong-so": 1,
                "duoc-xep-loai": 1,
                "xuat-sac": 0,
                "tot": 1,
                "hoan-thanh": 0,
                "khong-hoan-thanh": 0,
                "chua-xep-loai": 0,
            }
        },
    }
    return found


_UNIT = {
    "ma": "phuong-vi-du",
    "ten": "Đảng bộ phường (ví dụ)",
    "loai": "Đảng bộ phường, xã",
    "co_ban_thuong_vu": "có",
    "can_bo": [
        {"ma": "NGUOI-01", "chuc_vu": "Bí thư", "nguoi_dung_dau": "có", "dien_quan_ly": "có"},
        {"ma": "NGUOI-02", "chuc_vu": "Phó Bí thư", "cap_pho": "có", "dien_quan_ly": "có"},
    ],
    "phan_cong": [
        {"ma": "NGUOI-11", "vai": "Ủy viên Ban Thường vụ Thành ủy"},
        {"ma": "NGUOI-12", "vai": "Trưởng đoàn công tác"},
    ],
}
