"""What questions across units look at: a unit in a few plain values, so that nobody reads all files to ask them."""

from typing import Any, NamedTuple, Self

from schemas.models.kinds import DOSSIER, TABLE, UNIT
from schemas.models.unit_files import UnitFiles
from schemas.ruleset.table_filling import Numbers


class UnitSummary(NamedTuple):
    """`parent`: code of the unit above. `rated_on`: the day its rating was complete, ISO, "" when it says none.

    `tables`: name of a statistic table → its numbers.
    """

    folder: str
    code: str
    kind: str
    parent: str | None
    rated_on: str
    tables: dict[str, Numbers]

    @property
    def unit_path(self) -> str:
        return f"{self.folder}/{UNIT.name}.yaml"

    @property
    def dossier_path(self) -> str:
        return f"{self.folder}/{DOSSIER.name}.yaml"

    def table_path(self, name: str) -> str:
        return f"{self.folder}/{TABLE.name}/{name}.yaml"

    @classmethod
    def from_row(cls, row: list[Any]) -> Self:
        """What `json.loads` gives of `json.dumps` of a summary, as a summary again."""
        return cls(*row)


def summary_of(files: UnitFiles) -> UnitSummary:
    unit = files.unit.model
    completion = files.dossier.model.completion if files.dossier else None
    rated = completion.rating if completion else None
    tables = {name: table.model.numbers for name, table in files.tables.items()}
    return UnitSummary(
        files.folder, unit.code, unit.kind.value, unit.parent, rated.isoformat() if rated else "", tables
    )
