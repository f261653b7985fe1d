"""What a mistyped value most likely means, when that is clear. Only ever offered, never taken for the value."""

import re
from datetime import date

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s*[./-]\s*(?P<month>\d{1,2})\s*[./-]\s*(?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\s*[./-]\s*(?P<month>\d{1,2})\s*[./-]\s*(?P<year>\d{4}|\d{2})")
_IN_WORDS = re.compile(
    r"(?:ngày )?\s*(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})", re.IGNORECASE
)

_YES = {"có", "co", "yes", "y", "true", "on", "x", "v", "đúng", "rồi", "có rồi", "ok"}
_NO = {"không", "khong", "ko", "k", "no", "n", "false", "off", "chưa", "không có", "khong co"}


def meant_day(text: str) -> date | None:
    """The day that a date in another spelling means. Day before month, as in Vietnamese, unless it cannot be."""
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _IN_WORDS):
        if found := pattern.fullmatch(text.strip()):
            day, month, year = (int(found[part]) for part in ("day", "month", "year"))
            year += 2000 if year < 100 else 0
            if month > 12 and day <= 12:
                day, month = month, day
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def meant_yes_no(text: str) -> bool | None:
    word = text.strip().strip(".").casefold()
    return True if word in _YES else False if word in _NO else None
