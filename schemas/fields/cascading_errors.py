"""One slip, one problem: which of a file's many errors only follow from another. Works on the plain tree alone."""

from typing import Any

from pydantic_core import ErrorDetails

from schemas.source.yaml_tree import Loc

_NOT_A_GROUP = ("model_type", "model_attributes_type", "dict_type")


def stray_dashes(errors: list[ErrorDetails], tree: object) -> list[Loc]:
    """Entries that a `-` too many cut off the entry above: they share no key with it, and lack required ones."""
    found: dict[Loc, None] = {}
    for error in errors:
        item = error["loc"][:-1]
        if error["type"] == "missing" and item and isinstance(item[-1], int) and item[-1] > 0:
            above, own = _at(tree, (*item[:-1], item[-1] - 1)), _at(tree, item)
            if isinstance(above, dict) and isinstance(own, dict) and own and not above.keys() & own.keys():
                found[item] = None
    return list(found)


def drop_cut_off(errors: list[ErrorDetails], stray: list[Loc]) -> list[ErrorDetails]:
    """The errors that are not about an entry cut off, or about what the entry above it lost thereby."""
    above = {(*item[:-1], item[-1] - 1) for item in stray if isinstance(item[-1], int)}
    return [
        error
        for error in errors
        if not (error["type"] == "missing" and error["loc"][:-1] in above)
        and not any(error["loc"][: len(item)] == item for item in stray)
    ]


def drop_ungrouped_neighbours(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Of neighbours that all should be groups and are values, only the first: their own group's line is lost."""
    seen: set[Loc] = set()
    kept = []
    for error in errors:
        if error["type"] in _NOT_A_GROUP:
            if error["loc"][:-1] in seen:
                continue
            seen.add(error["loc"][:-1])
        kept.append(error)
    return kept


def keys_only(loc: Loc) -> Loc:
    """A place without the positions in lists."""
    return tuple(step for step in loc if isinstance(step, str))


def starts_its_entry(tree: object, loc: Loc) -> bool:
    """Whether a key is the first of a list's entry."""
    entry = _at(tree, loc[:-1])
    return len(loc) > 1 and isinstance(loc[-2], int) and isinstance(entry, dict) and next(iter(entry), None) == loc[-1]


def _at(tree: Any, loc: Loc) -> object:
    for step in loc:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree
