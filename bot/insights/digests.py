"""The digest of a guild's questions, posted each week in the channel that its settings name.

When the last one was sent is kept in the catalogue, and noted once Discord has the next: one that
is not taken, or that the bot is stopped over, is posted later with what was asked meanwhile. A name
that does not change makes one message of what is sent twice.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.cards.insights import digest_card
from bot.cards.rendering import to_embed, to_files, to_view
from bot.delivery.readers import Readers, language_for
from bot.delivery.retrying import is_passing
from bot.delivery.sending import persistently
from bot.language.translation import speaking
from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.gateway.client import ChapterClient
    from bot.insights.reviewer import Reviewer
    from retrieval.domain import Digest

log = get_logger(__name__)

WEEK_HOURS = 7 * 24.0

_LOOK_SECONDS = 15 * 60.0
"""Longest time between two looks for digests that are due, in seconds."""

_REST = 7
"""Part of the period for which a channel is left alone that the bot may not write in: a day."""

_NONCE_BYTES = 12
"""Half of the characters of a message's name, of which Discord takes 25."""


class Digests:
    """Posts the digests that are due for as long as the bot runs."""

    def __init__(self, client: ChapterClient, reviewer: Reviewer, *, hours: float) -> None:
        """Post through ``client`` what ``reviewer`` finds.

        :param hours: hours from one digest of a guild to the next.
        """
        self._client = client
        self._reviewer = reviewer
        self._every = dt.timedelta(hours=hours)
        self._pause = min(_LOOK_SECONDS, self._every.total_seconds() / 4)
        self._loop: asyncio.Task[None] | None = None
        # Those that could not be noted yet, by the guild, so that they are not posted again.
        self._posted: dict[int, Digest] = {}
        # When channels that refused one are tried again.
        self._resting: dict[int, float] = {}

    def start(self) -> None:
        """Begin once Discord is connected."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Post no more."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    async def _run(self) -> None:
        await self._client.wait_until_ready()
        while True:
            try:
                for guild, channel in (await self._reviewer.digest_channels()).items():
                    # In several processes each posts those of its own guilds.
                    if self._client.served.serve(guild):
                        await self._post(guild, channel)
            except Exception as error:  # noqa: BLE001 - the next look may find the catalogue again.
                log.warning("no digests could be looked for", error=type(error).__name__)
            await asyncio.sleep(self._pause)

    async def _post(self, guild: int, channel: int) -> None:
        """Post a guild's digest, if it is due; no guild's trouble is another's."""
        if time.monotonic() < self._resting.get(channel, 0.0):
            return
        try:
            if guild not in self._posted:
                digest = await self._posted_now(guild, channel)
                if digest is None:
                    return
                self._posted[guild] = digest
            await self._reviewer.digest_sent(self._posted[guild], guild=guild)
            del self._posted[guild]
        except Exception as error:  # noqa: BLE001 - told apart by its name in the log.
            log.warning(
                "a digest failed and is tried again", guild=guild, error=type(error).__name__
            )
            if isinstance(error, discord.HTTPException) and not is_passing(error):
                rest = self._every.total_seconds() / _REST
                self._resting[channel] = time.monotonic() + rest

    async def _posted_now(self, guild: int, channel: int) -> Digest | None:
        """Return the digest that was due and is posted now, if one was."""
        everybody = Readers.everybody(self._client, guild)
        with speaking(await language_for(everybody, self._client.answering)):
            due = await self._reviewer.due_digest(guild=guild, every=self._every)
            if due is None:
                return None
            digest, picture = due
            card = digest_card(digest.insights, picture=picture)
        nonce = _nonce(guild, digest)
        try:
            await self._send(channel, card, nonce)
        except discord.Forbidden:
            # Attaching files may be all that the bot may not do there.
            card = replace(card, file=None)
            await self._send(channel, card, nonce)
        log.info("a digest was posted", guild=guild, picture=card.file is not None)
        return digest

    async def _send(self, channel: int, card: Card, nonce: str) -> None:
        within = self._client.get_partial_messageable(channel)
        await persistently(
            lambda: within.send(
                embed=to_embed(card), view=to_view(card), files=to_files(card), nonce=nonce
            )
        )


def _nonce(guild: int, digest: Digest) -> str:
    """Return the name of the message with a digest, which is the same however often it is sent."""
    named = f"{guild} {digest.last.isoformat()}"
    return hashlib.blake2b(named.encode(), digest_size=_NONCE_BYTES).hexdigest()
