"""From a token to a running bot, and from a signal to an orderly end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

import discord

from bot.asking.answering import Answering
from bot.asking.cooldown import Allowance, Cooldown
from bot.asking.desk import Desk
from bot.building import build
from bot.delivery.retrying import Backoff, is_passing
from bot.errors import StartupError
from bot.gateway.client import ChapterClient
from bot.gateway.sharding import Shards
from bot.insights.reviewer import Reviewer
from bot.moderation.librarian import Librarian
from bot.monitoring.logs import get_logger, tell
from bot.monitoring.metrics import Metrics
from bot.monitoring.probes import Probes
from retrieval.errors import (
    CatalogueAwayError,
    LibraryBusyError,
    LibraryOutOfDateError,
    RetrievalError,
)
from retrieval.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from bot.settings import BotSettings
    from retrieval.settings import RetrievalSettings

log = get_logger(__name__)

FINISH_SECONDS = 8.0
"""Seconds that answers under way may take once the bot is told to stop; with the goodbye it is 10."""

_CLOSE_SECONDS = 5.0
"""Seconds for Discord to say goodbye."""

_WRONG_CREDENTIALS = (
    "Discord refused the token in DISCORD_TOKEN. Get a new one in the developer portal "
    "(https://discord.com/developers/applications, your application, Bot, Reset Token), "
    "put it into .env and start again."
)
_NO_APPLICATION = (
    "Discord knows no application for the token in DISCORD_TOKEN. Use the token of a bot from the "
    "developer portal (https://discord.com/developers/applications), not a user's."
)
_NO_INTENTS = (
    "Discord closed the connection because of disallowed intents (4014). This bot needs no "
    "privileged intent; check in the developer portal that the application is not restricted."
)
_WRONG_SHARDS = (
    "Discord takes no connection with this number of shards ({code}): it is wrong, or too small for "
    "a bot in so many servers. Leave DISCORD_SHARD_COUNT and DISCORD_SHARD_IDS empty to serve as "
    "many shards as Discord recommends, or raise the number in every process of this bot."
)
_CLOSE_CODES = {
    4004: _WRONG_CREDENTIALS,
    4010: _WRONG_SHARDS.format(code=4010),
    4011: _WRONG_SHARDS.format(code=4011),
    4014: _NO_INTENTS,
}


def open_library(retrieval: RetrievalSettings, *, bar: bool = True) -> Library:
    """Open the library and build what is new, as soon as its database is there.

    From then on SIGTERM is what Ctrl-C is, until ``run`` takes the signals.

    :param bar: see ``build``.
    :raises KeyboardInterrupt: when told to stop.
    :raises RetrievalError: where waiting mends nothing.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    backoff = Backoff()
    while True:
        try:
            return _opened(retrieval, bar=bar)
        except CatalogueAwayError as error:
            asyncio.run(backoff.wait("opening the library", error, why=str(error)))


def _opened(retrieval: RetrievalSettings, *, bar: bool) -> Library:
    library = Library.open(retrieval.index, settings=retrieval)
    try:
        build(library, retrieval.seeds, bar=bar)
    except LibraryBusyError:
        # What there is can be served, and is brought up to date by whoever is at it.
        log.warning("another run is at work on the library: starter documents wait for a restart")
    except BaseException:
        library.close()
        raise
    return library


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(settings: BotSettings, retrieval: RetrievalSettings, library: Library) -> int:
    """Run the bot until it is told to stop or cannot go on; return the exit code.

    :raises StartupError: when there is no token.
    """
    if settings.token is None:
        raise StartupError("DISCORD_TOKEN is not set.")
    token = settings.token.get_secret_value()
    answering = Answering(
        library, answer_seconds=settings.answer_seconds, max_questions=settings.max_questions
    )
    librarian = Librarian(library, retrieval.index)
    reviewer = Reviewer(library)
    metrics = Metrics()
    metrics.watch_library(library)
    desk = Desk(
        answering,
        Cooldown(settings.cooldown_seconds),
        most_characters=retrieval.max_question_characters,
        allowance=Allowance(settings.guild_questions_per_minute),
        metrics=metrics,
    )
    probes = Probes(settings.metrics_port, metrics, answering, librarian.jobs)

    def build() -> ChapterClient:
        client = ChapterClient(
            desk,
            answering,
            librarian,
            reviewer,
            answer_days=retrieval.answer_days,
            digest_hours=settings.digest_hours,
            shards=Shards(settings.shard_count, settings.shard_ids),
            metrics=metrics,
            attachment_hosts=settings.attachment_hosts,
        )
        metrics.watch_gateway(client)
        probes.client = client
        return client

    async def probed() -> None:
        async with probes:
            await serve(build, token, answering)

    try:
        asyncio.run(probed())
        code = 0
    except StartupError as error:
        tell(str(error), severity=logging.ERROR)
        code = 1
    if all([answering.close(), librarian.close(), reviewer.close()]):
        library.close()
        return code
    # A thread that was given up on, or is still loading the model, would hold the process until it
    # ends, if it ever does.
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)


