"""`kiemdiem nguoi-duyet`: whom a forge asks for a review. A convenience: permission is decided by `xet-quyen` alone."""

import argparse
from collections.abc import Callable

from schemas.models.kinds import CYCLE
from schemas.paths import SUBMISSIONS
from scripts.commands.arguments import add_source, root_of, tree_of
from scripts.dossiers.loader import load_cycles

_PATTERNS: dict[str, Callable[[str], str]] = {
    "github": lambda folder: f"/{folder}/" if folder else "*",
    "gitlab": lambda folder: f"/{folder}/" if folder else "*",
    "gitea": lambda folder: f"{folder.replace('.', '[.]')}/.*" if folder else ".*",
}
"""Forge → how it writes a folder, "" for everything. Gitea and Forgejo read regular expressions, the others paths."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--noi", dest="forge", choices=sorted(_PATTERNS), required=True, help="trang quản lý kho; gitea cả cho Forgejo"
    )
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    """Reviewers are the centre's accounts: a unit's own account must not be asked to approve its own papers."""
    pattern = _PATTERNS[options.forge]
    years = {
        c.year: c.terms.cycle.maintainers
        for c in load_cycles(tree_of(options, root_of(options)), kinds=(CYCLE,))
        if c.terms is not None
    }
    everyone = sorted({account for accounts in years.values() for account in accounts})
    print(f"# Do `kiemdiem nguoi-duyet --noi {options.forge}` ghi, từ `ky.yaml`; không sửa tay.")
    print("# Chỉ để mời đúng người duyệt, không thay cho kiểm tra quyền.")
    rows = [("", everyone), *((f"{SUBMISSIONS}/{year}", sorted(accounts)) for year, accounts in sorted(years.items()))]
    for folder, accounts in rows:
        if accounts:
            print(f"{pattern(folder)} {' '.join(f'@{account}' for account in accounts)}")
    return 0
