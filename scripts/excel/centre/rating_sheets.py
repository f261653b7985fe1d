"""The synthesis' sheets of levels: cadres (annex item 2.3), statistic tables (3.5), groups and their 20 % ceiling."""

from collections.abc import Iterator

from xlsxwriter.utility import xl_col_to_name

from schemas.models.ratings import RatingStep
from schemas.models.unit import Officer
from schemas.models.unit_files import UnitFiles
from schemas.ruleset.quota import Ceiling
from schemas.ruleset.table_filling import Numbers, added, known
from schemas.ruleset.table_form import Axis, LayoutStatus, Sum, TableForm
from schemas.ruleset.terms import Terms
from schemas.vocabulary import Rating
from scripts.dossiers.loader import CycleFiles
from scripts.excel.centre.printed_workbook import Formula, PrintedColumn, PrintedRow, PrintedSheet, Tone, Toned, Value
from scripts.progress.quotas import BASE, ROUNDING, GroupQuota, quotas

NUMBER, UNIT = PrintedColumn("TT", 6), PrintedColumn("Đơn vị", 38)
_LEVELS = tuple(PrintedColumn(level.value, 12, summed=True) for level in Rating)
_NAMED = 8
_PROVISIONAL = "Bố cục tạm: chưa có mẫu gửi kèm của Ban Tổ chức Thành ủy; thay khi có mẫu."


def managed_cadres(units: list[UnitFiles]) -> PrintedSheet:
    """Item 2.3: one row for each cadre managed by the city. Names are matched outside, by code."""
    columns = (
        NUMBER,
        UNIT,
        PrintedColumn("Mã người", 12),
        PrintedColumn("Chức vụ", 30),
        PrintedColumn("Xếp loại chuyên môn", 22),
        PrintedColumn("Tự xếp loại", 22),
        PrintedColumn("Đề xuất", 22),
        PrintedColumn("Thẩm định", 22),
        PrintedColumn("Quyết định", 22),
        PrintedColumn("Số quyết định", 16),
    )
    cadres = ((files, officer) for files in units for officer in files.unit.model.officers if officer.managed_by_city)
    rows: Iterator[PrintedRow] = ((at, *_cadre(files, officer)) for at, (files, officer) in enumerate(cadres, start=1))
    notes = (_PROVISIONAL, "Họ tên đối chiếu theo mã người, ngoài kho.")
    title = "Tổng hợp kết quả xếp loại cán bộ thuộc diện Ban Thường vụ Thành ủy quản lý"
    return PrintedSheet("2.3 Cán bộ diện quản lý", title, columns, rows, notes)


def _cadre(files: UnitFiles, officer: Officer) -> PrintedRow:
    unit = files.unit.model
    persons = files.ratings.model.persons if files.ratings else ()
    rated = next((person for person in persons if person.subject == officer.code), None)
    decision = files.decision_on(officer.code)
    if officer.exemption is not None:
        return (unit.name, officer.code, officer.position, officer.exemption.value, *[None] * 5)
    steps = (rated.professional, rated.self_rated, rated.proposed, rated.appraised) if rated else (None,) * 4
    decided = decision.level.value if decision else _level(rated.decided if rated else None)
    return (
        unit.name,
        officer.code,
        officer.position,
        *map(_level, steps),
        decided,
        decision.number if decision else None,
    )


def _level(step: RatingStep | None) -> str | None:
    return step.level.value if step else None


def statistic_tables(units: list[UnitFiles], terms: Terms) -> Iterator[PrintedSheet]:
    """Annex item 3.5: each form for the whole city, and the units' numbers that it adds up."""
    for form in terms.ruleset.tables.values():
        asked = [files for files in units if form.code in terms.ruleset.tables_for(files.unit.model.kind)]
        given = {files.unit.model.name: numbers for files in asked if (numbers := known(form, files)) is not None}
        if asked:
            yield _city_table(form, asked, given)
            yield _unit_table(form, given)


def _detail_name(form: TableForm) -> str:
    return f"{_table_name(form)[:20]} đơn vị"


def _table_name(form: TableForm) -> str:
    return f"Biểu {form.code.upper()}"[:31]


