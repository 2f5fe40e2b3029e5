"""The connection to Discord: which events are heard, which commands exist, what is under way."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot import commands
from bot.asking.listening import Ask, Ignore, decide, hear
from bot.asking.mentions import answer_message
from bot.cards import notices
from bot.delivery import failures
from bot.delivery.apologies import apologise
from bot.delivery.deliveries import MessageDelivery, ReplyDelivery
from bot.delivery.readers import language_for
from bot.delivery.retrying import Backoff, is_passing
from bot.delivery.unfinished import Unfinished
from bot.errors import NoticeError
from bot.gateway.command_names import CommandNames
from bot.gateway.sharding import ShardedClient, Shards
from bot.insights.digests import WEEK_HOURS, Digests
from bot.insights.forgetting import forget_regularly
from bot.language.translation import speaking
from bot.moderation.consulting import Replies
from bot.moderation.jobs import Jobs
from bot.moderation.worker import Worker
from bot.monitoring.logs import get_logger
from bot.monitoring.metrics import Metrics
from bot.monitoring.redaction import private_texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable

    from bot.asking.answering import Answering
    from bot.asking.desk import Desk
    from bot.cards import Card
    from bot.delivery.deliveries import Delivery
    from bot.insights.reviewer import Reviewer
    from bot.moderation.librarian import Librarian

log = get_logger(__name__)

_PATIENCE = 60.0
"""Longest ``retry_after``, in seconds, that a request with the bot's token waits for."""

# Nothing here speaks, so discord.py need not warn that it cannot.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


def intents() -> discord.Intents:
    """Return the events that are heard: guilds and messages, none of them privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    return wanted


class Tree(app_commands.CommandTree["ChapterClient"]):
    """The commands; whatever fails before one begins goes to the same handler as the rest."""

    async def on_error(
        self,
        interaction: discord.Interaction[ChapterClient],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Hand an error of discord.py's own over to ``bot.delivery.failures``."""
        delivery = ReplyDelivery(interaction, private=True)
        doing = "a command"
        private = private_texts(interaction.data)
        try:
            await delivery.acknowledge()
        except Exception as second:  # noqa: BLE001 - the handler sorts them.
            await failures.handle(second, None, doing=doing, private=private)
            return
        with speaking(await language_for(delivery.readers, interaction.client.answering)):
            await failures.handle(error, delivery, doing=doing, private=private)


