"""A filled workbook becomes the YAML files of one unit: all or none, checked by the rules before any is written."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import yaml

from schemas.fields.form import form_fields
from schemas.finding import Finding, Gate, Severity, Turn, rule_link
from schemas.models.kinds import CYCLE, UNIT, is_units_own
from schemas.models.unit_files import UnitFiles
from schemas.ruleset.terms import Terms
from schemas.source.yaml_tree import Loc, parse
from scripts.check.checker import check
from scripts.dossiers.loader import CycleFiles
from scripts.dossiers.placement import INBOX
from scripts.excel.unit.layout import GENERAL
from scripts.excel.unit.lost_values import losses
from scripts.excel.unit.parse_result import CellRef, FileName, ParseResult, Remark
from scripts.excel.unit.parser import read_workbook
from scripts.excel.unit.reader_process import open_apart
from scripts.excel.unit.sheet_reader import Opened
from scripts.ledger.tree import REGULAR, OverlayTree, Tree, TreeFile
from scripts.office_guard import RefusedOfficeFileError
from scripts.yaml_files.writer import SAMPLE_MARK, Plain, to_yaml


class CellFinding(NamedTuple):
    """A finding with its cell, or with its file's place where no cell of the workbook is to blame."""

    place: str
    finding: Finding

    @property
    def is_error(self) -> bool:
        return self.finding.severity is Severity.ERROR


class ImportResult(NamedTuple):
    """What came of one workbook. `files`: path → what it should hold; written only when there is no error.

    `dropped`: what stands in the files on disk and not in the workbook, so that writing would lose it.
    `untouched`: files of the unit that the workbook says nothing of; they stay.
    """

    unit: UnitFiles | None
    files: dict[str, bytes]
    findings: list[CellFinding]
    repairs: list[tuple[CellRef, str]]
    dropped: list[str]
    old_template: bool = False
    untouched: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        return sum(finding.is_error for finding in self.findings)


class Inbox(NamedTuple):
    """What workbooks are taken into: the cycles as loaded from a tree, and as of when they are checked. `reader`: who
    opens them, raising RefusedOfficeFileError; by default in a process of its own."""

    cycles: list[CycleFiles]
    tree: Tree
    now: datetime
    reader: Callable[[bytes], Opened] = open_apart


def read_into(inbox: Inbox, name: str, data: bytes, chosen: str | None) -> ImportResult:
    """Check one workbook against the unit's files as they are. `chosen`: the unit that it must be for."""
    cycles, tree, now, reader = inbox
    forms = {code: form for cycle in cycles if cycle.terms for code, form in cycle.terms.ruleset.tables.items()}
    try:
        found = read_workbook(reader(data), forms)
    except RefusedOfficeFileError as refusal:
        wrong = Remark(None, "K20", Severity.ERROR, str(refusal), refusal.fix)
        return ImportResult(None, {}, [_cell_finding(name, wrong)], [], [])
    remarks = [_cell_finding(name, remark) for remark in found.remarks]
    whose = _whose(found, cycles, chosen)
    if not isinstance(whose, _Whose):
        wrong = Remark(CellRef(GENERAL, 2, 1), "K21", Severity.ERROR, *whose)
        return ImportResult(None, {}, [*remarks, _cell_finding(name, wrong)], found.repairs, [])
    terms, unit = whose.terms, whose.files
    trees = {file: _headed(file, made, unit, terms) for file, made in found.trees.items()}
    files = {_path(file, unit): to_yaml(made, sample=terms.cycle.sample) for file, made in trees.items()}
    names = {_path(file, unit): file for file in trees}
    listing, standing = _standing_files(tree, unit)
    with_them = OverlayTree(listing, {path: TreeFile(path, REGULAR, path) for path in files}, {**standing, **files})
    findings = check(with_them, [unit.folder], now, Gate.MERGE).findings
    asked = {remark.place for remark in remarks if remark.finding.rule == "K21"}  # what is asked about is not missing
    placed = (_at_cell(name, finding, names, found, files) for finding in findings)
    kept = [cell for cell in placed if not (cell.finding.rule == "K12" and cell.place in asked)]
    before = {file.path: standing[file.key] for file in listing}
    dropped = [line for path, content in files.items() for line in losses(before.get(path), path, content)]
    untouched = tuple(file.path for file in listing if _owned(file.path, unit) and file.path not in files)
    old = bool(found.stamp) and f"bộ quy tắc {terms.ruleset.header.code}," not in found.stamp
    return ImportResult(unit, files, [*remarks, *kept], found.repairs, dropped, old, untouched)


