"""What is kept for longer than it is to be, forgotten every now and then, also while nobody asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from bot.insights.reviewer import Reviewer

log = get_logger(__name__)

_PAUSE_SECONDS = 15 * 60.0
"""Longest time that anything is kept beyond its own."""


async def forget_regularly(reviewer: Reviewer) -> None:
    """Forget for as long as the bot runs, beginning now."""
    while True:
        try:
            await reviewer.forget_old()
        except Exception as error:  # noqa: BLE001 - the catalogue may be there again the next time.
            log.warning("nothing could be forgotten", error=type(error).__name__)
        await asyncio.sleep(_PAUSE_SECONDS)
