"""A question for moderators as its asker meets it: that it was put, what it waits for, the answer."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.model import Card, Colour, Embed, Field
from bot.cards.source_lines import shown
from bot.cards.text import escape, link
from bot.language.translation import _
from retrieval.domain import QuestionState

if TYPE_CHECKING:
    from retrieval.domain import ModeratorQuestion

_QUESTION = 500
_ANSWER = 3500
"""Units for an answer, of which a description has room beside a few words."""

_ADDRESS = re.compile(r"(https?://\S*[^\s.,;:!?'\")\]}>])")


def posted_card(question: ModeratorQuestion, *, channel: int) -> Card:
    """Return that a question was put to moderators, and what that tells them."""
    comes = (
        _("The answer comes to you by direct message.")
        if question.card is None
        else _("The answer comes as a reply to the card, where everybody here can read it.")
    )
    if is_cut(question.text):
        cut = _(
            "They see only the beginning of it, as on the card: this server keeps no questions."
        )
        comes = f"{cut} {comes}"
    return _told(
        _("Moderators have your question"),
        _(
            "It is in {channel}, and says that you ask: a person answers a person. {comes} Press "
            "the button again at any time to see whether there is an answer."
        ).format(channel=f"<#{channel}>", comes=comes),
    )


def status_card(question: ModeratorQuestion) -> Card:
    """Return what has become of a question that was put before."""
    if question.state is QuestionState.OPEN:
        return _told(
            _("There is no answer yet"),
            _(
                "Moderators have had your question since {moment}. Press the button again later."
            ).format(moment=moment(question.asked_at)),
        )
    if question.answer is not None:
        return reply_card(question)
    if question.state is QuestionState.ANSWERED:
        return _told(
            _("A moderator has answered this"),
            _("This server does not keep questions and answers, so it cannot be shown again."),
        )
    return _told(
        _("Moderators have put this aside"),
        _("They have read the question and do not answer it here."),
    )


def reply_card(question: ModeratorQuestion, *, server: str = "") -> Card:
    """Return a moderator's answer for who asked; it looks like no quote, and says that it is none.

    :param server: the name of the server, where the card is shown outside of it.
    """
    lead = _("{moderator} answers:").format(moderator=f"<@{question.moderator}>")
    if place := limits.shorten_line(server, 200):
        lead = _("{moderator} of **{server}** answers:").format(
            moderator=f"<@{question.moderator}>", server=place
        )
    return Card(
        Embed(
            title=_("A moderator’s answer"),
            description=f"{lead}\n\n{words_of(question)}",
            colour=Colour.INFORMATION,
            fields=(Field(_("The question"), shown(question.text, _QUESTION, _("Question"))),),
            footer=_("A moderator’s own words, not a quote from the documents."),
        )
    )


def is_cut(text: str) -> bool:
    """Say whether a question was taken from a card that had no room for all of it."""
    return text.endswith(limits.CUT)


def words_of(question: ModeratorQuestion) -> str:
    """Return what a moderator wrote, character for character; addresses in it can be followed."""
    answer = question.answer or ""
    # Every second piece is an address.
    pieces = [
        link(escape(piece), piece) if number % 2 else escape(piece)
        for number, piece in enumerate(_ADDRESS.split(answer))
    ]
    linked = "".join(pieces)
    return linked if limits.size(linked) <= _ANSWER else limits.shorten(answer, _ANSWER)


def moment(at: str) -> str:
    """Return how long ago something was, which Discord writes in the reader's language."""
    return f"<t:{int(dt.datetime.fromisoformat(at).timestamp())}:R>"


# --- Why a question was not put -------------------------------------------------------------


def no_help_channel() -> Card:
    """Return the notice for a server whose moderators take no questions (any more)."""
    return _refused(
        _("Moderators take no questions here"),
        _("The server has no channel for them (any more). Ask again in other words."),
        Colour.INFORMATION,
    )


def too_many_open(most: int) -> Card:
    """Return the notice for a member whose other questions wait for an answer."""
    return _refused(
        _("Let moderators catch up first"),
        _(
            "{questions} of yours wait for their answer, which is the most at a time. This one can "
            "be asked once one of them is settled."
        ).format(questions=counts.questions(most)),
        Colour.INFORMATION,
    )


def cannot_post(channel: int, role: int | None) -> Card:
    """Return the notice for a channel that is gone, or in which the bot may not write.

    :param role: whose members moderate, besides those who may manage the server.
    """
    whom = _("somebody who manages this server") if role is None else f"<@&{role}>"
    return _refused(
        _("Your question could not be posted"),
        _(
            "The channel for it, {channel}, is gone, or the bot may not send messages and embed "
            "links there. Tell {whom}: `/settings help-channel` sets another. Then press the button "
            "again; the question is still on this card."
        ).format(channel=f"<#{channel}>", whom=whom),
    )


def post_not_taken() -> Card:
    """Return the notice for a question that Discord did not take at the moment."""
    return _refused(
        _("Your question could not be posted"),
        _("Discord did not take it. Press the button again in a minute."),
    )


def _told(title: str, text: str) -> Card:
    return Card(
        Embed(
            title=title,
            description=text,
            colour=Colour.INFORMATION,
            footer=_("Only you see this."),
        )
    )


def _refused(title: str, text: str, colour: Colour = Colour.TROUBLE) -> Card:
    return Card(Embed(title=title, description=text, colour=colour))
