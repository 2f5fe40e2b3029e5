"""One card for each thing that can go wrong for a member, and for the small thanks and hints."""

from __future__ import annotations

from bot.cards import limits
from bot.cards.model import Card, Colour, Embed


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
    """Return the notice for a setting that the member may not see or change."""
    return _notice(
        "That is for moderators",
        "Only members who may manage this server can see and change its settings. Ask one of them.",
    )


def only_in_a_server() -> Card:
    """Return the notice for settings in a direct message, which belongs to no server."""
    return _notice(
        "Settings belong to a server",
        "Use `/settings` in a channel of the server that you moderate.",
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


def thanks(*, helpful: bool) -> Card:
    """Return the thanks for a rating."""
    words = (
        "This quote was marked as helpful." if helpful else "This quote was marked as not helpful."
    )
    return _notice("Thank you", f"{words} Press the other button to change it.", Colour.INFORMATION)


def _notice(title: str, text: str, colour: Colour = Colour.TROUBLE) -> Card:
    return Card(Embed(title=title, description=text, colour=colour))