async def serve(build: Callable[[], ChapterClient], token: str, answering: Answering) -> None:
    """Connect, and serve until SIGTERM or SIGINT.

    :raises StartupError: when Discord or the library makes that impossible.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    session = asyncio.create_task(_Session(build, token).run())
    warming = asyncio.create_task(_warm(answering))
    stopping = asyncio.create_task(stop.wait())
    try:
        waiting: set[asyncio.Task[object]] = {session, warming, stopping}
        while not session.done() and not stopping.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        log.info("stopping")
    finally:
        for task in (session, warming, stopping):
            task.cancel()
        await asyncio.gather(session, warming, stopping, return_exceptions=True)


async def _warm(answering: Answering) -> None:
    backoff = Backoff()
    while True:
        try:
            await answering.warm()
        except (CatalogueAwayError, LibraryOutOfDateError) as error:
            # Whoever asks meanwhile is told; another run may be embedding what is missing.
            await backoff.wait("loading the library", error, why=str(error))
        except RetrievalError as error:
            raise StartupError(f"The library cannot be searched: {error}") from error
        else:
            log.info("library ready")
            return


class _Session:
    """One client from log-in to goodbye, and as many attempts as that takes."""

    def __init__(self, build: Callable[[], ChapterClient], token: str) -> None:
        self._build = build
        self._token = token

    async def run(self) -> None:
        """Log in, connect and stay connected; close in an orderly way when cancelled."""
        client = await self._log_in()
        try:
            await self._connect(client)
        finally:
            await client.finish(FINISH_SECONDS)
            await _close(client)

    async def _log_in(self) -> ChapterClient:
        backoff = Backoff()
        while True:
            # A client whose log-in failed has used its connections up, so each attempt has its own.
            client = self._build()
            try:
                await client.login(self._token)
            except BaseException as error:
                await _close(client)
                if (reason := fatal(error)) is not None:
                    raise StartupError(reason) from error
                if not is_passing(error):
                    raise
                await backoff.wait("logging in to Discord", error)
            else:
                return client

    async def _connect(self, client: ChapterClient) -> None:
        backoff = Backoff()
        while not client.is_closed():
            try:
                await client.connect()
            except Exception as error:
                # What Discord said when it was asked for the number of shards.
                no_gateway = isinstance(error, discord.GatewayNotFound)
                cause = (error.__cause__ if no_gateway else None) or error
                if (reason := fatal(cause)) is not None:
                    raise StartupError(reason) from error
                if client.is_closed() or not is_passing(cause):
                    raise
                await backoff.wait("connecting to Discord", cause)


def fatal(error: BaseException) -> str | None:
    """Return what the owner has to do about an error that trying again will not mend."""
    if isinstance(error, discord.LoginFailure):
        return _WRONG_CREDENTIALS
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return _NO_INTENTS
    if isinstance(error, discord.ConnectionClosed):
        known = _CLOSE_CODES.get(error.code)
        return known or f"Discord closed the connection for good (code {error.code})."
    if isinstance(error, discord.MissingApplicationID | discord.NotFound | discord.Forbidden):
        return _NO_APPLICATION
    if isinstance(error, discord.HTTPException) and not is_passing(error):
        return f"Discord refused to log the bot in (status {error.status}, code {error.code})."
    return None


async def _close(client: ChapterClient) -> None:
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await client.close()
    except TimeoutError:
        log.warning("Discord did not say goodbye in time")
