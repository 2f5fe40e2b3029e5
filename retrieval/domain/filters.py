"""Which documents a question is put to, where that is not all that the guild sees."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", re.ASCII)
_YEAR, _MONTH, _DAY = _LENGTHS = len("2017"), len("2017-09"), len("2017-09-06")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a document has to be for a question to be put to it; each part is one more condition."""

    document_id: int | None = None
    """The only document to search in."""
    since: str | None = None
    """ISO 8601 date of any precision; a document may be as old as its first day."""
    until: str | None = None
    """ISO 8601 date of any precision; a document may be as new as its last day."""

    def __bool__(self) -> bool:
        """Tell whether there is any condition."""
        return self != Filter()

    @property
    def asks_date(self) -> bool:
        """Whether a document needs a date to be searched in."""
        return self.since is not None or self.until is not None

    def takes_date(self, date: str | None) -> bool:
        """Tell whether a document of this date is searched in, if any of its days could be meant.

        A document that tells its year alone may be from any day of it.
        """
        if not self.asks_date:
            return True
        # Among ISO 8601 dates the order of texts is that of days.
        return (
            date is not None
            and is_dated(date)
            and (self.since is None or _last_day(date) >= _first_day(self.since))
            and (self.until is None or _first_day(date) <= _last_day(self.until))
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was put to, as it is told to whoever reads the reply."""

    filter: Filter
    title: str | None = None
    """Title of the only document that was searched in."""
    undated: int = 0
    """Documents that were left out because they have no date."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The question that another one follows, and what it was put to."""

    question: str
    filter: Filter = Filter()


def iso_date(text: str) -> str | None:
    """Return a year, month or day of the calendar in ISO 8601, or ``None`` if it is none.

    Single digits are filled up: ``2017-9-6`` is ``2017-09-06``.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        date = dt.date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    known = len([part for part in (year, month, day) if part is not None])
    return date[: _LENGTHS[known - 1]]


def is_dated(date: str | None) -> bool:
    """Tell whether a document's date is known and can be compared with others."""
    return date is not None and iso_date(date) == date


def in_order(since: str, until: str) -> bool:
    """Tell whether a period from the one date to the other has a day in it."""
    return _first_day(since) <= _last_day(until)


def _first_day(date: str) -> str:
    return f"{date}-01-01"[:_DAY] if len(date) < _DAY else date


def _last_day(date: str) -> str:
    # No month has a 32nd, and none that is shorter than 31 days has one more to mistake for it.
    return date + {_YEAR: "-12-31", _MONTH: "-31"}.get(len(date), "")
