"""Dates as readers write them, as precise as the document is and no more."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton

from bot.language.translation import _, current

if TYPE_CHECKING:
    from babel import Locale

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def long_date(date: str | None) -> str:
    """Return ``2017-07-06`` as "6 July 2017", ``2017-07`` as "July 2017", ``2017`` as it is.

    Months are in the reader's language, in English those of the UK.
    A date in another form is shown as the document has it, since nothing is guessed.
    """
    if not date:
        return _("date unknown")
    match = _ISO.fullmatch(date)
    if match is None:
        return date
    year, month, day = match.groups()
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return date
    if month is None or first.year < 1000:  # noqa: PLR2004 - Babel would drop the noughts.
        return date
    return _in_words(first, current().locale, to_the_day=day is not None)


@lru_cache(1024)
def _in_words(date: dt.date, locale: Locale, *, to_the_day: bool) -> str:
    if to_the_day:
        return format_date(date, "long", locale=locale)
    return format_skeleton("yMMMM", date, locale=locale)


def newest(dates: list[str | None]) -> str | None:
    """Return the latest of ISO dates of any precision, or ``None`` where all are unknown."""
    # Text order is date order for ISO 8601; "2017" sorts before every day of 2017.
    return max((date for date in dates if date and _ISO.fullmatch(date)), default=None)
