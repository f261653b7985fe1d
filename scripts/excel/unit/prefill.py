"""The workbook of one unit: the sheets that it owes, what it has handed in so far, what it may still fill in."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.finding import Turn
from schemas.models.kinds import (
    ANSWERS,
    CONSULTATIONS,
    DOSSIER,
    MEETINGS,
    PERSON,
    RATINGS,
    REMEDIATION,
    TABLE,
    UNIT,
    FileKind,
)
from schemas.models.unit_files import UnitFiles
from schemas.ruleset.obligation import obligations, owes
from schemas.ruleset.terms import Terms
from schemas.vocabulary import SUBJECT_TITLES, Attachments
from scripts.excel.unit.layout import SHEET_KINDS, Area, Column, layout
from scripts.excel.unit.rows import SheetRow, rows, values
from scripts.excel.unit.workbook import IS, PAPER, POSITION, SUGGESTION, AreaSheet, Contents, Grid, Single, row_key
from scripts.yaml_files.writer import Plain

Trees = Mapping[str, Plain]
"""Files of one kind: name without suffix ("" where there is one at most) → tree."""

Choices = dict[tuple[str, ...], tuple[str, ...]]


def contents(files: UnitFiles, terms: Terms, *, centre: bool = False, blank: bool = False) -> Contents:
    """`centre`: also what the centre writes. `blank`: for any unit of this kind, without code or people."""
    unit = files.unit.model
    registry = (UNIT,) if centre else ()
    units_own = [kind for kind in SHEET_KINDS if kind is not UNIT and (centre or kind.owner is Turn.UNIT)]
    kinds = [*registry, *(kind for kind in units_own if files.many(kind) or owes(kind, files, terms))]
    people = {officer.code: officer.position for officer in unit.officers}
    singles, areas = [], []
    for kind in kinds:
        trees = trees_of(kind, files)
        laid = layout(kind)
        used = tuple(column for column in laid.single if _used(column, terms, trees.get("", {})))
        known = _choices(kind, (), people, files, terms)
        singles.append(Single(kind, used, values(trees.get("", {}), laid.single), known))
        for area in laid.areas:
            filled = tuple(rows(area, trees))
            given, title, explained_by, explanations = _given(area, files, terms, people, filled)
            columns = tuple(
                column
                for column in area.columns
                if _used(column, terms, {}) or any(column.path in row.record for row in filled)
            )
            areas.append(
                AreaSheet(
                    area,
                    columns,
                    filled,
                    given,
                    title,
                    explained_by,
                    explanations,
                    _choices(kind, area.path, people, files, terms),
                )
            )
    return Contents(
        "" if blank else unit.code,
        unit.kind.value if blank else unit.name,
        terms.cycle.year,
        terms.ruleset.header.code,
        tuple(singles),
        tuple(areas),
        tuple(_grids(files, terms)),
    )


def trees_of(kind: FileKind[Any], files: UnitFiles) -> dict[str, Plain]:
    """What the unit's files of a kind hold, as text."""
    return {name: file.parsed.tree or {} for name, file in files.many(kind).items()}


def _used(column: Column, terms: Terms, tree: Plain) -> bool:
    """Sealed copies are written by a command; their columns only stand where there are some."""
    return not column.machine_written or (terms.cycle.attachments is Attachments.SEALED and bool(tree))


