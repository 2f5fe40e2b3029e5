"""How a source is named on a card: title, publisher, date and the place in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.dates import long_date
from bot.cards.text import escape, isolate, link
from bot.language.translation import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Source

_TITLE = 200
_PUBLISHER = 100
_DATE = 40
_HEADING = 300

_SHORT_TITLE = 110
_SHORT_PUBLISHER = 50

_BELOW = " \u203a "
"""Between a heading and the one below it."""


def untitled() -> str:
    """Return what stands for a title that is not known."""
    return _("Untitled document")


def source_line(source: Source) -> str:
    """Return "Title · Publisher · 6 July 2017", the title a link where the document has one.

    A reader's comment has its author and date there, an earlier version ends with "superseded".
    """
    title = shown(source.title, _TITLE, untitled())
    return " · ".join((link(title, source.url), *_origin(source, _PUBLISHER)))


def short_source_line(source: Source, *, linked: bool = True) -> str:
    """Return the same for a list of sources, where several share the room of one."""
    title, origin = _short(source)
    return f"{link(title, source.url) if linked else title}{origin}"


def place_line(source: Source) -> str:
    """Return "§ A > B" for the headings, outermost first, and "p. 4"; or nothing without either."""
    headings = list(source.heading)
    if headings and headings[0] == source.title:
        # Most documents begin with their title; it stands in the line above.
        headings = headings[1:]
    parts = []
    if path := limits.shorten_line(_BELOW.join(headings), _HEADING):
        parts.append(f"§ {isolate(path)}")
    if source.page is not None:
        parts.append(_("p. {page}").format(page=source.page))
    return " · ".join(parts)


def source_list(sources: Sequence[Source], limit: int = limits.FIELD_VALUE) -> str:
    """Return one line for each source, as many as fit, and how many more there are.

    Links take what room the names leave, first come, first served.
    """
    room = limit - limits.size(counts.more(1_000_000)) - 1
    named: list[tuple[str, str]] = []
    for source in sources:
        title, origin = _short(source)
        size = limits.size(title) + limits.size(origin)
        if size > room:
            break
        named.append((title, origin))
        room -= size + 1
    lines = []
    for source, (title, origin) in zip(sources, named, strict=False):
        linked = link(title, source.url)
        extra = limits.size(linked) - limits.size(title)
        if extra <= room:
            title, room = linked, room - extra  # noqa: PLW2901
        lines.append(f"{title}{origin}")
    more = len(sources) - len(lines)
    return "\n".join([*lines, counts.more(more)] if more else lines)


def shown(text: str | None, limit: int, unknown: str) -> str:
    """Return a line of a document's own words, or ``unknown`` where there are none to see."""
    return isolate(limits.shorten_line(text or "", limit)) or unknown


def file_name(source: Source) -> str:
    """Return the name of a document's file; the folders above it are the owner's own business."""
    return source.path.replace("\\", "/").rsplit("/", 1)[-1]


def _short(source: Source) -> tuple[str, str]:
    """Return the title, and what stands behind it, for a list."""
    title = shown(source.title, _SHORT_TITLE, untitled())
    return title, "".join(f" · {part}" for part in _origin(source, _SHORT_PUBLISHER))


def _origin(source: Source, publisher: int) -> tuple[str, ...]:
    """Return who says it, when, and that it is not the newest version if it is not."""
    if source.comment is not None:
        author = shown(source.comment.author, publisher, _("somebody"))
        who = _("a reader\u2019s comment by {author}").format(author=author)
    else:
        who = shown(source.publisher, publisher, _("publisher unknown"))
    date = limits.shorten_line(long_date(source.date), _DATE) or escape(long_date(None))
    return (who, date, _("superseded")) if source.superseded else (who, date)
