"""What a question asks of time, and how well the date of a document fits that.

Nothing is preferred for its age alone: only "latest" and its like, or a year in the question that
is not part of a name ("Care Act 2014", "the 2015 election", "by 2020"), make a date count.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 0.15
"""What a date that fits gains and one that does not loses, in units of the fused score (0 to 1)."""
_DATED_SHARE = 0.8
"""What the date of a document weighs beside a text that names the year itself."""
_SAME_YEAR_SHARE = 0.5
"""How well a date fits a month of the same year."""
_HALF_LIFE_DAYS = 365.25
"""Age, measured from the newest date that was found, at which half of being new is left."""

_LATEST = re.compile(
    r"\b(?:latest|newest|current(?!\s+account)|currently|most\s+recent(?:ly)?|now|nowadays|today['’]?s?"
    r"|up[\s-]to[\s-]date|at\s+present|at\s+the\s+moment|these\s+days)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:by|until|till|before|up\s+to)\s+now\b|\bnow\s+that\b|\bdoing\s+today\b"
    # What holds for the asker, not what is said of it.
    r"|\b(?:my|our|your|his|her|their)\s+current\b"
    r"|\b(?:i|we)(?:['’](?:m|re|ve)|\s+am|\s+are)?\s+(?:currently|now)\b"
    r"|\b(?:have|has|had)\s+now\b",
    re.IGNORECASE,
)

_MONTH_NUMBERS = {name.casefold(): number for number, name in enumerate(calendar.month_name)} | {
    name.casefold(): number for number, name in enumerate(calendar.month_abbr)
}
_MONTHS = "|".join(sorted(filter(None, _MONTH_NUMBERS), key=len, reverse=True))
_YEAR = r"(?:19|20)[0-9]{2}"
_WHEN = re.compile(
    r"(?:\b(?P<bound>before|prior\s+to|since|after|from|until|till|up\s+to|by|between)\s+)?"
    r"(?:the\s+)?(?:(?:early|mid|late|start\s+of|end\s+of|beginning\s+of)[\s-]+)?"
    rf"(?:(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\s+)?\b(?P<month>{_MONTHS})\.?,?\s+)?"
    rf"(?<![\w£$€#.,/-])(?P<year>{_YEAR})"
    rf"(?:\s*(?:[/–-]|(?<=\s)(?:to|and|until)\s)\s*(?P<last>{_YEAR}|[0-9]{{2}})(?![\w/-]))?"
    r"(?![\w/%]|[.,:-][0-9])",
    re.IGNORECASE,
)
_NAMING = (
    r"(?:acts?|bills?|regulations?|orders?|directive|measure|rules|code|charter|white\s+paper"
    r"|green\s+paper|papers?|elections?|referendum|census|reforms?|plans?|strategy|strategies"
    r"|vision|agenda|manifesto|statement|settlement|review|report|inquiry|forward\s+view"
    r"|guidelines?|standards?|scheme|programme|framework|constitution|convention|agreement|treaty"
    r"|games|olympics|paralympics|pandemic|crisis|crash|target|goals?)"
)
"""What a year belongs to when it stands directly before or behind one of these."""
_IN = re.compile(r"\b(?:in|during)\s+$", re.IGNORECASE)
_NAME_BEFORE = re.compile(rf"\b{_NAMING}(?:\s+of|,)?\s*[(\[]?\s*$", re.IGNORECASE)
_NAME_AFTER = re.compile(
    rf"[)\]]?(?:\s+(?!(?:in|on|at|by|for|to|of|from|with|about|under|before|after|since|is|was|are"
    rf"|were|did|do|does)\b)[\w'’&-]+){{0,2}}?(?:\s+and\s+[\w'’-]+(?:\s+[\w'’-]+)?)?\s+{_NAMING}\b",
    re.IGNORECASE,
)
_YEARS = re.compile(rf"(?<![\w.,])({_YEAR})(?!\w|[.,][0-9])")
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


class Period(NamedTuple):
    """Days from the first to the last, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class AskedTime:
    """What a question asks of time."""

    latest: bool = False
    """It asks for what holds now."""
    period: Period | None = None
    """It asks for what was said or held then; goes before ``latest``."""
    years: frozenset[str] = frozenset()
    """The years that it names for that, as they are written."""


