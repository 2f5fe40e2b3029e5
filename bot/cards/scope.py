"""What a question was searched for and in, in words, so that nothing about it is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.dates import long_date
from bot.cards.model import Card, Colour, Embed
from bot.cards.source_lines import shown, untitled
from bot.cards.text import escape, unescape
from bot.language.translation import _, languages, speaking

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
        title = limits.shorten_plain(scope.title or "", _TITLE) or untitled()
        words.append(_("Only: {title}").format(title=title))
    if period := _period(scope.filter):
        words.append(period if words else _("Only {period}").format(period=period))
    if scope.undated:
        left_out = counts.number(scope.undated)
        words.append(_("left out without a date: {count}").format(count=left_out))
    return words


def searched_line(searched: str | None) -> str:
    """Return a line of markdown that says what was searched for; nothing where it is known."""
    words = shown(searched, _SEARCHED, "")
    return _searched_line().format(words=words) if words else ""


def words_searched(description: str) -> str:
    """Return what a card's text says in its first line was searched for; nothing where it does not.

    The card may be in any language that the interface speaks.
    """
    for language in languages().values():
        with speaking(language):
            before, after = _searched_line().split("{words}")
        first, end, _rest = description.partition(after)
        if end and first.startswith(before):
            return unescape(first.removeprefix(before))
    return ""


def _searched_line() -> str:
    return f"*{_('Searched for: {words}')}*\n"


def nothing_to_search_card(scope: Scope, dates: tuple[str, str] | None) -> Card:
    """Return the notice for a filter that leaves no document.

    :param dates: the oldest and the newest date among the documents that have one.
    """
    period = escape(_period(scope.filter))
    title = shown(scope.title, _TITLE, untitled())
    if scope.filter.document_id is None:
        lines = [_("No document here is {period}.").format(period=period)]
        if dates is not None:
            lines.append(_dated(*(escape(long_date(date)) for date in dates)))
        if scope.undated:
            left_out = counts.documents(scope.undated)
            lines.append(_("Left out without a date: {documents}.").format(documents=left_out))
    elif dates is None:
        undated = _("“{title}” has no date, so nobody can tell whether it is {period}.")
        lines = [undated.format(title=title, period=period)]
    else:
        other = _("“{title}” is not {period}: its date is {date}.")
        lines = [other.format(title=title, period=period, date=escape(long_date(dates[0])))]
    lines.append(
        _("Ask again with other dates, or without `since:` and `until:` to search in all.")
    )
    return Card(
        Embed(
            title=_("No document is from that time"),
            description=" ".join(lines),
            colour=Colour.NOT_FOUND,
        )
    )


def _dated(first: str, last: str) -> str:
    if first == last:
        return _("Those with a date are from {date}.").format(date=first)
    return _("Those with a date are from {first} to {last}.").format(first=first, last=last)


def _period(where: Filter) -> str:
    since = long_date(where.since) if where.since else ""
    until = long_date(where.until) if where.until else ""
    if since and until:
        return _("since {since} until {until}").format(since=since, until=until)
    if since:
        return _("since {since}").format(since=since)
    return _("until {until}").format(until=until) if until else ""