def _city_table(form: TableForm, asked: list[UnitFiles], given: dict[str, Numbers]) -> PrintedSheet:
    """Each number adds up the units' sheet; declared sums stand beside and below as differences that must be nought."""
    across = [total for total in form.sums if total.axis is Axis.COLUMNS]
    columns = (
        PrintedColumn("Số", 10),
        PrintedColumn("Nội dung", 46),
        PrintedColumn("Mã dòng", 22, hidden=True),
        *(PrintedColumn(line.title, 13) for line in form.columns),
        *([PrintedColumn("Lệch", 9)] if across else []),
    )
    missing = [files.unit.model.name for files in asked if files.unit.model.name not in given]
    notes = [f"Cộng {len(given)} trong {len(asked)} đơn vị phải lập biểu này."]
    if missing:
        more = f" và {len(missing) - _NAMED} đơn vị khác" if len(missing) > _NAMED else ""
        notes.append(f"Chưa có số của: {', '.join(missing[:_NAMED])}{more}.")
    if form.status is LayoutStatus.PROVISIONAL:
        notes.insert(0, _PROVISIONAL)
    sheet = PrintedSheet(_table_name(form), form.title, columns, (), tuple(notes))
    totals = added(form, list(given.values()))
    checks = ((*row, *([None] if across else [])) for row in _row_checks(form, totals, sheet.first_row))
    rows: list[PrintedRow] = [*_summed_rows(form, totals, across), *checks]
    return sheet._replace(rows=rows)


def _summed_rows(form: TableForm, totals: Numbers, across: list[Sum]) -> Iterator[PrintedRow]:
    """A cell that no unit has stays empty: nought would be a claim."""
    detail = _detail_name(form)
    at = {code: xl_col_to_name(3 + number) for number, code in enumerate(form.column_codes())}
    for line in form.rows:
        cells = totals[line.code]
        numbers: list[Value] = [
            Formula(f"=SUMIFS('{detail}'!{letter}:{letter},'{detail}'!$C:$C,$C{{row}})", cells[code])
            if code in cells
            else None
            for code, letter in at.items()
        ]
        here = {code: f"{letter}{{row}}" for code, letter in at.items()}
        checks = [_all_differences([_difference(here, total, cells) for total in across])] if across else []
        yield (line.number or "", line.title, line.code, *numbers, *checks)


def _all_differences(differences: list[Formula | None]) -> Value:
    known = [one for one in differences if one is not None]
    if not known:
        return None
    return Formula("=" + "+".join(f"ABS({one.text[1:]})" for one in known), sum(abs(one.value) for one in known))


def _row_checks(form: TableForm, totals: Numbers, first: int) -> Iterator[PrintedRow]:
    rows = {code: first + number for number, code in enumerate(form.row_codes())}
    called = {line.code: line.number or line.title for line in form.rows}
    for total in form.sums:
        if total.axis is Axis.ROWS:
            sign = "≥" if total.at_least else "="
            parts = " + ".join(called[code] for code in total.plus) + "".join(f" − {called[c]}" for c in total.minus)
            cells = [
                _difference(
                    {code: f"{xl_col_to_name(3 + number)}{row}" for code, row in rows.items()},
                    total,
                    {code: totals[code][column] for code in rows if column in totals[code]},
                )
                for number, column in enumerate(form.column_codes())
            ]
            yield ("kiểm", f"{called[total.total]} {sign} {parts}: lệch", "", *cells)


def _difference(place: dict[str, str], total: Sum, cells: dict[str, int]) -> Formula | None:
    """A total less its parts; where more is allowed, only what it falls short of them. None where a part is empty."""
    if total.total not in cells or not total.known(cells.keys()):
        return None
    text = place[total.total] + "".join(f"-{place[code]}" for code in total.plus)
    text += "".join(f"+{place[code]}" for code in total.minus)
    value = cells[total.total] - total.computed(cells.get)
    return Formula(f"=MIN(0,{text})", min(0, value)) if total.at_least else Formula(f"={text}", value)


def _unit_table(form: TableForm, given: dict[str, Numbers]) -> PrintedSheet:
    columns = (
        UNIT,
        PrintedColumn("Số", 10),
        PrintedColumn("Mã dòng", 22),
        *(PrintedColumn(line.title, 13) for line in form.columns),
    )
    rows: Iterator[PrintedRow] = (
        (name, line.number or "", line.code, *(numbers.get(line.code, {}).get(code) for code in form.column_codes()))
        for name, numbers in given.items()
        for line in form.rows
    )
    return PrintedSheet(_detail_name(form), f"{form.title}, số liệu từng đơn vị", columns, rows, signed=False)


