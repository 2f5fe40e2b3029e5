"""What the owner's tools ask over HTTP, on this machine alone: metrics, alive, ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.errors import NoticeError, StartupError
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.asking.answering import Answering
    from bot.gateway.client import ChapterClient
    from bot.monitoring.metrics import Metrics
    from retrieval.domain import Job

HOST = "127.0.0.1"

_GOODBYE_SECONDS = 1.0
"""Seconds for a request under way when the bot ends."""


class Probes:
    """Serves ``/metrics``, ``/healthz`` and ``/readyz`` from the bot's own event loop.

    An answer to ``/healthz`` says by itself that the process lives and its loop turns.
    """

    def __init__(
        self,
        port: int,
        metrics: Metrics,
        answering: Answering,
        jobs: Callable[[], Awaitable[Iterable[Job]]],
    ) -> None:
        """Serve on ``port``; with port 0 nothing is served.

        :param jobs: returns what moderators have asked for and has not ended.
        """
        self.client: ChapterClient | None = None
        """The connection to Discord, once there is one."""
        self._port = port
        self._metrics = metrics
        self._answering = answering
        self._jobs = jobs
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Begin to serve.

        :raises StartupError: when the port cannot be had.
        """
        if not self._port:
            return self
        app = web.Application()
        app.router.add_get("/metrics", self._serve_metrics)
        app.router.add_get("/healthz", self._serve_health)
        app.router.add_get("/readyz", self._serve_readiness)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GOODBYE_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = (error.strerror or str(error)).lower()
            raise StartupError(
                f"The metrics cannot be served on port {self._port} of {HOST}: {reason}. Set "
                "DISCORD_METRICS_PORT to another port, one for each bot on this machine, or to 0 "
                "for none."
            ) from error
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Give the port back."""
        if self._runner is not None:
            await self._runner.cleanup()

    def missing(self) -> list[str]:
        """Return what keeps the bot from answering at this moment, a sentence each."""
        missing = []
        if not self._answering.is_warm:
            missing.append("the model and the search indexes are not loaded yet")
        if self.client is None or not (shards := self.client.shard_states()):
            missing.append("there is no connection to Discord yet")
            return missing
        away = [str(shard.id) for shard in shards if not shard.connected]
        if away:
            missing.append(f"not connected to Discord: shard {', '.join(away)}")
        elif not self.client.is_ready():
            missing.append("Discord has not described the servers yet")
        if self.client.closing:
            missing.append("the bot is stopping")
        return missing

    async def _serve_metrics(self, _request: web.Request) -> web.Response:
        try:
            self._metrics.show_queue(await self._jobs())
        except (RetrievalError, NoticeError):  # The catalogue is away, which questions will tell.
            self._metrics.show_queue(None)
        return web.Response(
            body=self._metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _serve_health(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _serve_readiness(self, _request: web.Request) -> web.Response:
        missing = self.missing()
        body = {"ready": not missing, "missing": missing}
        return web.json_response(body, status=503 if missing else 200)
