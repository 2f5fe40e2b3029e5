"""Questions for moderators at the rim: posted in their channel, and the answer brought to the asker."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot import failures
from bot.cards import consulting as cards
from bot.cards.consulted import question_card
from bot.cards.rendering import to_embed, to_view
from bot.errors import NoticeError
from bot.language import speaking
from bot.logs import get_logger
from bot.readers import Readers, language_for
from bot.retrying import Backoff, is_passing
from bot.sending import DELIVERY_SECONDS
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    import datetime as dt
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


async def bring_what_is_left(client: ChapterClient, *, since: dt.datetime) -> None:
    """Bring the answers that an earlier process of the bot, stopped or killed, did not deliver.

    :param since: when this process began; later answers are on their way already.
    """
    await client.wait_until_ready()
    backoff = Backoff()
    while True:
        try:
            left = await client.reviewer.undelivered(until=since)
        except Exception as error:  # noqa: BLE001 - told apart right here.
            if not is_passing(error):
                await failures.handle(error, None, doing="looking for answers to deliver")
                return
            await backoff.wait("looking for answers to deliver", error)
        else:
            break
    delivered = 0
    for guild, question in left:
        # In several processes each brings what is of its own guilds.
        if client.served.serve(guild) and await bring_answer(client, question, guild=guild):
            await note_told(client, question, guild=guild)
            delivered += 1
    log.info("looked for answers to deliver", left=len(left), delivered=delivered)


async def note_told(client: ChapterClient, question: ModeratorQuestion, *, guild: int) -> None:
    """Note that the asker has the answer, whatever becomes of the note."""
    try:
        await client.reviewer.told(question.answer_id, guild=guild)
    except (NoticeError, RetrievalError):
        # The asker has the answer; who presses the button again gets it once more.
        return


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
