"""The cards about a server's library: removing and bringing back, its state and its history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.drafts import NAMES
from bot.cards.library_ids import LibraryAction, LibraryButtonId
from bot.cards.lines import counted, fitted
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.source_lines import short_source_line, shown
from bot.cards.text import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.domain import Event, LibraryStatus, Source

EVENTS = 10
"""Events on a page of the history."""

_LINE = limits.DESCRIPTION // EVENTS - 1
_TITLE = 120
_DETAIL = 120


def removal_card(source: Source) -> Card:
    """Return the question whether a document is really to go."""
    number = str(source.document_id)
    return Card(
        Embed(
            title="Remove this document?",
            description=(
                f"{short_source_line(source, linked=False)}\n"
                "It is quoted no more from the next question on, and answers that quote it can no "
                "longer be paged. For 7 days it can be brought back."
            ),
            colour=Colour.POSSIBLE,
            footer="Only you see this.",
        ),
        rows=(
            (
                _button("Remove", LibraryAction.REMOVE, number, primary=True),
                _button("Keep it", LibraryAction.KEEP, number),
            ),
        ),
    )


def kept_card() -> Card:
    """Return that a document stays."""
    return Card(
        Embed(
            title="Nothing was removed",
            description="The document stays in the library.",
            colour=Colour.INFORMATION,
        )
    )


def removed_card(source: Source, *, actor: int) -> Card:
    """Return that a document is gone, with the button that brings it back."""
    return Card(
        Embed(
            title="Document removed",
            description=(
                f"{short_source_line(source, linked=False)}\n"
                f"Removed by <@{actor}>. Moderators can undo this for 7 days."
            ),
            colour=Colour.NOT_FOUND,
        ),
        rows=((_button("Undo", LibraryAction.UNDO, str(source.document_id)),),),
    )


def restored_card(source: Source, *, actor: int) -> Card:
    """Return that a document is back."""
    return Card(
        Embed(
            title="Document brought back",
            description=(
                f"{short_source_line(source, linked=False)}\n"
                f"Brought back by <@{actor}>. It is quoted again from the next question on."
            ),
            colour=Colour.ANSWERED,
        )
    )


def edited_card(source: Source, fields: Mapping[str, str]) -> Card:
    """Return what a document is called from now on."""
    lines = [
        f"{label}: {shown(fields[name], _TITLE, 'unknown')}"
        for name, label in NAMES.items()
        if name in fields
    ]
    return Card(
        Embed(
            title="Document corrected" if lines else "Nothing was changed",
            description=short_source_line(source, linked=False),
            colour=Colour.INFORMATION,
            fields=(Field("Corrected", fitted(lines)),) if lines else (),
        )
    )


def status_card(status: LibraryStatus) -> Card:
    """Return how a server's library is."""
    changed = _moment(status.last_change) if status.last_change else "never"
    waiting = f"{status.running:,} at work, {status.queued:,} waiting"
    return Card(
        Embed(
            title="Library of this server",
            description=(
                f"{counted(status.documents, 'document')} of its own, and "
                f"{status.shared_documents:,} that all servers share."
            ),
            colour=Colour.INFORMATION,
            fields=(
                Field("Passages", f"{status.passages:,}", inline=True),
                Field("Last change", changed, inline=True),
                Field("Jobs", waiting, inline=True),
                Field("On disk", _size(status.bytes_on_disk), inline=True),
                Field("Search index", shown(status.generation, _TITLE, "none yet"), inline=True),
                Field("Model", shown(status.model, _TITLE, "unknown"), inline=True),
            ),
        )
    )


def history_card(events: Sequence[Event]) -> Card:
    """Return who did what, the latest first; ``events`` are a page and one more if there is one."""
    page = events[:EVENTS]
    older = (
        ((_button("Older", LibraryAction.OLDER, str(page[-1].id)),),)
        if len(events) > EVENTS
        else ()
    )
    return Card(
        Embed(
            title="What was done to this library",
            description="\n".join(map(_event_line, page)) or "Nothing so far.",
            colour=Colour.INFORMATION,
        ),
        rows=older,
    )


def _event_line(event: Event) -> str:
    who = "The owner" if event.actor is None else f"<@{event.actor}>"
    action = limits.shorten_line(event.action, 40)
    parts = [
        f"{_moment(event.at)} · {who} {action}",
        f"**{title}**" if (title := shown(event.title, _TITLE, "")) else "",
    ]
    line = " ".join(part for part in parts if part)
    if detail := shown(event.detail, _DETAIL, ""):
        line += f" · {detail}"
    return line


def _moment(at: str) -> str:
    """Return a moment as Discord shows it in the reader's own time zone."""
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return limits.shorten_line(at, 40) or "at some time"
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return f"<t:{int(moment.timestamp())}:f>"


def _size(size: int) -> str:
    return escape(f"{size / 1e6:,.1f} MB")


def _button(label: str, action: LibraryAction, subject: str, *, primary: bool = False) -> Button:
    style = ButtonStyle.PRIMARY if primary else ButtonStyle.PLAIN
    return Button(label, str(LibraryButtonId(action, subject)), style=style)
