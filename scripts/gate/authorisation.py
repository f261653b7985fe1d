"""May this account push these changes to this branch? Answered from the base branch's registry alone."""

from collections.abc import Iterator

from schemas.finding import Finding, Severity, Turn
from schemas.models.kinds import CYCLE, UNIT, kind_at
from schemas.paths import SUBMISSIONS
from scripts.dossiers.loader import load_cycles
from scripts.gate.path_changes import DELETED, PathChange
from scripts.gate.ref_policy import is_allowed, refused_name
from scripts.gate.refusal import refusal
from scripts.gate.registry import Registry
from scripts.ledger.branches import APPROVAL_PREFIX, BRANCH_PREFIX, unit_of
from scripts.ledger.tree import Tree


def authorise(branch: str, touched: list[PathChange], actor: str, known: Registry) -> Iterator[Finding]:
    """Rules Q01–Q03 and Q05. An account of the centre may do in its year what a unit may not."""
    if not actor:
        yield refusal("Q05", branch, "Máy chủ không cho biết tài khoản đang nộp.", "báo người vận hành", Turn.SYSTEM)
    elif known.is_centre(actor):
        yield from _of_centre(branch, touched, actor, known)
    else:
        yield from _of_unit(branch, touched, actor, known)


def _of_centre(branch: str, touched: list[PathChange], actor: str, known: Registry) -> Iterator[Finding]:
    """Each path by the registry of its own year: who left the centre has no say in what came after."""
    if branch.startswith(APPROVAL_PREFIX) and branch != f"{APPROVAL_PREFIX}{actor}":
        fix = f"đẩy lên nhánh `{APPROVAL_PREFIX}{actor}`"
        yield refusal("Q03", branch, f"Tài khoản {actor} không duyệt thay tài khoản khác.", fix)
        return
    own = {f"{folder}/" for folder in known.folders_of(actor)}
    for path in sorted({change.path for change in touched}):
        if actor not in known.of(path).maintainers and not any(map(path.startswith, own)):
            fix = "để tài khoản trung tâm của năm đó làm (`tai_khoan_trung_tam` trong `ky.yaml`)"
            yield refusal("Q02", path, f"Tài khoản {actor} không thuộc trung tâm của năm này.", fix)


def _of_unit(branch: str, touched: list[PathChange], actor: str, known: Registry) -> Iterator[Finding]:
    unit = unit_of(branch)
    own = list(known.folders_of(actor))
    allowed = [folder for folder in own if folder.rsplit("/", 1)[-1] == unit]
    if not unit:
        yield refusal(
            "Q03",
            branch,
            f"Tài khoản {actor} không được đẩy lên nhánh này.",
            f"đẩy lên nhánh `{BRANCH_PREFIX}<đơn-vị>/<tên>` rồi chờ duyệt",
        )
        return
    if not is_allowed(branch):
        yield refused_name(f"refs/heads/{branch}")
        return
    if not allowed:
        names = ", ".join(sorted(folder.rsplit("/", 1)[-1] for folder in own)) or "chưa đơn vị nào"
        yield refusal(
            "Q01", branch, f"Tài khoản {actor} không nộp thay đơn vị “{unit}”.", f"tài khoản này nộp cho: {names}"
        )
        return
    for path in sorted({change.path for change in touched}):
        if not any(path.startswith(f"{folder}/") for folder in allowed):
            foreign = path.startswith(f"{SUBMISSIONS}/") and path.count("/") > 2
            rule, what = ("Q01", "của đơn vị khác") if foreign else ("Q02", "của trung tâm")
            yield refusal(rule, path, f"Tệp này {what}.", f"chỉ sửa trong {', '.join(allowed)}")
        elif (kind := kind_at(path)) is not None and kind.owner is not Turn.UNIT:
            yield refusal(
                "Q02", path, "Tệp này do trung tâm ghi.", "bỏ thay đổi ở tệp này; cần sửa thì đề nghị trung tâm"
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
        yield refusal("Q06", path, message, "khôi phục `ky.yaml` và danh sách đơn vị rồi đẩy lại", Turn.CENTRE)


def withdrawn(touched: list[PathChange], new: Tree) -> Iterator[Finding]:
    """Rule Q04 as a warning: files that the base had received and the push takes away, so that nobody overlooks it."""
    paths = {change.path for change in touched if change.mode == DELETED and change.path.endswith(".yaml")}
    left = {file.path for file in new.files(SUBMISSIONS)} if paths else set()
    for path in sorted(paths - left):
        yield refusal("Q04", path, "Lần đẩy này rút tệp đã nhận.", "nếu xóa nhầm, khôi phục tệp rồi đẩy lại")._replace(
            severity=Severity.WARNING
        )


def not_a_commit(branch: str) -> Finding:
    """Rule Q03, for a tag object or anything else pushed as a branch."""
    return refusal("Q03", branch, "Nhánh phải trỏ tới một commit, không phải nhãn (tag).", "đẩy chính commit đó")


def rewriting(branch: str) -> Finding:
    """Rule Q04, for a deletion or a forced push of the base branch."""
    return refusal("Q04", branch, "Không được xóa hay ghi đè nhánh này.", "thêm commit mới thay vì sửa commit cũ")


def not_approved(commit: str, message: str, fix: str) -> Finding:
    """Rule Q08, about one merge."""
    return refusal("Q08", "main", f"Commit {commit[:10]}: {message}", fix, Turn.CENTRE)


def from_the_future(branch: str, commit: str) -> Finding:
    """Rule Q07."""
    fix = "chỉnh đồng hồ máy tính, rồi `git commit --amend --no-edit --date=now` và đẩy lại"
    return refusal("Q07", branch, f"Commit {commit} ghi ngày ở tương lai.", fix)


def unrelated(branch: str) -> Finding:
    """Rule Q04, for a branch that does not grow from the base."""
    return refusal("Q04", branch, "Nhánh này không bắt nguồn từ nhánh chính.", "tạo nhánh từ nhánh chính mới nhất")
