"""Digests are looked for again and again; what goes wrong in one guild is no other's trouble."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any, cast

import pytest

from bot.digests import Digests
from retrieval.domain import DayCount, Insights
from tests.bot.builders import SettingsAlone

INSIGHTS = Insights("2026-11-01T00:00:00+00:00", (DayCount("2026-11-01", 1),), 0, 0, (), ())
HOUR = dt.timedelta(hours=1)


class _Reviewer:
    """Has a digest due once for each guild; looking for that of guild 1 fails."""

    def __init__(self) -> None:
        self.looks = 0
        self.looked_again = asyncio.Event()
        self.claimed: list[tuple[int, dt.timedelta]] = []

    async def digest_channels(self) -> dict[int, int]:
        self.looks += 1
        if self.looks == 4:
            self.looked_again.set()
        if self.looks == 1:
            raise OSError("the catalogue is away")
        return {1: 10, 2: 20, 3: 30}

    async def claim_digest(
        self, *, guild: int, every: dt.timedelta
    ) -> tuple[Insights, bytes] | None:
        if guild == 1:
            raise RuntimeError("no")
        if (guild, every) in self.claimed:
            return None
        self.claimed.append((guild, every))
        return INSIGHTS, b"\x89PNG"


class _Client:
    """Takes messages for channels, of which 20 is gone."""

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
            raise OSError("gone")
        self.sent.append(message)
        self.taken.set()


@pytest.mark.parametrize(
    ("language", "title"),
    [(None, "What was asked lately"), ("cy", "Beth a ofynnwyd yn ddiweddar")],
)
def test_each_guild_gets_its_digest_whatever_becomes_of_the_others(
    language: str | None, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.digests._LOOK_SECONDS", 0.001)

    async def run() -> tuple[_Client, _Reviewer]:
        client, reviewer = _Client(language), _Reviewer()
        digests = Digests(cast("Any", client), cast("Any", reviewer), hours=1)
        digests.start()
        await asyncio.sleep(0)
        # Nothing is noted as sent before Discord can take it.
        assert (reviewer.looks, reviewer.claimed) == (0, [])
        client.ready.set()
        async with asyncio.timeout(10):
            await client.taken.wait()
            await reviewer.looked_again.wait()
        await digests.stop()
        return client, reviewer

    client, reviewer = asyncio.run(run())

    assert reviewer.claimed == [(2, HOUR), (3, HOUR)]
    (message,) = client.sent
    assert message["embed"].title == title
    assert [file.filename for file in message["files"]] == ["questions.png"]
