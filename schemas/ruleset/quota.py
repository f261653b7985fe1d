"""The 20 % ceiling (dispatch item 4, R11) in whole numbers: no fractions, no percentages, no rounding by accident."""

from typing import NamedTuple, Protocol


class Counted(Protocol):
    """How many objects of a group have which level: a group of a file, or its counts alone."""

    @property
    def excellent(self) -> int: ...
    @property
    def good(self) -> int: ...
    @property
    def completed(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def unrated(self) -> int: ...


class Ceiling(NamedTuple):
    """How many "xuất sắc" a group may have. `slack` below zero means over the ceiling."""

    most: int
    slack: int
    complete: bool

    @property
    def kept(self) -> bool:
        return self.slack >= 0


def fifth(count: int, rounding: str) -> int:
    """One fifth of `count` under the policy `tran-20-lam-tron`."""
    match rounding:
        case "lam-tron-xuong":
            return count // 5
        case "lam-tron-gan-nhat":
            return (2 * count + 5) // 10
        case "it-nhat-mot":
            return max(count // 5, 1) if count else 0
    raise ValueError(rounding)


def ceiling(group: Counted, base: str, rounding: str) -> Ceiling:
    """The ceiling of a group under the policies `tran-20-mau-so` and `tran-20-lam-tron`.

    Under "tot-va-xuat-sac" and "tat-ca-da-xep-loai" the excellent ones are part of the base, so changing a level
    from good to excellent leaves the base as it is.
    """
    bases = {
        "chi-muc-tot": group.good,
        "tot-va-xuat-sac": group.good + group.excellent,
        "tat-ca-da-xep-loai": group.excellent + group.good + group.completed + group.failed,
    }
    most = fifth(bases[base], rounding)
    return Ceiling(most, most - group.excellent, complete=group.unrated == 0)
