"""What the owner is told when the bot cannot run."""

from __future__ import annotations

import asyncio
import io
import shutil
import signal
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest
from sqlalchemy import delete

from bot import startup
from bot.asking.answering import Answering
from bot.errors import StartupError
from bot.monitoring import logs
from bot.settings import BotSettings
from bot.startup import fatal, open_library, run
from retrieval.catalogue import connect, run_lock, schema
from retrieval.domain import SHARED_LIBRARY
from retrieval.moderation import curating
from tests.bot.shelf import settings_of, write_seeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval.library import Library
    from retrieval.settings import RetrievalSettings


class _Response:
    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


class _Socket:
    def __init__(self, close_code: int) -> None:
        self.close_code = close_code


def http_error(kind: type[discord.HTTPException], status: int) -> discord.HTTPException:
    return kind(cast("Any", _Response(status)), {"code": 50001, "message": "no"})


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(cast("Any", _Socket(code)), shard_id=None)


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (discord.LoginFailure("bad"), "Discord refused the token in DISCORD_TOKEN. Get a new one"),
        (closed(4004), "Discord refused the token in DISCORD_TOKEN. Get a new one"),
        (
            discord.PrivilegedIntentsRequired(None),
            "Discord closed the connection because of disallowed intents (4014).",
        ),
        (closed(4014), "Discord closed the connection because of disallowed intents (4014)."),
        (closed(4010), "Discord takes no connection with this number of shards (4010)"),
        (closed(4011), "Discord takes no connection with this number of shards (4011)"),
        (closed(4012), "Discord closed the connection for good (code 4012)."),
        (discord.MissingApplicationID(), "Discord knows no application for the token"),
        (http_error(discord.NotFound, 404), "Discord knows no application for the token"),
        (http_error(discord.Forbidden, 403), "Discord knows no application for the token"),
        (
            http_error(discord.HTTPException, 400),
            "Discord refused to log the bot in (status 400, code 50001).",
        ),
    ],
)
def test_what_trying_again_will_not_mend_is_one_line(error: Exception, begins: str) -> None:
    line = fatal(error)

    assert line is not None
    assert line.startswith(begins)
    assert "\n" not in line


@pytest.mark.parametrize(
    "error",
    [
        http_error(discord.DiscordServerError, 503),
        http_error(discord.HTTPException, 429),
        ConnectionRefusedError(),
        KeyError(),
    ],
)
def test_what_may_pass_or_is_a_fault_is_not_for_the_owner_to_mend(error: Exception) -> None:
    assert fatal(error) is None


def test_there_is_no_bot_without_a_token() -> None:
    settings = BotSettings(token=None)

    with pytest.raises(StartupError, match="DISCORD_TOKEN is not set"):
        run(settings, cast("RetrievalSettings", None), cast("Library", None))


@pytest.fixture
def _own_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_own_signals", "own_log")
def test_what_there_is_is_served_while_another_run_is_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curating, "_LOCK_TIMEOUT_S", 0.1)
    stream = io.StringIO()
    logs.configure("INFO", stream)
    settings = settings_of(tmp_path)
    seeds = write_seeds(tmp_path)
    open_library(settings).close()
    (seeds / "more.md").write_text("# More\n\nThere is more to be read.\n", encoding="utf-8")
    engine = connect(settings.catalogue_of(settings.index))
    lock = run_lock(engine, settings.index)

    with lock.hold(SHARED_LIBRARY, timeout=1.0):
        busy = open_library(settings)
    served = len(busy.sources())
    busy.close()
    engine.dispose()
    later = open_library(settings)

    assert (served, len(later.sources())) == (2, 3)
    assert stream.getvalue().count("another run is at work on the library") == 1
    later.close()


@pytest.mark.usefixtures("_own_signals", "own_log")
def test_vectors_that_another_run_still_makes_are_waited_for(tmp_path: Path) -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)
    settings = settings_of(tmp_path)
    write_seeds(tmp_path)
    open_library(settings).close()
    shutil.rmtree(settings.index / "libraries")
    library = open_library(settings.model_copy(update={"seeds": tmp_path / "none"}))
    engine = connect(settings.catalogue_of(settings.index))
    with engine.begin() as connection:
        connection.execute(delete(schema.embeddings))
    engine.dispose()
    answering = Answering(library, answer_seconds=20.0, max_questions=4)

    async def run() -> None:
        warming = asyncio.create_task(startup._warm(answering))  # noqa: SLF001
        told = "doing='loading the library'"
        while told not in stream.getvalue() and not warming.done():  # noqa: ASYNC110 - no event.
            await asyncio.sleep(0.01)
        assert not answering.is_warm
        await asyncio.to_thread(library.index, [settings.seeds])
        await asyncio.wait_for(warming, 60)

    asyncio.run(run())

    assert answering.is_warm
    assert "library ready" in stream.getvalue()
    answering.close()
    library.close()