ANY_TIME = AskedTime()
"""Most questions ask nothing of time."""


class Dated(NamedTuple):
    """When something was said, and what."""

    date: str | None
    """ISO 8601 as far as it is known: a year, a month or a day; ``None`` where it is not."""
    text: str


def asked_time(question: str) -> AskedTime:
    """Return what a question asks of time."""
    periods = []
    years: set[str] = set()
    for match in _WHEN.finditer(question):
        period = _period(match)
        if period is None or _is_name(question, match):
            continue
        periods.append(period)
        years.add(match["year"])
        if match["last"]:
            years.add(_last_year(match))
    latest = bool(_LATEST.search(_NOT_NOW.sub("", question)))
    if not periods:
        return AskedTime(latest=latest)
    whole = Period(min(each.first for each in periods), max(each.last for each in periods))
    return AskedTime(latest, whole, frozenset(years))


def bonuses(asked: AskedTime, found: Sequence[Dated]) -> list[float]:
    """Return what each passage gains (or, below zero, loses) for its date, at most .15.

    A passage whose own text names a year that was asked about fits best, whatever its date. An
    unknown date is neither preferred nor punished: it gains nothing and loses nothing.
    """
    if asked.period is not None:
        return [_MOST * _fit(asked, asked.period, each) for each in found]
    if not asked.latest:
        return [0.0] * len(found)
    spans = [span_of(each.date) for each in found]
    newest = max((span.last for span in spans if span), default=None)
    if newest is None:
        return [0.0] * len(found)
    return [_MOST * _newness(span, newest) if span else 0.0 for span in spans]


def span_of(date: str | None) -> Period | None:
    """Return the days that an ISO date of any precision may mean; ``None`` where it is none."""
    match = _ISO.fullmatch(date or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day is not None:
        return Period(first, first)
    last_month = month or 12
    last_day = calendar.monthrange(first.year, last_month)[1]
    return Period(first, dt.date(first.year, last_month, last_day))


def _fit(asked: AskedTime, period: Period, found: Dated) -> float:
    """Return how well a passage fits a period, from -1 to 1; 0 where nothing is known."""
    if asked.years & set(_YEARS.findall(found.text)):
        return 1.0
    span = span_of(found.date)
    if span is None:
        return 0.0
    if span.first <= period.last and period.first <= span.last:
        return _DATED_SHARE
    months_only = period.first.year == period.last.year
    if months_only and span.first.year == period.first.year:
        return _DATED_SHARE * _SAME_YEAR_SHARE
    return -1.0


def _newness(span: Period, newest: dt.date) -> float:
    """Return how new a document is, from -1 (of another age) to 1 (nothing newer was found)."""
    days = (newest - span.last).days
    return float(2 * 0.5 ** (days / _HALF_LIFE_DAYS) - 1)


def _period(match: re.Match[str]) -> Period | None:
    """Return the period that an expression means; ``None`` for "by 2020", which sets an aim."""
    bound = " ".join((match["bound"] or "").casefold().split())
    year = int(match["year"])
    month = _MONTH_NUMBERS[match["month"].casefold()] if match["month"] else None
    first = dt.date(year, month or 1, 1)
    last_year = int(_last_year(match)) if match["last"] else year
    last_month = month or 12
    last = dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
    if bound == "by" or last < first:
        return None
    if bound in {"before", "prior to"} and not match["last"]:
        return Period(dt.date.min, first - dt.timedelta(days=1))
    if bound in {"until", "till", "up to"}:
        return Period(dt.date.min, last)
    if bound == "after":
        return Period(last + dt.timedelta(days=1), dt.date.max)
    if bound in {"since", "from"} and not match["last"]:
        return Period(first, dt.date.max)
    return Period(first, last)


def _last_year(match: re.Match[str]) -> str:
    last = str(match["last"])
    return last if len(last) == len("2017") else match["year"][:2] + last


def _is_name(question: str, match: re.Match[str]) -> bool:
    """Tell whether the year is part of a name, such as that of an Act or an election."""
    if match["month"]:
        return False
    before = question[: match.start("year")]
    if _NAME_BEFORE.search(before):
        return True
    return not _IN.search(before) and _NAME_AFTER.match(question, match.end()) is not None
