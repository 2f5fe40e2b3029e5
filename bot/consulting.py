"""Questions for moderators at the rim: posted in their channel, and the answer brought to the asker."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.cards import consulting as cards
from bot.cards.consulted import question_card
from bot.cards.rendering import to_embed, to_view
from bot.errors import NoticeError
from bot.language import speaking
from bot.logs import get_logger
from bot.readers import Readers, language_for
from bot.sending import DELIVERY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.cards import Card
    from bot.client import ChapterClient
    from retrieval.domain import CardPlace, GuildSettings, ModeratorQuestion

log = get_logger(__name__)

_NOT_TAKEN = (TimeoutError, discord.HTTPException, discord.RateLimited, aiohttp.ClientError)
_FOR_GOOD = (discord.Forbidden, discord.NotFound)
"""What another try does not help: the channel is gone, or the bot may not write there."""


async def post_question(
    client: ChapterClient, question: ModeratorQuestion, settings: GuildSettings, *, guild: int
) -> None:
    """Post a question in the channel that its guild has set for it; it calls nobody.

    :raises NoticeError: where that fails; the question is then as if it had never been put.
    """
    channel = settings.help_channel or 0
    try:
        with speaking(await language_for(Readers.everybody(client, guild), client.answering)):
            card = question_card(question, guild=guild)
        async with asyncio.timeout(DELIVERY_SECONDS):
            await client.get_partial_messageable(channel).send(
                embed=to_embed(card),
                view=to_view(card),
                # The same question twice, after an answer of Discord's that was lost, is one post.
                nonce=question.answer_id,
            )
    except Exception as error:
        await client.reviewer.posted(question.answer_id, guild=guild, done=False)
        if isinstance(error, _FOR_GOOD):
            role = settings.moderator_role
            raise NoticeError(cards.cannot_post(channel, role)) from error
        if isinstance(error, _NOT_TAKEN):
            raise NoticeError(cards.post_not_taken()) from error
        raise
    await client.reviewer.posted(question.answer_id, guild=guild, done=True)


async def bring_answer(client: ChapterClient, question: ModeratorQuestion, *, guild: int) -> bool:
    """Bring a moderator's answer to who asked: where everybody saw the card, or directly.

    :returns: whether Discord took it; if not, the asker still finds it below the card.
    """
    if question.asker is None:
        return False
    asker, known = discord.Object(question.asker), client.get_guild(guild)
    with speaking(await language_for(Readers.everybody(client, guild), client.answering)):
        here = cards.reply_card(question)
        directly = cards.reply_card(question, server="" if known is None else known.name)
    place = question.card
    if place is not None and await _taken(_reply(client, place, here, asker, guild=guild)):
        return True
    return await _taken(_send_directly(client, directly, asker))


async def _taken(sending: Coroutine[Any, Any, None]) -> bool:
    try:
        async with asyncio.timeout(DELIVERY_SECONDS):
            await sending
    except _NOT_TAKEN as error:
        log.info("an answer was not delivered", error=type(error).__name__)
        return False
    return True


async def _reply(
    client: ChapterClient, to: CardPlace, card: Card, asker: discord.Object, *, guild: int
) -> None:
    """Reply to the card of a question, and call its asker alone."""
    await client.get_partial_messageable(to.channel, guild_id=guild).send(
        f"<@{asker.id}>",
        embed=to_embed(card),
        reference=discord.MessageReference(
            message_id=to.message,
            channel_id=to.channel,
            guild_id=guild,
            fail_if_not_exists=False,
        ),
        allowed_mentions=discord.AllowedMentions(
            everyone=False, roles=False, users=[asker], replied_user=False
        ),
    )


async def _send_directly(client: ChapterClient, card: Card, asker: discord.Object) -> None:
    direct = await client.create_dm(asker)
    await direct.send(embed=to_embed(card))
