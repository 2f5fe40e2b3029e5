"""The connections to Discord's gateway: which shards this process serves, and how it keeps them.

Discord splits the guilds of a large bot into shards, each with a connection of its own; direct
messages come through shard 0. One process serves all of them, or several a part each.

Three things are done otherwise than ``discord.AutoShardedClient`` does them: what fails is one line
in the log; a lost connection that cannot be renewed at once is resumed later, as the client without
shards does, so that nothing of what happened meanwhile is missed; and the pauses between attempts
end at a minute, not at a quarter of an hour.
"""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import Shard

from bot.delivery.retrying import Backoff, is_passing

if TYPE_CHECKING:
    import yarl

_CONNECT_SECONDS = 60.0
"""Seconds for a connection to open and Discord to greet."""

_LONGEST_PAUSE_EXPONENT = 6
"""Of two, in seconds: the longest pause between attempts to renew a connection is about a minute."""


@dataclass(frozen=True, slots=True)
class Shards:
    """Which shards a process serves."""

    count: int | None = None
    """Shards of the whole bot; without a number as many as Discord recommends."""
    ids: tuple[int, ...] = ()
    """Those that this process serves; without any, all of them."""

    @property
    def first(self) -> bool:
        """Whether shard 0 is among them, whose process does what is done once for the whole bot."""
        return self.serve(None)

    def serve(self, guild: int | None) -> bool:
        """Tell whether what happens in a guild, or in direct messages, reaches this process.

        Discord's rule: https://discord.com/developers/docs/events/gateway#sharding
        """
        return not self.ids or ((guild or 0) >> 22) % (self.count or 1) in self.ids


@dataclass(frozen=True, slots=True)
class ShardState:
    """How a shard is connected."""

    id: int
    connected: bool
    latency: float | None
    """Seconds from the last heartbeat to its acknowledgement, once there was one."""


class ShardedClient(discord.AutoShardedClient):
    """A client of Discord's that serves some or all shards."""

    if TYPE_CHECKING:  # Where discord.py keeps them; its version is pinned.
        _AutoShardedClient__shards: dict[int, Shard]
        _AutoShardedClient__queue: asyncio.PriorityQueue[Any]

    def __init__(self, shards: Shards, **options: Any) -> None:
        """Serve ``shards``; the rest is for ``discord.AutoShardedClient``."""
        self.served = shards
        if shards.ids:
            options["shard_ids"] = list(shards.ids)
        super().__init__(shard_count=shards.count, **options)

    def shard_states(self) -> list[ShardState]:
        """Return the state of each shard that is served; none before it is known which they are."""
        there = self.shards
        states = []
        for number in self.served.ids or range(self.shard_count or 0):
            shard = there.get(number)
            if shard is None or shard.is_closed():
                states.append(ShardState(number, connected=False, latency=None))
                continue
            latency = shard.latency
            known = latency if math.isfinite(latency) else None
            states.append(ShardState(number, connected=True, latency=known))
        return states

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Connect a shard for the first time, and try again for as long as that may help."""
        backoff = Backoff()
        while True:
            try:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    socket = await DiscordWebSocket.from_client(
                        self, initial=initial, gateway=gateway, shard_id=shard_id
                    )
            except Exception as error:
                # Discord may also close a connection that it has not greeted yet.
                if not (is_passing(error) or isinstance(error, ReconnectWebSocket)):
                    raise
                await backoff.wait("connecting to Discord", error)
            else:
                break
        shard = _ResumingShard(socket, self, self._AutoShardedClient__queue.put_nowait)
        self._AutoShardedClient__shards[shard_id] = shard
        shard.launch()


class _ResumingShard(Shard):
    """A shard that takes up its session again whenever there is one."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._backoff = _Pauses()

    async def reconnect(self) -> None:
        """Connect again after a failure; Discord says so if the session is over."""
        if self.ws.session_id is None:
            await super().reconnect()
        else:
            await self.reidentify(ReconnectWebSocket(self.id, resume=True))


class _Pauses(ExponentialBackoff[Literal[False]]):
    def __init__(self) -> None:
        super().__init__()
        self._max = _LONGEST_PAUSE_EXPONENT


class _OneLine(logging.Filter):
    """Makes one line of each attempt to reconnect, which discord.py logs with a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record; every record passes."""
        if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
            record.msg = f"{record.msg}: %s"
            reason = record.exc_info[0].__name__ if record.exc_info[0] else "unknown"
            record.args = (*(record.args if isinstance(record.args, tuple) else ()), reason)
            record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


logging.getLogger("discord.shard").addFilter(_OneLine())
