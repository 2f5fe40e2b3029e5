"""The notices of ``/library``: why something cannot be done, and what to do instead."""

from __future__ import annotations

from bot.cards import limits
from bot.cards.lines import counted
from bot.cards.model import Card, Colour, Embed
from bot.cards.source_lines import UNTITLED, shown

_TITLE = 200


def shared_document(title: str) -> Card:
    """Return the notice for changing a document that all servers share."""
    return _notice(
        "That document is not this server's own",
        f"{shown(title, _TITLE, UNTITLED)} is one of the documents that come with the bot and that "
        "all servers share, so only its owner can change it. What you add with `/library add` is "
        "yours to change.",
    )


def no_document() -> Card:
    """Return the notice for a document that is gone, or was never this server's."""
    return _notice(
        "No such document",
        "This server's library holds no such document (any more). `/library history` tells what "
        "became of it.",
    )


def no_attachments() -> Card:
    """Return the notice for adding a message that nothing is attached to."""
    return _notice(
        "Nothing is attached to this message",
        "Use this on a message with files: PDF, Word, HTML, Markdown, plain text, mail, or a zip "
        "of them.",
    )


def one_file_only() -> Card:
    """Return the notice for a title or link that cannot be meant for several documents."""
    return _notice(
        "A title and a link belong to one document",
        "Leave them out to add several files at once, or add the files one by one.",
    )


def one_version_only() -> Card:
    """Return the notice for a zip in place of one document."""
    return _notice(
        "A document is replaced by one file",
        "Give the newer version itself rather than a zip.",
    )


def try_again() -> Card:
    """Return the notice for an upload that was not read for no fault of its own."""
    return _notice(
        "This file could not be read this time",
        "That is no fault of the file's. Nothing was changed; try again in a minute.",
    )


def not_an_address() -> Card:
    """Return the notice for a link that members could not follow."""
    return _notice(
        "That link cannot be used",
        "It has to begin with https:// or http:// and name a host, as in "
        "https://example.org/report, and have at most 400 characters. Correct it and try again.",
    )


def draft_gone() -> Card:
    """Return the notice for a button below an upload that waits no longer."""
    return _notice(
        "This upload waits no longer",
        "It was added or thrown away already, or a day has passed. `/library history` tells what "
        "was added; `/library add` begins again.",
    )


def no_job() -> Card:
    """Return the notice for stopping a job that is not known, or not this server's."""
    return _notice(
        "There is nothing to stop",
        "This server has no such job (any more). `/library history` tells what was changed.",
    )


def undo_too_late(days: int) -> Card:
    """Return the notice for bringing back what is there again, or gone for good."""
    return _notice(
        "This cannot be undone any more",
        f"The document was brought back already, or {counted(days, 'day')} have passed since it "
        "was removed. Add its file again with `/library add`.",
    )


def queue_full(most: int) -> Card:
    """Return the notice for a job above the number that may wait."""
    return _notice(
        "Too much is waiting already",
        f"{counted(most, 'job')} of this server have not ended yet; that is the most. Wait for one "
        "to end, or stop one with the button below it. `/library status` tells how many there are.",
    )


def library_busy() -> Card:
    """Return the notice for a change that has to wait for a job."""
    return _notice(
        "The library is being changed",
        "A job is at work on it, and only one thing can change it at a time. Try again when it has "
        "ended; `/library status` tells.",
    )


def disk_full() -> Card:
    """Return the notice for a disk without room for a file."""
    return _notice(
        "There is no room left",
        "The disk of this bot's machine is full, so nothing was changed. Tell its owner; the "
        "library goes on answering meanwhile.",
    )


def cannot_write() -> Card:
    """Return the notice for a library that cannot be written to."""
    return _notice(
        "The library cannot be changed at the moment",
        "It can be read but not written to. Nothing was changed. The bot's log tells its owner "
        "why; try again later.",
    )


def slow() -> Card:
    """Return the notice for a change that was not done in time."""
    return _notice(
        "That took too long",
        "It may still be done in a while: `/library history` tells. Try again in a minute "
        "otherwise.",
    )


def busy() -> Card:
    """Return the notice for a form that could not be filled in within Discord's time."""
    return _notice("The bot is very busy", "Nothing was changed. Try again in a moment.")


def see_below() -> Card:
    """Return what a private answer says for the moment before everybody sees the result."""
    return _notice("Done", "The message below tells everybody in this channel.", Colour.INFORMATION)


def unreadable(reason: str) -> Card:
    """Return the notice for one file that cannot become a document."""
    return _notice(
        "This file cannot be added", limits.shorten(reason, 1000) or "No reason was given."
    )


def _notice(title: str, text: str, colour: Colour = Colour.TROUBLE) -> Card:
    return Card(Embed(title=title, description=text, colour=colour))
