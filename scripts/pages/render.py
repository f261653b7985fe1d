"""`render(state) -> Site`: every computed fragment and data file. Knows nothing of MkDocs and can outlive it."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from schemas.finding import GATE_TITLES, SEVERITY_TITLES, TURN_TITLES
from schemas.legal.coverage import Kept, load_coverage
from schemas.legal.dispatch import citation_title, passages
from schemas.local_time import show_day, show_moment
from schemas.rules.bound import bound
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.examples import load_examples, neutral
from schemas.vocabulary import LimitStatus, UnitKind
from scripts.distribution import distribution
from scripts.excel.kinds import blank_templates, template_name
from scripts.excel.synthesis import synthesis
from scripts.pages.amended_text import FOLDER, amended_view, comparison_view, text_files, version_address
from scripts.pages.board_files import board_files, workbook
from scripts.pages.boards import WHOLE, boards
from scripts.pages.checklist import checklist_view
from scripts.pages.dashboard import board_view, dashboard_view
from scripts.pages.feeds import CALENDAR, FEED, accepted, calendar
from scripts.pages.files import files_view
from scripts.pages.glossary import glossary_view
from scripts.pages.internal import PAGES, internal_view
from scripts.pages.marks import verbatim
from scripts.pages.state import SiteState
from scripts.pages.unit_page import unit_pages
from scripts.status_reporting import SYMBOLS, TITLES, age, proposal_note, unreadable_note

DISPATCH_PAGE = "van-ban/cong-van-1375/"

FRAGMENTS: dict[str, str] = {
    "dau-trang": "",
    "viec-can-lam": "",
    "lich": "lich/",
    "danh-muc": "danh-muc/",
    "quy-tac": "quy-tac/",
    "cau-hoi": "cau-hoi/",
    "thuat-ngu": "thuat-ngu/",
    "luu-y": "quy-tac/",
    "ket-qua": "ket-qua/",
    "tep": "huong-dan/tep/",
    "bieu": "bieu/",
    "mau-excel": "mau-excel/",
    "doi-chieu": "van-ban/doi-chieu/",
    "cong-van-1375": DISPATCH_PAGE,
    "huong-dan-08": f"{FOLDER}/",
}
"""Fragment → address of the page it stands on. Templates of the same names are in `site/_templates`."""


BOARD = "bang-tien-do"
_DIGEST = "@@digest@@"
"""Stands where a board names the digest of all boards, which is taken over everything else."""


class GeneratedPage(NamedTuple):
    """A page that only the renderer knows. `wide`: no columns beside it. `searched`: the search finds its text."""

    title: str
    fragment: str
    wide: bool = False
    searched: bool = True


class Site(NamedTuple):
    """`fragments`: placeholder → HTML. `pages`: path below `site/` → generated page. `files`: path → content."""

    fragments: dict[str, str]
    pages: dict[str, GeneratedPage]
    files: dict[str, str | bytes]


def render(state: SiteState, templates: Path) -> Site:
    """Render everything. Equal state gives equal bytes."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": show_day, "moment": show_moment, "verbatim": verbatim}
    kept = load_coverage()
    workbooks = {kind: (template_name(kind), data) for kind, data in blank_templates(state.terms).items()}
    views = _views(state, kept) | {"mau-excel": {"workbooks": workbooks}}

    def fragment(name: str, address: str, template: str | None = None, **more: object) -> str:
        root = "../" * address.count("/")
        shared = {
            "root": root, "state": state, "terms": state.terms, "ruleset": state.terms.ruleset,
            "cite": _citer(root), "cite_title": citation_title, "symbols": SYMBOLS, "titles": TITLES,
            "gates": GATE_TITLES, "severities": SEVERITY_TITLES, "digest": _DIGEST,
            "unreadable_note": unreadable_note, "age": age, "proposal_note": proposal_note, "turns": TURN_TITLES,
        }  # fmt: skip
        return environment.get_template(f"{template or name}.html").render(**shared, **views.get(name, {}), **more)

    fragments = {name: fragment(name, address) for name, address in FRAGMENTS.items()}
    pages = {}
    if state.internal:
        view = internal_view(state)
        for page, (title, name) in PAGES.items():
            address = page.removesuffix(".md").removesuffix("index").rstrip("/") + "/"
            fragments[name] = fragment(name, address, name.replace("/", "-"), limit_states=LimitStatus, **view)
            pages[page] = GeneratedPage(title, name, wide=True, searched=False)
    examples = load_examples()
    for rule in CATALOGUE.values():
        name = f"quy-tac/{rule.id}"
        quoted = [entry for entry in kept if rule.id in entry.cover.rules]
        fragments[name] = fragment(
            name,
            f"{name}/",
            "quy-tac-mot",
            rule=rule,
            quoted=quoted,
            bound=bound(rule.id),
            example=neutral(examples.get(rule.id)),
        )
        pages[f"{name}.md"] = GeneratedPage(f"{rule.id}. {rule.title}", name)
    for version in state.text.versions[:-1]:
        name, day = f"{FOLDER}/{version.at.isoformat()}", show_day(version.at)
        view = amended_view(state.text, version)
        fragments[name] = fragment(name, version_address(state.text, version), "huong-dan-08", **view)
        pages[f"{name}.md"] = GeneratedPage(f"{state.text.title}: như tại ngày {day}", name, searched=False)
    name = f"{FOLDER}/so-sanh"
    fragments[name] = fragment(name, f"{name}/", "huong-dan-08-so-sanh", **comparison_view(state.text))
    pages[f"{name}.md"] = GeneratedPage(f"{state.text.title}: so sánh từng chữ", name)
    for code, own in unit_pages(state).items():
        name = f"don-vi/{code}"
        workbook, _ = workbooks.get(UnitKind(own.unit.kind), ("", b""))
        fragments[name] = fragment(name, f"{name}/", "don-vi-mot", page=own, workbook=workbook)
        pages[f"{name}.md"] = GeneratedPage(own.unit.name, name)
    downloads: dict[str, str | bytes] = {CALENDAR: calendar(state), FEED: accepted(state)}
    every = boards(state.cycle) if state.cycle else []
    shown = {} if every else {BOARD: fragment(BOARD, WHOLE, "chua-co-ky")}
    for board in every:
        name = BOARD if board.whole else board.address.rstrip("/")
        shown[name] = fragment(name, board.address, BOARD, **board_view(state, board, every))
        downloads |= {
            f"{board.address}{file}": data for file, data in board_files(board, internal=state.internal).items()
        }
        if not board.whole:
            pages[f"{name}.md"] = GeneratedPage(f"Tiến độ: {board.label}", name, wide=True, searched=False)
    digest = sha256("".join(shown.values()).encode()).hexdigest()[:16]
    mine, known = (f'data-digest="{said}"' for said in (_DIGEST, digest))
    fragments |= {name: html.replace(mine, known, 1) for name, html in shown.items()}
    downloads |= text_files(state.text)
    downloads |= {f"mau-excel/{name}": data for name, data in workbooks.values()}
    return Site(fragments, pages, {**_files(state, digest), **downloads})


