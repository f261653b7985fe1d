"""What a declared field holds, without its constraints: for whatever is made from the models."""

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo


def inner_type(field: FieldInfo) -> tuple[Any, bool]:
    """The type of a field's values, and whether there may be several."""
    kind = _bare(field.annotation)
    if get_origin(kind) is tuple:
        return _bare(get_args(kind)[0]), True
    return kind, False


def _bare(annotation: Any) -> Any:
    """A type without its constraints and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (inner,) = (part for part in get_args(annotation) if part is not type(None))
        return _bare(inner)
    return annotation
