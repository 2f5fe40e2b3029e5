"""One card for each thing that can go wrong for a member, and for the small thanks and hints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.dates import long_date
from bot.cards.model import Button, Card, Colour, Embed
from bot.language.library_words import said
from bot.language.translation import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.review_ids import ReasonId


def plain(message: str) -> Card:
    """Return an error's own message, which was written for members."""
    return _notice(
        _("That did not work"), limits.shorten(said(message), 1000) or _("No reason was given.")
    )


def not_yours() -> Card:
    """Return the notice for pressing a button that turns someone else's pages."""
    return _notice(
        _("These pages belong to the member who asked"),
        _("Ask the question yourself with `/ask` to turn the pages of your own answer."),
        Colour.INFORMATION,
    )


def expired() -> Card:
    """Return the notice for a button below an answer that is gone."""
    return _notice(
        _("This answer can no longer be shown"),
        _(
            "It has expired, or one of its documents was removed since. Ask again for an "
            "answer from the documents as they are now."
        ),
    )


def timed_out(seconds: float) -> Card:
    """Return the notice for a question that took too long."""
    return _notice(
        _("That took too long"),
        _("The search was given up after {seconds} seconds. Try again in a minute.").format(
            seconds=counts.number(seconds)
        ),
    )


def busy() -> Card:
    """Return the notice for a question above the number that can be under way."""
    return _notice(
        _("Too many questions at once"), _("Others are ahead of you. Try again in a moment.")
    )


def change_timed_out() -> Card:
    """Return the notice for a change that was not done in time."""
    return _notice(
        _("That took too long"),
        _("It may still be done in a while. Look again in a minute before you repeat it."),
    )


def cooldown(seconds: float) -> Card:
    """Return the notice for a member who asks again too soon."""
    return _notice(
        _("One at a time, please"),
        _("You can ask again in {seconds} seconds.").format(
            # Whoever asks again at that very moment is not refused once more.
            seconds=counts.decimal(math.ceil(seconds * 10) / 10)
        ),
    )


def guild_cooldown(seconds: float) -> Card:
    """Return the notice for a member of a guild that asks very much at the moment."""
    return _notice(
        _("Very many questions here"),
        _(
            "This server has asked as much as it can in a minute. Yours can be asked in {seconds}."
        ).format(seconds=counts.seconds(math.ceil(seconds))),
        Colour.INFORMATION,
    )


def no_date(words: str, option: str) -> Card:
    """Return the notice for a filter that is no date.

    :param option: the option that it was given for.
    """
    return _notice(
        _("That is not a date"),
        _(
            "`{option}:` takes a year, a month or a day, for example `2017`, `2017-09` or "
            "`2017-09-06`; “{words}” is none of these."
        ).format(option=option, words=limits.shorten_line(words, 100)),
    )


def no_period(since: str, until: str) -> Card:
    """Return the notice for a period that ends before it begins."""
    return _notice(
        _("That period ends before it begins"),
        _("Nothing is both since {since} and until {until}. Swap the two.").format(
            since=long_date(since), until=long_date(until)
        ),
    )


def not_in_this_channel(channels: Sequence[int]) -> Card:
    """Return the notice for a mention in a channel in which none is answered."""
    named = ", ".join(f"<#{channel}>" for channel in channels)
    return _notice(
        _("Not in this channel"),
        _("Mentions are answered in {named}. `/ask` works here, too.").format(named=named),
        Colour.INFORMATION,
    )


def too_long(length: int, limit: int) -> Card:
    """Return the notice for a question above the limit, both in characters."""
    return _notice(
        _("That question is too long"),
        _("It has {length} characters; {limit} is the most. Ask about one thing at a time.").format(
            length=counts.number(length), limit=counts.number(limit)
        ),
    )


def empty_question() -> Card:
    """Return the notice for a question without a word in it."""
    return _notice(
        _("There is no question in that"), _("Write what you would like to know in words.")
    )


def being_built() -> Card:
    """Return the notice for the time in which the library cannot be searched."""
    return _notice(
        _("The library is being built"),
        _(
            "Documents are being read in, so nothing can be looked up yet. Try again in a "
            "few minutes."
        ),
    )


def library_away() -> Card:
    """Return the notice for the time in which the database does not answer."""
    return _notice(
        _("The library is out of reach"),
        _("Its database does not answer at the moment. Try again in a minute."),
    )


