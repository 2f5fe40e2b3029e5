"""Dates as British publications write them, in English or Welsh, day before month."""

from __future__ import annotations

import datetime as dt
import re

_ENGLISH = "january february march april may june july august september october november december"
_WELSH = "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr"
_NUMBER_OF = {
    form: number
    for names in (_ENGLISH, _WELSH)
    for number, name in enumerate(names.split(), 1)
    for form in ((name, name[:3]) if names is _ENGLISH else (name,))
} | {"sept": 9}
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
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
    r"(?:(?:first\s+)?(?:published|posted|date|dyddiad|updated|issued|created)(?:\s+(?:on|at|date))?"
    r"|last\s+(?:updated|modified)|on)\s*[:-]?\s+",
    re.IGNORECASE,
)
_DAY = re.compile(rf"{_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH}){_TIME}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CENTURY_TURN = 70
"""Years of two digits from here on belong to the last century."""


def parse_date(text: str) -> str | None:
    """Return a text that is a date, with or without a label such as "Published:", in ISO 8601.

    :returns: ``2017-07-06`` or, where the text tells no day, ``2017-07``; ``None`` for a text that
        is no date of the calendar, or is more than a date.
    """
    if not _DIGIT.search(text):
        return None
    text = " ".join(text.split()).strip(" .,|()")
    text = text[label.end() :] if (label := _LABEL.match(text)) else text
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _iso(match.groupdict())
    return None


def is_day(text: str) -> bool:
    """Tell whether a text is a day without its year, such as "14th October 9.30am"."""
    return _DAY.fullmatch(text) is not None


def _iso(parts: dict[str, str | None]) -> str | None:
    month = int(parts.get("number") or 0)
    if name := parts.get("month"):
        month = _NUMBER_OF[name.lower()]
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == len("17"):
        year += 1900 if year >= _CENTURY_TURN else 2000
    day = parts.get("day")
    try:
        date = dt.date(year, month, int(day or 1))
    except ValueError:
        return None
    return date.isoformat() if day else date.isoformat()[: len("2017-07")]
