"""Where the house keeps its data. Light, so that who only needs the place loads no model."""

from pathlib import Path

RULESETS = Path(__file__).parent / "rulesets"
SUBMISSIONS = "submissions"
"""The folder of a repository where units hand in."""


def unit_folder(path: str) -> str:
    """The unit's folder that a path lies in: `submissions/<year>/<block>/<unit>`."""
    return "/".join(path.split("/")[:4])