def restarting() -> Card:
    """Return the notice for a question that arrives while the bot is closing."""
    return _notice(_("The bot is restarting"), _("Try again in a minute."))


def library_failing() -> Card:
    """Return the notice for a database that is damaged or full, whatever was to be done with it."""
    return _notice(
        _("The library does not work at the moment"),
        _("Nothing was changed. The bot's log tells its owner why; try again later."),
    )


def cut_off() -> Card:
    """Return the notice for a request that the bot was at when it was stopped."""
    return _notice(
        _("The bot was stopped in the middle of this"),
        _(
            "It runs again by now. Ask once more, please; moderators see in `/library history` "
            "whether a change was made."
        ),
    )


def outdated_command() -> Card:
    """Return the notice for a command that Discord still shows in an older form."""
    return _notice(
        _("This command has changed"),
        _(
            "Discord still shows an older form of it. Press Ctrl+R in Discord, or try "
            "again in a few minutes."
        ),
    )


def unexpected(reference: str) -> Card:
    """Return the notice for a failure that nobody foresaw."""
    return _notice(
        _("Something went wrong"),
        _(
            "It is not your fault, and the log has what is needed to find out. Should it "
            "happen again, tell a moderator this reference: `{reference}`"
        ).format(reference=reference),
    )


def no_document(words: str) -> Card:
    """Return the notice for a document that no title fits."""
    return _notice(
        _("No such document"),
        _(
            "No document is called “{words}”. Pick one of the suggestions that appear "
            "while you type, or look at `/sources list`."
        ).format(words=limits.shorten_line(words, 200)),
    )


def only_for_moderators() -> Card:
    """Return the notice for what the member may not see or change."""
    return _notice(
        _("That is for moderators"),
        _(
            "Only members who may manage this server, or have the moderators’ role of its "
            "settings, can do that. Ask one of them."
        ),
    )


def only_for_managers() -> Card:
    """Return the notice for a moderator by role who wants to decide who moderates."""
    return _notice(
        _("That is for those who manage the server"),
        _(
            "Who moderates is decided by members with the permission to manage this "
            "server. Ask one of them."
        ),
    )


def everyone_moderates() -> Card:
    """Return the notice for making moderators of all members."""
    return _notice(
        _("That role is everybody"),
        _("With it, every member could change the library and these settings. Pick another role."),
    )


def not_a_text_channel() -> Card:
    """Return the notice for a channel that nothing can be posted in."""
    return _notice(
        _("Nothing can be posted there"),
        _("Pick a text channel or an announcement channel of this server."),
    )


def kept_too_long(days: int) -> Card:
    """Return the notice for keeping questions longer than the owner of the bot does."""
    return _notice(
        _("Questions are not kept that long"),
        _(
            "The owner of this bot keeps them for {days} at most. Choose fewer, or none for that."
        ).format(days=counts.days(days)),
    )


def only_in_a_server() -> Card:
    """Return the notice for moderating in a direct message, which belongs to no server."""
    return _notice(
        _("That belongs to a server"),
        _("Use this command in a channel of the server that you moderate."),
    )


def nothing_to_turn() -> Card:
    """Return the notice for turning pages in the terminal where there is no answer."""
    return _notice(_("There is no answer to turn"), _("Ask a question first."))


def how_to_ask() -> Card:
    """Return the hint for a mention that asks nothing, or what the bot is for."""
    return _notice(
        _("Ask me about policy"),
        _(
            "Write your question after the mention, for example “what is an STP?”, or use "
            "`/ask`. I answer only with quotes from documents, word for word. `/sources list` "
            "shows which these are, `/about` how I work."
        ),
        Colour.INFORMATION,
    )


def thanks(*, helpful: bool, why: ReasonId | None = None) -> Card:
    """Return the thanks for a rating.

    :param why: the rating, where the member may say why the quote did not help.
    """
    words = _("This was marked as helpful.") if helpful else _("This was marked as not helpful.")
    text = f"{words} {_('Press the other button to change it.')}"
    rows = () if why is None else ((Button(_("Say why"), str(why), "💬"),),)
    return Card(Embed(_("Thank you"), text, Colour.INFORMATION), rows)


def _notice(title: str, text: str, colour: Colour = Colour.TROUBLE) -> Card:
    return Card(Embed(title=title, description=text, colour=colour))
