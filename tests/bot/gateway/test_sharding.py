"""Which shards a process serves, and how it tells what becomes of their connections."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.errors import StartupError
from bot.gateway.sharding import ShardedClient, Shards, ShardState
from bot.startup import _Session
from tests.discord_double import DiscordDouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.gateway.client import ChapterClient


def with_client(shards: Shards, use: Callable[[ShardedClient], Any]) -> Any:
    async def run() -> Any:
        return use(ShardedClient(shards, intents=discord.Intents.none()))

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("shards", "first"),
    [(Shards(), True), (Shards(4), True), (Shards(4, (1, 2)), False), (Shards(4, (3, 0)), True)],
)
def test_the_process_with_shard_0_does_what_is_done_once(shards: Shards, *, first: bool) -> None:
    assert shards.first is first


@pytest.mark.parametrize(
    ("shards", "states"),
    [
        (Shards(), []),
        (Shards(2), [0, 1]),
        (Shards(8, (3, 5)), [3, 5]),
    ],
)
def test_before_the_gateway_is_connected_no_shard_is(shards: Shards, states: list[int]) -> None:
    found = with_client(shards, lambda client: client.shard_states())

    assert found == [ShardState(number, connected=False, latency=None) for number in states]


@pytest.mark.parametrize("guild", [None, 6 << 22, 7 << 22, (7 << 22) + 5])
def test_a_guild_is_served_by_the_process_of_its_shard(guild: int | None) -> None:
    home = 0 if guild is None else (guild >> 22) % 4
    for number in range(4):
        assert Shards(4, (number,)).serve(guild) is (number == home)
    assert Shards().serve(guild) is True


def test_an_attempt_to_reconnect_is_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    try:
        socket.create_connection(("127.0.0.1", 0))
    except ConnectionRefusedError:
        # As discord.py writes it.
        logging.getLogger("discord.shard").exception(
            "Attempting a reconnect for shard ID %s in %.2fs", 3, 1.5
        )

    (record,) = caplog.records
    assert record.getMessage() == (
        "Attempting a reconnect for shard ID 3 in 1.50s: ConnectionRefusedError"
    )
    assert (record.levelname, record.exc_info) == ("WARNING", None)


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[DiscordDouble]:
    """Return a Discord that clients of this process speak to."""
    with DiscordDouble() as double:
        where = double.environment
        monkeypatch.setattr(Route, "BASE", where["DOUBLE_REST_URL"])
        monkeypatch.setattr(
            DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(where["DOUBLE_GATEWAY_URL"])
        )
        yield double
        assert double.violations == []


class _Client(ShardedClient):
    """A client that does nothing but connect, and at once."""

    def __init__(self, shards: Shards) -> None:
        super().__init__(shards, intents=discord.Intents(guilds=True), guild_ready_timeout=0.1)
        self.told = asyncio.Event()

    async def before_identify_hook(
        self, shard_id: int | None, *, initial: bool = False
    ) -> None: ...

    async def on_ready(self) -> None:
        self.told.set()

    async def finish(self, seconds: float) -> None: ...


def connect(double: DiscordDouble, shards: Shards) -> list[ShardState]:
    """Run a session until it is connected; return what it then says of its shards."""

    async def run() -> list[ShardState]:
        client = _Client(shards)
        session = asyncio.create_task(
            _Session(lambda: cast("ChapterClient", client), double.token).run()
        )
        told = asyncio.create_task(client.told.wait())
        try:
            async with asyncio.timeout(60):
                await asyncio.wait({session, told}, return_when=asyncio.FIRST_COMPLETED)
            if session.done():
                session.result()
            return client.shard_states()
        finally:
            for task in (told, session):
                task.cancel()
                with suppress(asyncio.CancelledError, StartupError):
                    await task

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("shards", "expected", "questions"),
    [
        (Shards(), [[0, 3], [1, 3], [2, 3]], 1),
        (Shards(2), [[0, 2], [1, 2]], 0),
        (Shards(4, (1, 3)), [[1, 4], [3, 4]], 0),
    ],
    ids=["as many as Discord recommends", "all of a number", "some of a number"],
)
def test_the_shards_that_are_served_are_connected(
    shards: Shards, expected: list[list[int]], questions: int, double: DiscordDouble
) -> None:
    double.gateway.recommended_shards = 3

    states = connect(double, shards)

    assert sorted(payload["shard"] for payload in double.identify_payloads) == expected
    assert [state.id for state in states] == [number for number, _ in expected]
    assert all(state.connected for state in states)
    assert len(double.requests_to("GET", "/gateway/bot")) == questions


def test_a_recommendation_that_discord_does_not_give_is_asked_for_again(
    double: DiscordDouble,
) -> None:
    fault = double.fail("GET", "/gateway/bot", status=503)

    (state,) = connect(double, Shards())

    assert (state.id, state.connected) == (0, True)
    assert fault.hits == 1
    assert len(double.requests_to("GET", "/gateway/bot")) == 2


@pytest.mark.parametrize("code", [4010, 4011])
def test_a_wrong_number_of_shards_ends_the_bot_with_what_to_do(
    code: int, double: DiscordDouble
) -> None:
    double.faults.close_identify_with = code

    with pytest.raises(StartupError, match=rf"number of shards \({code}\).*DISCORD_SHARD_COUNT"):
        connect(double, Shards(2))
