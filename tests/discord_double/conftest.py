"""The small bot that most tests of the double share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import BotProcess, DiscordDouble

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).with_name("sample_bot.py")


def sample(double: DiscordDouble, **settings: str) -> BotProcess:
    """Return the small bot, which starts with the ``with`` block."""
    return BotProcess(double, script=SAMPLE, env=settings)


@pytest.fixture(scope="session")
def shared() -> Iterator[DiscordDouble]:
    """Share one bot among all tests that leave it as it was."""
    with DiscordDouble() as double, sample(double):
        double.wait_until_ready()
        yield double
        assert double.violations == []
