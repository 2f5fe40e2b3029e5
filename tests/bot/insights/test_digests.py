"""Digests are looked for again and again; what goes wrong in one guild is no other's trouble."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any, cast

import pytest

from bot.gateway.sharding import Shards
from bot.insights.digests import Digests
from retrieval.domain import DayCount, Digest, Insights
from tests.bot.builders import SettingsAlone

INSIGHTS = Insights("2026-11-01T00:00:00+00:00", (DayCount("2026-11-01", 1),), 0, 0, (), ())
DIGEST = Digest(
    INSIGHTS, dt.datetime(2026, 11, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
)
HOUR = dt.timedelta(hours=1)

ELSEWHERE = 5 << 22
"""A guild of the other of two shards."""


class _Reviewer:
    """Has a digest due for each guild until it is sent; looking for that of guild 1 fails.

    That one was sent can be noted the second time only.
    """

    def __init__(self) -> None:
        self.looks = 0
        self.looked_again = asyncio.Event()
        self.wanted: list[tuple[int, dt.timedelta]] = []
        self.noted: list[tuple[int, Digest]] = []

    async def digest_channels(self) -> dict[int, int]:
        self.looks += 1
        if self.looks == 6:
            self.looked_again.set()
        if self.looks == 1:
            raise OSError("the catalogue is away")
        return {1: 10, 2: 20, 3: 30, ELSEWHERE: 40}

    async def due_digest(self, *, guild: int, every: dt.timedelta) -> tuple[Digest, bytes] | None:
        if guild == 1:
            raise RuntimeError("no")
        if (guild, DIGEST) in self.noted:
            return None
        self.wanted.append((guild, every))
        return DIGEST, b"\x89PNG"

    async def digest_sent(self, digest: Digest, *, guild: int) -> None:
        if self.looks < 4:
            raise OSError("the catalogue is away")
        self.noted.append((guild, digest))


class _Client:
    """Takes messages for channels, of which 20 is away, and serves the first of two shards."""

    served = Shards(2, (0,))

    def __init__(self, language: str | None = None) -> None:
        self.ready = asyncio.Event()
        self.taken = asyncio.Event()
        self.sent: list[dict[str, Any]] = []
        self.answering = SettingsAlone(language=language)
        self._channel = 0

    def get_guild(self, _guild: int) -> None:
        """Know no guild."""

    async def wait_until_ready(self) -> None:
        await self.ready.wait()

    def get_partial_messageable(self, channel: int) -> _Client:
        self._channel = channel
        return self

    async def send(self, **message: Any) -> None:
        if self._channel == 20:
            raise OSError("away")
        self.sent.append(message)
        self.taken.set()


@pytest.mark.parametrize(
    ("language", "title"),
    [(None, "What was asked lately"), ("cy", "Beth a ofynnwyd yn ddiweddar")],
)
def test_each_guild_gets_its_digest_whatever_becomes_of_the_others(
    language: str | None, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.insights.digests._LOOK_SECONDS", 0.001)

    async def run() -> tuple[_Client, _Reviewer]:
        client, reviewer = _Client(language), _Reviewer()
        digests = Digests(cast("Any", client), cast("Any", reviewer), hours=1)
        digests.start()
        await asyncio.sleep(0)
        # Nothing is looked for before Discord can take it.
        assert (reviewer.looks, reviewer.wanted) == (0, [])
        client.ready.set()
        async with asyncio.timeout(10):
            await client.taken.wait()
            await reviewer.looked_again.wait()
        await digests.stop()
        return client, reviewer

    client, reviewer = asyncio.run(run())

    # What Discord has not taken is tried again; what could not be noted is not sent again for that.
    assert reviewer.wanted == [(2, HOUR), (3, HOUR), *[(2, HOUR)] * (len(reviewer.wanted) - 2)]
    assert len(reviewer.wanted) > 3
    assert reviewer.noted == [(3, DIGEST)]
    (message,) = client.sent
    assert len(message["nonce"]) <= 25
    assert message["embed"].title == title
    assert [file.filename for file in message["files"]] == ["questions.png"]
