"""Dates as British publications write them, day before month."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join((*_MONTHS, *(name[:3] for name in _MONTHS), "sept"))
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_TIME = r"(?:,?\s+(?:at\s+|@\s*)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?(?:\s+\w{2,4})?)?"
_NUMBERS = rf"(?P<day>\d{{1,2}})(?P<mark>[./-])(?P<number>\d{{1,2}})(?P=mark){_YEAR}"
_DAY_MONTH = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\.?,?\s+{_YEAR}"
_MONTH_DAY = rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
_MONTH_ONLY = rf"(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})"
_ISO = r"(?P<year>\d{4})-(?P<number>\d{2})(?:-(?P<day>\d{2}))?(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?"
_FORMS = tuple(
    re.compile(rf"{_WEEKDAY}{form}{_TIME}", re.IGNORECASE)
    for form in (_ISO, _NUMBERS, _DAY_MONTH, _MONTH_DAY, _MONTH_ONLY)
)
_LABEL = re.compile(
    r"(?:(?:first\s+)?(?:published|posted|date|updated|issued|created)(?:\s+(?:on|at|date))?"
    r"|last\s+(?:updated|modified)|on)\s*[:-]?\s+",
    re.IGNORECASE,
)
_CENTURY_TURN = 70
"""Years of two digits from here on belong to the last century."""


def parse_date(text: str) -> str | None:
    """Return a text that is a date, with or without a label such as "Published:", in ISO 8601.

    :returns: ``2017-07-06`` or, where the text tells no day, ``2017-07``; ``None`` for a text that
        is no date of the calendar, or is more than a date.
    """
    text = " ".join(text.split()).strip(" .,|()")
    text = text[label.end() :] if (label := _LABEL.match(text)) else text
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _iso(match.groupdict())
    return None


def _iso(parts: dict[str, str | None]) -> str | None:
    month = int(parts.get("number") or 0)
    if name := parts.get("month"):
        month = 1 + next(i for i, full in enumerate(_MONTHS) if full.startswith(name.lower()[:3]))
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == len("17"):
        year += 1900 if year >= _CENTURY_TURN else 2000
    day = parts.get("day")
    try:
        date = dt.date(year, month, int(day or 1))
    except ValueError:
        return None
    return date.isoformat() if day else date.isoformat()[: len("2017-07")]
