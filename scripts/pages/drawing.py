"""Draws parts with Jinja: every value escaped unless a template says otherwise, every missing name a failure."""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from schemas.finding import GATE_TITLES, SEVERITY_TITLES, TURN_TITLES
from schemas.legal.dispatch import DISPATCH, DISPATCH_PAGE, citation_title, provision_title
from schemas.local_time import show_day, show_moment
from schemas.ruleset.citation import document_of
from scripts.output.status import SYMBOLS, TITLES, age, clock_note, proposal_note, unreadable_note
from scripts.pages.marks import verbatim
from scripts.pages.part import Part
from scripts.pages.site_error import BuildError
from scripts.pages.state import SiteState

DIGEST = "@@digest@@"
"""Stands where a board names the digest of all boards, which is taken over everything else."""

Draw = Callable[[Part], str]


def drawer(state: SiteState, templates: Path) -> Draw:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": show_day,
        "moment": show_moment,
        "verbatim": verbatim,
        "grouped": grouped,
        "lower_first": lower_first,
    }
    shared = {
        "state": state,
        "terms": state.terms,
        "ruleset": state.terms.ruleset,
        "source": state.terms.ruleset.source,
        "dispatch": DISPATCH,
        "cite_title": citation_title,
        "provision_title": provision_title,
        "symbols": SYMBOLS,
        "titles": TITLES,
        "gates": GATE_TITLES,
        "severities": SEVERITY_TITLES,
        "turns": TURN_TITLES,
        "digest": DIGEST,
        "unreadable_note": unreadable_note,
        "clock_note": clock_note,
        "age": age,
        "proposal_note": proposal_note,
    }

    def draw(part: Part) -> str:
        root = "../" * part.address.count("/")
        name = f"{part.template}.html"
        try:
            return environment.get_template(name).render(**shared, root=root, cite=_citer(root), **part.view)
        except TemplateError as fault:
            raise BuildError(f"Mẫu site/_templates/{name}: {type(fault).__name__}: {fault}") from None

    return draw


def grouped(number: int) -> str:
    """A count as Vietnamese writes large ones: 111.972."""
    return f"{number:,}".replace(",", ".")


def lower_first(text: str) -> str:
    """A title inside a sentence."""
    return text[:1].lower() + text[1:]


def _citer(root: str) -> Callable[[str], str]:
    """Address of a citation, relative to a page. Another document's page is `site/van-ban/<its code>.md`."""

    def cite(citation: str) -> str:
        document, anchor = document_of(citation), citation.partition("#")[2]
        page = DISPATCH_PAGE if document == DISPATCH else f"van-ban/{document}/"
        return f"{root}{page}#{anchor}"

    return cite
