"""The process that carries jobs out: started when there is one, ended in an orderly way."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import retrieval
from bot.monitoring.logs import get_logger, options

if TYPE_CHECKING:
    from asyncio.subprocess import Process

log = get_logger(__name__)

_END_SECONDS = 8.0
"""Seconds in which it hands its job back once it is told to; then it is killed, which a job
survives as well."""

_KILLED_SECONDS = 1.0
"""Seconds for a killed process to be gone; after that it is left to the system."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 15.0
"""Seconds before it is started again where it ended though something is left to do: it failed, or
made way for the worker of another process. Each pause is twice the last."""


class Worker:
    """``python -m retrieval work`` on one library, one process at a time."""

    def __init__(self, index: Path) -> None:
        """Work on the library in the folder ``index``."""
        library = ("--index", str(index.absolute()))
        # Were this process killed, the worker would otherwise go on without anybody to end it.
        work = ("work", "--parent", str(os.getpid()), *options())
        self._command = (sys.executable, "-m", "retrieval", *library, *work)
        self._process: Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._pause = _FIRST_PAUSE
        self._not_before = 0.0
        self._told_to_end = False
        self.stuck = False
        """Whether it could not be started, or ended with an error, the last time."""

    @property
    def running(self) -> bool:
        """Whether a process is at work that this bot has started."""
        return self._watching is not None and not self._watching.done()

    async def ensure(self) -> None:
        """Start the process where none runs, unless it ended a moment ago."""
        if self.running or time.monotonic() < self._not_before:
            return
        self._told_to_end = False
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.DEVNULL, env=environment()
            )
        except OSError as error:
            self._failed(error.strerror or type(error).__name__)
            self._rest()
            return
        log.info("the worker has started", pid=self._process.pid)
        self._watching = asyncio.create_task(self._watch(self._process))

    def hurry(self) -> None:
        """Let the next start be now: there is something new to do."""
        self._pause, self._not_before = _FIRST_PAUSE, 0.0

    async def ended(self) -> None:
        """Wait until no process is at work."""
        if self._watching is not None:
            await asyncio.shield(self._watching)

    async def stop(self) -> None:
        """Have the process hand back what it is at, and end."""
        process = self._process
        if process is None or not self.running:
            return
        self._told_to_end = True
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self.ended()
        except TimeoutError:
            log.warning("the worker did not end in time")
            with suppress(ProcessLookupError):
                process.kill()
            with suppress(TimeoutError):
                async with asyncio.timeout(_KILLED_SECONDS):
                    await self.ended()

    async def _watch(self, process: Process) -> None:
        code = await process.wait()
        # Before it can take the signal, it simply ends by it.
        if code == 0 or (self._told_to_end and code == -signal.SIGTERM):
            self.stuck = False
            log.info("the worker has ended")
        else:
            self._failed(f"it ended with {code}")
        self._rest()

    def _failed(self, why: str) -> None:
        self.stuck = True
        log.error("the worker failed", why=why)

    def _rest(self) -> None:
        self._not_before = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


def environment() -> dict[str, str]:
    """Return our own environment without the token, and with the way to the package."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("DISCORD_")}
    root = str(Path(retrieval.__file__).resolve().parents[1])
    paths = [root, *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}
