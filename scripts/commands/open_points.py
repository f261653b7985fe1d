"""`kiemdiem viec`: the centre's open points, by view or by the person who is to remind (dispatch items 9 and 4.5.1)."""

import argparse
import json

from scripts.commands.arguments import UsageError, add_format, add_source, now_of, root_of, tree_of
from scripts.dossiers.loader import load_cycles
from scripts.progress.open_points import VIEWS, OpenPoint, open_points


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--viec", dest="view", metavar="MÃ", choices=[view.code for view in VIEWS], help="chỉ một danh sách"
    )
    parser.add_argument(
        "--nguoi", dest="person", metavar="MÃ", help="chỉ các đơn vị giao cho người này: danh sách nhắc việc"
    )
    add_format(parser)
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    now = now_of(options)
    points: list[OpenPoint] = []
    people: set[str] = set()
    for cycle in load_cycles(tree_of(options, root_of(options))):
        points += open_points(cycle, now)
        people |= {a.person for files in cycle.units for a in files.unit.model.assignments}
    if options.person is not None and options.person not in people:
        raise UsageError(f"Chưa giao đơn vị nào cho “{options.person}”.")
    points = [
        point
        for point in points
        if options.view in (None, point.view.code) and (options.person is None or options.person in point.responsible)
    ]
    print(
        json.dumps([*map(_json, points)], ensure_ascii=False, indent=2) if options.format == "json" else _text(points)
    )
    return 0


def _text(points: list[OpenPoint]) -> str:
    if not points:
        return "Không còn việc nào."
    blocks = []
    for view in VIEWS:
        own = [point for point in points if point.view is view]
        if own:
            lines = [f"{view.title}: {len(own)} đơn vị"]
            lines += [
                f"  {'!' if point.overdue else '○'} {point.unit_name} · {', '.join(point.details)} · "
                f"hạn {point.due.wording()} · nhắc: {', '.join(point.responsible) or 'chưa phân công'}"
                for point in own
            ]
            blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, "! đã quá hạn, ○ còn hạn"])


def _json(point: OpenPoint) -> dict[str, object]:
    return {
        "viec": point.view.code,
        "don_vi": point.unit,
        "con_no": list(point.details),
        "han": point.due.closes_at.isoformat(),
        "qua_han": point.overdue,
        "nguoi_nhac": list(point.responsible),
    }
