"""Dates for readers in the UK, as precise as the document is and no more."""

from __future__ import annotations

import datetime as dt
import re

UNKNOWN = "date unknown"

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def uk_date(date: str | None) -> str:
    """Return ``2017-07-06`` as "6 July 2017", ``2017-07`` as "July 2017", ``2017`` as it is.

    A date in another form is shown as the document has it, since nothing is guessed.
    """
    if not date:
        return UNKNOWN
    match = _ISO.fullmatch(date)
    if match is None:
        return date
    year, month, day = match.groups()
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return date
    if month is None:
        return year
    words = f"{_MONTHS[int(month) - 1]} {year}"
    return words if day is None else f"{int(day)} {words}"


def newest(dates: list[str | None]) -> str | None:
    """Return the latest of ISO dates of any precision, or ``None`` where all are unknown."""
    # Text order is date order for ISO 8601; "2017" sorts before every day of 2017.
    return max((date for date in dates if date and _ISO.fullmatch(date)), default=None)
