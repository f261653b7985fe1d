"""`kiemdiem hop-nhat`: the centre accepts proposals where no forge does: checked as a whole, signed, in one batch."""

import argparse
import subprocess
import sys
from pathlib import Path

from schemas.finding import Turn
from scripts.check.result import CheckResult
from scripts.commands.arguments import UsageError, add_key, add_moment, add_repository, now_of, root_of
from scripts.gate.merge_batch import ChosenProposal, MergeBatch, batch
from scripts.gate.registry import registry
from scripts.ledger import git, receipts
from scripts.ledger.arrivals import versions
from scripts.ledger.branches import BRANCH_PREFIX
from scripts.ledger.tree import CommitTree
from scripts.output.findings import as_text
from scripts.progress.proposals import ProposalState, open_proposals
from scripts.version import VERSION

REMOTE = "refs/remotes/origin"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "branches", metavar="NHÁNH", nargs="*", help=f"nhánh được duyệt, ví dụ {BRANCH_PREFIX}bac-ha/dot-1"
    )
    parser.add_argument(
        "--tat-ca", dest="all", action="store_true", help="mọi đề nghị không còn lỗi, đang chờ trung tâm"
    )
    add_key(parser, "khóa SSH riêng để ký (cần khi kỳ đòi hai người)")
    parser.add_argument("--day-len", dest="push", action="store_true", help="đẩy luôn lên máy chủ")
    add_moment(parser)
    add_repository(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when something asked for could not go in; what could, did."""
    root = root_of(options)
    if bool(options.branches) is options.all:
        raise UsageError("Ghi tên nhánh được duyệt, hoặc --tat-ca.")
    if git.text(root, "rev-parse", "--is-bare-repository") == "true":
        raise UsageError("Chạy trong bản sao của người duyệt; kho máy chủ chỉ nhận qua đẩy lên, để hook còn kiểm tra.")
    base = _base(root)
    if options.key is None and registry(CommitTree(root, base)).two_persons:
        raise UsageError("Kỳ này cần hai người: thêm --khoa với khóa đã đăng ký trong `ky.yaml`.")
    if options.key is not None and not options.key.is_file():
        raise UsageError(f"Không thấy khóa {options.key}.")
    chosen = _waiting(options, root, base) if options.all else [_named(root, name) for name in options.branches]
    if not chosen:
        print("Không có đề nghị nào chờ nhận.")
        return 0
    done = batch(root, base, chosen, now_of(options), str(options.key.resolve()) if options.key else None)
    if done.merged and not _move(root, base, done.tip, push=options.push):
        print("Máy chủ chưa nhận; chưa có gì thay đổi. Chạy `git fetch` rồi thử lại.", file=sys.stderr)
        return 1
    _show(done, pushed=options.push)
    return 1 if done.left else 0


def _base(root: Path) -> str:
    """The server's main as last fetched, else this clone's own."""
    for ref in (f"{REMOTE}/main", "refs/heads/main"):
        if commit := git.find_commit(root, ref):
            return commit
    raise UsageError("Kho này chưa có nhánh main.")


def _named(root: Path, name: str) -> ChosenProposal:
    for ref in (f"{REMOTE}/{name}", f"refs/heads/{name}"):
        if commit := git.find_commit(root, ref):
            return ChosenProposal(name, commit)
    raise UsageError(f"Không có nhánh “{name}”; chạy `git fetch` trước.")


def _waiting(options: argparse.Namespace, root: Path, base: str) -> list[ChosenProposal]:
    found = open_proposals(root, base, now_of(options), versions(root, base), receipts.read(root).entries)
    ready = [p for p in found if p.state is ProposalState.IN_REVIEW and p.turn is Turn.CENTRE]
    return [
        ChosenProposal(proposal.name, proposal.commit) for proposal in sorted(ready, key=lambda p: (p.since, p.name))
    ]


def _move(root: Path, base: str, tip: str, *, push: bool) -> bool:
    """Move the server's main, or this clone's. Never anything else than forward from what was checked."""
    if push:  # the server answers the person directly
        command = ["git", "-C", str(root), "push", "-q", "origin", f"{tip}:refs/heads/main"]
        return subprocess.run(command, check=False).returncode == 0
    if git.text(root, "rev-parse", "--abbrev-ref", "HEAD") == "main":
        git.run(root, "merge", "--ff-only", tip)
    else:
        git.run(root, "update-ref", "refs/heads/main", tip, base)
    return True


def _show(done: MergeBatch, *, pushed: bool) -> None:
    for proposal in done.merged:
        print(f"✓ nhận {proposal.name}")
    for proposal, reason in done.left:
        print(f"✗ chưa nhận {proposal.name}: {reason}", file=sys.stderr)
    if done.findings:
        result = CheckResult(VERSION, [], 0, list(done.findings))
        print(as_text(result, lambda _: None, closing=""), file=sys.stderr)
    if done.merged:
        where = "và đã đẩy lên máy chủ" if pushed else "vào nhánh main ở đây; đẩy lên: git push origin main"
        print(f"Đã hợp nhất {len(done.merged)} đề nghị {where}.")
