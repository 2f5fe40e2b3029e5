"""The digest of a guild's questions, posted each week in the channel that its settings name.

When the last one was sent is kept in the catalogue, so a restart changes nothing, and of several
processes the one that notes it first posts. It is noted before it is posted: a digest that Discord
does not take is left out and logged, and the next one comes a week later.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from bot.cards.insights import digest_card
from bot.cards.rendering import to_embed, to_files, to_view
from bot.language import speaking
from bot.logs import get_logger
from bot.readers import Readers, language_for

if TYPE_CHECKING:
    from bot.client import ChapterClient
    from bot.reviewer import Reviewer

log = get_logger(__name__)

WEEK_HOURS = 7 * 24.0

_LOOK_SECONDS = 15 * 60.0
"""Longest time between two looks for digests that are due, in seconds."""
_TAKEN_SECONDS = 30.0
"""Seconds for a digest to be taken."""


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
                    await self._post(guild, channel)
            except Exception as error:  # noqa: BLE001 - the next look may find the catalogue again.
                log.warning("no digests could be looked for", error=type(error).__name__)
            await asyncio.sleep(self._pause)

    async def _post(self, guild: int, channel: int) -> None:
        """Post a guild's digest, if it is due; no guild's trouble is another's."""
        try:
            everybody = Readers.everybody(self._client, guild)
            with speaking(await language_for(everybody, self._client.answering)):
                digest = await self._reviewer.claim_digest(guild=guild, every=self._every)
                if digest is None:
                    return
                insights, picture = digest
                card = digest_card(insights, picture=picture)
            async with asyncio.timeout(_TAKEN_SECONDS):
                await self._client.get_partial_messageable(channel).send(
                    embed=to_embed(card), view=to_view(card), files=to_files(card)
                )
        except Exception as error:  # noqa: BLE001 - told apart by its name in the log.
            log.warning("a digest was not posted", guild=guild, error=type(error).__name__)
        else:
            log.info("a digest was posted", guild=guild)
