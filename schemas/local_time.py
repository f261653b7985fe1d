"""Vietnam's time. One fixed offset since 1975, so no time zone data is needed on a bare machine."""

from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def read_moment(text: str) -> datetime:
    """A day ("2024-12-04", its first instant) or an ISO moment; without an offset it is Vietnam's time.

    Raises ValueError for anything else.
    """
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)


def midnight(day: date) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time(), VIETNAM)


def show_day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def show_moment(moment: datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{local.hour:02}:{local.minute:02} ngày {show_day(local.date())}"
