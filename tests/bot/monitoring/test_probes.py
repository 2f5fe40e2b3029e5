"""What the owner's tools are told over HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import pytest

from bot.errors import StartupError
from bot.gateway.sharding import ShardState
from bot.monitoring.metrics import Metrics
from bot.monitoring.probes import HOST, Probes
from retrieval.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.asking.answering import Answering
    from bot.gateway.client import ChapterClient
    from retrieval.domain import Job


class _Answering:
    is_warm = True


class _Client:
    def __init__(self, *connected: bool, ready: bool = True, closing: bool = False) -> None:
        self.closing = closing
        self._connected = connected
        self._ready = ready

    def shard_states(self) -> list[ShardState]:
        return [
            ShardState(number, connected=connected, latency=None)
            for number, connected in enumerate(self._connected)
        ]

    def is_ready(self) -> bool:
        return self._ready


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


async def no_jobs() -> list[Job]:
    return []


async def no_catalogue() -> list[Job]:
    raise CatalogueError("the database is away")


def probes(
    client: _Client | None,
    *,
    warm: bool = True,
    port: int = 0,
    jobs: Callable[[], Awaitable[list[Job]]] = no_jobs,
) -> Probes:
    answering = _Answering()
    answering.is_warm = warm
    made = Probes(port, Metrics(), cast("Answering", answering), jobs)
    made.client = cast("ChapterClient | None", client)
    return made


def get(served: Probes, port: int, path: str) -> tuple[int, str, str]:
    """Return status, type and body of an answer over the real network."""

    async def run() -> tuple[int, str, str]:
        async with (
            served,
            aiohttp.ClientSession() as session,
            session.get(f"http://{HOST}:{port}{path}") as answer,
        ):
            return answer.status, answer.headers["Content-Type"], await answer.text()

    return asyncio.run(run())


MODEL = "the model and the search indexes are not loaded yet"
NO_CONNECTION = "there is no connection to Discord yet"


@pytest.mark.parametrize(
    ("client", "warm", "missing"),
    [
        (_Client(True, True), True, []),
        (_Client(True), False, [MODEL]),
        (None, True, [NO_CONNECTION]),
        (_Client(), False, [MODEL, NO_CONNECTION]),
        (_Client(False, True, False), True, ["not connected to Discord: shard 0, 2"]),
        (_Client(True, ready=False), True, ["Discord has not described the servers yet"]),
        (_Client(True, closing=True), True, ["the bot is stopping"]),
    ],
)
def test_what_is_missing_is_named(
    client: _Client | None, missing: list[str], *, warm: bool
) -> None:
    port = free_port()

    status, kind, body = get(probes(client, warm=warm, port=port), port, "/readyz")

    assert status == (503 if missing else 200)
    assert kind.startswith("application/json")
    assert json.loads(body) == {"ready": not missing, "missing": missing}


def test_alive_is_whoever_answers() -> None:
    port = free_port()

    status, _, body = get(probes(None, warm=False, port=port), port, "/healthz")

    assert (status, json.loads(body)) == (200, {"alive": True})


def test_metrics_are_in_prometheus_form() -> None:
    port = free_port()

    status, kind, body = get(probes(None, port=port), port, "/metrics")

    assert status == 200
    assert kind.startswith("text/plain; version=")
    assert "\nchapter_verse_questions_under_way 0.0\n" in body
    assert "\nprocess_resident_memory_bytes " in body
    assert '\nchapter_verse_jobs{state="queued"} 0.0\n' in body


def test_a_catalogue_that_is_away_does_not_keep_metrics_from_being_told() -> None:
    port = free_port()

    status, _, body = get(probes(None, port=port, jobs=no_catalogue), port, "/metrics")

    assert status == 200
    assert '\nchapter_verse_jobs{state="queued"} NaN\n' in body


def test_only_this_machine_is_served() -> None:
    async def run() -> list[Any]:
        async with probes(None, port=free_port()) as served:
            assert served._runner is not None  # noqa: SLF001
            return [address[0] for address in served._runner.addresses]  # noqa: SLF001

    assert asyncio.run(run()) == ["127.0.0.1"]


def test_without_a_port_nothing_is_served() -> None:
    async def run() -> None:
        async with probes(None) as served:
            assert served._runner is None  # noqa: SLF001

    asyncio.run(run())


def test_a_port_in_use_is_one_line_that_says_what_to_do() -> None:
    async def run() -> str:
        with socket.socket() as taken:
            taken.bind((HOST, 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(StartupError) as caught:
                await probes(None, port=port).__aenter__()
            return str(caught.value).replace(str(port), "PORT")

    said = asyncio.run(run())
    assert said.startswith("The metrics cannot be served on port PORT of 127.0.0.1: ")
    assert said.endswith(
        "address already in use. Set DISCORD_METRICS_PORT to another port, one for each bot on this "
        "machine, or to 0 for none."
    )
