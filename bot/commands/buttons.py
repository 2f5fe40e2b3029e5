"""The buttons below cards. Each finds what it needs from its id, so a restart changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.cards import notices
from bot.cards.answer import answer_card, context_card, titled
from bot.cards.ids import (
    ANSWER_TEMPLATE,
    LIST_TEMPLATE,
    AnswerAction,
    AnswerButtonId,
    ListAction,
    ListButtonId,
)
from bot.cards.review_ids import ReasonId
from bot.cards.scope import words_searched
from bot.cards.sources import source_list_card
from bot.cards.unknown import unknown_on
from bot.commands.pressed import PressedButton
from bot.delivery.deliveries import PageDelivery, ReplyDelivery
from bot.errors import NoticeError
from retrieval.domain import Answer

if TYPE_CHECKING:
    import discord

    from bot.cards import Card
    from bot.gateway.client import ChapterClient


class AskedOnCard(NamedTuple):
    """What a card says of its question; each is empty where it does not say it."""

    title: str = ""
    """As markdown."""
    searched: str = ""
    unknown: str = ""
    """What no document mentions, as markdown."""


class AnswerButton(PressedButton[AnswerButtonId], ids=AnswerButtonId, template=ANSWER_TEMPLATE):
    """Previous, Next, Context, Helpful and Not helpful below an answer."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button says."""
        doing = f"button {self._pressed.action}"
        if self._pressed.action in {AnswerAction.PREVIOUS, AnswerAction.NEXT}:
            page = PageDelivery(interaction)
            await interaction.client.respond(page, lambda: self._turn(interaction), doing=doing)
            return
        work = self._context if self._pressed.action is AnswerAction.CONTEXT else self._rate
        alone = ReplyDelivery(interaction, private=True)
        await interaction.client.respond(alone, lambda: work(interaction), doing=doing)

    async def _turn(self, interaction: discord.Interaction[ChapterClient]) -> Card:
        check_asker(interaction, self._pressed.asker)
        step = 1 if self._pressed.action is AnswerAction.NEXT else -1
        answer = await self._recall(interaction)
        answering = interaction.client.answering
        # The card itself still says what is not kept: which words no document has and, where
        # questions are not kept either, what was asked.
        card_before = asked_on_card(interaction)
        if not answer.question:
            answer = replace(answer, searched=card_before.searched)
        card = answer_card(
            answer,
            answer_id=self._pressed.answer_id,
            position=self._pressed.position + step,
            asker=self._pressed.asker,
            moderators=await answering.moderators_take_questions(guild=interaction.guild_id),
            unknown=card_before.unknown,
        )
        return card if answer.question else titled(card, card_before.title)

    async def _context(self, interaction: discord.Interaction[ChapterClient]) -> Card:
        check_asker(interaction, self._pressed.asker)
        answer = await self._recall(interaction)
        quote = answer.quotes[min(self._pressed.position, len(answer.quotes) - 1)]
        context = await interaction.client.answering.context(
            quote.document.id, quote.start, quote.end, guild=interaction.guild_id
        )
        return context_card(context, quote.source)

    async def _rate(self, interaction: discord.Interaction[ChapterClient]) -> Card:
        helpful = self._pressed.action is AnswerAction.HELPFUL
        await interaction.client.answering.rate(
            self._pressed.answer_id,
            self._pressed.position,
            helpful=helpful,
            rater=interaction.user.id,
            guild=interaction.guild_id,
        )
        # What is said in direct messages, no moderator sees.
        asks_why = not helpful and interaction.guild_id is not None
        rated = ReasonId(self._pressed.answer_id, self._pressed.position)
        return notices.thanks(helpful=helpful, why=rated if asks_why else None)

    async def _recall(self, interaction: discord.Interaction[ChapterClient]) -> Answer:
        answering = interaction.client.answering
        reply = await answering.recall(self._pressed.answer_id, guild=interaction.guild_id)
        if not isinstance(reply, Answer):
            raise NoticeError(notices.expired())
        return reply


class ListButton(PressedButton[ListButtonId], ids=ListButtonId, template=LIST_TEMPLATE):
    """Previous and Next below the list of documents."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        await interaction.client.respond(
            PageDelivery(interaction),
            lambda: self._turn(interaction),
            doing="button list",
            private=(self._pressed.filter,),
        )

    async def _turn(self, interaction: discord.Interaction[ChapterClient]) -> Card:
        check_asker(interaction, self._pressed.asker)
        sources = await interaction.client.answering.sources(guild=interaction.guild_id)
        step = 1 if self._pressed.action is ListAction.NEXT else -1
        return source_list_card(
            sources,
            page=self._pressed.page + step,
            asker=self._pressed.asker,
            words=self._pressed.filter,
        )


def asked_on_card(interaction: discord.Interaction[ChapterClient]) -> AskedOnCard:
    """Return what the card says of its question below which a button was pressed."""
    shown = interaction.message.embeds if interaction.message is not None else []
    if not shown:
        return AskedOnCard()
    fields = ((field.name or "", field.value or "") for field in shown[0].fields)
    return AskedOnCard(
        shown[0].title or "", words_searched(shown[0].description or ""), unknown_on(fields)
    )


def check_asker(interaction: discord.Interaction[ChapterClient], asker: int) -> None:
    """Let nobody but who asked press a button.

    :raises NoticeError: for anybody else.
    """
    if interaction.user.id != asker:
        raise NoticeError(notices.not_yours())
