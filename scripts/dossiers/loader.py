"""From a tree to typed units and format findings. Everything that looks at `submissions/` starts here."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeVar, cast

from schemas.fields.declaration import Record
from schemas.fields.validation import validate
from schemas.finding import Finding, Severity, Turn
from schemas.models.cycle import Cycle
from schemas.models.kinds import CYCLE, FILE_KINDS, UNIT, FileKind, kind_at
from schemas.models.unit import Unit
from schemas.models.unit_files import AnyTyped, Typed, UnitFiles
from schemas.paths import SUBMISSIONS, unit_folder
from schemas.rules.confidentiality import private_problems
from schemas.rules.engine import format_finding
from schemas.ruleset import loader as rulesets
from schemas.ruleset.terms import Terms
from schemas.source.text import Problem
from schemas.source.yaml_tree import locate, parse
from scripts.dossiers.placement import misplaced
from scripts.ledger.tree import OverlayTree, Tree, TreeFile

R = TypeVar("R", bound=Record)


class CycleFiles(NamedTuple):
    """One year of submissions as read. `terms` is None when its `ky.yaml` is absent or wrong: nothing is checked."""

    year: str
    terms: Terms | None
    units: list[UnitFiles]
    findings: list[Finding]
    paths: tuple[str, ...]
    whole: bool
    """Whether all units were read, so that questions about all of them may be asked."""

    @property
    def broken(self) -> set[str]:
        """The files that are not as they must be, so that what they hold does not count."""
        return {finding.path for finding in self.findings if finding.severity is Severity.ERROR}

    @property
    def checked(self) -> int:
        """How many files were read."""
        return len(self.paths)


class _LoadedFiles(NamedTuple):
    """One file as read. `file` is None when it is not true to its schema."""

    kind: FileKind[Any]
    file: AnyTyped | None


def load_cycles(
    tree: Tree, selection: Iterable[str] = (), kinds: Collection[FileKind[Any]] = FILE_KINDS
) -> list[CycleFiles]:
    """Read all cycles, or only the units that the selected paths lie in, or only some kinds of files."""
    selected = _widened(selection)
    prefixes = selected or [SUBMISSIONS]
    by_year: dict[str, list[TreeFile]] = {}
    for file in tree.files(*prefixes):
        parts = file.path.split("/")
        if parts[0] == SUBMISSIONS:
            by_year.setdefault(parts[1] if len(parts) > 2 else "", []).append(file)
    strays = by_year.pop("", [])
    findings = [format_finding(file.path, problem) for file in strays if (problem := misplaced(file))]
    outside = [CycleFiles("", None, [], findings, (), whole=False)] if findings else []
    return outside + [
        _read_year(tree, year, files, kinds, whole=not selected) for year, files in sorted(by_year.items())
    ]


def empty_cycle(year: str) -> CycleFiles:
    """A year of which nothing but units' folders is there: rule K16, nothing in it is checked."""
    return _read_year(OverlayTree([], {}), year, [], FILE_KINDS, whole=True)


def findings_beside(tree: Tree, selection: Iterable[str]) -> Iterator[Finding]:
    """Rule K14 a folder above what was selected, where a unit's file may have slipped. It may as well be a
    neighbour's, so it only warns."""
    above = {parent.as_posix() for path in _widened(selection) for parent in PurePosixPath(path).parents}
    for file in tree.directly_in(*sorted(path for path in above if path.split("/")[0] == SUBMISSIONS)):
        if problem := misplaced(file):
            yield format_finding(file.path, problem)._replace(severity=Severity.WARNING)


def _widened(selection: Iterable[str]) -> list[str]:
    """A path inside a unit stands for the whole unit and its cycle's `ky.yaml`; others stand for themselves."""
    prefixes: set[str] = set()
    for path in selection:
        parts = path.strip("/").split("/")
        prefixes.add(unit_folder(path.strip("/")))
        if len(parts) > 1 and parts[0] == SUBMISSIONS:
            prefixes.add(f"{SUBMISSIONS}/{parts[1]}/{CYCLE.place()}")
    return sorted(prefixes)


