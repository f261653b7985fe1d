"""Every computed part of the site as data: which template, with what, standing where, as a page of its own or not."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from schemas.legal.coverage import load_coverage
from schemas.legal.dispatch import passages
from schemas.local_time import show_day
from schemas.rules.bound import bound
from schemas.rules.catalogue import CATALOGUE
from schemas.rules.examples import load_examples, neutral
from schemas.vocabulary import LimitStatus, UnitKind
from scripts.pages.amended_text import FOLDER, amended_view, comparison_view, version_address
from scripts.pages.boards import WHOLE, Board, rows
from scripts.pages.checklist import checklist_view
from scripts.pages.dashboard import board_view, dashboard_view
from scripts.pages.federation import places, verdict
from scripts.pages.files import files_view
from scripts.pages.glossary import glossary_view
from scripts.pages.internal import PAGES, internal_view
from scripts.pages.pictures import CAPTIONS, WIDTH, pictures
from scripts.pages.state import SiteState
from scripts.pages.unit_page import unit_pages
from scripts.progress.distribution import distribution
from scripts.rollup.collection import Gathered

DISPATCH_PAGE = "van-ban/cong-van-1375/"
_GUIDES = "huong-dan/nam-phut/"
"""Any page of the guides: all lie equally deep."""

Workbooks = Mapping[UnitKind, tuple[str, bytes]]
"""Kind of unit → name and content of its blank template."""


class GeneratedPage(NamedTuple):
    """A page that only the renderer knows. `wide`: no columns beside it. `searched`: the search finds its text."""

    title: str
    wide: bool = False
    searched: bool = True


class Part(NamedTuple):
    """`name`: of its placeholder. `address`: of the page it stands on. `template`: in `site/_templates`.

    `page`: the page made for it alone, None when it stands on one that somebody wrote.
    """

    name: str
    address: str
    template: str
    view: Mapping[str, object]
    page: GeneratedPage | None = None


def source_of(address: str) -> str:
    """Where below `site/` the page of an address is written; so even a unit called `index` has its own."""
    return f"{address}index.md"


def every_part(state: SiteState, workbooks: Workbooks, every: list[Board]) -> Iterator[Part]:
    """All parts but the boards."""
    yield from _written(state, workbooks)
    yield from _rules()
    yield from _guidance(state)
    yield from _walkthroughs(state)
    yield from _units(state, workbooks, rows(every))
    if state.internal:
        yield from _internal(state)
    if state.federation:
        yield from _federation(state, state.federation)


def _federation(state: SiteState, found: Gathered) -> Iterator[Part]:
    for place in places(found, internal=state.internal):
        name = place.address.rstrip("/")
        page = GeneratedPage(f"Cấp ủy trực thuộc: {place.committee.name}", wide=True, searched=False)
        yield Part(name, place.address, "cap-duoi", {"place": place, "verdict": verdict}, page)


def _written(state: SiteState, workbooks: Workbooks) -> Iterator[Part]:
    """On pages of `site/`."""
    dashboard = dashboard_view(state)
    yield Part("dau-trang", "", "dau-trang", {})
    yield Part("viec-can-lam", "", "viec-can-lam", dashboard)
    yield Part("lich", "lich/", "lich", dashboard)
    yield Part("danh-muc", "danh-muc/", "danh-muc", checklist_view(state))
    yield Part("quy-tac", "quy-tac/", "quy-tac", {"rules": CATALOGUE.values()})
    yield Part("luu-y", "quy-tac/", "luu-y", {})
    yield Part("cau-hoi", "cau-hoi/", "cau-hoi", {})
    yield Part("thuat-ngu", "thuat-ngu/", "thuat-ngu", glossary_view())
    yield Part("ket-qua", "ket-qua/", "ket-qua", _results(state))
    yield Part("tep", "huong-dan/tep/", "tep", files_view(state))
    yield Part("bieu", "bieu/", "bieu", {"names": _COLUMN_NAMES})
    yield Part("mau-excel", "mau-excel/", "mau-excel", {"workbooks": workbooks})
    yield Part("doi-chieu", "van-ban/doi-chieu/", "doi-chieu", {"kept": load_coverage()})
    yield Part("cong-van-1375", DISPATCH_PAGE, "cong-van-1375", {"passages": passages()})
    yield Part("huong-dan-08", f"{FOLDER}/", "huong-dan-08", amended_view(state.text, state.text.newest))


_COLUMN_NAMES = {
    "xuat-sac": "Xuất sắc",
    "tot": "Tốt",
    "hoan-thanh": "Hoàn thành",
    "khong-hoan-thanh": "Không hoàn thành",
}


def _results(state: SiteState) -> dict[str, object]:
    """The city's distribution, shown once every group is decided; small counts hidden in a public build."""
    rated = state.cycle.rated if state.cycle else ()
    decided = bool(rated) and all(group.decided for group in rated)
    return {"decided": decided, "rows": distribution(rated, hide_small=not state.internal)}


