"""What keeps a site from being built, in words."""

from schemas.errors import KiemdiemError


class BuildError(KiemdiemError):
    """A page or the builder is at fault; the message says which and why."""
