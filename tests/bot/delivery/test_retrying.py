"""Trying again with longer pauses."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.delivery.retrying import Backoff, is_passing


class _Response:
    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


def http_error(status: int) -> discord.HTTPException:
    return discord.HTTPException(cast("Any", _Response(status)), "down")


def test_pauses_double_up_to_a_minute_and_are_shortened_by_up_to_a_half() -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def run() -> None:
        backoff = Backoff(pause)
        for _ in range(9):
            await backoff.wait("logging in", OSError())

    asyncio.run(run())
    longest = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert all(most / 2 <= seconds <= most for seconds, most in zip(pauses, longest, strict=True))


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (http_error(500), True),
        (http_error(503), True),
        (http_error(429), True),
        (discord.RateLimited(100.0), True),
        (aiohttp.ClientError(), True),
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (http_error(400), False),
        (http_error(403), False),
        (discord.LoginFailure(), False),
        (KeyError(), False),
        (asyncio.CancelledError(), False),
    ],
)
def test_only_what_may_be_gone_next_time_is_tried_again(
    error: BaseException, passing: bool
) -> None:
    assert is_passing(error) is passing
