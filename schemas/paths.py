"""Where the house keeps its data. Light, so that who only needs the place loads no model."""

from pathlib import Path

PROGRAM = Path(__file__).parents[1]
"""The folder that holds the program's own three rooms."""

RULESETS = PROGRAM / "schemas" / "rulesets"
SUBMISSIONS = "submissions"
"""The folder of a repository where units hand in."""


def unit_folder(path: str) -> str:
    """The unit's folder that a path lies in: `submissions/<year>/<block>/<unit>`."""
    return "/".join(path.split("/")[:4])
