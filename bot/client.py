"""The connection to Discord: which events are heard, which commands exist, what is under way."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot import commands, failures
from bot.cards import notices
from bot.delivery import MessageDelivery, ReplyDelivery
from bot.listening import Ask, Help, decide, hear
from bot.logs import get_logger
from bot.redaction import private_texts
from bot.retrying import Backoff, is_passing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.answering import Answering
    from bot.asking import Desk
    from bot.cards import Card
    from bot.delivery import Delivery

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
        """Hand an error of discord.py's own over to ``bot.failures``."""
        delivery = ReplyDelivery(interaction, private=True)
        doing = "a command"
        private = private_texts(interaction.data)
        try:
            await delivery.acknowledge()
        except Exception as second:  # noqa: BLE001 - the handler sorts them.
            await failures.handle(second, None, doing=doing, private=private)
            return
        await failures.handle(error, delivery, doing=doing, private=private)


class ChapterClient(discord.Client):
    """A Discord client that answers from a library."""

    def __init__(self, desk: Desk, answering: Answering, *, answer_days: int) -> None:
        """Answer questions from ``desk`` and look things up through ``answering``.

        :param answer_days: days that an answer is kept, for ``/about``.
        """
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=_PATIENCE,
        )
        self.desk = desk
        self.answering = answering
        self.answer_days = answer_days
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closing_down = False
        self._syncing: asyncio.Task[None] | None = None
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
        self.tree.add_command(commands.about)
        self.add_dynamic_items(commands.AnswerButton, commands.ListButton)

    async def respond(
        self,
        delivery: Delivery,
        work: Callable[[], Awaitable[Card]],
        *,
        doing: str,
        private: Iterable[str] = (),
    ) -> None:
        """Acknowledge a request, do the work and show its card; errors go to ``bot.failures``.

        :param doing: what is being done, for the log.
        :param private: texts that must not appear in the log.
        """
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        began = time.monotonic()
        try:
            await delivery.acknowledge()
            if self._closing_down:
                await delivery.notify(notices.restarting())
                return
            await delivery.show(await work())
            log.info("done", doing=doing, ms=round((time.monotonic() - began) * 1000))
        except Exception as error:  # noqa: BLE001 - the handler sorts them.
            await failures.handle(error, delivery, doing=doing, private=private)

    async def finish(self, seconds: float) -> None:
        """Begin nothing new and wait up to ``seconds`` for what is under way."""
        self._closing_down = True
        if self._under_way:
            log.info("finishing what is under way", requests=len(self._under_way))
            await asyncio.wait(self._under_way, timeout=seconds)
        if self._syncing is not None:
            self._syncing.cancel()

    async def setup_hook(self) -> None:
        """Register the commands with Discord while the gateway connects."""
        self._syncing = asyncio.create_task(self._register_commands())

    async def on_ready(self) -> None:
        """Log that Discord is connected."""
        log.info("connected to Discord", user=str(self.user), guilds=len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot something."""
        if self.user is None:
            return
        heard = hear(message)
        decision = decide(heard, self.user.id)
        delivery = MessageDelivery(message)
        private = (message.content,)
        if isinstance(decision, Ask):
            # A guild that Discord has not described yet is known to the channel alone.
            channel_guild = getattr(message.channel, "guild_id", None)
            guild = message.guild.id if message.guild is not None else channel_guild
            question = decision.question
            await self.respond(
                delivery,
                lambda: self.desk.ask(question, member=message.author.id, guild=guild),
                doing="a message",
                private=(question, *private),
            )
        elif isinstance(decision, Help):
            await self.respond(delivery, _how_to_ask, doing="a mention", private=private)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log an error of an event handler; there is nobody to tell."""
        error = sys.exc_info()[1]
        if error is not None:
            await failures.handle(error, None, doing=event_method)

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


async def _how_to_ask() -> Card:
    return notices.how_to_ask()
