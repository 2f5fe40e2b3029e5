"""Ways to reach a member: below a command or button, in place of a page, or as a reply.

Each acknowledges first and shows a card later, or tells a notice in place of both. None of them asks
discord.py whether an interaction was answered already: after a lost acknowledgement only Discord
knows, and says so.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, Protocol

import aiohttp
import discord

from bot.cards import limits
from bot.cards.rendering import to_embed, to_files, to_view
from bot.delivery.readers import Readers
from bot.delivery.sending import persistently
from bot.delivery.unfinished import Trace
from bot.errors import DeliveryTimeoutError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cards import Card

ACKNOWLEDGE_ATTEMPTS = 3
ACKNOWLEDGE_SECONDS = 0.9
"""Seconds for one attempt. All of them fit into the 3 s that Discord allows, even where the first
two are answered with 503; discord.py alone would wait 1 s and then 3 s between its attempts."""

_ALREADY_ACKNOWLEDGED = 40060
"""https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes"""

_THREAD_MINUTES: Final = 1440
"""Minutes without a message after which Discord puts a thread away."""
_THREAD_SECONDS = 5.0
"""Seconds for a thread to be opened; after them the answer is a reply."""

_NOT_TAKEN: Final = (TimeoutError, discord.HTTPException, discord.RateLimited, aiohttp.ClientError)
"""What it means that Discord has not done something, in time or at all."""


class Delivery(Protocol):
    """How one request is acknowledged and answered."""

    @property
    def readers(self) -> Readers:
        """Who reads the answer."""

    @property
    def trace(self) -> Trace:
        """How to reach the member, should the bot be stopped meanwhile."""

    async def acknowledge(self) -> None:
        """Tell Discord at once that an answer is on its way."""

    async def show(self, card: Card) -> None:
        """Show what was asked for."""

    async def notify(self, card: Card) -> None:
        """Show why that is not possible, to the member alone where Discord has a way to."""


class ReplyDelivery:
    """A new message below a command or button, for all or for the member alone."""

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        """Answer ``interaction``, to its member alone if ``private``."""
        self._interaction = interaction
        self._private = private
        self._thinking = False

    @property
    def readers(self) -> Readers:
        """The member."""
        return Readers.of(self._interaction)

    @property
    def trace(self) -> Trace:
        """Where the bot is thinking."""
        return Trace.of(self._interaction, self.readers, below=False)

    async def acknowledge(self) -> None:
        """Let Discord show that the bot is thinking."""
        self._thinking = True
        await acknowledge_in_time(self._interaction, ephemeral=self._private, thinking=True)

    async def show(self, card: Card) -> None:
        """Put the card where the bot was thinking."""
        await edit_answer(self._interaction, card)

    async def notify(self, card: Card) -> None:
        """Put the notice where the bot is thinking, whose visibility is settled by then.

        Before that, it answers the interaction, and the member alone sees it.
        """
        if self._thinking:
            await edit_answer(self._interaction, card)
            return
        embed, respond = to_embed(card), self._interaction.response.send_message
        await _in_time(self._interaction, lambda: respond(embed=embed, ephemeral=True))


class PageDelivery:
    """Another page in place of the one whose button was pressed."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        """Answer ``interaction``, which a button sent."""
        self._interaction = interaction

    @property
    def readers(self) -> Readers:
        """The member."""
        return Readers.of(self._interaction)

    @property
    def trace(self) -> Trace:
        """Below the page, which stays."""
        return Trace.of(self._interaction, self.readers, below=True)

    async def acknowledge(self) -> None:
        """Take the press without a sign of it."""
        await acknowledge_in_time(self._interaction, ephemeral=False, thinking=False)

    async def show(self, card: Card) -> None:
        """Turn the page."""
        await edit_answer(self._interaction, card)

    async def notify(self, card: Card) -> None:
        """Leave the page as it is and tell the member alone."""
        await persistently(
            lambda: self._interaction.followup.send(embed=to_embed(card), ephemeral=True)
        )


class MessageDelivery:
    """A reply to a message that mentions the bot, answers it, or was sent to it directly."""

    def __init__(self, message: discord.Message) -> None:
        """Answer ``message``."""
        self._message = message
        self._thread_name: str | None = None

    @property
    def readers(self) -> Readers:
        """Everybody in the channel."""
        return Readers.of_message(self._message)

    def open_thread(self, name: str) -> None:
        """Answer in a thread of this name below the message, where Discord lets the bot open one.

        :param name: cut to what Discord allows.
        """
        self._thread_name = limits.shorten_plain(name, limits.THREAD_NAME)

    @property
    def trace(self) -> Trace:
        """A reply."""
        return Trace.to(self._message, self.readers)

    async def acknowledge(self) -> None:
        """Show that the bot is typing, if Discord lets it."""
        try:
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
                await self._message.channel.typing()
        except _NOT_TAKEN:
            # A courtesy only; the answer follows all the same.
            return

    async def show(self, card: Card) -> None:
        """Reply, also where the message is gone by now; or answer in the thread."""
        thread = await self._opened_thread()
        if thread is None:
            await self.notify(card)
            return
        # However often it is sent, its nonce makes it one message.
        nonce = self._message.id
        await persistently(
            lambda: thread.send(embed=to_embed(card), view=to_view(card), nonce=nonce)
        )

    async def notify(self, card: Card) -> None:
        """Reply in the same place, since a plain message has no private answer."""
        reference = self._message.to_reference(fail_if_not_exists=False)
        await persistently(
            lambda: self._message.channel.send(
                embed=to_embed(card),
                reference=reference,
                mention_author=False,
                view=to_view(card),
                nonce=self._message.id,
            )
        )

    async def _opened_thread(self) -> discord.Thread | None:
        within = self._message.channel
        if not self._thread_name or isinstance(within, discord.Thread | discord.DMChannel):
            return None
        try:
            async with asyncio.timeout(_THREAD_SECONDS):
                return await self._message.create_thread(
                    name=self._thread_name, auto_archive_duration=_THREAD_MINUTES
                )
        except (*_NOT_TAKEN, ValueError):
            # The bot may not, the message is gone, there is a thread already, or Discord is slow.
            return None


async def acknowledge_in_time(
    interaction: discord.Interaction[Any], *, ephemeral: bool, thinking: bool
) -> None:
    """Acknowledge an interaction before Discord gives it up, also where an attempt is lost.

    :raises DeliveryTimeoutError: if Discord took none of them.
    """
    await _in_time(
        interaction,
        lambda: interaction.response.defer(ephemeral=ephemeral, thinking=thinking),
    )


async def _in_time(
    interaction: discord.Interaction[Any], respond: Callable[[], Awaitable[Any]]
) -> None:
    for attempt in range(1, ACKNOWLEDGE_ATTEMPTS + 1):
        try:
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
                await respond()
        except (TimeoutError, aiohttp.ClientError, discord.DiscordServerError) as error:
            if attempt == ACKNOWLEDGE_ATTEMPTS and not await _was_acknowledged(interaction):
                raise DeliveryTimeoutError("an interaction was not acknowledged") from error
        except discord.HTTPException as error:
            # An attempt that was given up on had arrived after all.
            if error.code != _ALREADY_ACKNOWLEDGED:
                raise
            return
        else:
            return


async def _was_acknowledged(interaction: discord.Interaction[Any]) -> bool:
    """Ask Discord whether it took an acknowledgement whose answer was lost each time.

    If it did, the member waits for an answer.
    """
    original: Any = "@original"
    try:
        await persistently(lambda: interaction.followup.fetch_message(original))
    except (discord.HTTPException, aiohttp.ClientError, DeliveryTimeoutError):
        return False
    return True


async def edit_answer(interaction: discord.Interaction[Any], card: Card) -> None:
    """Put a card in place of an interaction's answer, or of the message below which it came."""
    # Without a file, those that the message has stay as they are.
    files = to_files(card) or discord.utils.MISSING
    await persistently(
        lambda: interaction.edit_original_response(
            embed=to_embed(card), view=to_view(card), attachments=files
        )
    )
