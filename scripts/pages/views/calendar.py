"""The calendar of deadlines: a page, and a file that phones and Outlook subscribe to."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from scripts.pages.due_dates import due_dates
from scripts.pages.part import Files, Part
from scripts.pages.state import SiteState

ADDRESS = "lich/"
CALENDAR = f"{ADDRESS}thoi-han.ics"


def parts(state: SiteState) -> Iterator[Part]:
    yield Part(ADDRESS, "lich", {"dues": due_dates(state)})


def files(state: SiteState) -> Files:
    return {CALENDAR: calendar(state)}


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