def _given(
    area: Area, files: UnitFiles, terms: Terms, people: Mapping[str, str], filled: Iterable[SheetRow]
) -> tuple[tuple[SheetRow, ...], str, tuple[tuple[str, ...], ...], dict[tuple[str, ...], str]]:
    """Rows that only say what may be filled in; the column that explains rows, by which values, and its words."""
    lines: list[tuple[tuple[str, ...], str]] = []
    paths: tuple[tuple[str, ...], ...] = ()
    title = ""
    match (area.kind.name, *area.path):
        case (DOSSIER.name | PERSON.name as name, "thanh_phan"):
            title, paths = PAPER, (("muc",), ("tai_lieu",))
            lines = _papers(files, terms, personal=name == PERSON.name)
        case (RATINGS.name, "tap_the"):
            title, paths = IS, (("ma",),)
            lines = [((code,), words) for code, words in SUBJECT_TITLES.items()]
        case (RATINGS.name, "ca_nhan"):
            title, paths = POSITION, (("ma",),)
            lines = [((officer.code,), officer.position) for officer in files.unit.model.reviewed()]
        case (CONSULTATIONS.name, "tap_the"):
            title, paths = IS, (("ben",),)
            consulted = terms.ruleset.procedure.consulted
            lines = [((body.code,), body.title) for body in consulted if files.unit.model.kind in body.kinds]
        case (CONSULTATIONS.name, "ca_nhan"):
            title, paths = POSITION, (("ma",),)
            lines = [((code,), position) for code, position in people.items()]
        case (ANSWERS.name, "giai_trinh"):
            title, paths = SUGGESTION, (("goi_y",), ("chu_de",))
            lines = [((s.code, topic.value), s.number) for s in files.issued for topic in s.topics]
    personal = bool(area.file_columns)
    present = {row_key(area, row, paths) for row in filled}
    given = tuple(
        SheetRow(
            "",
            {("ma",): key[0]} if personal else {},
            {path: value for path, value in zip(paths, key[personal:], strict=True) if value},
        )
        for key, _ in lines
        if key not in present
    )
    return given, title, paths, dict(lines)


def _papers(files: UnitFiles, terms: Terms, *, personal: bool) -> list[tuple[tuple[str, ...], str]]:
    """The papers of the dispatch's list that a unit, or its cadres, owe."""
    lines: list[tuple[tuple[str, ...], str]] = []
    for obligation in obligations(files, terms):
        if (obligation.person is not None) is not personal or not obligation.applies:
            continue
        owner = (obligation.person,) if obligation.person else ()
        code = obligation.item.code
        if obligation.documents:
            lines += [((*owner, code, document), title) for document, title in obligation.documents.items()]
        else:
            lines.append(((*owner, code, ""), obligation.item.short_title))
    return lines


def _choices(
    kind: FileKind[Any], path: tuple[str, ...], people: Mapping[str, str], files: UnitFiles, terms: Terms
) -> Choices:
    """What columns without a closed list of their own may hold in this unit's workbook."""
    procedure, frame = terms.ruleset.procedure, terms.ruleset.frame
    unit = files.unit.model
    persons = tuple(people)
    found: Choices = {}
    if persons and path:
        found = {(key,): persons for key in ("trinh_bay", "chu_tri", "phu_trach", "theo_doi", "trach_nhiem")}
    if persons and kind is DOSSIER:
        found["nguoi_chiu_trach_nhiem",] = persons
    match (kind.name, *path):
        case (MEETINGS.name, "hoi_nghi", "moi"):
            found["nhom",] = tuple(group.code for group in procedure.invited if unit.kind in group.kinds)
        case (MEETINGS.name, "hoi_nghi", "chuong_trinh"):
            found["ma",] = persons
        case (RATINGS.name, _, "tieu_chi"):
            found["ma",] = tuple(criterion.code for criterion in frame.criteria)
        case (REMEDIATION.name, _):
            found["cua",] = (*SUBJECT_TITLES, *persons)
        case (DOSSIER.name | PERSON.name, "thanh_phan"):
            papers = _papers(files, terms, personal=kind is PERSON)
            found["muc",] = tuple(dict.fromkeys(key[-2] for key, _ in papers))
            found["tai_lieu",] = tuple(dict.fromkeys(key[-1] for key, _ in papers if key[-1]))
    return {key: choices for key, choices in found.items() if choices}


def _grids(files: UnitFiles, terms: Terms) -> Iterable[Grid]:
    """The tables that the unit's kind fills, and any other that it has."""
    trees = trees_of(TABLE, files)
    forms = terms.ruleset.tables_for(files.unit.model.kind)
    forms |= {code: terms.ruleset.tables[code] for code in trees if code in terms.ruleset.tables}
    for code, form in forms.items():
        tree: Any = trees.get(code, {})
        yield Grid(form, tree.get("so_lieu", {}), tree.get("ghi_chu", ""))
