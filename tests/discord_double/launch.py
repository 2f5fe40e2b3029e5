"""Run a bot's entry point against the double, without a change to it.

    python tests/discord_double/launch.py [SCRIPT [ARGUMENT ...]]

``DOUBLE_REST_URL`` and ``DOUBLE_GATEWAY_URL`` say where the double is. SCRIPT is ``run_bot.py``
unless another is named. ``DOUBLE_HEARTBEAT_TIMEOUT`` shortens the 60 s after which discord.py gives
up a connection that has gone silent.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

import yarl
from discord.client import Client
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState

_GUILD_SECONDS = 0.2
"""Seconds that discord.py waits for further guilds before it is ready; 2 of its own accord."""


def point_at_double() -> None:
    """Have discord.py speak to the double, and not wait where only Discord's limits demand it."""
    Route.BASE = os.environ["DOUBLE_REST_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DOUBLE_GATEWAY_URL"])

    async def identify_at_once(
        self: Client, shard_id: int | None, *, initial: bool = False
    ) -> None:
        """Skip the five seconds before a second IDENTIFY."""

    Client.before_identify_hook = identify_at_once  # type: ignore[method-assign]
    original = ConnectionState.__init__

    def begin(self: Any, *args: Any, **kwargs: Any) -> None:
        kwargs["guild_ready_timeout"] = _GUILD_SECONDS
        if "DOUBLE_HEARTBEAT_TIMEOUT" in os.environ:
            kwargs["heartbeat_timeout"] = float(os.environ["DOUBLE_HEARTBEAT_TIMEOUT"])
        original(self, *args, **kwargs)

    ConnectionState.__init__ = begin  # type: ignore[method-assign]


def main() -> None:
    """Run the script as ``python SCRIPT`` would."""
    script, *arguments = sys.argv[1:] or ["run_bot.py"]
    # A job in the background ignores Ctrl+C, and so would all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    point_at_double()
    sys.argv = [script, *arguments]
    # In place of this file's own folder, whose modules the bot must not see as its own.
    own = str(Path(__file__).resolve().parent)
    sys.path[:] = [str(Path(script).resolve().parent), *(p for p in sys.path if p != own)]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