def _rules() -> Iterator[Part]:
    kept, examples = load_coverage(), load_examples()
    for rule in CATALOGUE.values():
        name = f"quy-tac/{rule.id}"
        view = {
            "rule": rule,
            "quoted": [entry for entry in kept if rule.id in entry.cover.rules],
            "bound": bound(rule.id),
            "example": neutral(examples.get(rule.id)),
        }
        yield Part(name, f"{name}/", "quy-tac-mot", view, GeneratedPage(f"{rule.id}. {rule.title}"))


def _guidance(state: SiteState) -> Iterator[Part]:
    """Earlier versions of the amended text, and their comparison."""
    text = state.text
    for version in text.versions[:-1]:
        name = f"{FOLDER}/{version.at.isoformat()}"
        page = GeneratedPage(f"{text.title}: như tại ngày {show_day(version.at)}", searched=False)
        yield Part(name, version_address(text, version), "huong-dan-08", amended_view(text, version), page)
    name = f"{FOLDER}/so-sanh"
    page = GeneratedPage(f"{text.title}: so sánh từng chữ")
    yield Part(name, f"{name}/", "huong-dan-08-so-sanh", comparison_view(text), page)


def _walkthroughs(state: SiteState) -> Iterator[Part]:
    taken = {picture.name: picture for picture in pictures(state)}
    for name, caption in CAPTIONS.items():
        view = {"picture": taken.get(name), "caption": caption, "width": WIDTH}
        yield Part(f"hinh/{name}", _GUIDES, "hinh", view)


def _units(state: SiteState, workbooks: Workbooks, row_of: Mapping[str, str]) -> Iterator[Part]:
    for code, own in unit_pages(state).items():
        name = f"don-vi/{code}"
        workbook, _ = workbooks.get(UnitKind(own.unit.kind), ("", b""))
        view = {"page": own, "workbook": workbook, "row": row_of.get(own.unit.folder, WHOLE)}
        yield Part(name, f"{name}/", "don-vi-mot", view, GeneratedPage(own.unit.name))


def _internal(state: SiteState) -> Iterator[Part]:
    view = {**internal_view(state), "limit_states": LimitStatus}
    for address, (title, name) in PAGES.items():
        page = GeneratedPage(title, wide=True, searched=False)
        yield Part(name, address, name.replace("/", "-"), view, page)


def board_parts(state: SiteState, every: list[Board]) -> Iterator[Part]:
    if not every:
        yield Part("bang-tien-do", WHOLE, "chua-co-ky", {})
    for board in every:
        view = board_view(state, board, every)
        if board.whole:
            yield Part("bang-tien-do", board.address, "bang-tien-do", view)
        else:
            name = board.address.rstrip("/")
            page = GeneratedPage(f"Tiến độ: {board.label}", wide=True, searched=False)
            yield Part(name, board.address, "bang-tien-do", view, page)
