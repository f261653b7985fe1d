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


def duration_text(time: timedelta) -> str:
    """A length of time in two units at most."""
    minutes = int(time.total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"
    return f"{hours} giờ {minutes % 60} phút" if hours else f"{minutes} phút"


def days_late(moment: datetime, closes_at: datetime) -> int:
    """Days after the last day that was in time: a day begun after the deadline counts as a day."""
    return (moment - closes_at).days + 1


def time_left_text(now: datetime, closes_at: datetime) -> str:
    """How long until a deadline, in words a person would use; in the past, how long since."""
    left = closes_at - now
    if left <= timedelta():
        return f"đã qua {days_late(now, closes_at)} ngày"
    hours = left.seconds // 3600
    if left.days:
        return f"còn {left.days} ngày {hours} giờ" if hours else f"còn {left.days} ngày"
    minutes = f"{left.seconds % 3600 // 60} phút"
    return (
        f"còn {hours} giờ {minutes}"
        if hours and minutes != "0 phút"
        else f"còn {hours} giờ"
        if hours
        else f"còn {minutes}"
    )
