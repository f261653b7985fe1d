"""The tree of committees: who is below whom, and who is expected to report."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from schemas.errors import KiemdiemError
from schemas.fields.form import form_fields
from schemas.models.committees import Committee
from schemas.vocabulary import CommitteeLevel
from scripts.output.csv_file import as_csv

TREE = "cap-uy.csv"
WHOLE = "tat-ca"
"""Code of the sum of all, where nobody has said which tree they make."""

_COLUMNS = [field.key for field in form_fields(Committee)]
_REQUIRED = {field.key for field in form_fields(Committee) if field.required}


class CommitteeTreeError(KiemdiemError):
    """The tree cannot be read or is none; the message says where and why."""


def read_tree(path: Path) -> tuple[Committee, ...]:
    """The committees of a CSV file as Excel saves it, with commas or semicolons. Raises CommitteeTreeError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as failure:
        raise CommitteeTreeError(f"Không đọc được {path}: {failure.strerror}.") from None
    except UnicodeDecodeError:
        raise CommitteeTreeError(f"{path}: không phải UTF-8; trong Excel chọn “CSV UTF-8” khi lưu.") from None
    committees = tuple(_lines(path, text))
    if fault := next(_faults(committees), None):
        raise CommitteeTreeError(f"{path}: {fault}")
    return committees


def _lines(path: Path, text: str) -> Iterator[Committee]:
    head, _, _ = text.partition("\n")
    table = csv.DictReader(text.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ",")
    if lacking := _REQUIRED - set(table.fieldnames or ()):
        raise CommitteeTreeError(f"{path}: dòng đầu thiếu cột {', '.join(sorted(lacking))}.")
    for row in table:
        cells = {key: value.strip() for key, value in row.items() if isinstance(value, str) and value.strip()}
        try:
            if cells:
                yield Committee.model_validate(cells)
        except ValidationError:
            raise CommitteeTreeError(f"{path}:{table.line_num}  {_fault(cells)}") from None


def _fault(cells: dict[str, str]) -> str:
    """What is wrong with a line, in the words that findings about files of units use."""
    from schemas.fields.validation import validate
    from schemas.source.yaml_tree import parse  # the reading of YAML: a good table does without
    from scripts.yaml_files.writer import to_yaml

    _, problems = validate(parse(to_yaml({**cells}, sample=False)), Committee)
    return f"{problems[0].message} ({problems[0].fix})"


def as_table(committees: Iterable[Committee]) -> str:
    """The file that `read_tree` reads."""
    rows = (committee.model_dump(mode="json", by_alias=True) for committee in committees)
    return as_csv(_COLUMNS, ([row[column] for column in _COLUMNS] for row in rows))


def _faults(committees: tuple[Committee, ...]) -> Iterator[str]:
    codes = Counter(committee.code for committee in committees)
    yield from (f"mã {code} ghi {count} lần." for code, count in codes.items() if count > 1)
    for committee in committees:
        if committee.parent is not None and committee.parent not in codes:
            yield f"cấp trên của {committee.code} là {committee.parent}, không có trong tệp."
    parents = {committee.code: committee.parent for committee in committees}
    yield from (f"{code} là cấp trên của chính mình qua một vòng." for code in codes if _circles(code, parents))
    tops = [committee.code for committee in committees if committee.parent is None]
    if len(tops) != 1:
        yield f"phải có đúng một cấp ủy không có cấp trên, đang có {len(tops)}."


def _circles(code: str, parents: dict[str, str | None]) -> bool:
    seen = set()
    at: str | None = code
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is not None


def flat(names: dict[str, str]) -> tuple[Committee, ...]:
    """Committees of which only codes and names are known, all below one sum."""
    top = {"ma": WHOLE, "ten": "Tất cả", "cap": CommitteeLevel.NATIONAL.value}
    below = (
        {"ma": code, "ten": name, "cap": CommitteeLevel.COMMUNE.value, "cap_tren": WHOLE}
        for code, name in names.items()
    )
    return tuple(map(Committee.model_validate, (top, *below)))


def below(committees: Iterable[Committee]) -> dict[str | None, list[Committee]]:
    """Code → those directly below it, in the order of the file; under None the topmost."""
    found: dict[str | None, list[Committee]] = {}
    for committee in committees:
        found.setdefault(committee.parent, []).append(committee)
    return found


def leaves(committees: Iterable[Committee]) -> set[str]:
    """Codes of those that have nobody below: they have to report."""
    known = list(committees)
    return {committee.code for committee in known} - below(known).keys()


def upper(committees: Iterable[Committee]) -> list[Committee]:
    """The topmost, and each that has others below."""
    known = list(committees)
    above = below(known).keys()
    return [committee for committee in known if committee.parent is None or committee.code in above]


def ancestry(committees: Iterable[Committee]) -> Iterator[tuple[str, str]]:
    """Every committee with itself and with each one above it."""
    parents = {committee.code: committee.parent for committee in committees}
    for code in parents:
        above: str | None = code
        while above is not None:
            yield code, above
            above = parents[above]
