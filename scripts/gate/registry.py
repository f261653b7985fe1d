"""Who owns what, as the base branch says, year by year: an account of one year has no say in another."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas.models.kinds import CYCLE, UNIT
from schemas.models.signing import SigningKey
from schemas.paths import SUBMISSIONS
from scripts.dossiers.loader import load_cycles
from scripts.ledger import git
from scripts.ledger.tree import CommitTree, Tree


class YearRegistry(NamedTuple):
    """One year: unit folder → accounts; the accounts of the centre; whose key is whose; whether two persons bind."""

    folders: dict[str, frozenset[str]] = {}  # noqa: RUF012  never written to
    maintainers: frozenset[str] = frozenset()
    keys: tuple[SigningKey, ...] = ()
    two_persons: bool = False


class Registry(NamedTuple):
    """Every year that has a readable `ky.yaml`."""

    years: dict[str, YearRegistry]

    def year_of(self, path: str) -> str:
        """Which year's centre answers for a path: its own year's; for a year still without one, and for whatever
        belongs to no year, the newest year's. "" where there is none."""
        inhabited = [year for year, registry in self.years.items() if registry.maintainers]
        parts = path.split("/")
        own = parts[1] if parts[0] == SUBMISSIONS and len(parts) > 2 else ""
        return own if own in inhabited else max(inhabited, default="")

    def of(self, path: str) -> YearRegistry:
        """Who answers for a path."""
        return self.years.get(self.year_of(path), YearRegistry())

    def is_centre(self, account: str) -> bool:
        """Whether the account belongs to the centre of any year; what it may do there, `of` says."""
        return any(account in year.maintainers for year in self.years.values())

    def folders_of(self, account: str) -> Iterator[str]:
        """The units' folders that an account hands in for."""
        for year in self.years.values():
            yield from (folder for folder, accounts in year.folders.items() if account in accounts)

    @property
    def two_persons(self) -> bool:
        return any(year.two_persons for year in self.years.values())


NOBODY = Registry({})


def registry(tree: Tree, selection: Iterable[str] = ()) -> Registry:
    """The registry of a base branch, or what it says of the selected units. Only what the centre writes is read:
    dossiers have no say in it."""
    years = {}
    for cycle in load_cycles(tree, selection, kinds=(CYCLE, UNIT)):
        if cycle.terms is not None:
            centre, units = cycle.terms.cycle, [(unit.folder, unit.unit.model) for unit in cycle.units]
            years[cycle.year] = YearRegistry(
                {folder: frozenset(unit.accounts) for folder, unit in units},
                frozenset(centre.maintainers),
                centre.signing_keys + tuple(key for _, unit in units for key in unit.signing_keys),
                centre.two_persons,
            )
    return Registry(years)


def registry_of(tree: CommitTree, unit: str) -> Registry:
    """Of the units only the one of that code, in every year: a push concerns no other."""
    years = git.ls_folders(tree.repository, tree.commit, SUBMISSIONS)
    blocks = git.ls_folders(tree.repository, tree.commit, *years) if years and unit else []
    units = git.ls_folders(tree.repository, tree.commit, *blocks) if blocks else []
    selection = [f"{year}/{CYCLE.name}.yaml" for year in years]
    selection += [folder for folder in units if folder.rsplit("/", 1)[-1] == unit]
    return registry(tree, selection) if selection else NOBODY
