"""A question for moderators as these meet it: the post in their channel, the form, its notices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.consulting import is_cut, moment, words_of
from bot.cards.consulting_ids import QuestionAction, QuestionButtonId, ReplyFormId
from bot.cards.forms import Form, FormField
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.text import clean
from bot.language.translation import _
from retrieval.domain import QuestionState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.domain import ModeratorQuestion

MOST_CHARACTERS = 1500
"""Longest answer, in characters; escaped it still fits into a card."""

_FIELD = "answer"
_OPEN_QUESTION = 3000
_SETTLED_QUESTION = 400
_RETURNED = 3200


def question_card(question: ModeratorQuestion, *, guild: int, refused: bool = False) -> Card:
    """Return the post of a question: with buttons while it is open, else with its end.

    :param refused: whether Discord lets the bot bring the answer nowhere.
    """
    if question.asker is None:
        return _forgotten(question)
    about = [Field(_("Asked by"), f"<@{question.asker}>", inline=True), _place(question, guild)]
    if is_cut(question.text):
        about.append(
            Field(
                _("Cut short"),
                _("The card had no room for all of it, and this server does not keep questions."),
            )
        )
    if question.state is QuestionState.OPEN:
        return Card(
            Embed(
                title=_("A question for moderators"),
                description=limits.shorten(question.text, _OPEN_QUESTION) or _("Question"),
                colour=Colour.NOT_FOUND,
                fields=tuple(about),
                footer=_("The documents did not answer it. What you answer, the member gets."),
            ),
            rows=(_buttons(question.answer_id),),
        )
    text = limits.shorten(question.text, _SETTLED_QUESTION) or _("Question")
    if question.answer is not None:
        text = f"{text}\n\n{_by(question)}\n{words_of(question)}"
        about.append(Field(_("The answer"), _reached(question, refused=refused)))
    else:
        text = f"{text}\n\n{_by(question)}"
    return Card(
        Embed(title=_title(question), description=text, colour=Colour.ANSWERED, fields=tuple(about))
    )


def withdrawn_card() -> Card:
    """Return the post of a question that is not kept any more; its member may have deleted it."""
    return Card(
        Embed(
            title=_("This question was withdrawn"),
            description=_("Its member had it deleted, or it has waited too long."),
            colour=Colour.NOT_FOUND,
        )
    )


# --- The form -------------------------------------------------------------------------------


def reply_form(question: ModeratorQuestion) -> Form:
    """Return the form in which a moderator answers."""
    return Form(
        title=_("Answer a member"),
        custom_id=str(ReplyFormId(question.answer_id)),
        fields=(
            FormField(
                _FIELD,
                _("In your own words, with your name"),
                "",
                MOST_CHARACTERS,
                question.text,
                long=True,
            ),
        ),
    )


def reply_of(lines: Mapping[str, str]) -> str:
    """Return the answer that was written into the form; empty where there is none."""
    return clean(lines.get(_FIELD, "")).strip()[:MOST_CHARACTERS]


# --- Notices --------------------------------------------------------------------------------


def no_reply() -> Card:
    """Return the notice for a form that came back with nothing but blanks."""
    return _notice(
        _("There was no answer in that"),
        _("Nothing was sent. Press “Answer” to write some words."),
    )


def withdrawn() -> Card:
    """Return the notice for answering a question that is not kept any more."""
    return _notice(
        _("This question was withdrawn"),
        _("Its member had it deleted, or it has waited too long. Nothing was sent."),
    )


def settled_before(question: ModeratorQuestion) -> Card:
    """Return the notice for answering a question that somebody else has settled."""
    if question.moderator is None or question.settled_at is None:
        return _notice(_title(question), _("Nothing was sent."))
    return _notice(_title(question), f"{_by(question)} {_('Nothing was sent.')}")


def with_reply(notice: Card, reply: str) -> Card:
    """Return a notice with the answer that was not sent, so that its words are not lost."""
    embed = notice.embed
    text = f"{embed.description}\n\n{_('You wrote:')}\n{limits.shorten(reply, _RETURNED)}"
    return replace(notice, embed=replace(embed, description=text))


def _buttons(answer_id: str) -> tuple[Button, ...]:
    def button_id(action: QuestionAction) -> str:
        return str(QuestionButtonId(action, answer_id))

    return (
        Button(_("Answer"), button_id(QuestionAction.ANSWER), "💬", style=ButtonStyle.PRIMARY),
        Button(_("Dismiss"), button_id(QuestionAction.DISMISS)),
    )


def _place(question: ModeratorQuestion, guild: int) -> Field:
    where = _("Privately; the answer goes by direct message.")
    if question.card is not None:
        there = f"https://discord.com/channels/{guild}/{question.card.channel}"
        where = f"[{_('The card')}]({there}/{question.card.message})"
    return Field(_("Where"), where, inline=True)


def _title(question: ModeratorQuestion) -> str:
    if question.state is QuestionState.DISMISSED:
        return _("This question was put aside")
    return _("This question is answered")


def _by(question: ModeratorQuestion) -> str:
    who = f"<@{question.moderator}>"
    when = moment(question.settled_at or question.asked_at)
    if question.state is QuestionState.DISMISSED:
        return _("{moderator} put it aside {moment}.").format(moderator=who, moment=when)
    return _("{moderator} answered {moment}.").format(moderator=who, moment=when)


def _reached(question: ModeratorQuestion, *, refused: bool) -> str:
    if question.told:
        return _("The member has it.")
    if refused:
        return _(
            "It could not be delivered: the member takes no direct messages from here. It is kept, "
            "and shown to them when they press “Ask a moderator” again."
        )
    return _(
        "Discord has not taken it yet, and the bot tries again for a week. It is also shown to the "
        "member when they press “Ask a moderator” again."
    )


def _forgotten(question: ModeratorQuestion) -> Card:
    text = _("This server does not keep questions once they are settled.")
    return Card(Embed(title=_title(question), description=text, colour=Colour.ANSWERED))


def _notice(title: str, text: str) -> Card:
    return Card(Embed(title=title, description=text, colour=Colour.TROUBLE))
