"""A blank template for every kind of unit: what the site offers for download."""

from schemas.fields.spelling import fold
from schemas.models.unit import Unit
from schemas.models.unit_files import registered
from schemas.ruleset.terms import Terms
from schemas.vocabulary import UnitKind
from scripts.excel.unit.prefill import contents
from scripts.excel.unit.writer import write


def template_name(kind: UnitKind) -> str:
    """`mau-dang-bo-phuong-xa.xlsx`: plain letters, so that every machine keeps the name."""
    words = "".join(c if c.isalnum() else " " for c in kind.value).split()
    return f"mau-{'-'.join(fold(word) for word in words)}.xlsx"


def blank_templates(terms: Terms) -> dict[UnitKind, bytes]:
    """A workbook for each kind that owes anything."""
    made = {}
    for kind in UnitKind:
        unit = Unit.model_validate({"ma": "mau", "ten": kind.value, "loai": kind.value, "co_ban_thuong_vu": "có"})
        blank = contents(registered(unit, ""), terms, blank=True)
        if blank.areas:
            made[kind] = write(blank)
    return made
