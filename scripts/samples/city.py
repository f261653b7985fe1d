"""`python -m scripts.samples.city`: write the sample cycle of `submissions/2024` anew. Same code, same bytes."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from schemas.fields.validation import validate
from schemas.models.cycle import Cycle
from schemas.models.unit import Unit
from schemas.models.unit_files import UnitFiles
from schemas.paths import SUBMISSIONS
from schemas.ruleset.loader import load
from schemas.ruleset.terms import Terms
from schemas.source.yaml_tree import parse
from scripts.dossiers.loader import load_cycles
from scripts.ledger.tree import WorkTree
from scripts.samples.dossiers import dossier, suggestion_sender
from scripts.samples.registry import city_registry
from scripts.samples.review import centre_files, review_files, suggestion_files, table_files
from scripts.yaml_files.writer import Plain, to_yaml

CYCLE: Plain = {
    "nam": 2024,
    "bo_quy_tac": "2024",
    "cap_uy": "Thành ủy Hà Tĩnh",
    "ma_cap_uy": "ha-tinh",
    "nguon_thoi_gian": "Khai báo",
    "du_lieu_mau": "có",
    "tai_khoan_trung_tam": ["trung-tam"],
}


class HandIn(NamedTuple):
    """What one sample unit hands in. `review`: with the files of its review; `whole`: tables and decisions too."""

    day: date
    leave_out: tuple[str, ...] = ()
    late_reason: str | None = None
    review: bool = False
    whole: bool = False


_LATE = "Hội nghị lùi ngày theo thông báo của cấp trên"
HAND_INS = {
    "tran-phu": HandIn(date(2024, 12, 2), whole=True),
    "bac-ha": HandIn(date(2024, 12, 3), whole=True),
    "nam-ha": HandIn(date(2024, 12, 4), whole=True),
    "thach-ha": HandIn(date(2024, 12, 4), whole=True),
    "dong-mon": HandIn(date(2024, 12, 8), late_reason=_LATE),
    "ha-huy-tap": HandIn(date(2024, 12, 9), late_reason=_LATE),
    "nguyen-du": HandIn(date(2024, 12, 4), ("3.2", "3.3", "3.5")),
    "tan-giang": HandIn(date(2024, 12, 3), ("3.2", "3.3", "3.4", "3.5", "2.2", "2.3", "3.6")),
    "thach-linh": HandIn(date(2024, 12, 5), ("3.6",), review=True),
    "dang-bo-mau-01": HandIn(date(2024, 12, 3), whole=True),
    "dang-bo-mau-02": HandIn(date(2024, 12, 5), ("3.5",)),
    "chi-bo-mau-01": HandIn(date(2024, 12, 1), whole=True),
    "lanh-dao-ubnd": HandIn(date(2024, 12, 11), ("2.3",)),
    "thuong-truc-hdnd": HandIn(date(2024, 12, 12)),
}
SENDERS = {"ban-to-chuc": date(2024, 11, 18), "mat-tran-to-quoc": date(2024, 11, 19)}
SUGGESTED = {"thach-ha": ("tap-the", "P11-01"), "nguyen-du": ("tap-the",)}


def unit_of(tree: Plain) -> Unit:
    """A registry entry as the checker reads it. Raises ValueError when it is wrong."""
    model, problems = validate(parse(to_yaml(tree)), Unit)
    if model is None:
        raise ValueError(problems)
    return model


def write(root: Path, name: str, content: Plain) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_yaml(content))


def begin(root: Path, cycle: Plain) -> tuple[Path, Terms]:
    """Write a cycle's `ky.yaml` of 2024. Gives the year's folder and the cycle's terms."""
    year = root / SUBMISSIONS / "2024"
    write(year, "ky.yaml", cycle)
    return year, Terms(load("2024"), Cycle.model_validate(cycle))


def write_unit(  # noqa: PLR0913  one row of the made-up city
    root: Path, folder: str, unit: Unit, terms: Terms, hand_in: HandIn, targets: tuple[str, ...]
) -> None:
    """One unit's files of all kinds, read back by the product's own reader between two steps."""
    for name, content in _first(unit, terms, hand_in, targets):
        write(root, f"{folder}/{name}", content)
    place = f"{SUBMISSIONS}/{terms.cycle.year}/{folder}"
    for name, content in _second(_read(root, place), terms, hand_in):
        write(root, f"{folder}/{name}", content)


def _first(unit: Unit, terms: Terms, hand_in: HandIn, targets: tuple[str, ...]) -> Iterator[tuple[str, Plain]]:
    if targets:
        register, answers = suggestion_files(unit, terms, targets, hand_in.day)
        yield "goi-y.yaml", register
        if "3.2" not in hand_in.leave_out:
            yield "giai-trinh.yaml", answers
    if hand_in.review or hand_in.whole:
        yield from review_files(unit, terms, hand_in.day).items()
    if hand_in.whole:
        yield from centre_files(unit, terms).items()


def _second(files: UnitFiles, terms: Terms, hand_in: HandIn) -> Iterator[tuple[str, Plain]]:
    yield from dossier(files, terms, hand_in.day, hand_in.leave_out, hand_in.late_reason).items()
    if hand_in.whole:
        yield from table_files(files, terms).items()


def _read(root: Path, place: str) -> UnitFiles:
    return next(
        unit
        for cycle in load_cycles(WorkTree(root.parents[1]), [place])
        for unit in cycle.units
        if unit.folder == place
    )


def write_city(root: Path) -> None:
    """The whole sample cycle below `root/submissions/2024`."""
    year, terms = begin(root, CYCLE)
    for folder, tree in city_registry():
        write(year, f"{folder}/don-vi.yaml", tree)
        unit = unit_of(tree)
        targets = SUGGESTED.get(unit.code, ())
        if unit.code in SENDERS:
            for name, content in suggestion_sender(unit, terms, SENDERS[unit.code]).items():
                write(year, f"{folder}/{name}", content)
        elif unit.code in HAND_INS:
            write_unit(year, folder, unit, terms, HAND_INS[unit.code], targets)


if __name__ == "__main__":
    write_city(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd())
