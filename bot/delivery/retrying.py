"""Trying again, with longer pauses each time and one log line for each failure."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = get_logger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


_SERVER_ERROR = 500
_TOO_MANY_REQUESTS = 429


def is_passing(error: BaseException) -> bool:
    """Say whether an error may be gone the next time: Discord is down, or not to be reached."""
    if isinstance(error, discord.HTTPException):
        return error.status >= _SERVER_ERROR or error.status == _TOO_MANY_REQUESTS
    return isinstance(error, aiohttp.ClientError | OSError | TimeoutError | discord.RateLimited)


class Backoff:
    """Pauses of about 1, 2, 4, ... seconds, up to a minute.

    Each is shortened by up to a half at random, so that processes that lost Discord together do
    not come back together.
    """

    def __init__(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Pause with ``pause``, which takes seconds."""
        self._pause = pause
        self._next = FIRST_PAUSE

    async def wait(self, what: str, error: BaseException, **said: str) -> None:
        """Log that ``what`` failed, with what may be ``said`` of it, and pause before the next attempt."""
        seconds = self._next * random.uniform(0.5, 1.0)  # noqa: S311 - nothing secret about it.
        self._next = min(self._next * 2, LONGEST_PAUSE)
        reason = type(error).__name__
        log.warning(
            "failed, trying again", doing=what, error=reason, seconds=round(seconds, 1), **said
        )
        await self._pause(seconds)