def _owned(path: str, unit: UnitFiles) -> bool:
    return path.startswith(f"{unit.folder}/") and is_units_own(path)


class _Whose(NamedTuple):
    terms: Terms
    files: UnitFiles


def _whose(found: ParseResult, cycles: list[CycleFiles], chosen: str | None) -> _Whose | tuple[str, str]:
    code = chosen or found.code
    if not code:
        return "Bảng tính chưa ghi mã đơn vị.", "điền “Mã đơn vị”, hoặc ghi mã đơn vị trước tên tệp"
    if found.code and found.code != code:
        return "Bảng tính này của đơn vị khác.", f"chọn đúng tệp, hoặc sửa “Mã đơn vị” thành {code}"
    units = [
        _Whose(cycle.terms, files)
        for cycle in cycles
        for files in cycle.units
        if cycle.terms and files.unit.model.code == code and found.year in (None, cycle.terms.cycle.year)
    ]
    if not units:
        return "Không có đơn vị mang mã này trong năm này.", "xem mã trong `don-vi.yaml`, năm ở dòng “Năm”"
    return units[-1]


def _headed(file: FileName, tree: dict[str, Any], unit: UnitFiles, terms: Terms) -> Plain:
    """The tree in its model's order, with what every file says first."""
    kind, _ = file
    head = {} if kind is UNIT else {"don_vi": unit.unit.model.code, "nam": terms.cycle.year}
    whole: dict[str, Any] = {**head, **tree}
    if terms.cycle.sample:
        whole.setdefault("ghi_chu", SAMPLE_MARK)
    order = [field.key for field in form_fields(kind.model)]
    last = ["ghi_chu"]
    keys = [key for key in order if key not in last] + last
    return {key: whole[key] for key in keys if key in whole}


def _path(file: FileName, unit: UnitFiles) -> str:
    kind, name = file
    return f"{unit.folder}/{kind.place(name)}"


def _standing_files(tree: Tree, unit: UnitFiles) -> tuple[list[TreeFile], dict[str, bytes]]:
    """The unit's files and its cycle's, with their contents by key; not the workbooks put there to be taken in."""
    year = "/".join(unit.folder.split("/")[:2])
    inbox = f"{unit.folder}/{INBOX}/"
    listing = [file for file in tree.files(unit.folder, f"{year}/{CYCLE.place()}") if not file.path.startswith(inbox)]
    return listing, dict(zip((file.key for file in listing), tree.read(listing), strict=True))


def _at_cell(
    name: str, finding: Finding, names: Mapping[str, FileName], found: ParseResult, files: Mapping[str, bytes]
) -> CellFinding:
    file = names.get(finding.path)
    if file is None:
        return CellFinding(f"{finding.path}:{finding.line}:{finding.column}", finding)
    if finding.key:
        loc: Loc = tuple(int(step) if step.isdigit() else step for step in finding.key.split("."))
    else:
        root = parse(files[finding.path]).root
        loc = loc_at(root, finding.line) if root else ()
    place = found.at(file, loc)
    if place and finding.rule == "K12":
        finding = finding._replace(fix="điền ô này")
    return CellFinding(f"{name}:{place}" if place else finding.path, finding)


def loc_at(node: yaml.Node, line: int, loc: Loc = ()) -> Loc:
    """The innermost value that a line of a file belongs to, for findings that name a line only."""
    inner: list[tuple[str | int, yaml.Node, int]] = []
    if isinstance(node, yaml.MappingNode):
        inner = [(str(key.value), value, key.start_mark.line) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inner = [(at, value, value.start_mark.line) for at, value in enumerate(node.value)]
    before = [(step, value) for step, value, start in inner if start < line]
    return loc_at(before[-1][1], line, (*loc, before[-1][0])) if before else loc


def _cell_finding(name: str, remark: Remark) -> CellFinding:
    place = f"{name}:{remark.place}" if remark.place else name
    link = rule_link(remark.rule)
    finding = Finding(name, 1, 1, remark.rule, remark.severity, Turn.UNIT, "", remark.message, remark.fix, link)
    return CellFinding(place, finding)
