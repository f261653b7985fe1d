"""pre-commit's hook: check what is staged. With file names only those units' files, without them every staged unit."""

import sys
from collections.abc import Sequence
from pathlib import Path

from schemas.paths import SUBMISSIONS
from scripts.cli import main as kiemdiem
from scripts.ledger import git


def main(argv: Sequence[str] | None = None) -> int:
    """`[--cua CỬA] [TỆP…]`; with no file and nothing staged (pre-commit run --all-files) everything is checked."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not any(argument.startswith(SUBMISSIONS) for argument in arguments):
        try:
            changed = staged(Path.cwd())
        except git.GitError as failure:
            print(f"kiemdiem: {failure}", file=sys.stderr)
            return 2
        own = [path for path in changed if path.startswith(f"{SUBMISSIONS}/")]
        if changed and not own:
            return 0
        arguments += own
    return kiemdiem(["kiem-tra", "--sap-commit", *arguments])


def staged(repository: Path) -> list[str]:
    """Paths that the next commit changes, deletions included (pre-commit itself leaves those out)."""
    return git.changed_paths(repository, "--cached", errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
