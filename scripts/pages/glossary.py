"""The glossary: every declared field, straight from the models, so that page and check cannot drift apart."""

from typing import NamedTuple

from pydantic import BaseModel

from schemas.fields.validation import models_in
from schemas.models.kinds import FILE_KINDS


class Term(NamedTuple):
    key: str
    title: str
    help: str
    name: str
    required: bool


def glossary_view() -> dict[str, object]:
    return {"kinds": [{"kind": kind, "groups": _groups(kind.model)} for kind in FILE_KINDS]}


def _groups(model: type[BaseModel]) -> list[tuple[str, list[Term]]]:
    """The model's own fields, then those of each record inside it, headed by the key that holds it."""
    inner = [
        (str(field.alias), _terms(record))
        for field in model.model_fields.values()
        for record in models_in(field.annotation)
    ]
    return [("", _terms(model)), *inner]


def _terms(model: type[BaseModel]) -> list[Term]:
    return [
        Term(str(field.alias), str(field.title), str(field.description), name, field.is_required())
        for name, field in model.model_fields.items()
    ]
