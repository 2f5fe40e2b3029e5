"""Questions for moderators at the rim: posted in their channel, and the answer brought to the asker."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.cards import consulting as cards
from bot.cards.consulted import question_card
from bot.cards.rendering import to_embed, to_view
from bot.delivery import failures
from bot.delivery.readers import Readers, language_for
from bot.delivery.retrying import is_passing
from bot.delivery.sending import persistently
from bot.errors import DeliveryTimeoutError, NoticeError
from bot.language.translation import speaking
from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards import Card
    from bot.gateway.client import ChapterClient
    from retrieval.domain import CardPlace, GuildSettings, ModeratorQuestion

log = get_logger(__name__)

_NOT_TAKEN = (
    DeliveryTimeoutError,
    discord.HTTPException,
    discord.RateLimited,
    aiohttp.ClientError,
)
_FOR_GOOD = (discord.Forbidden, discord.NotFound)
"""What another try does not help: the channel is gone, or the bot may not write there."""

_LOOK_SECONDS = 15 * 60.0
"""Longest time between two looks for answers that were not delivered, in seconds."""
_FIRST_PAUSE = 1.0
"""Seconds until the first look after a failure; each pause is twice as long as the one before."""


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
        await persistently(
            lambda: client.get_partial_messageable(channel).send(
                embed=to_embed(card),
                view=to_view(card),
                # The same question twice, after an answer of Discord's that was lost, is one post.
                nonce=question.answer_id,
            )
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


class Replies:
    """Moderators' answers on their way to who asked: brought at once, and again where that fails.

    Which of them have not arrived is in the catalogue, so a process also brings what an earlier
    one, stopped or killed, has left.
    """

    def __init__(self, client: ChapterClient) -> None:
        """Bring them through ``client``."""
        self._client = client
        # Twice where two moderators answer the same.
        self._under_way: list[str] = []
        self._refused: set[str] = set()
        self._told: set[str] = set()
        self._left = asyncio.Event()

    @contextmanager
    def under_way(self, answer_id: str) -> Iterator[None]:
        """Leave an answer to the block, which settles its question and brings it."""
        self._under_way.append(answer_id)
        try:
            yield
        finally:
            self._under_way.remove(answer_id)

    def refused(self, answer_id: str) -> bool:
        """Say whether Discord lets the bot bring an answer nowhere; it is not tried again."""
        return answer_id in self._refused

    async def bring(self, question: ModeratorQuestion, *, guild: int) -> bool:
        """Bring an answer to who asked; what Discord does not take now is tried again.

        :returns: whether the asker has it; if not, it can also be read below the card.
        """
        try:
            if question.answer_id not in self._told and not await self._sent(question, guild=guild):
                self._refused.add(question.answer_id)
                return False
        except Exception as error:  # noqa: BLE001 - the handler sorts them.
            private = question.text, question.answer or ""
            await failures.handle(error, None, doing="bringing an answer", private=private)
            self._left.set()
            return False
        await self.told(question.answer_id, guild=guild)
        return True

    async def told(self, answer_id: str, *, guild: int) -> None:
        """Note that an asker has the answer; where the catalogue is away, it is noted later."""
        self._told.add(answer_id)
        try:
            await self._client.reviewer.told(answer_id, guild=guild)
        except Exception as error:  # noqa: BLE001 - the handler sorts them.
            await failures.handle(error, None, doing="noting that an answer was brought")
            self._left.set()
        else:
            self._told.discard(answer_id)

    async def run(self) -> None:
        """Bring what did not arrive, for as long as the bot runs."""
        await self._client.wait_until_ready()
        pause = _FIRST_PAUSE
        while True:
            self._left.clear()
            await self._bring_what_is_left()
            if self._left.is_set():
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LOOK_SECONDS)
                continue
            pause = _FIRST_PAUSE
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._left.wait()

    async def _bring_what_is_left(self) -> None:
        reviewer, delivered = self._client.reviewer, 0
        try:
            left = await reviewer.undelivered(until=dt.datetime.now(dt.UTC))
            for guild, found in left:
                known = found.answer_id in self._under_way or self.refused(found.answer_id)
                # In several processes each brings what is of its own guilds.
                if known or not self._client.served.serve(guild):
                    continue
                # Its asker may have got it since, or withdrawn the question.
                question = await reviewer.moderator_question(found.answer_id, guild=guild)
                if question is not None and not question.told:
                    delivered += await self.bring(question, guild=guild)
        except Exception as error:  # noqa: BLE001 - the handler sorts them.
            await failures.handle(error, None, doing="looking for answers to deliver")
            self._left.set()
        else:
            log.info("looked for answers to deliver", left=len(left), delivered=delivered)

    async def _sent(self, question: ModeratorQuestion, *, guild: int) -> bool:
        """Reply where everybody saw the card, or write to the asker where that is refused too.

        :returns: whether Discord took it; else it refuses it for good.
        :raises Exception: what may be gone the next time.
        """
        if question.asker is None:
            return False
        client, asker = self._client, discord.Object(question.asker)
        known = client.get_guild(guild)
        with speaking(await language_for(Readers.everybody(client, guild), client.answering)):
            here = cards.reply_card(question)
            directly = cards.reply_card(question, server="" if known is None else known.name)
        # The same answer twice, after an answer of Discord's that was lost, is one message. In the
        # moderators' channel its post has the id alone.
        nonce = f"{question.answer_id}-answer"
        ways = [partial(_send_directly, client, directly, asker, nonce=nonce)]
        if question.card is not None:
            reply = partial(_reply, client, question.card, here, asker, guild=guild, nonce=nonce)
            ways.insert(0, reply)
        for send in ways:
            try:
                await persistently(send)
            except discord.HTTPException as error:
                if is_passing(error):
                    raise
                log.info("an answer was refused", status=error.status, code=error.code)
            else:
                return True
        return False


async def _reply(
    client: ChapterClient,
    to: CardPlace,
    card: Card,
    asker: discord.Object,
    *,
    guild: int,
    nonce: str,
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
        nonce=nonce,
    )


async def _send_directly(
    client: ChapterClient, card: Card, asker: discord.Object, *, nonce: str
) -> None:
    direct = await client.create_dm(asker)
    await direct.send(embed=to_embed(card), nonce=nonce)
