"""The cards about a server's library: removing and bringing back, its state and its history."""

from __future__ import annotations

import datetime as dt
import re
from itertools import islice, starmap
from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.drafts import labels
from bot.cards.library_ids import LibraryAction, LibraryButtonId
from bot.cards.lines import fitted
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.source_lines import short_source_line, shown
from bot.cards.text import escape
from bot.language.library_words import said
from bot.language.translation import _
from retrieval.domain import SETTING_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.domain import Event, LibraryStatus, Source

EVENTS = 10
"""Events on a page of the history."""

_LINE = limits.DESCRIPTION // EVENTS - 1
_TITLE = 120
_DETAIL = 120
_BUTTON_TITLE = 50
_TYPED = 600
"""Of a line that somebody has written, which is not to be lost."""
_CHANNEL, _ROLE = re.compile(r"\\?#(\d+)"), re.compile(r"@(\d+)")
"""As the history tells them of a setting; at the beginning a "#" is escaped."""


def removal_card(source: Source) -> Card:
    """Return the question whether a document is really to go."""
    number = str(source.document_id)
    return Card(
        Embed(
            title=_("Remove this document?"),
            description=_below(
                source,
                _(
                    "It is quoted no more from the next question on, and answers that quote it "
                    "can no longer be paged. For 7 days it can be brought back."
                ),
            ),
            colour=Colour.POSSIBLE,
            footer=_("Only you see this."),
        ),
        rows=(
            (
                _button(_("Remove"), LibraryAction.REMOVE, number, primary=True),
                _button(_("Keep it"), LibraryAction.KEEP, number),
            ),
        ),
    )


def kept_card() -> Card:
    """Return that a document stays."""
    return Card(
        Embed(
            title=_("Nothing was removed"),
            description=_("The document stays in the library."),
            colour=Colour.INFORMATION,
        )
    )


def removed_card(source: Source, *, actor: int) -> Card:
    """Return that a document is gone, with the button that brings it back."""
    return Card(
        Embed(
            title=_("Document removed"),
            description=_below(
                source,
                _("Removed by {member}. Moderators can undo this for 7 days.").format(
                    member=f"<@{actor}>"
                ),
            ),
            colour=Colour.NOT_FOUND,
        ),
        rows=((_button(_("Undo"), LibraryAction.UNDO, str(source.document_id)),),),
    )


def restored_card(source: Source, *, actor: int) -> Card:
    """Return that a document is back."""
    return Card(
        Embed(
            title=_("Document brought back"),
            description=_below(
                source,
                _("Brought back by {member}. It is quoted again from the next question on.").format(
                    member=f"<@{actor}>"
                ),
            ),
            colour=Colour.ANSWERED,
        )
    )


def edited_card(source: Source, fields: Mapping[str, str]) -> Card:
    """Return what a document is called from now on."""
    lines = [
        f"{label}: {shown(fields[name], _TITLE, _('unknown'))}"
        for name, label in labels().items()
        if name in fields
    ]
    return Card(
        Embed(
            title=_("Document corrected") if lines else _("Nothing was changed"),
            description=short_source_line(source, linked=False),
            colour=Colour.INFORMATION,
            fields=(Field(_("Corrected"), fitted(lines)),) if lines else (),
        )
    )


def contested_card(source: Source, fields: Mapping[str, str]) -> Card:
    """Return that others have corrected a document meanwhile, and what would have been lost."""
    return Card(
        Embed(
            title=_("Somebody else has corrected this meanwhile"),
            description=_below(
                source,
                _(
                    "Nothing was changed. Use `/library edit` again to see the document as it is "
                    "now. You had written:"
                ),
            ),
            colour=Colour.TROUBLE,
            fields=tuple(
                Field(label, shown(fields[name], _TYPED, _("unknown")))
                for name, label in labels().items()
                if name in fields
            ),
        )
    )


def status_card(status: LibraryStatus) -> Card:
    """Return how a server's library is."""
    changed = _moment(status.last_change) if status.last_change else _("never")
    waiting = _("{running} at work, {queued} waiting").format(
        running=counts.number(status.running), queued=counts.number(status.queued)
    )
    return Card(
        Embed(
            title=_("Library of this server"),
            description=_("{documents} of its own, and {shared} that all servers share.").format(
                documents=counts.documents(status.documents),
                shared=counts.number(status.shared_documents),
            ),
            colour=Colour.INFORMATION,
            fields=(
                Field(_("Passages"), counts.number(status.passages), inline=True),
                Field(_("Last change"), changed, inline=True),
                Field(_("Jobs"), waiting, inline=True),
                Field(_("On disk"), _size(status.bytes_on_disk), inline=True),
                Field(
                    _("Search index"), shown(status.generation, _TITLE, _("none yet")), inline=True
                ),
                Field(_("Model"), shown(status.model, _TITLE, _("unknown")), inline=True),
            ),
        )
    )


def history_card(events: Sequence[Event]) -> Card:
    """Return who did what, the latest first; ``events`` are a page and one more if there is one."""
    page = events[:EVENTS]
    rows = []
    if removed := {event.document_id: event.title for event in page if event.restorable}:
        # The message with "Undo" may be far up, or never have come.
        rows.append(tuple(starmap(_bring_back, islice(removed.items(), limits.BUTTONS_IN_ROW))))
    if len(events) > EVENTS:
        rows.append((_button(_("Older"), LibraryAction.OLDER, str(page[-1].id)),))
    return Card(
        Embed(
            title=_("What was done to this library"),
            description="\n".join(map(_event_line, page)) or _("Nothing so far."),
            colour=Colour.INFORMATION,
        ),
        rows=tuple(rows),
    )


def _bring_back(document_id: int | None, title: str) -> Button:
    label = _("Bring back “{title}”").format(title=limits.shorten_plain(title, _BUTTON_TITLE))
    return _button(label, LibraryAction.UNDO, str(document_id))


def _event_line(event: Event) -> str:
    line = _("{moment} · {who} {action}").format(
        moment=_moment(event.at),
        who=_("The owner") if event.actor is None else f"<@{event.actor}>",
        action=limits.shorten_line(said(event.action), 40),
    )
    if title := shown(event.title, _TITLE, ""):
        line += f" **{title}**"
    if detail := shown(said(event.detail), _DETAIL, ""):
        if event.action in SETTING_ACTIONS:
            detail = _ROLE.sub(r"<@&\1>", _CHANNEL.sub(r"<#\1>", detail))
        line += f" · {detail}"
    return line


def _moment(at: str) -> str:
    """Return a moment as Discord shows it in the reader's own time zone."""
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return limits.shorten_line(at, 40) or _("at some time")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return f"<t:{int(moment.timestamp())}:f>"


def _size(size: int) -> str:
    return escape(f"{counts.decimal(size / 1e6)} MB")


def _below(source: Source, text: str) -> str:
    return f"{short_source_line(source, linked=False)}\n{text}"


def _button(label: str, action: LibraryAction, subject: str, *, primary: bool = False) -> Button:
    style = ButtonStyle.PRIMARY if primary else ButtonStyle.PLAIN
    return Button(label, str(LibraryButtonId(action, subject)), style=style)
