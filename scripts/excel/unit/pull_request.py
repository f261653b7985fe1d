"""Workbooks inside a proposal become a commit of YAML on the same branch, beside which they leave no trace.

The new commit stands on the proposal's fork point, so that no workbook is among its ancestors: what is merged holds
none, not even in its history.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.finding import SEVERITY_TITLES, Finding, Severity
from schemas.paths import SUBMISSIONS
from schemas.visible_text import printable, private_kind
from scripts.dossiers.loader import load_cycles
from scripts.dossiers.placement import INBOX
from scripts.excel.unit.import_report import remarks
from scripts.excel.unit.importer import ImportResult, Inbox, read_into
from scripts.gate.push import check_push
from scripts.gate.ref_policy import is_allowed
from scripts.gate.ref_update import RefUpdate
from scripts.ledger import git
from scripts.ledger.branches import BRANCH_PREFIX, NOTHING
from scripts.ledger.tree import REGULAR, CommitTree, TreeFile
from scripts.office_guard import MAX_FILE
from scripts.output.review import escaped

CONVERTED = "refs/kiemdiem/chuyen"
"""Where the new commit is in the bundle."""

_MOST_WORKBOOKS = 5
_BOT = {"GIT_COMMITTER_NAME": "kiemdiem", "GIT_COMMITTER_EMAIL": "kiemdiem@localhost"}
_MESSAGE = "Chuyển hồ sơ từ bảng tính"


class Conversion(NamedTuple):
    """`commit` is None where a workbook, or what it made, was refused. `markdown`: for the review comment."""

    commit: str | None
    markdown: str


def convert(update: RefUpdate) -> Conversion | None:
    """None when the proposal brings no workbook. All its workbooks are taken, or none."""
    repository, base, head = update.repository, update.base or "", update.new
    workbooks = _workbooks(repository, base, head)
    if not workbooks:
        return None
    if not (is_allowed(update.branch) and update.branch.startswith(BRANCH_PREFIX)):
        return _refused([f"Bảng tính chỉ nhận ở nhánh `{BRANCH_PREFIX}<đơn-vị>/<tên>`."])
    if len(workbooks) > _MOST_WORKBOOKS:
        return _refused([f"Đề nghị có {len(workbooks)} bảng tính; mỗi lần nhận nhiều nhất {_MOST_WORKBOOKS}."])
    made: dict[str, bytes] = {}
    lines: list[str] = []
    refused = False
    for file, data in zip(workbooks, git.read_blobs(repository, [w.key for w in workbooks], MAX_FILE), strict=True):
        name = _name(file.path)
        result = _read(update, file, name, data)
        twice = result.files.keys() & made.keys()
        refused |= bool(result.errors or not result.files or result.dropped or twice)
        made |= result.files
        lines += [line for part in remarks(name, result) for line in part.split("\n")]
        lines += _verdict(name, result, sorted(twice))
    if refused:
        return _refused(lines)
    commit = _commit(repository, base, head, workbooks, made)
    found = sorted(set(check_push(update._replace(new=commit))))
    if errors := [finding for finding in found if finding.severity is Severity.ERROR]:
        return _refused([*lines, *(_line(finding) for finding in errors)])
    return Conversion(
        commit, _markdown("Bảng tính đã được chuyển thành hồ sơ, bảng tính không còn trong nhánh.", lines)
    )


def _verdict(name: str, result: ImportResult, twice: list[str]) -> Iterator[str]:
    if result.errors:
        yield f"{name}: {result.errors} lỗi."
    elif not result.files:
        yield f"{name}: chưa điền ô nào."
    elif result.dropped:
        yield f"{name}: nhận thì mất nội dung kể trên. Tải mẫu mới, đã có sẵn những gì đã nộp, rồi điền tiếp vào đó."
    elif twice:
        yield f"{name}: bảng tính khác của đơn vị đã ghi {', '.join(twice)}; giữ một tệp."
    else:
        yield f"{name}: thành {', '.join(path.split('/', 4)[-1] for path in sorted(result.files))}."


def _workbooks(repository: Path, base: str, head: str) -> list[TreeFile]:
    """Workbooks in units' inboxes, in the proposal and not on the base."""
    known = {blob.oid for blob in git.ls_tree(repository, base, SUBMISSIONS) if blob.path.lower().endswith(".xlsx")}
    return [
        TreeFile(*blob)
        for blob in git.ls_tree(repository, head, SUBMISSIONS)
        if _is_workbook(blob) and blob.oid not in known
    ]


