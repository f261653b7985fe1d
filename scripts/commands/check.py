"""`kiemdiem kiem-tra`: check dossiers and say where and how to mend them."""

import argparse
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from schemas.finding import Finding, Gate
from schemas.paths import SUBMISSIONS
from schemas.visible_text import sayable
from scripts.check.result import CheckResult
from scripts.commands.arguments import UsageError, add_format, add_source, add_store, now_of, root_of, tree_of
from scripts.ledger.branches import BASE, ORIGIN
from scripts.ledger.tree import CommitTree, IndexTree, Tree, WorkTree
from scripts.output.findings import FORMATS, MOST_PER_FILE, Excerpt, as_json, as_text

_LONGEST_EXCERPT = 100
_WHOLE = "."
"""The repository itself among the paths."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="ĐƯỜNG_DẪN", nargs="*", help="tệp hoặc thư mục; bỏ trống là toàn bộ")
    parser.add_argument(
        "--sap-commit", dest="staged", action="store_true", help="xét phần đã `git add` (dùng trong pre-commit)"
    )
    parser.add_argument("--cua", dest="gate", choices=[gate.value for gate in Gate], help="chỉ xét đến cửa này")
    add_format(parser, ["text", "json", *FORMATS])
    parser.add_argument(
        "--goc",
        dest="base",
        metavar="BẢN",
        help="bản đã nhận: lỗi có sẵn trong tệp chưa đổi từ bản ấy chỉ nhắc (khi nâng cấp chương trình)",
    )
    parser.add_argument("--tat-ca", dest="all", action="store_true", help="hiện hết, kể cả tệp có rất nhiều lỗi")
    parser.add_argument("--sua", dest="fix", action="store_true", help="tự sửa chữ tổ hợp (NFC), dấu BOM rồi kiểm tra")
    parser.add_argument(
        "--phan", dest="shard", metavar="I/N", type=_shard, help="chỉ xét phần I trong N phần, cho CI chạy song song"
    )
    add_store(parser, "xét cả tệp niêm phong trong kho lưu này")
    add_source(parser)


def _shard(text: str) -> tuple[int, int]:
    from scripts.check.commit_check import MOST_PARTS

    number, _, parts = text.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts) <= MOST_PARTS):
        raise argparse.ArgumentTypeError(f"phần viết như 2/4, không quá tổng số phần; nhiều nhất {MOST_PARTS} phần")
    return int(number), int(parts)


def run(options: argparse.Namespace) -> int:
    root = root_of(options)
    if options.fix and (options.revision or options.staged):
        raise UsageError("--sua chỉ sửa tệp đang mở, không dùng cùng --ban hay --sap-commit.")
    start = root if options.repository or options.staged else Path.cwd()
    selection = [_relative(path, start, root) for path in options.paths]
    if _WHOLE in selection:
        selection = []
    gate = Gate(options.gate) if options.gate else None
    if options.shard is not None:
        return _check_shard(root, selection, gate, options)
    if options.revision and not (selection or options.store or options.base):
        from scripts.check.commit_check import check_commit

        result = check_commit(root, options.revision, now_of(options), gate)
        return _show(result, options, lambda: CommitTree(root, options.revision))
    tree: Tree = IndexTree(root) if options.staged else tree_of(options, root)
    if options.fix:
        _normalise(WorkTree(root), selection)
    if not options.staged and (nowhere := [path for path in selection if not tree.files(path)]):
        raise UsageError(f"Không thấy tệp nào ở: {', '.join(nowhere)}")
    from scripts.check.change import check_change  # loads every rule
    from scripts.check.checker import check

    now, store = now_of(options), options.store
    received = _received(root, options)
    if received is None:
        return _show(check(tree, selection, now, gate, store), options, lambda: tree)
    return _show(check_change(received, tree, selection, now, gate, store), options, lambda: tree)


def _received(root: Path, options: argparse.Namespace) -> Tree | None:
    """What was received before, with which a change is compared: as asked, or for a coming commit the base branch."""
    if options.base:
        return CommitTree(root, options.base)
    if not options.staged:
        return None
    from scripts.ledger import git

    if not git.changed_paths(root, "--cached", "--", SUBMISSIONS):
        return None  # nothing changes: the whole is asked about
    for branch in (ORIGIN, BASE):
        with suppress(git.GitError):
            return CommitTree(root, branch)
    return None


def _check_shard(root: Path, selection: list[str], gate: Gate | None, options: argparse.Namespace) -> int:
    """One part of a commit, as JSON for `nhan-xet --gop-phan`: whether anything is wrong is decided there."""
    from scripts.check.commit_check import CommitQuestion, Shard
    from scripts.check.shards import check_shard

    if not options.revision or selection or options.store or options.base or options.format != "json":
        raise UsageError("--phan xét cả một bản: cần --ban và --dang json, không kèm đường dẫn, --goc hay --kho-luu.")
    question = CommitQuestion(root, CommitTree(root, options.revision).commit, now_of(options), gate)
    print(check_shard(question, Shard(*options.shard)))
    return 0


def _show(result: CheckResult, options: argparse.Namespace, tree: Callable[[], Tree]) -> int:
    if options.format == "text":
        excerpt = _excerpts(tree(), result) if result.findings else lambda _: None
        print(as_text(result, excerpt, most=None if options.all else MOST_PER_FILE))
    elif options.format == "json":
        print(as_json(result))
    else:
        from scripts.output.ci_formats import CI_FORMATS

        print(CI_FORMATS[options.format](result, ""))
    return 1 if result.errors else 0


def _relative(path: str, start: Path, root: Path) -> str:
    """A path as typed (from the repository when one was named, else from here), relative to the repository."""
    try:
        return (start / path).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise UsageError(f"{path} nằm ngoài kho.") from None


def _excerpts(tree: Tree, result: CheckResult) -> Excerpt:
    """Shows the offending line, except where it may hold something private."""
    wanted = {finding.path for finding in result.findings if _showable(finding)}
    files = [file for file in tree.files(*sorted(wanted)) if file.path in wanted] if wanted else []
    lines = {
        file.path: data.decode(errors="replace").split("\n") for file, data in zip(files, tree.read(files), strict=True)
    }

    def excerpt(finding: Finding) -> str | None:
        own = lines.get(finding.path, [])
        if not _showable(finding) or finding.line > len(own):
            return None
        return sayable(own[finding.line - 1].strip(" \t\r").lstrip("- ")[:_LONGEST_EXCERPT]) or None

    return excerpt


def _showable(finding: Finding) -> bool:
    """A finding about a named key, unless the key's very fault is that its value is private."""
    return finding.rule != "R44" and bool(finding.key)


def _normalise(tree: WorkTree, selection: list[str]) -> None:
    """Rewrite files whose only fault is a byte order mark or decomposed letters, and name each one."""
    for file in tree.files(*(selection or [SUBMISSIONS])):
        path = tree.root / file.path
        if path.suffix != ".yaml" or path.is_symlink():
            continue
        try:
            before = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        after = unicodedata.normalize("NFC", before.removeprefix("\ufeff"))
        if after != before:
            path.write_bytes(after.encode())
            print(f"đã sửa {file.path}: chữ Việt dựng sẵn (NFC), không BOM", file=sys.stderr)
