"""The statistic tables as data (annex item 3.5, R40): rows, columns and arithmetic of each form."""

from collections.abc import Callable, Collection
from enum import StrEnum

from pydantic import Field

from schemas.fields.declaration import LongText, Record, Slug, YesNo
from schemas.ruleset.citation import Citation
from schemas.vocabulary import ObjectKind, UnitKind


class LayoutStatus(StrEnum):
    """Whether a layout was seen, or only stands in until the real form comes."""

    CONFIRMED = "da_xac_nhan"
    PROVISIONAL = "tam"


class Strictness(StrEnum):
    """How a sum that does not hold is reported."""

    ERROR = "lỗi"
    WARNING = "cảnh báo"


class Axis(StrEnum):
    """What a sum adds up: rows in every column, or columns in every row."""

    ROWS = "dòng"
    COLUMNS = "cột"


class Line(Record):
    """A row or a column. `counts`: a row of all groups of one kind; `taken_from`: a row of the review's counts."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    number: LongText | None = Field(alias="so", default=None)
    counts: ObjectKind | None = Field(alias="doi_tuong", default=None)
    taken_from: Slug | None = Field(alias="lay_tu", default=None)


class Sum(Record):
    """`total` = Σ `plus` − Σ `minus`; with `at_least`, it may also be more."""

    axis: Axis = Field(alias="theo")
    total: Slug = Field(alias="tong")
    plus: tuple[Slug, ...] = Field(alias="cong")
    minus: tuple[Slug, ...] = Field(alias="tru", default=())
    at_least: YesNo = Field(alias="khong_nho_hon", default=False)
    strictness: Strictness = Field(alias="muc", default=Strictness.ERROR)

    def known(self, filled: Collection[str]) -> bool:
        """Whether every part is there, so that the sum says something."""
        return all(code in filled for code in (*self.plus, *self.minus))

    def computed(self, at: Callable[[str], int | None]) -> int:
        """What the parts give, `at` telling each part's number; a missing one counts as nothing."""
        return sum(at(code) or 0 for code in self.plus) - sum(at(code) or 0 for code in self.minus)


class CellPlace(Record):
    """One cell of a form, by its codes."""

    row: Slug = Field(alias="dong")
    column: Slug = Field(alias="cot")


class TableForm(Record):
    """One form. `member_total`: the cell that counts all party members, where the form has one.

    `counts` names the kind of rated objects that its level columns count, where it counts any.
    """

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    status: LayoutStatus = Field(alias="trang_thai")
    source: Citation = Field(alias="nguon")
    document: Slug = Field(alias="tai_lieu")
    kinds: tuple[UnitKind, ...] = Field(alias="loai_don_vi")
    counts: ObjectKind | None = Field(alias="doi_tuong", default=None)
    default_row: Slug | None = Field(alias="dong_chung", default=None)
    member_total: CellPlace | None = Field(alias="tong_dang_vien", default=None)
    rows: tuple[Line, ...] = Field(alias="dong")
    columns: tuple[Line, ...] = Field(alias="cot")
    sums: tuple[Sum, ...] = Field(alias="phep_tinh", default=())

    def row_codes(self) -> tuple[str, ...]:
        return tuple(line.code for line in self.rows)

    def column_codes(self) -> tuple[str, ...]:
        return tuple(line.code for line in self.columns)

    def contradictions(self) -> list[str]:
        """Sums and defaults that name a row or column the form does not have."""
        names = {Axis.ROWS: self.row_codes(), Axis.COLUMNS: self.column_codes()}
        unknown = {code for s in self.sums for code in (s.total, *s.plus, *s.minus) if code not in names[s.axis]}
        if self.default_row is not None and self.default_row not in names[Axis.ROWS]:
            unknown.add(self.default_row)
        if self.member_total is not None:
            named = {Axis.ROWS: self.member_total.row, Axis.COLUMNS: self.member_total.column}
            unknown.update(code for axis, code in named.items() if code not in names[axis])
        return [f"biểu {self.code} không có dòng hay cột “{code}”" for code in sorted(unknown)]


class TableFormFile(Record):
    forms: tuple[TableForm, ...] = Field(alias="bieu")