def ratings_by_group(cycle: CycleFiles) -> PrintedSheet:
    """How many of each group got which level."""
    columns = (
        NUMBER,
        UNIT,
        PrintedColumn("Nhóm", 30),
        PrintedColumn("Đối tượng", 26),
        PrintedColumn("Giai đoạn", 12),
        *_LEVELS,
        PrintedColumn("Chưa xếp loại", 10, summed=True),
        PrintedColumn("Cộng", 10, summed=True),
        PrintedColumn("Tỷ lệ xuất sắc", 10),
    )
    rated = (
        (files.unit.model.name, files.ratings.model.stage, group)
        for files in cycle.units
        if files.ratings
        for group in files.ratings.model.groups
    )
    rows: Iterator[PrintedRow] = (
        (
            at,
            name,
            group.name,
            group.kind.value,
            stage.value,
            *(counts := group.counts),
            Formula("=SUM(F{row}:J{row})", sum(counts)),
            Formula("=IF(K{row}=0,0,F{row}/K{row})", counts[0] / max(sum(counts), 1), percent=True),
        )
        for at, (name, stage, group) in enumerate(rated, start=1)
    )
    return PrintedSheet("Xếp loại theo nhóm", "Kết quả xếp loại theo nhóm", columns, rows, total="Cộng")


def ceilings(cycle: CycleFiles, terms: Terms) -> PrintedSheet:
    """Dispatch item 4: every group's ceiling, calculated on the spot under the reading in force."""
    base, rounding = terms.policy(BASE), terms.policy(ROUNDING)
    columns = (
        NUMBER,
        UNIT,
        PrintedColumn("Nhóm", 30),
        PrintedColumn("Đối tượng", 26),
        PrintedColumn("Xuất sắc", 10, summed=True),
        PrintedColumn("Tốt", 10, summed=True),
        PrintedColumn("Hoàn thành", 10, summed=True),
        PrintedColumn("Không hoàn thành", 10, summed=True),
        PrintedColumn("Tối đa được xuất sắc", 11),
        PrintedColumn("Còn (âm là vượt)", 10),
        PrintedColumn("Kết luận", 16),
        PrintedColumn("Cách hiểu khác", 22),
    )
    rows: Iterator[PrintedRow] = (
        (at, *_ceiling(quota, base, rounding)) for at, quota in enumerate(quotas(cycle), start=1)
    )
    in_force = (*_readings(terms), "Các nhóm tính riêng, không bù cho nhau.")
    return PrintedSheet(
        "Trần 20%", "Tỷ lệ “hoàn thành xuất sắc nhiệm vụ” không quá 20%", columns, rows, in_force, "Cộng"
    )


def _readings(terms: Terms) -> tuple[str, ...]:
    policies = terms.ruleset.policies
    return tuple(f"{policies[p].question} {policies[p].readings[terms.policy(p)]}" for p in (BASE, ROUNDING))


def _ceiling(quota: GroupQuota, base: str, rounding: str) -> PrintedRow:
    limit, group = quota.limit, quota.group
    verdict: Value = "trong mức" if limit.kept else Toned("vượt", Tone.BAD)
    disputed: Value = Toned("cho kết luận khác", Tone.WAITING) if quota.disputed else ""
    return (
        quota.unit_name,
        group.name,
        group.kind.value,
        *group.counts[:4],
        ceiling_formula(base, rounding, limit),
        Formula("=I{row}-E{row}", limit.slack),
        verdict,
        disputed,
    )


_BASES = {"chi-muc-tot": "F{row}", "tot-va-xuat-sac": "E{row}+F{row}", "tat-ca-da-xep-loai": "SUM(E{row}:H{row})"}
_ROUNDINGS = {
    "lam-tron-xuong": "=INT(({base})/5)",
    "lam-tron-gan-nhat": "=INT((2*({base})+5)/10)",
    "it-nhat-mot": "=IF(({base})=0,0,MAX(INT(({base})/5),1))",
}


def ceiling_formula(base: str, rounding: str, limit: Ceiling) -> Formula:
    """`schemas.ruleset.quota.ceiling` as a spreadsheet calculates it, from the levels in columns E to H."""
    return Formula(_ROUNDINGS[rounding].replace("{base}", _BASES[base]), limit.most)
