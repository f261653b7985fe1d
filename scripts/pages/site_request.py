"""Which site is asked for. Light, so that who only asks loads no model."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Audience(StrEnum):
    """Who reads a build of the site (issue of confidentiality: the public one shows no rating of anybody)."""

    PUBLIC = "cong-khai"
    INTERNAL = "noi-bo"


class SiteRequest(NamedTuple):
    """`now`: as of when; None: of the real time, by which a browser may count on.

    `snapshots`: a folder with the snapshots of the committees below and their tree. `pictures`: somebody takes
    pictures of the built site, which its walkthroughs show.
    """

    repository: Path
    revision: str | None = None
    now: datetime | None = None
    audience: Audience = Audience.PUBLIC
    snapshots: Path | None = None
    pictures: bool = False
