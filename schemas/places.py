"""Where the house keeps its data. Light, so that who only needs the place loads no model."""

from pathlib import Path

RULESETS = Path(__file__).parent / "rulesets"
SUBMISSIONS = "submissions"
"""The folder of a repository where units hand in."""
