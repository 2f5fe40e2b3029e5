"""What a question was searched for and in, in words, so that nothing about it is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.dates import uk_date
from bot.cards.lines import counted
from bot.cards.model import Card, Colour, Embed
from bot.cards.source_lines import UNTITLED, shown
from bot.cards.text import escape

if TYPE_CHECKING:
    from retrieval.domain import Filter, Scope

_TITLE = 150
_SEARCHED = 500


def scope_words(scope: Scope | None) -> list[str]:
    """Return what was searched in, for a footer: plain text, nothing where it was everything."""
    if scope is None:
        return []
    words = []
    if scope.filter.document_id is not None:
        words.append(f"Only: {limits.shorten_plain(scope.title or '', _TITLE) or UNTITLED}")
    if period := _period(scope.filter):
        words.append(f"Only {period}" if not words else period)
    if scope.undated:
        words.append(f"left out without a date: {scope.undated:,}")
    return words


def searched_line(searched: str | None) -> str:
    """Return a line of markdown that says what was searched for; nothing where it is known."""
    words = shown(searched, _SEARCHED, "")
    return f"*Searched for: {words}*\n" if words else ""


def nothing_to_search_card(scope: Scope, dates: tuple[str, str] | None) -> Card:
    """Return the notice for a filter that leaves no document.

    :param dates: the oldest and the newest date among the documents that have one.
    """
    period = escape(_period(scope.filter))
    title = shown(scope.title, _TITLE, UNTITLED) if scope.filter.document_id is not None else None
    if title is not None:
        lines = [f"“{title}” is not {period}: its date is {escape(uk_date(dates and dates[0]))}."]
        if dates is None:
            lines = [f"“{title}” has no date, so nobody can tell whether it is {period}."]
    else:
        lines = [f"No document here is {period}."]
        if dates is not None:
            lines.append(f"Those with a date are from {' to '.join(_both(dates))}.")
        if scope.undated:
            lines.append(f"Left out without a date: {counted(scope.undated, 'document')}.")
    lines.append("Ask again with other dates, or without `since:` and `until:` to search in all.")
    return Card(
        Embed(
            title="No document is from that time",
            description=" ".join(lines),
            colour=Colour.NOT_FOUND,
        )
    )


def _both(dates: tuple[str, str]) -> list[str]:
    return list(dict.fromkeys(escape(uk_date(date)) for date in dates))


def _period(where: Filter) -> str:
    since = f"since {uk_date(where.since)}" if where.since else ""
    until = f"until {uk_date(where.until)}" if where.until else ""
    return " ".join(filter(None, (since, until)))
