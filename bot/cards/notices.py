"""One card for each thing that can go wrong for a member, and for the small thanks and hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.dates import uk_date
from bot.cards.model import Button, Card, Colour, Embed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.review_ids import ReasonId


def plain(message: str) -> Card:
    """Return an error's own message, which was written for members."""
    return _notice("That did not work", limits.shorten(message, 1000) or "No reason was given.")


def not_yours() -> Card:
    """Return the notice for pressing a button that turns someone else's pages."""
    return _notice(
        "These pages belong to the member who asked",
        "Ask the question yourself with `/ask` to turn the pages of your own answer.",
        Colour.INFORMATION,
    )


def expired() -> Card:
    """Return the notice for a button below an answer that is gone."""
    return _notice(
        "This answer can no longer be shown",
        "It has expired, or one of its documents was removed since. Ask again for an answer from "
        "the documents as they are now.",
    )


def timed_out(seconds: float) -> Card:
    """Return the notice for a question that took too long."""
    return _notice(
        "That took too long",
        f"The search was given up after {seconds:g} seconds. Try again in a minute.",
    )


def busy() -> Card:
    """Return the notice for a question above the number that can be under way."""
    return _notice("Too many questions at once", "Others are ahead of you. Try again in a moment.")


def cooldown(seconds: float) -> Card:
    """Return the notice for a member who asks again too soon."""
    return _notice(
        "One at a time, please", f"You can ask again in {max(seconds, 0.1):.1f} seconds."
    )


def guild_cooldown(seconds: float) -> Card:
    """Return the notice for a member of a guild that asks very much at the moment."""
    return _notice(
        "Very many questions here",
        "This server has asked as much as it can in a minute. Yours can be asked in "
        f"{max(round(seconds), 1)} seconds.",
        Colour.INFORMATION,
    )


def no_date(words: str, option: str) -> Card:
    """Return the notice for a filter that is no date.

    :param option: the option that it was given for.
    """
    return _notice(
        "That is not a date",
        f"`{option}:` takes a year, a month or a day, for example `2017`, `2017-09` or "
        f"`2017-09-06`; “{limits.shorten_line(words, 100)}” is none of these.",
    )


def no_period(since: str, until: str) -> Card:
    """Return the notice for a period that ends before it begins."""
    return _notice(
        "That period ends before it begins",
        f"Nothing is both since {uk_date(since)} and until {uk_date(until)}. Swap the two.",
    )


def not_in_this_channel(channels: Sequence[int]) -> Card:
    """Return the notice for a mention in a channel in which none is answered."""
    named = ", ".join(f"<#{channel}>" for channel in channels)
    return _notice(
        "Not in this channel",
        f"Mentions are answered in {named}. `/ask` works here, too.",
        Colour.INFORMATION,
    )


def too_long(length: int, limit: int) -> Card:
    """Return the notice for a question above the limit, both in characters."""
    return _notice(
        "That question is too long",
        f"It has {length:,} characters; {limit:,} is the most. Ask about one thing at a time.",
    )


def empty_question() -> Card:
    """Return the notice for a question without a word in it."""
    return _notice("There is no question in that", "Write what you would like to know in words.")


def being_built() -> Card:
    """Return the notice for the time in which the library cannot be searched."""
    return _notice(
        "The library is being built",
        "Documents are being read in, so nothing can be looked up yet. Try again in a few minutes.",
    )


def library_away() -> Card:
    """Return the notice for the time in which the database does not answer."""
    return _notice(
        "The library is out of reach",
        "Its database does not answer at the moment. Try again in a minute.",
    )


def restarting() -> Card:
    """Return the notice for a question that arrives while the bot is closing."""
    return _notice("The bot is restarting", "Try again in a minute.")


def outdated_command() -> Card:
    """Return the notice for a command that Discord still shows in an older form."""
    return _notice(
        "This command has changed",
        "Discord still shows an older form of it. Press Ctrl+R in Discord, or try again in a "
        "few minutes.",
    )


def unexpected(reference: str) -> Card:
    """Return the notice for a failure that nobody foresaw."""
    return _notice(
        "Something went wrong",
        "It is not your fault, and the log has what is needed to find out. Should it happen "
        f"again, tell a moderator this reference: `{reference}`",
    )


def no_document(words: str) -> Card:
    """Return the notice for a document that no title fits."""
    return _notice(
        "No such document",
        f"No document is called “{limits.shorten_line(words, 200)}”. Pick one of the suggestions "
        "that appear while you type, or look at `/sources list`.",
    )


def only_for_moderators() -> Card:
    """Return the notice for what the member may not see or change."""
    return _notice(
        "That is for moderators",
        "Only members who may manage this server, or have the moderators\u2019 role of its settings, "
        "can do that. Ask one of them.",
    )


def only_for_managers() -> Card:
    """Return the notice for a moderator by role who wants to decide who moderates."""
    return _notice(
        "That is for those who manage the server",
        "Who moderates is decided by members with the permission to manage this server. Ask one "
        "of them.",
    )


def everyone_moderates() -> Card:
    """Return the notice for making moderators of all members."""
    return _notice(
        "That role is everybody",
        "With it, every member could change the library and these settings. Pick another role.",
    )


def not_a_text_channel() -> Card:
    """Return the notice for a channel that nothing can be posted in."""
    return _notice(
        "Nothing can be posted there",
        "Pick a text channel or an announcement channel of this server.",
    )


def kept_too_long(days: int) -> Card:
    """Return the notice for keeping questions longer than the owner of the bot does."""
    return _notice(
        "Questions are not kept that long",
        f"The owner of this bot keeps them for {days:,} days at most. Choose fewer, or none for that.",
    )


def only_in_a_server() -> Card:
    """Return the notice for moderating in a direct message, which belongs to no server."""
    return _notice(
        "That belongs to a server",
        "Use this command in a channel of the server that you moderate.",
    )


def nothing_to_turn() -> Card:
    """Return the notice for turning pages in the terminal where there is no answer."""
    return _notice("There is no answer to turn", "Ask a question first.")


def how_to_ask() -> Card:
    """Return the hint for a mention that asks nothing."""
    return _notice(
        "Ask me about policy",
        "Write your question after the mention, for example “what is an STP?”, or use `/ask`. "
        "I answer only with quotes from documents, word for word.",
        Colour.INFORMATION,
    )


def thanks(*, helpful: bool, why: ReasonId | None = None) -> Card:
    """Return the thanks for a rating.

    :param why: the rating, where the member may say why the quote did not help.
    """
    words = "This was marked as helpful." if helpful else "This was marked as not helpful."
    text = f"{words} Press the other button to change it."
    rows = () if why is None else ((Button("Say why", str(why), "💬"),),)
    return Card(Embed("Thank you", text, Colour.INFORMATION), rows)


def _notice(title: str, text: str, colour: Colour = Colour.TROUBLE) -> Card:
    return Card(Embed(title=title, description=text, colour=colour))
