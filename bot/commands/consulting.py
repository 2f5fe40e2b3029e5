"""Asking a moderator, and answering as one: the buttons of both sides, and the form between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bot.cards import consulted, notices
from bot.cards import consulting as cards
from bot.cards.consulting_ids import (
    ASK_TEMPLATE,
    QUESTION_TEMPLATE,
    REPLY_FORM_TEMPLATE,
    AskModeratorId,
    QuestionAction,
    QuestionButtonId,
    ReplyFormId,
)
from bot.cards.text import unescape
from bot.commands.buttons import asked_on_card, check_asker
from bot.commands.pressed import PressedButton
from bot.delivery.deliveries import PageDelivery, ReplyDelivery
from bot.delivery.forms import show_form, typed
from bot.delivery.readers import Readers, language_for
from bot.errors import NoticeError
from bot.language.translation import speaking
from bot.moderation.consulting import post_question
from bot.moderation.permissions import moderated_guild
from retrieval.domain import CardPlace, QuestionState
from retrieval.moderation.consulting import MOST_OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cards import Card
    from bot.cards.forms import Form
    from bot.gateway.client import ChapterClient
    from retrieval.domain import ModeratorQuestion

    Pressed = discord.Interaction[ChapterClient]


class AskModeratorButton(PressedButton[AskModeratorId], ids=AskModeratorId, template=ASK_TEMPLATE):
    """Ask a moderator: puts the question the first time, and later tells what became of it."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the asker alone."""
        below = _BelowCard(interaction)
        await interaction.client.respond(
            below,
            lambda: self._ask(interaction, below),
            doing="button ask a moderator",
            private=(_asked(interaction),),
        )

    async def _ask(self, interaction: Pressed, below: _BelowCard) -> Card:
        check_asker(interaction, self._pressed.asker)
        guild, client = interaction.guild_id, interaction.client
        if guild is None:
            raise NoticeError(notices.only_in_a_server())
        settings = await client.answering.guild_settings(guild=guild)
        if settings.help_channel is None:
            return await self._status(interaction, below, guild)
        question, new = await client.reviewer.ask_moderators(
            self._pressed.answer_id,
            asker=interaction.user.id,
            shown=_asked(interaction),
            card=_place(interaction),
            guild=guild,
        )
        if question is None:
            raise NoticeError(cards.too_many_open(MOST_OPEN))
        if not new:
            return await self._status(interaction, below, guild)
        await post_question(client, question, settings, guild=guild)
        return cards.posted_card(question, channel=settings.help_channel)

    async def _status(self, interaction: Pressed, below: _BelowCard, guild: int) -> Card:
        reviewer = interaction.client.reviewer
        question = await reviewer.moderator_question(self._pressed.answer_id, guild=guild)
        if question is None:
            raise NoticeError(cards.no_help_channel())
        if question.asker is not None:
            check_asker(interaction, question.asker)
        if question.state is QuestionState.ANSWERED and not question.told:
            below.tells(question.answer_id, guild=guild)
        return cards.status_card(question)


class _BelowCard(ReplyDelivery):
    """What has become of a question, to its asker alone; an answer that arrived is told."""

    def __init__(self, interaction: Pressed) -> None:
        """Answer ``interaction``."""
        super().__init__(interaction, private=True)
        self._replies = interaction.client.replies
        self._answer: tuple[str, int] | None = None

    def tells(self, answer_id: str, *, guild: int) -> None:
        """Say that what is shown is an answer."""
        self._answer = answer_id, guild

    async def show(self, card: Card) -> None:
        """Put the card where the bot was thinking; what Discord does not take is not told."""
        await super().show(card)
        if self._answer is not None:
            answer_id, guild = self._answer
            await self._replies.told(answer_id, guild=guild)


