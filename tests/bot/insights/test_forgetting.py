"""What is too old is forgotten while nobody asks, whatever went wrong the last time."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from bot.insights.forgetting import forget_regularly
from bot.insights.reviewer import Reviewer
from retrieval.catalogue import schema
from retrieval.domain import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from retrieval.library import Library

GUILD = 78
REFUSING = "CREATE TRIGGER refusing BEFORE DELETE ON questions BEGIN SELECT RAISE(ABORT, 'no'); END"


@pytest.fixture
def engine(library: Library) -> Engine:
    return library._engine  # noqa: SLF001


class _Counting(Reviewer):
    """Counts how often it is tried."""

    tries = 0

    async def forget_old(self) -> None:
        self.tries += 1
        await super().forget_old()


def keep_old(library: Library, engine: Engine) -> None:
    """Keep a question that is three days old."""
    library.remember(NoAnswer("bins?", 0.1), guild=GUILD)
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    with engine.begin() as connection:
        connection.execute(update(schema.questions).values(asked_at=then))
        connection.execute(update(schema.answers).values(created_at=then))


async def forgotten(library: Library) -> None:
    """Wait until no question is kept."""
    long_ago = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    await until(lambda: not library.questions.since(f"guild:{GUILD}", long_ago))


async def until(met: Callable[[], bool]) -> None:
    """Wait for something that happens meanwhile."""

    def wait() -> None:
        deadline = time.monotonic() + 30
        while not met():
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.01)

    await asyncio.to_thread(wait)


def test_what_is_too_old_goes_again_and_again(
    library: Library,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.insights.forgetting._PAUSE_SECONDS", 0.01)
    library.set_for_guild("keep_days", 2, guild=GUILD)

    async def run() -> None:
        reviewer = _Counting(library)
        keep_old(library, engine)
        with engine.begin() as connection:
            connection.execute(text(REFUSING))
        forgetting = asyncio.create_task(forget_regularly(reviewer))
        await until(lambda: reviewer.tries > 1)
        with engine.begin() as connection:
            connection.execute(text("DROP TRIGGER refusing"))
        await forgotten(library)
        keep_old(library, engine)
        await forgotten(library)
        forgetting.cancel()
        with suppress(asyncio.CancelledError):
            await forgetting

    asyncio.run(run())