def _read_year(
    tree: Tree, year: str, files: list[TreeFile], kinds: Collection[FileKind[Any]], *, whole: bool
) -> CycleFiles:
    findings: list[Finding] = []
    readable: list[tuple[TreeFile, FileKind[Any]]] = []
    unread: set[str] = set()
    for file in files:
        kind = kind_at(file.path)
        if problem := misplaced(file):
            findings.append(format_finding(file.path, problem))
            if problem.rule == "K14":
                unread.add(unit_folder(file.path))
        elif kind is not None and kind in kinds:
            readable.append((file, kind))
    loaded: dict[str, _LoadedFiles] = {}
    for (file, kind), data in zip(readable, tree.read(file for file, _ in readable), strict=True):
        parsed = parse(data)
        model, problems = validate(parsed, kind.model)
        private = private_problems(data, parsed)
        findings += [format_finding(file.path, problem, kind.owner) for problem in (*problems, *private)]
        loaded[file.path] = _LoadedFiles(kind, Typed(file.path, parsed, model) if model is not None else None)
    place = f"{SUBMISSIONS}/{year}/{CYCLE.place()}"
    terms, problem = _terms(_of(loaded, place, Cycle))
    if problem is not None and place not in {finding.path for finding in findings}:
        findings.append(format_finding(place, problem, Turn.CENTRE))
    units = list(_units(loaded, findings, unread))
    return CycleFiles(year, terms, units, findings, tuple(file.path for file, _ in readable), whole=whole)


def _terms(cycle: Typed[Cycle] | None) -> tuple[Terms | None, Problem | None]:
    """The cycle's terms, or rule K16's problem."""
    if cycle is None:
        return None, Problem("K16", 1, 1, "", "Năm này chưa có `ky.yaml` đọc được.", "trung tâm tạo hoặc sửa `ky.yaml`")
    model = cycle.model
    if model.ruleset not in rulesets.available():
        choices = ", ".join(rulesets.available())
        place = locate(cycle.parsed.root, ("bo_quy_tac",))
        return None, Problem("K16", *place, "bo_quy_tac", "Không có bộ quy tắc này.", f"dùng một trong: {choices}")
    ruleset = rulesets.load(model.ruleset)
    if not ruleset.header.covers(model.year):
        place = locate(cycle.parsed.root, ("bo_quy_tac",))
        return None, Problem("K16", *place, "bo_quy_tac", *ruleset.header.out_of_force(model.year))
    for index, decision in enumerate(model.decisions):
        policy = ruleset.policies.get(decision.policy)
        if policy is None or decision.value not in policy.readings:
            loc = ("chinh_sach", index, "ma" if policy is None else "gia_tri")
            choices = ", ".join(policy.readings if policy else ruleset.policies)
            message = "Không có chính sách này." if policy is None else "Chính sách không có cách hiểu này."
            return None, Problem("K16", *locate(cycle.parsed.root, loc), ".".join(map(str, loc)), message, choices)
    for index, override in enumerate(model.deadlines):
        if override.deadline not in ruleset.deadlines:
            loc = ("thoi_han", index, "ma")
            place = locate(cycle.parsed.root, loc)
            choices = ", ".join(ruleset.deadlines)
            return None, Problem("K16", *place, "thoi_han", "Không có thời hạn này.", f"dùng một trong: {choices}")
    return Terms(ruleset, model), None


def _units(loaded: dict[str, _LoadedFiles], findings: list[Finding], unread: set[str]) -> Iterator[UnitFiles]:
    folders: dict[str, list[str]] = {}
    for path, (kind, _) in loaded.items():
        if kind is not CYCLE:
            folders.setdefault(unit_folder(path), []).append(path)
    for folder, paths in folders.items():
        place = f"{folder}/{UNIT.place()}"
        if place not in loaded:
            problem = Problem(
                "K15",
                1,
                1,
                "",
                "Thư mục này chưa có trong danh sách đơn vị (thiếu `don-vi.yaml`).",
                "kiểm tra tên thư mục; nếu đúng là đơn vị mới, đề nghị trung tâm đăng ký",
            )
            findings.append(format_finding(paths[0], problem))
            continue
        unit = _of(loaded, place, Unit)
        if unit is None:
            continue
        held: dict[str, dict[str, AnyTyped]] = {}
        for path in paths:
            kind, file = loaded[path]
            if file is not None:
                name = path.rpartition("/")[2].removesuffix(".yaml") if kind.many else ""
                held.setdefault(kind.name, {})[name] = file
        unreadable = folder in unread or any(loaded[path].file is None for path in paths)
        yield UnitFiles(folder, unit, held, unreadable)


def _of(loaded: dict[str, _LoadedFiles], path: str, model: type[R]) -> Typed[R] | None:
    file = loaded[path].file if path in loaded else None
    return cast("Typed[R]", file) if file is not None and isinstance(file.model, model) else None
