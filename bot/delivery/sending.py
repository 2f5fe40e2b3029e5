"""Handing a message to Discord: in time, and again where its server fails."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import discord

from bot.errors import DeliveryTimeoutError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

T = TypeVar("T")

DELIVERY_SECONDS = 20.0
"""Seconds for a message to be taken; discord.py would sleep for any ``retry_after`` it is given."""

_PAUSE_SECONDS = 1.0
"""Seconds before something is sent again that Discord's server has not taken."""


async def persistently(send: Callable[[], Awaitable[T]]) -> T:
    """Send until Discord's server has taken it or the time is over.

    discord.py sends a message no second time after a 503, and gives up on others after a while.
    """
    async with in_time():
        while True:
            try:
                return await send()
            except discord.DiscordServerError:
                await asyncio.sleep(_PAUSE_SECONDS)


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Give up what is not taken in time.

    :raises DeliveryTimeoutError: then.
    """
    try:
        async with asyncio.timeout(DELIVERY_SECONDS):
            yield
    except TimeoutError as error:
        raise DeliveryTimeoutError("a message was not taken in time") from error
