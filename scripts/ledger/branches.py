"""Names of branches, and what a push of one means."""

BASE = "refs/heads/main"
"""What was accepted: the register itself."""

ORIGIN = "refs/remotes/origin/main"
"""The same as a clone knows it."""

BRANCH_PREFIX = "nop/"
"""`nop/<unit>/<any name>`: what a unit hands in."""

APPROVAL_PREFIX = "duyet/"
"""`duyet/<account>`: what an account of the centre does, as commits for the server to judge."""

NOTHING = "0" * 40
"""Git's word for a branch that is not there, before its first push or after its deletion."""


def unit_of(branch: str) -> str:
    """Code of the unit that a branch hands in for, "" for a branch of nobody."""
    return branch.removeprefix(BRANCH_PREFIX).split("/")[0] if branch.startswith(BRANCH_PREFIX) else ""