class QuestionButton(
    PressedButton[QuestionButtonId], ids=QuestionButtonId, template=QUESTION_TEMPLATE
):
    """Answer and Dismiss below a question, for moderators."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button says."""
        doing = f"button question {self._pressed.action}"
        if self._pressed.action is QuestionAction.ANSWER:
            await show_form(interaction, lambda: self._form(interaction), doing=doing)
            return
        page = PageDelivery(interaction)
        await interaction.client.respond(page, lambda: self._dismiss(interaction), doing=doing)

    async def _form(self, interaction: Pressed) -> Form | Card:
        guild = await moderated_guild(interaction)
        reviewer = interaction.client.reviewer
        question = await reviewer.moderator_question(self._pressed.answer_id, guild=guild)
        if question is None or question.state is not QuestionState.OPEN:
            # A bot that was killed meanwhile could not change the post.
            return await _post(interaction, question, guild)
        return consulted.reply_form(question)

    async def _dismiss(self, interaction: Pressed) -> Card:
        guild = await moderated_guild(interaction)
        question, _won = await interaction.client.reviewer.settle_question(
            self._pressed.answer_id, moderator=interaction.user.id, answer=None, guild=guild
        )
        # Whoever was first, the post tells how it ended.
        return await _post(interaction, question, guild)


async def submit_reply(interaction: Pressed) -> None:
    """Bring what a moderator wrote into the form to who asked; any other form is not for here."""
    data: Mapping[str, Any] = interaction.data or {}
    match = REPLY_FORM_TEMPLATE.fullmatch(str(data.get("custom_id", "")))
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    form, lines = ReplyFormId.of(match), typed(data.get("components"))
    reply = consulted.reply_of(lines)

    async def work() -> Card:
        replies = interaction.client.replies
        with replies.under_way(form.answer_id):
            guild, question = await _settle(interaction, form.answer_id, reply)
            told = await replies.bring(question, guild=guild)
        return await _post(interaction, replace(question, told=told), guild)

    await interaction.client.respond(
        _InPlaceOfPost(interaction, reply), work, doing="form reply", private=lines.values()
    )


class _InPlaceOfPost(PageDelivery):
    """The post of a question as it is once it is answered, or why that is not possible."""

    def __init__(self, interaction: Pressed, reply: str) -> None:
        """Answer ``interaction``, whose form came back with ``reply``."""
        super().__init__(interaction)
        self._reply = reply

    async def notify(self, card: Card) -> None:
        """Tell the moderator alone; what took minutes to write is not lost for it."""
        await super().notify(consulted.with_reply(card, self._reply) if self._reply else card)


async def _settle(
    interaction: Pressed, answer_id: str, reply: str
) -> tuple[int, ModeratorQuestion]:
    guild = await moderated_guild(interaction)
    if not reply:
        raise NoticeError(consulted.no_reply())
    question, won = await interaction.client.reviewer.settle_question(
        answer_id, moderator=interaction.user.id, answer=reply, guild=guild
    )
    if question is None:
        raise NoticeError(consulted.withdrawn())
    if not won:
        raise NoticeError(consulted.settled_before(question))
    return guild, question


async def _post(interaction: Pressed, question: ModeratorQuestion | None, guild: int) -> Card:
    """Return the post of a question as it is now, in the language of its channel."""
    with speaking(await language_for(Readers.beside(interaction), interaction.client.answering)):
        if question is None:
            return consulted.withdrawn_card()
        refused = interaction.client.replies.refused(question.answer_id)
        return consulted.question_card(question, guild=guild, refused=refused)


def _asked(interaction: Pressed) -> str:
    """Return what the card below which a button was pressed says was asked.

    A question that follows another says less by itself than what was searched for.
    """
    title, searched, _unknown = asked_on_card(interaction)
    return searched or unescape(title)


def _place(interaction: Pressed) -> CardPlace | None:
    """Return where everybody sees the card below which a button was pressed."""
    message = interaction.message
    if message is None or message.flags.ephemeral or interaction.channel_id is None:
        return None
    return CardPlace(interaction.channel_id, message.id)
