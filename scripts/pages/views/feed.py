"""The news feed of what was accepted, for other programs to follow."""

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

from schemas.local_time import VIETNAM, show_moment
from schemas.visible_text import printable
from scripts.ledger.receipts import Deed
from scripts.pages.boards import WHOLE
from scripts.pages.part import Files, Part
from scripts.pages.state import SiteState

FEED = f"{WHOLE}da-nhan.atom"
_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 60


def parts(state: SiteState) -> Iterator[Part]:
    """No page of its own."""
    del state
    yield from ()


def files(state: SiteState) -> Files:
    return {FEED: accepted(state)}


def accepted(state: SiteState) -> bytes:
    """The newest acceptances, one entry a merge and unit. Addresses are relative to the feed's own."""
    year = state.terms.cycle.year
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "vi"})
    _add(feed, "title", f"Hồ sơ đã nhận, kỳ {year}")
    _add(feed, "id", f"tag:kiemdiem,{year}:da-nhan")
    _add(feed, "updated", _stamp(state.now))
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": FEED.rpartition("/")[2]})
    _add(ElementTree.SubElement(feed, "author"), "name", state.terms.cycle.committee)
    units = {unit.folder: unit for unit in state.cycle.units} if state.cycle else {}
    steps = state.cycle.steps if state.cycle else {}
    accepted_steps = [
        (step.moment, folder, step.commit)
        for folder, own in steps.items()
        for step in own
        if folder in units and step.deed is Deed.ACCEPTED and step.moment <= state.now
    ]
    for moment, folder, commit in sorted(accepted_steps, reverse=True)[:_MOST]:
        unit = units[folder]
        entry = ElementTree.SubElement(feed, "entry")
        _add(entry, "title", f"{unit.name}: đã nhận hồ sơ")
        _add(entry, "id", f"tag:kiemdiem,{year}:{folder}/{commit}")
        _add(entry, "updated", _stamp(moment))
        _add(
            entry,
            "summary",
            f"Nhận lúc {show_moment(moment.astimezone(VIETNAM))}. Đến nay xong {unit.done} trong {unit.owed} mục.",
        )
        ElementTree.SubElement(entry, "link", {"href": f"../don-vi/{unit.code}/"})
    ElementTree.indent(feed)
    whole: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return whole


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    """Names come from the registry: what XML cannot hold becomes “?”."""
    ElementTree.SubElement(parent, tag).text = printable(text)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
