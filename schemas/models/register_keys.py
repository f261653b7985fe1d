"""How an entry of a register is known from version to version: by its item, and its paper where it names one."""

from schemas.models.unit_files import UnitFiles
from schemas.source.yaml_tree import parse


def register_keys(unit: UnitFiles) -> dict[str, set[str]]:
    """Path of each register of a unit → keys of its entries."""
    entries = {unit.dossier.path: unit.dossier.model.entries} if unit.dossier else {}
    entries |= {register.path: unit.entries(person) for person, register in unit.persons.items()}
    return {path: {entry_key(entry.item, entry.document) for entry in own} for path, own in entries.items()}


def entry_keys(data: bytes) -> set[str]:
    """Keys of the entries of a register, however untidy the version was."""
    tree = parse(data).tree or {}
    entries = tree.get("thanh_phan")
    if not isinstance(entries, list):
        return set()
    return {entry_key(entry.get("muc"), entry.get("tai_lieu")) for entry in entries if isinstance(entry, dict)}


def entry_key(item: object, document: object) -> str:
    return f"{item}/{document}" if document else str(item)
