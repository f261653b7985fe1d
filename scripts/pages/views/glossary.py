"""The glossary: every declared field, straight from the models, so that page and check cannot drift apart."""

from collections.abc import Iterator

from schemas.fields.form import FormField, form_fields
from schemas.models.kinds import FILE_KINDS
from scripts.pages.part import Part
from scripts.pages.state import SiteState

ADDRESS = "thuat-ngu/"

_Group = tuple[str, tuple[FormField, ...]]
"""The key that holds a record, "" for the file itself, and the fields in it."""


def parts(state: SiteState) -> Iterator[Part]:
    del state
    kinds = [{"kind": kind, "groups": list(_groups("", form_fields(kind.model)))} for kind in FILE_KINDS]
    yield Part(ADDRESS, "thuat-ngu", {"kinds": kinds})


def _groups(key: str, fields: tuple[FormField, ...]) -> Iterator[_Group]:
    """The fields of a record, then those of each record inside it, headed by the keys that lead there."""
    yield key, fields
    for field in fields:
        if field.is_record:
            yield from _groups(f"{key}.{field.key}".strip("."), field.fields)