def _is_workbook(blob: git.Blob) -> bool:
    match blob.path.split("/"):
        case [_, _, _, _, folder, name]:  # submissions, year, block, unit
            return folder == INBOX and blob.mode == REGULAR and name.lower().endswith(".xlsx")
    return False


def _name(path: str) -> str:
    """The workbook's own name, unless it says something private."""
    name = printable(path.rsplit("/", 1)[-1])
    return "bảng tính" if private_kind(name) else name


def _read(update: RefUpdate, file: TreeFile, name: str, data: bytes) -> ImportResult:
    """Checked against the proposal's other files; it must be for the unit in whose folder it lies."""
    folder = file.path.rsplit("/", 2)[0]
    tree = CommitTree(update.repository, update.new)
    return read_into(Inbox(load_cycles(tree, [folder]), tree, update.now), name, data, folder.rsplit("/", 1)[-1])


def _commit(repository: Path, base: str, head: str, workbooks: list[TreeFile], files: Mapping[str, bytes]) -> str:
    """The head's tree with files instead of workbooks, on the fork point, in the name of the head's author."""
    fork = git.text(repository, "merge-base", base, head)
    who = git.lines(git.run(repository, "log", "-1", "--format=%an%n%ae%n%at %ct", head))
    authored, committed = who[2].split(" ")
    gone = [f"0 {NOTHING}\t{workbook.path}" for workbook in workbooks]
    there = [f"{REGULAR} {_blob(repository, content)}\t{path}" for path, content in sorted(files.items())]
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": f"{folder}/index"}
        git.run(repository, "read-tree", head, environment=index)
        listed = "\0".join([*gone, *there, ""]).encode(errors="surrogateescape")
        git.run(repository, "update-index", "-z", "--index-info", stdin=listed, environment=index)
        tree = git.run(repository, "write-tree", environment=index).decode().rstrip("\n")
    people = {
        **_BOT,
        "GIT_COMMITTER_DATE": f"@{committed} +0000",
        "GIT_AUTHOR_NAME": who[0] or "kiemdiem",
        "GIT_AUTHOR_EMAIL": who[1],
        "GIT_AUTHOR_DATE": f"@{authored} +0000",
    }
    made = git.run(repository, "commit-tree", tree, "-p", fork, "-m", _MESSAGE, environment=people)
    return made.decode().rstrip("\n")


def _blob(repository: Path, content: bytes) -> str:
    return git.run(repository, "hash-object", "-w", "--stdin", stdin=content).decode().rstrip("\n")


def bundle(repository: Path, base: str, commit: str, path: Path) -> None:
    """The commit, for whoever has the base, as a file that another job may push."""
    git.run(repository, "update-ref", CONVERTED, commit)
    git.run(repository, "bundle", "create", "--quiet", str(path.resolve()), CONVERTED, f"^{base}")


def _refused(lines: list[str]) -> Conversion:
    return Conversion(None, _markdown("Bảng tính chưa nhận được. Sửa trong bảng tính rồi nộp lại.", lines))


def _markdown(head: str, lines: list[str]) -> str:
    return "".join(_points(head, lines))


def _points(head: str, lines: list[str]) -> Iterator[str]:
    yield f"\n**{escaped(head)}**\n\n"
    for line in lines:
        yield f"{'  ' if line.startswith(' ') else ''}- {escaped(line.strip(' '))}\n"


def _line(finding: Finding) -> str:
    severity = SEVERITY_TITLES[finding.severity]
    return f"{printable(finding.path)}  {severity} {finding.rule}  {finding.message} ({finding.fix})"
