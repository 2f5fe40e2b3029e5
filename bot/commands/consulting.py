"""Asking a moderator, and answering as one: the buttons of both sides, and the form between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bot import failures
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
from bot.commands.buttons import check_asker
from bot.commands.pressed import PressedButton
from bot.consulting import bring_answer, note_told, post_question
from bot.delivery import PageDelivery, ReplyDelivery
from bot.errors import NoticeError
from bot.forms import show_form, typed
from bot.language import speaking
from bot.permissions import moderated_guild
from bot.readers import Readers, language_for
from retrieval.domain import CardPlace, QuestionState
from retrieval.errors import CatalogueAwayError, UserFacingError
from retrieval.moderation.consulting import MOST_OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cards import Card
    from bot.cards.forms import Form
    from bot.client import ChapterClient
    from retrieval.domain import ModeratorQuestion

    Pressed = discord.Interaction[ChapterClient]


class AskModeratorButton(PressedButton[AskModeratorId], ids=AskModeratorId, template=ASK_TEMPLATE):
    """Ask a moderator: puts the question the first time, and later tells what became of it."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the asker alone."""
        await interaction.client.respond(
            ReplyDelivery(interaction, private=True),
            lambda: self._ask(interaction),
            doing="button ask a moderator",
            private=(_asked(interaction),),
        )

    async def _ask(self, interaction: Pressed) -> Card:
        check_asker(interaction, self._pressed.asker)
        guild, client = interaction.guild_id, interaction.client
        if guild is None:
            raise NoticeError(notices.only_in_a_server())
        settings = await client.answering.guild_settings(guild=guild)
        if settings.help_channel is None:
            return await self._status(interaction, guild)
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
            return await self._status(interaction, guild)
        await post_question(client, question, settings, guild=guild)
        return cards.posted_card(question, channel=settings.help_channel)

    async def _status(self, interaction: Pressed, guild: int) -> Card:
        reviewer = interaction.client.reviewer
        question = await reviewer.moderator_question(self._pressed.answer_id, guild=guild)
        if question is None:
            raise NoticeError(cards.no_help_channel())
        if question.asker is not None:
            check_asker(interaction, question.asker)
        if question.state is QuestionState.ANSWERED and not question.told:
            await reviewer.told(question.answer_id, guild=guild)
        return cards.status_card(question)


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

    async def _form(self, interaction: Pressed) -> Form:
        guild = await moderated_guild(interaction)
        reviewer = interaction.client.reviewer
        question = await reviewer.moderator_question(self._pressed.answer_id, guild=guild)
        if question is None:
            raise NoticeError(consulted.withdrawn())
        if question.state is not QuestionState.OPEN:
            raise NoticeError(consulted.settled_before(question))
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
        try:
            guild, question = await _settle(interaction, form.answer_id, reply)
        except (NoticeError, UserFacingError, CatalogueAwayError) as error:
            notice = failures.judge(error).card
            if notice is None or not reply:
                raise
            # What took minutes to write is not lost for it.
            raise NoticeError(consulted.with_reply(notice, reply)) from error
        if await bring_answer(interaction.client, question, guild=guild):
            question = replace(question, told=True)
            await note_told(interaction.client, question, guild=guild)
        return await _post(interaction, question, guild)

    await interaction.client.respond(
        PageDelivery(interaction), work, doing="form reply", private=lines.values()
    )


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
        return consulted.question_card(question, guild=guild)


def _asked(interaction: Pressed) -> str:
    """Return what the card below which a button was pressed says was asked."""
    shown = interaction.message.embeds if interaction.message is not None else []
    return unescape((shown[0].title if shown else None) or "")


def _place(interaction: Pressed) -> CardPlace | None:
    """Return where everybody sees the card below which a button was pressed."""
    message = interaction.message
    if message is None or message.flags.ephemeral or interaction.channel_id is None:
        return None
    return CardPlace(interaction.channel_id, message.id)
