"""Install the server hooks into a bare repository: `python -m hooks.install KHO.git [--bien-tai-khoan GL_USER]`."""

import os
import subprocess
import sys
from pathlib import Path

from schemas.errors import KiemdiemError
from scripts.cli import VietnameseParser
from scripts.ledger import git
from scripts.ledger.book_end import SIGNER, main_booked, make_key, note_main
from scripts.ledger.branches import BASE
from scripts.ledger.receipts import adopt

SETTINGS = {
    "receive.fsckObjects": "true",
    "receive.denyNonFastForwards": "false",  # a unit may rebase its own branch; main is guarded by rule Q04
    "receive.denyDeletes": "false",
    "receive.maxInputSize": "20m",
    "core.quotePath": "false",
    "core.logAllRefUpdates": "always",  # when a ref moved, for a receipt that could not be written at the time
    "core.bigFileThreshold": "1m",  # what is larger is streamed to the disk, not unfolded in memory
}


HOOKS = ("pre-receive", "post-receive")


class InstallError(KiemdiemError):
    """The hook cannot be installed; the message says what to do."""


def _try_interpreter(project: Path) -> None:
    """Whether the interpreter that the hook would name can load it, asked before anybody's push depends on it."""
    environment = {**os.environ, "PYTHONPATH": str(project)}
    command = [sys.executable, "-P", "-c", "import hooks.pre_receive, hooks.post_receive"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise InstallError(
            f"{sys.executable} thiếu các gói của chương trình. Chạy `make setup`, rồi cài bằng "
            "`.venv/bin/python -m hooks.install`."
        )


def install(repository: Path, actor_variable: str) -> str | None:
    """Write the hooks with this installation's interpreter, set the repository's limits, make the key that signs its
    receipts. Returns the key's public half. Raises InstallError."""
    try:
        folder = Path(git.text(repository, "rev-parse", "--absolute-git-dir"))
    except (git.NoRepositoryError, OSError):
        raise InstallError(f"{repository} không phải kho Git.") from None
    if repository.resolve() not in (folder, folder.parent):  # git looks upwards; an operator means what he names
        raise InstallError(f"{repository} không phải kho Git, chỉ nằm trong kho {folder}.")
    project = Path(__file__).resolve().parent.parent
    _try_interpreter(project)
    for name in HOOKS:
        hook = folder / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(
            f"#!/bin/sh\n# Do `python -m hooks.install` ghi; không sửa tay.\n"
            f"PYTHONPATH='{project}' exec '{sys.executable}' -P -m hooks.server {name.replace('-', '_')}\n",
            encoding="utf-8",
        )
        hook.chmod(0o755)
    for name, value in {**SETTINGS, "kiemdiem.actorVariable": actor_variable}.items():
        git.run(repository, "config", name, value)
    base = git.find_commit(folder, BASE)
    if base and main_booked(folder) is None:
        note_main(folder, base)
    key = make_key(folder)
    if key:  # so that the key's files cannot go missing unsaid
        git.run(repository, "config", SIGNER, key)
    adopt(folder)
    return key


def main() -> int:
    parser = VietnameseParser(prog="python -m hooks.install", description="Cài kiểm tra vào kho Git trên máy chủ.")
    parser.add_argument("repository", type=Path, metavar="KHO.git")
    parser.add_argument(
        "--bien-tai-khoan",
        "--actor-variable",
        dest="actor_variable",
        default="REMOTE_USER",
        help="biến môi trường chứa tên tài khoản",
    )
    options = parser.parse_args()
    try:
        signer = install(options.repository, options.actor_variable)
    except (InstallError, git.GitError) as refusal:
        print(f"kiemdiem: {refusal}", file=sys.stderr)
        return 2
    print(f"Đã cài vào {options.repository}; tài khoản đọc từ biến {options.actor_variable}.")
    if signer:
        print(f"Khóa ký sổ biên nhận của máy chủ này, để bản sao đối chiếu:\n  {signer}")
    else:
        print("Máy này thiếu ssh-keygen, nên sổ biên nhận chưa được ký: cài openssh-client rồi chạy lại.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
