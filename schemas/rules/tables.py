"""The statistic tables: the arithmetic part of R40, and the tables' part of R43 (annex item 3.5)."""

from collections.abc import Iterator, Sequence

from schemas.finding import Gate, Severity
from schemas.models.tables import Table
from schemas.models.unit_files import Typed, UnitFiles
from schemas.rules.engine import Context, CrossFault, Family, Fault
from schemas.rules.unit_summary import UnitSummary
from schemas.ruleset.table_filling import Numbers, added, fill
from schemas.ruleset.table_form import Axis, Strictness, Sum, TableForm

RULES = Family()


@RULES.more_of("R40", Gate.MERGE)
def tables_add_up(files: UnitFiles, context: Context) -> Iterator[Fault]:
    forms = context.terms.ruleset.tables if files.tables else {}
    for name, table in files.tables.items():
        form = forms.get(name)
        if form is None:
            if table.model.form == name:
                yield Fault(table, ("bieu",), "Không có biểu mang mã này.", f"dùng một trong: {', '.join(forms)}")
            continue
        strange = list(_strange(form, table))
        yield from strange
        if not strange:
            yield from _sums(form, table)
        yield from _members(form, table, files.unit.model.member_count)


def _members(form: TableForm, table: Typed[Table], registered: int | None) -> Iterator[Fault]:
    """No more party members than the registry knows, in the cell that counts them all."""
    if form.member_total is None or registered is None:
        return
    row, column = form.member_total.row, form.member_total.column
    if table.model.numbers.get(row, {}).get(column, 0) > registered:
        yield Fault(
            table,
            ("so_lieu", row, column),
            f"Nhiều hơn số đảng viên của đơn vị ({registered}).",
            "kiểm tra lại; số đảng viên ghi ở `don-vi.yaml` do trung tâm sửa",
        )


def _strange(form: TableForm, table: Typed[Table]) -> Iterator[Fault]:
    for row, cells in table.model.numbers.items():
        if row not in form.row_codes():
            yield Fault(
                table, ("so_lieu", row), f"Biểu không có dòng `{row}`.", f"các dòng: {', '.join(form.row_codes())}"
            )
            continue
        for column in cells:
            if column not in form.column_codes():
                yield Fault(
                    table,
                    ("so_lieu", row, column),
                    f"Biểu không có cột `{column}`.",
                    f"các cột: {', '.join(form.column_codes())}",
                )


def _sums(form: TableForm, table: Typed[Table]) -> Iterator[Fault]:
    numbers = table.model.numbers
    for total in form.sums:
        lines = form.row_codes() if total.axis is Axis.COLUMNS else form.column_codes()
        for line in lines:
            shown, computed = _both(numbers, total, line)
            if shown is None or shown == computed or (total.at_least and shown > computed):
                continue
            place = (line, total.total) if total.axis is Axis.COLUMNS else (total.total, line)
            least = "ít nhất phải bằng" if total.at_least else "phải bằng"
            yield Fault(
                table,
                ("so_lieu", *place),
                f"Ghi {shown}, {least} {_parts(form, total)}, tức là {computed}.",
                "sửa số ghi nhầm, hoặc chạy `kiemdiem bieu` để máy điền",
                Severity.WARNING if total.strictness is Strictness.WARNING else None,
            )


def _parts(form: TableForm, total: Sum) -> str:
    """The parts of a sum by their titles, as the form prints them."""
    titles = {line.code: line.title for line in (form.columns if total.axis is Axis.COLUMNS else form.rows)}
    return " + ".join(f"“{titles[code]}”" for code in total.plus) + "".join(f" − “{titles[c]}”" for c in total.minus)


def _both(numbers: Numbers, total: Sum, line: str) -> tuple[int | None, int]:
    """What the table says and what its parts give, along one row or column."""

    def at(code: str) -> int | None:
        row, column = (line, code) if total.axis is Axis.COLUMNS else (code, line)
        return numbers.get(row, {}).get(column)

    return at(total.total), total.computed(at)


@RULES.more_of("R40", Gate.CLOSE)
def every_table_is_there(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if files.unreadable or not context.overdue(files):
        return
    lacking = [code for code in context.terms.ruleset.tables_for(files.unit.model.kind) if code not in files.tables]
    if lacking:
        yield Fault(
            files.ratings or files.unit,
            (),
            f"Chưa có biểu: {', '.join(lacking)}.",
            "chạy `kiemdiem bieu --ghi` để máy điền từ `xep-loai.yaml`",
        )


@RULES.more_of("R43", Gate.MERGE)
def tables_repeat_the_ratings(files: UnitFiles, context: Context) -> Iterator[Fault]:
    """Hand-typed tables that disagree with the unit's own ratings: one finding, at the first wrong cell."""
    wrong: list[tuple[Typed[Table], str, str, int]] = []
    for name, table in files.tables.items():
        form = context.terms.ruleset.tables.get(name)
        filled = fill(form, files) if form else None
        sound = form is not None and not any(_strange(form, table)) and not any(_sums(form, table))
        if sound and filled is not None and (cell := _differing(table.model.numbers, filled)):
            wrong.append((table, *cell))
    if wrong:
        table, row, column, right = wrong[0]
        others = f" (và biểu {', '.join(t.model.form for t, *_ in wrong[1:])})" if wrong[1:] else ""
        yield Fault(
            table,
            ("so_lieu", row, column),
            f"Ghi {table.model.numbers[row][column]}, theo `xep-loai.yaml` là {right}{others}.",
            "sửa `xep-loai.yaml`, hoặc chạy `kiemdiem bieu --ghi` để điền lại biểu",
        )


def _differing(numbers: Numbers, right: Numbers) -> tuple[str, str, int] | None:
    """The first cell that differs, with the right number; what `right` does not hold is not compared."""
    for row, cells in numbers.items():
        for column, number in cells.items():
            if number != right.get(row, {}).get(column, number):
                return row, column, right[row][column]
    return None


@RULES.cycle_rule("R40", Gate.CLOSE)
def parents_are_the_sum_of_their_children(units: Sequence[UnitSummary], context: Context) -> Iterator[CrossFault]:
    below: dict[str | None, list[UnitSummary]] = {}
    for unit in units:
        below.setdefault(unit.parent, []).append(unit)
    for parent in units:
        children = below.get(parent.code, [])
        for name, numbers in parent.tables.items() if children else ():
            form = context.terms.ruleset.tables.get(name)
            if form is None:
                continue
            given = added(form, [child.tables[name] for child in children if name in child.tables])
            total = {row: {c: given[row].get(c, 0) for c in form.column_codes()} for row in form.row_codes()}
            if cell := _differing(numbers, total):
                row, column, right = cell
                yield CrossFault(
                    parent.table_path(name),
                    ("so_lieu", row, column),
                    f"Ghi {numbers[row][column]}, cộng từ {len(children)} đơn vị trực thuộc là {right}.",
                    "kiểm tra lại biểu của đơn vị trực thuộc, hoặc chạy `kiemdiem bieu --tong-hop`",
                )
