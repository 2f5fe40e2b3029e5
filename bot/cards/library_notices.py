"""The notices of ``/library``: why something cannot be done, and what to do instead."""

from __future__ import annotations

from bot.cards import counts, limits
from bot.cards.model import Card, Colour, Embed
from bot.cards.source_lines import shown, untitled
from bot.language.library_words import said
from bot.language.translation import _, _n

_TITLE = 200


def shared_document(title: str) -> Card:
    """Return the notice for changing a document that all servers share."""
    return _notice(
        _("That document is not this server's own"),
        _(
            "{title} is one of the documents that come with the bot and that all servers "
            "share, so only its owner can change it. What you add with `/library add` is "
            "yours to change."
        ).format(title=shown(title, _TITLE, untitled())),
    )


def no_document() -> Card:
    """Return the notice for a document that is gone, or was never this server's."""
    return _notice(
        _("No such document"),
        _(
            "This server's library holds no such document (any more). `/library history` "
            "tells what became of it."
        ),
    )


def document_replaced() -> Card:
    """Return the notice for changing what has become an earlier version of a document."""
    return _notice(
        _("That document was replaced meanwhile"),
        _(
            "A newer version has taken its place, so nothing was changed. Use the command again to "
            "see the document as it is now."
        ),
    )


def no_attachments() -> Card:
    """Return the notice for adding a message that nothing is attached to."""
    return _notice(
        _("Nothing is attached to this message"),
        _(
            "Use this on a message with files: PDF, Word, HTML, Markdown, plain text, "
            "mail, or a zip of them."
        ),
    )


def one_file_only() -> Card:
    """Return the notice for a title or link that cannot be meant for several documents."""
    return _notice(
        _("A title and a link belong to one document"),
        _("Leave them out to add several documents at once, or add each in a file of its own."),
    )


def one_version_only() -> Card:
    """Return the notice for a zip in place of one document."""
    return _notice(
        _("A document is replaced by one file"),
        _("Give the newer version itself rather than a zip."),
    )


def try_again() -> Card:
    """Return the notice for an upload that was not read for no fault of its own."""
    return _notice(
        _("This file could not be read this time"),
        _("That is no fault of the file's. Nothing was changed; try again in a minute."),
    )


def not_an_address() -> Card:
    """Return the notice for a link that members could not follow."""
    return _notice(
        _("That link cannot be used"),
        _(
            "It has to begin with https:// or http:// and name a host, as in "
            "https://example.org/report, and have at most 400 characters. Correct it and "
            "try again."
        ),
    )


def draft_gone() -> Card:
    """Return the notice for a button below an upload that waits no longer."""
    return _notice(
        _("This upload waits no longer"),
        _(
            "It was added or thrown away already, or a day has passed. `/library history` "
            "tells what was added; `/library add` begins again."
        ),
    )


def no_job() -> Card:
    """Return the notice for stopping a job that is not known, or not this server's."""
    return _notice(
        _("There is nothing to stop"),
        _("This server has no such job (any more). `/library history` tells what was changed."),
    )


def undo_too_late(days: int) -> Card:
    """Return the notice for bringing back what is there again, or gone for good."""
    return _notice(
        _("This cannot be undone any more"),
        _(
            "The document was brought back already, or {days} have passed since it was "
            "removed. Add its file again with `/library add`."
        ).format(days=counts.days(days)),
    )


def queue_full(most: int) -> Card:
    """Return the notice for a job above the number that may wait."""
    return _notice(
        _("Too much is waiting already"),
        _n(
            "{count} job of this server have not ended yet; that is the most. Wait for one to "
            "end, or stop one with the button below it. `/library status` tells how many there "
            "are.",
            "{count} jobs of this server have not ended yet; that is the most. Wait for one to "
            "end, or stop one with the button below it. `/library status` tells how many there "
            "are.",
            most,
        ).format(count=counts.number(most)),
    )


def library_busy() -> Card:
    """Return the notice for a change that has to wait for a job."""
    return _notice(
        _("The library is being changed"),
        _(
            "A job is at work on it, and only one thing can change it at a time. Try again "
            "when it has ended; `/library status` tells."
        ),
    )


def disk_full() -> Card:
    """Return the notice for a disk without room for a file."""
    return _notice(
        _("There is no room left"),
        _(
            "The disk of this bot's machine is full, so nothing was changed. Tell its "
            "owner; the library goes on answering meanwhile."
        ),
    )


def cannot_write() -> Card:
    """Return the notice for a library that cannot be written to."""
    return _notice(
        _("The library cannot be changed at the moment"),
        _(
            "It can be read but not written to. Nothing was changed. The bot's log tells "
            "its owner why; try again later."
        ),
    )


def slow() -> Card:
    """Return the notice for a change that was not done in time."""
    return _notice(
        _("That took too long"),
        _(
            "It may still be done in a while: `/library history` tells. Try again in a "
            "minute otherwise."
        ),
    )


def busy() -> Card:
    """Return the notice for a form that could not be filled in within Discord's time."""
    return _notice(_("The bot is very busy"), _("Nothing was changed. Try again in a moment."))


def form_not_shown() -> Card:
    """Return the notice for a form that Discord's server did not take."""
    return _notice(
        _("The form could not be shown"),
        _("Discord did not take it. Nothing was changed; try again in a moment."),
    )


def see_below() -> Card:
    """Return what a private answer says for the moment before everybody sees the result."""
    return _notice(
        _("Done"), _("The message below tells everybody in this channel."), Colour.INFORMATION
    )


def unreadable(reason: str) -> Card:
    """Return the notice for one file that cannot become a document."""
    return _notice(
        _("This file cannot be added"),
        limits.shorten(said(reason), 1000) or _("No reason was given."),
    )


def _notice(title: str, text: str, colour: Colour = Colour.TROUBLE) -> Card:
    return Card(Embed(title=title, description=text, colour=colour))
