"""What other programs follow: the deadlines as a calendar, what was accepted as a news feed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from icalendar import Calendar, Event

from schemas.local_time import VIETNAM, show_moment
from scripts.ledger.receipts import Deed
from scripts.ledger.tree import shown
from scripts.pages.state import SiteState

CALENDAR = "lich/thoi-han.ics"
FEED = "tien-do/da-nhan.atom"
_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 60


def calendar(state: SiteState) -> bytes:
    """One all-day event a deadline, on the last day that is still in time."""
    book = Calendar.new(
        name=f"Thời hạn kiểm điểm năm {state.terms.cycle.year}",
        language="vi",
        prodid="-//kiemdiem//thoi-han//VI",
        uid=f"thoi-han-{state.terms.cycle.year}@kiemdiem",
        last_modified=state.now.astimezone(UTC),
    )
    for due in state.terms.dues():
        event = Event.new(
            summary=f"Ngày cuối: {due.title}",
            description=f"{due.title}: {due.wording()}. Căn cứ và quy tắc {due.rule}: xem trang Lịch.",
            start=due.last_day,
            end=due.last_day + timedelta(days=1),
            uid=f"han-{due.code}-{state.terms.cycle.year}@kiemdiem",
            stamp=state.now.astimezone(UTC),
        )
        book.add_component(event)
    return bytes(book.to_ical())


def accepted(state: SiteState) -> bytes:
    """The newest acceptances, one entry a merge and unit. Addresses are relative to the feed's own."""
    year = state.terms.cycle.year
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "vi"})
    _tell(feed, "title", f"Hồ sơ đã nhận, kỳ {year}")
    _tell(feed, "id", f"tag:kiemdiem,{year}:da-nhan")
    _tell(feed, "updated", _stamp(state.now))
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": FEED.rpartition("/")[2]})
    _tell(ElementTree.SubElement(feed, "author"), "name", state.terms.cycle.committee)
    units = {unit.folder: unit for unit in state.cycle.units} if state.cycle else {}
    steps = state.cycle.steps if state.cycle else {}
    taken = [
        (step.moment, folder, step.commit)
        for folder, own in steps.items()
        for step in own
        if folder in units and step.deed is Deed.ACCEPTED and step.moment <= state.now
    ]
    for moment, folder, commit in sorted(taken, reverse=True)[:_MOST]:
        unit = units[folder]
        entry = ElementTree.SubElement(feed, "entry")
        _tell(entry, "title", f"{unit.name}: đã nhận hồ sơ")
        _tell(entry, "id", f"tag:kiemdiem,{year}:{folder}/{commit}")
        _tell(entry, "updated", _stamp(moment))
        _tell(
            entry,
            "summary",
            f"Nhận lúc {show_moment(moment.astimezone(VIETNAM))}. Đến nay xong {unit.done} trong {unit.owed} mục.",
        )
        ElementTree.SubElement(entry, "link", {"href": f"../don-vi/{unit.code}/"})
    ElementTree.indent(feed)
    whole: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return whole


def _tell(parent: ElementTree.Element, tag: str, text: str) -> None:
    """Names come from the registry: what XML cannot hold becomes “?”."""
    ElementTree.SubElement(parent, tag).text = shown(text)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