def _views(state: SiteState, kept: list[Kept]) -> dict[str, dict[str, object]]:
    dashboard = dashboard_view(state)
    return {
        "viec-can-lam": dashboard,
        "lich": dashboard,
        "danh-muc": checklist_view(state),
        "quy-tac": {"rules": CATALOGUE.values()},
        "thuat-ngu": glossary_view(),
        "ket-qua": _results(state),
        "tep": files_view(state),
        "bieu": {"names": _COLUMN_NAMES},
        "doi-chieu": {"kept": kept},
        "cong-van-1375": {"passages": passages()},
        "huong-dan-08": amended_view(state.text, state.text.newest),
    }


_COLUMN_NAMES = {
    "xuat-sac": "Xuất sắc", "tot": "Tốt", "hoan-thanh": "Hoàn thành", "khong-hoan-thanh": "Không hoàn thành",
}  # fmt: skip


def _results(state: SiteState) -> dict[str, object]:
    """The city's distribution, shown once every group is decided; small counts hidden in a public build."""
    rated = state.cycle.rated if state.cycle else ()
    decided = bool(rated) and all(group.decided for group in rated)
    return {"decided": decided, "rows": distribution(rated, hide_small=not state.internal)}


def _citer(root: str) -> Callable[[str], str]:
    """Address of a citation, relative to a page. Another document's page is `site/van-ban/<its code>.md`."""

    def cite(citation: str) -> str:
        document, _, anchor = citation.partition("#")
        page = DISPATCH_PAGE if document == "cv1375" else f"van-ban/{document}/"
        return f"{root}{page}#{anchor}"

    return cite


def _files(state: SiteState, digest: str) -> dict[str, str | bytes]:
    """A small file to poll, and the centre's workbook."""
    cycle = state.cycle
    pulse = {
        "digest": digest,
        "thoi_diem": state.now.isoformat(),
        "phien_ban": cycle.commit if cycle else None,
        "phai_nop": cycle.owed if cycle else 0,
        "da_nhan": cycle.done if cycle else 0,
    }
    files: dict[str, str | bytes] = {f"{WHOLE}status.json": json.dumps(pulse, ensure_ascii=False)}
    if cycle and cycle.read and state.internal:
        files["noi-bo/tong-hop.xlsx"] = workbook(synthesis(cycle, cycle.read()))
    return files
