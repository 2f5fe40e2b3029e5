"""Numbers, and how many there are of what, as the reader's language writes them."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent

from bot.language.translation import _, _n, current


def number(count: float) -> str:
    """Return "1,234", or "0.5" where it is no whole number."""
    return format_decimal(count, locale=current().locale)


def decimal(value: float) -> str:
    """Return "1,234.5": always with one place."""
    # Rounded first, since Babel would round what is printed of the number rather than itself.
    return format_decimal(round(value, 1), format="#,##0.0", locale=current().locale)


def percent(share: float) -> str:
    """Return "12%" for a share of 1."""
    return format_percent(share, locale=current().locale)


def documents(count: int) -> str:
    """Return "2 documents"."""
    return _n("{count} document", "{count} documents", count).format(count=number(count))


def files(count: int) -> str:
    """Return "2 files"."""
    return _n("{count} file", "{count} files", count).format(count=number(count))


def questions(count: int) -> str:
    """Return "2 questions"."""
    return _n("{count} question", "{count} questions", count).format(count=number(count))


def ratings(count: int) -> str:
    """Return "2 ratings"."""
    return _n("{count} rating", "{count} ratings", count).format(count=number(count))


def days(count: int) -> str:
    """Return "2 days"."""
    return _n("{count} day", "{count} days", count).format(count=number(count))


def seconds(count: int) -> str:
    """Return "2 seconds"."""
    return _n("{count} second", "{count} seconds", count).format(count=number(count))


def more(count: int) -> str:
    """Return "and 2 more", for what a list leaves out."""
    return _("and {count} more").format(count=number(count))