class ChapterClient(ShardedClient):
    """A Discord client that answers from a library."""

    def __init__(
        self,
        desk: Desk,
        answering: Answering,
        librarian: Librarian,
        reviewer: Reviewer,
        *,
        answer_days: int,
        digest_hours: float = WEEK_HOURS,
        shards: Shards | None = None,
        metrics: Metrics | None = None,
        attachment_hosts: Collection[str] = (),
    ) -> None:
        """Answer questions from ``desk``, look things up through ``answering``.

        What moderators change goes through ``librarian``, what was asked through ``reviewer``.

        :param answer_days: days that an answer is kept, for ``/about``.
        :param digest_hours: hours from one digest of a guild to the next.
        :param shards: which part of Discord this process serves; all of it where not given.
        :param metrics: counts what Discord does not take.
        :param attachment_hosts: origins besides Discord's that attached files may come from.
        """
        super().__init__(
            shards or Shards(),
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=_PATIENCE,
        )
        self.desk = desk
        self.answering = answering
        self.answer_days = answer_days
        self.attachment_hosts = attachment_hosts
        self.librarian = librarian
        self.jobs = Jobs(self, librarian, Worker(librarian.index))
        self.reviewer = reviewer
        self.replies = Replies(self)
        self._digests = Digests(self, reviewer, hours=digest_hours)
        self._metrics = metrics or Metrics()
        self._unfinished = Unfinished(librarian.index / "unfinished")
        self._catching_up: list[asyncio.Task[None]] = []
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closing_down = False
        self.tree = Tree(
            self,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self.tree.add_command(commands.ask)
        self.tree.add_command(commands.find_the_policy)
        self.tree.add_command(commands.define)
        self.tree.add_command(commands.SourcesGroup())
        self.tree.add_command(commands.SettingsGroup())
        self.tree.add_command(commands.LibraryGroup())
        self.tree.add_command(commands.GlossaryGroup())
        self.tree.add_command(commands.add_to_the_library)
        self.tree.add_command(commands.insights)
        self.tree.add_command(commands.PrivacyGroup())
        self.tree.add_command(commands.about)
        self.add_dynamic_items(
            commands.AnswerButton,
            commands.ListButton,
            commands.LibraryButton,
            commands.TermButton,
            commands.TermPageButton,
            commands.ReasonButton,
            commands.ExportButton,
            commands.PrivacyButton,
            commands.AskModeratorButton,
            commands.QuestionButton,
        )

    async def respond(
        self,
        delivery: Delivery,
        work: Callable[[], Awaitable[Card]],
        *,
        refusal: Callable[[], Card] | None = None,
        doing: str,
        private: Iterable[str] = (),
    ) -> None:
        """Acknowledge a request, do the work and show its card; errors go to ``bot.delivery.failures``.

        All that is said is in the language of those who read it.

        :param refusal: makes the notice for what is not even begun. It goes out in place of the
            acknowledgement, since where too many ask, each request of ours keeps others waiting.
        :param doing: what is being done, for the log.
        :param private: texts that must not appear in the log.
        """
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        began = time.monotonic()
        with ExitStack() as stack:
            try:
                if refusal is None:
                    stack.enter_context(self._unfinished.during(delivery.trace))
                    await delivery.acknowledge()
                stack.enter_context(speaking(await language_for(delivery.readers, self.answering)))
                if refusal is not None:
                    raise NoticeError(refusal())  # noqa: TRY301 - told as any other.
                if self._closing_down:
                    await delivery.notify(notices.restarting())
                    return
                await delivery.show(await work())
                log.info("done", doing=doing, ms=round((time.monotonic() - began) * 1000))
            except Exception as error:  # noqa: BLE001 - the handler sorts them.
                if not await failures.handle(error, delivery, doing=doing, private=private):
                    self._metrics.deliveries_failed.inc()

    @property
    def closing(self) -> bool:
        """Whether nothing new is begun any more."""
        return self._closing_down

    async def finish(self, seconds: float) -> None:
        """Begin nothing new and wait up to ``seconds`` for what is under way."""
        self._closing_down = True
        ending = asyncio.create_task(self.jobs.stop())
        if self._under_way:
            log.info("finishing what is under way", requests=len(self._under_way))
            await asyncio.wait(self._under_way, timeout=seconds)
        await ending
        # Whoever is still without an answer is told by the next process; cut off by the end of the
        # connection, what is under way would seem to have ended.
        await _cancel(self._under_way)
        await self._digests.stop()
        await _cancel(self._catching_up)
        self._unfinished.close()

    async def setup_hook(self) -> None:
        """Go on with what an earlier process left, with jobs and digests, and register the commands while the gateway connects.

        Commands are the whole bot's, so of several processes one does it.
        """
        self._begin(apologise(self, self._unfinished))
        self._begin(self.replies.run())
        self._begin(forget_regularly(self.reviewer))
        self.jobs.start()
        self._digests.start()
        if self.served.first:
            await self.tree.set_translator(CommandNames())
            self._begin(self._register_commands())

    async def on_ready(self) -> None:
        """Log that Discord is connected."""
        log.info("connected to Discord", user=str(self.user), guilds=len(self.guilds))

    async def on_interaction(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Take a form that was sent; commands and buttons find their way by themselves."""
        await commands.submit_library(interaction)
        await commands.submit_reason(interaction)
        await commands.submit_reply(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot something."""
        if self.user is None:
            return
        heard = hear(message)
        decision = decide(heard, self.user.id)
        delivery = MessageDelivery(message)
        if isinstance(decision, Ignore):
            return
        await self.respond(
            delivery,
            lambda: answer_message(self, message, decision, delivery),
            doing="a message" if isinstance(decision, Ask) else "a mention",
            private=(message.content, *(decision.texts if isinstance(decision, Ask) else ())),
        )

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log an error of an event handler; there is nobody to tell."""
        error = sys.exc_info()[1]
        if error is not None:
            await failures.handle(error, None, doing=event_method)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._catching_up.append(asyncio.create_task(work))

    async def _register_commands(self) -> None:
        backoff = Backoff()
        doing = "registering the commands"
        while True:
            try:
                # Discord leaves commands that did not change as they are.
                registered = await self.tree.sync()
            except Exception as error:  # noqa: BLE001 - whatever it is, mentions are still answered.
                if not is_passing(error):
                    await failures.handle(error, None, doing=doing)
                    return
                await backoff.wait(doing, error)
            else:
                log.info("commands registered", commands=len(registered))
                return


async def _cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    left = list(tasks)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
