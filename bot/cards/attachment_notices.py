"""The notices about files that members attach: why one cannot be taken, and what to do."""

from __future__ import annotations

from bot.cards import counts
from bot.cards.model import Card, Colour, Embed
from bot.cards.source_lines import shown
from bot.language.translation import _, _n

_NAME = 200
_KILO = 1024


def too_large(name: str, size: int, most: int) -> Card:
    """Return the notice for a file above the limit, both in bytes."""
    has, limit = _bytes(size), _bytes(most)
    if has == limit:
        has, limit = _in_bytes(size), counts.number(most)
    return _notice(
        _("This file is too large"),
        _(
            "{file} has {has}; {limit} is the most. Split it, leave its pictures out, or "
            "ask the owner of this bot to add it."
        ).format(file=_called(name), has=has, limit=limit),
    )


def elsewhere(name: str) -> Card:
    """Return the notice for a file that does not lie where Discord keeps its files."""
    return _notice(
        _("This file does not come from Discord"),
        _(
            "{file} lies at an address that is not one of Discord's for files, so it was "
            "not fetched. Save it and attach it to a new message or command."
        ).format(file=_called(name)),
    )


def gone(name: str) -> Card:
    """Return the notice for a file that Discord has no more."""
    return _notice(
        _("This file is gone"),
        _(
            "Discord has {file} no more: its message was deleted, or it was attached "
            "long ago. Attach it again."
        ).format(file=_called(name)),
    )


def not_fetched(name: str) -> Card:
    """Return the notice for a file that did not arrive for reasons that may pass."""
    return _notice(
        _("This file could not be fetched"),
        _(
            "Discord did not hand over {file} in time. Nothing was changed; try again in a minute."
        ).format(file=_called(name)),
    )


def not_whole(name: str) -> Card:
    """Return the notice for a file that is not as long as Discord said."""
    return _notice(
        _("This file did not arrive whole"),
        _("{file} is not as long as Discord said. Nothing was changed; attach it again.").format(
            file=_called(name)
        ),
    )


def _called(name: str) -> str:
    return f"“{words}”" if (words := shown(name, _NAME, "")) else _("the file")


def _bytes(number: int) -> str:
    """Return a size as Discord shows it, whose MB are of 1,024 kB."""
    if number < _KILO:
        return _in_bytes(number)
    unit, size = "kB", number / _KILO
    for larger in ("MB", "GB"):
        if size < _KILO:
            break
        unit, size = larger, size / _KILO
    return f"{counts.number(round(size, 1))} {unit}"


def _in_bytes(number: int) -> str:
    return _n("{count} byte", "{count} bytes", number).format(count=counts.number(number))


def _notice(title: str, text: str) -> Card:
    return Card(Embed(title=title, description=text[:1].upper() + text[1:], colour=Colour.TROUBLE))
