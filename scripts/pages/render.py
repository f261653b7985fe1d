"""`render(state) -> Site`: every computed fragment and data file. Knows nothing of MkDocs and can outlive it."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from schemas.finding import GATE_TITLES, SEVERITY_TITLES, TURN_TITLES
from schemas.legal.dispatch import citation_title
from schemas.local_time import show_day, show_moment
from scripts.excel.centre.synthesis import synthesis
from scripts.excel.unit.blank_templates import blank_templates, template_name
from scripts.output.status import SYMBOLS, TITLES, age, proposal_note, unreadable_note
from scripts.pages.amended_text import text_files
from scripts.pages.board_files import board_files, workbook
from scripts.pages.boards import WHOLE, Board, boards
from scripts.pages.federation import FEDERATION
from scripts.pages.feeds import CALENDAR, FEED, accepted, calendar
from scripts.pages.marks import verbatim
from scripts.pages.parts import DISPATCH_PAGE, GeneratedPage, Part, Workbooks, board_parts, every_part, source_of
from scripts.pages.pictures import LIST, as_list, pictures
from scripts.pages.state import SiteState
from scripts.rollup.tables import tables

_DIGEST = "@@digest@@"
"""Stands where a board names the digest of all boards, which is taken over everything else."""


class Site(NamedTuple):
    """`fragments`: placeholder → HTML. `pages`: path below `site/` → its fragment and page. `files`: path → content."""

    fragments: dict[str, str]
    pages: dict[str, tuple[str, GeneratedPage]]
    files: dict[str, str | bytes]


def render(state: SiteState, templates: Path) -> Site:
    """Render everything. Equal state gives equal bytes."""
    draw = _drawing(state, templates)
    workbooks = {kind: (template_name(kind), data) for kind, data in blank_templates(state.terms).items()}
    every = boards(state.cycle) if state.cycle else []
    parts = list(every_part(state, workbooks, every))
    on_boards = list(board_parts(state, every))
    shown = {part.name: draw(part) for part in on_boards}
    digest = sha256("".join(shown.values()).encode()).hexdigest()[:16]
    mine, known = (f'data-digest="{said}"' for said in (_DIGEST, digest))
    return Site(
        fragments={part.name: draw(part) for part in parts}
        | {name: html.replace(mine, known, 1) for name, html in shown.items()},
        pages={source_of(part.address): (part.name, part.page) for part in (*parts, *on_boards) if part.page},
        files={**_downloads(state, workbooks, every), **_pulse(state, digest)},
    )


def _drawing(state: SiteState, templates: Path) -> Callable[[Part], str]:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": show_day, "moment": show_moment, "verbatim": verbatim, "grouped": grouped}
    shared = {
        "state": state,
        "terms": state.terms,
        "ruleset": state.terms.ruleset,
        "cite_title": citation_title,
        "symbols": SYMBOLS,
        "titles": TITLES,
        "gates": GATE_TITLES,
        "severities": SEVERITY_TITLES,
        "turns": TURN_TITLES,
        "digest": _DIGEST,
        "unreadable_note": unreadable_note,
        "age": age,
        "proposal_note": proposal_note,
    }

    def draw(part: Part) -> str:
        root = "../" * part.address.count("/")
        template = environment.get_template(f"{part.template}.html")
        return template.render(**shared, root=root, cite=_citer(root), **part.view)

    return draw


def grouped(number: int) -> str:
    """A count as Vietnamese writes large ones: 111.972."""
    return f"{number:,}".replace(",", ".")


def _citer(root: str) -> Callable[[str], str]:
    """Address of a citation, relative to a page. Another document's page is `site/van-ban/<its code>.md`."""

    def cite(citation: str) -> str:
        document, _, anchor = citation.partition("#")
        page = DISPATCH_PAGE if document == "cv1375" else f"van-ban/{document}/"
        return f"{root}{page}#{anchor}"

    return cite


def _downloads(state: SiteState, workbooks: Workbooks, every: list[Board]) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {CALENDAR: calendar(state), FEED: accepted(state), LIST: as_list(pictures(state))}
    files |= text_files(state.text)
    files |= {f"mau-excel/{name}": data for name, data in workbooks.values()}
    for board in every:
        files |= {f"{board.address}{name}": data for name, data in board_files(board, internal=state.internal).items()}
    if state.federation:
        made = tables(state.federation.rollup, ratings=state.internal)
        files |= {f"{FEDERATION}{name}": text for name, text in made.items()}
    if state.cycle and state.cycle.read and state.internal:
        files["noi-bo/tong-hop.xlsx"] = workbook(synthesis(state.cycle, state.cycle.read()))
    return files


def _pulse(state: SiteState, digest: str) -> dict[str, str]:
    """The small file that open boards ask for."""
    cycle = state.cycle
    pulse = {
        "digest": digest,
        "thoi_diem": state.now.isoformat(),
        "phien_ban": cycle.commit if cycle else None,
        "phai_nop": cycle.owed if cycle else 0,
        "da_nhan": cycle.done if cycle else 0,
    }
    return {f"{WHOLE}status.json": json.dumps(pulse, ensure_ascii=False)}
