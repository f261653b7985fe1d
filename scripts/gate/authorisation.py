"""May this account push these changes to this branch? Answered from the base branch's registry alone."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from schemas.finding import Finding, Severity, Turn, rule_link
from schemas.models.kinds import CYCLE, UNIT, kind_at
from schemas.models.signing import SigningKey
from schemas.paths import SUBMISSIONS
from schemas.source.text import printable
from scripts.dossiers.loader import load_cycles
from scripts.ledger import git
from scripts.ledger.branches import BRANCH_PREFIX, unit_of
from scripts.ledger.tree import CommitTree, Tree

DELETED = "000000"
_MOST_NAMED = 500
"""So many paths may be named to one git process; beyond, a listing of the whole tree is the shorter question."""


class PathChange(NamedTuple):
    """One path touched by one commit. `mode` is the new mode, 000000 for a deletion."""

    path: str
    mode: str
    oid: str


class Registry(NamedTuple):
    """Who owns what: unit folder → accounts, and the accounts of the centre."""

    folders: dict[str, frozenset[str]]
    maintainers: frozenset[str]
    keys: tuple[SigningKey, ...] = ()
    two_persons: bool = False


def registry(tree: Tree, selection: Iterable[str] = ()) -> Registry:
    """The registry of a base branch, or what it says of the selected units. Only what the centre writes is read:
    dossiers have no say in it."""
    cycles = load_cycles(tree, selection, kinds=(CYCLE, UNIT))
    units = [(unit.folder, unit.unit.model) for cycle in cycles for unit in cycle.units]
    centres = [cycle.terms.cycle for cycle in cycles if cycle.terms]
    return Registry(
        {folder: frozenset(unit.accounts) for folder, unit in units},
        frozenset(account for centre in centres for account in centre.maintainers),
        tuple(key for keys in (c.signing_keys for c in centres) for key in keys)
        + tuple(key for _, unit in units for key in unit.signing_keys),
        any(centre.two_persons for centre in centres),
    )


def registry_of(tree: CommitTree, unit: str) -> Registry:
    """Of the units only the one of that code, in every year: a push concerns no other."""
    years = git.ls_folders(tree.repository, tree.commit, SUBMISSIONS)
    blocks = git.ls_folders(tree.repository, tree.commit, *years) if years and unit else []
    units = git.ls_folders(tree.repository, tree.commit, *blocks) if blocks else []
    selection = [f"{year}/{CYCLE.name}.yaml" for year in years]
    selection += [folder for folder in units if folder.rsplit("/", 1)[-1] == unit]
    return registry(tree, selection) if selection else Registry({}, frozenset())


def changes(repository: Path, base: str, new: str) -> list[PathChange]:
    """Every path touched by a commit that is new to the base, so that a fault undone later is still seen.

    A merge touches what differs from merging its parents anew, so that taking another's change back shows even where
    every version is on the base already; one of more than two parents, which git does not merge anew, touches what
    differs from any of them. What a merge of the base brings along is no change of the pusher's.
    Renames show as deletion and addition.
    """
    forks = git.text(repository, "merge-base", "--all", base, new).split()
    raw = ("--raw", "-z", "--no-abbrev", "--no-renames")
    new_commits = ("--format=", new, f"^{base}")
    log = _raw(git.run(repository, "log", *raw, "--remerge-diff", "--max-parents=2", *new_commits))
    log |= _raw(git.run(repository, "log", *raw, "-m", "--min-parents=3", *new_commits))
    ends = [_raw(git.run(repository, "diff-tree", "-r", *raw, fork, new)) for fork in forks]
    known = {PathChange(*blob) for blob in git.ls_tree(repository, base, *_nameable({change.path for change in log}))}
    places = {change.path for change in known}
    gone = {change for change in log if change.mode == DELETED and change.path not in places}
    return sorted((log - known - gone) | set.intersection(*ends))


def _nameable(paths: set[str]) -> list[str]:
    """The paths, where git can be asked about each by name; else nothing, which asks about the whole tree."""
    plain = all(path.isascii() and not {"", ".", ".."} & set(path.split("/")) for path in paths)
    return sorted(paths) if plain and len(paths) <= _MOST_NAMED else []


def _raw(output: bytes) -> set[PathChange]:
    """Results in git's raw format; a merge's line has one colon, mode and object for each parent."""
    fields = [field for field in output.split(b"\0") if field.strip()]
    found = set()
    for meta, path in zip(fields[0::2], fields[1::2], strict=True):
        words = meta.decode().strip()
        parents = len(words) - len(words.lstrip(":"))
        parts = words.lstrip(":").split()
        found.add(PathChange(path.decode(errors="surrogateescape"), parts[parents], parts[2 * parents + 1]))
    return found


def authorise(branch: str, touched: list[PathChange], actor: str, known: Registry) -> Iterator[Finding]:
    """Rules Q01–Q03 and Q05. An account of the centre may do what a unit may not."""
    if not actor:
        yield _refusal("Q05", branch, "Máy chủ không cho biết tài khoản đang nộp.", "báo người vận hành", Turn.SYSTEM)
        return
    if actor in known.maintainers:
        return
    unit = unit_of(branch)
    own = [folder for folder, accounts in known.folders.items() if actor in accounts]
    allowed = [folder for folder in own if folder.rsplit("/", 1)[-1] == unit]
    if not unit:
        yield _refusal(
            "Q03",
            branch,
            f"Tài khoản {actor} không được đẩy lên nhánh này.",
            f"đẩy lên nhánh `{BRANCH_PREFIX}<đơn-vị>/<tên>` rồi chờ duyệt",
        )
        return
    if branch.removeprefix(BRANCH_PREFIX).strip("/").count("/") < 1:
        yield _refusal(
            "Q03", branch, "Tên nhánh còn thiếu phần sau mã đơn vị.", f"đẩy lên nhánh `{BRANCH_PREFIX}{unit}/<tên>`"
        )
        return
    if not allowed:
        names = ", ".join(sorted(folder.rsplit("/", 1)[-1] for folder in own)) or "chưa đơn vị nào"
        yield _refusal(
            "Q01", branch, f"Tài khoản {actor} không nộp thay đơn vị “{unit}”.", f"tài khoản này nộp cho: {names}"
        )
        return
    for path in sorted({change.path for change in touched}):
        if not any(path.startswith(f"{folder}/") for folder in allowed):
            foreign = path.startswith(f"{SUBMISSIONS}/") and path.count("/") > 2
            rule, what = ("Q01", "của đơn vị khác") if foreign else ("Q02", "của trung tâm")
            yield _refusal(rule, printable(path), f"Tệp này {what}.", f"chỉ sửa trong {', '.join(allowed)}")
        elif (kind := kind_at(path)) is not None and kind.owner is not Turn.UNIT:
            yield _refusal(
                "Q02",
                printable(path),
                "Tệp này do trung tâm ghi.",
                "bỏ thay đổi ở tệp này; cần sửa thì đề nghị trung tâm",
            )


def locked_out(base: Tree, new: Tree) -> Iterator[Finding]:
    """Rule Q06: a new main keeps, for every year that the old one had, a cycle with maintainers, and its units; a new
    year starts with maintainers too, or the rule would hold back whatever comes after it."""
    after = {cycle.year: cycle for cycle in load_cycles(new, kinds=(CYCLE, UNIT))}
    before = {cycle.year: cycle for cycle in load_cycles(base, kinds=(CYCLE, UNIT)) if cycle.terms is not None}
    for year in sorted({*before, *(year for year, cycle in after.items() if cycle.terms is not None)}):
        kept = after.get(year)
        if kept is None or kept.terms is None or not kept.terms.cycle.maintainers:
            message = f"Năm {year} sẽ không có `ky.yaml` đọc được có tài khoản trung tâm."
        elif year in before and before[year].units and not kept.units:
            message = f"Năm {year} sẽ không còn đơn vị nào trong danh sách."
        else:
            continue
        path = f"{SUBMISSIONS}/{year}/{CYCLE.name}.yaml"
        yield _refusal("Q06", path, message, "khôi phục `ky.yaml` và danh sách đơn vị rồi đẩy lại", Turn.CENTRE)


def withdrawn(touched: list[PathChange], new: Tree) -> Iterator[Finding]:
    """Rule Q04 as a warning: files that the base had received and the push takes away, so that nobody overlooks it."""
    paths = {change.path for change in touched if change.mode == DELETED and change.path.endswith(".yaml")}
    left = {file.path for file in new.files(SUBMISSIONS)} if paths else set()
    for path in sorted(paths - left):
        yield _refusal(
            "Q04", printable(path), "Lần đẩy này rút tệp đã nhận.", "nếu xóa nhầm, khôi phục tệp rồi đẩy lại"
        )._replace(severity=Severity.WARNING)


def not_a_commit(branch: str) -> Finding:
    """Rule Q03, for a tag object or anything else pushed as a branch."""
    return _refusal("Q03", branch, "Nhánh phải trỏ tới một commit, không phải nhãn (tag).", "đẩy chính commit đó")


def _refusal(rule: str, path: str, message: str, fix: str, turn: Turn = Turn.UNIT) -> Finding:
    return Finding(path, 1, 1, rule, Severity.ERROR, turn, "", message, fix, rule_link(rule))


def rewriting(branch: str) -> Finding:
    """Rule Q04, for a deletion or a forced push of the base branch."""
    return _refusal("Q04", branch, "Không được xóa hay ghi đè nhánh này.", "thêm commit mới thay vì sửa commit cũ")


def not_approved(commit: str, message: str, fix: str) -> Finding:
    """Rule Q08, about one merge."""
    return _refusal("Q08", "main", f"Commit {commit[:10]}: {message}", fix, Turn.CENTRE)


def from_the_future(branch: str, commit: str) -> Finding:
    """Rule Q07."""
    fix = "chỉnh đồng hồ máy tính, rồi `git commit --amend --no-edit --date=now` và đẩy lại"
    return _refusal("Q07", branch, f"Commit {commit} ghi ngày ở tương lai.", fix)


def unrelated(branch: str) -> Finding:
    """Rule Q04, for a branch that does not grow from the base."""
    return _refusal("Q04", branch, "Nhánh này không bắt nguồn từ nhánh chính.", "tạo nhánh từ nhánh chính mới nhất")
