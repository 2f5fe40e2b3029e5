"""What moderators ask for in private, told to everybody once it is settled."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.cards.library_notices import see_below
from bot.cards.rendering import to_embed, to_view
from bot.delivery.deliveries import ACKNOWLEDGE_SECONDS, acknowledge_in_time, edit_answer
from bot.delivery.readers import Readers
from bot.delivery.sending import persistently
from bot.delivery.unfinished import Trace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cards import Card


class AnnouncementDelivery:
    """A private exchange first, and a message for everybody in its place once it is settled.

    What is done to a library is told where everybody can read it, by a message that lasts: its
    buttons work for days, and the bot may edit it long after the interaction has expired.
    """

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        *,
        pressed: bool,
        announced: Callable[[discord.WebhookMessage], Awaitable[None]] | None = None,
    ) -> None:
        """Answer ``interaction``.

        :param pressed: a button or a form below a private message sent it; else a command did.
        :param announced: called with the message for everybody as soon as it is there.
        """
        self._interaction = interaction
        self._pressed = pressed
        self._announced = announced
        self._settled = False

    @property
    def readers(self) -> Readers:
        """The member."""
        return Readers.of(self._interaction)

    @property
    def trace(self) -> Trace:
        """Where ``notify`` tells the member."""
        return Trace.of(self._interaction, self.readers, below=self._pressed)

    async def acknowledge(self) -> None:
        """Take the press without a sign of it, or let Discord show the member that it thinks."""
        await acknowledge_in_time(self._interaction, ephemeral=True, thinking=not self._pressed)

    async def show(self, card: Card) -> None:
        """Tell everybody."""
        if not self._pressed:
            # Until it is answered, Discord takes the next message for the private answer.
            await edit_answer(self._interaction, see_below())
        message = await persistently(
            lambda: self._interaction.followup.send(
                embed=to_embed(card), view=to_view(card), wait=True
            )
        )
        if self._announced is not None:
            await self._announced(message)
        self._settled = True

    async def tidy(self) -> None:
        """Take the private message away once everybody was told.

        That comes last and belongs to no request: whoever is told has nothing to wait for.
        """
        if not self._settled:
            return
        # The member may have closed it; then there is nothing to take away.
        with suppress(TimeoutError, discord.HTTPException, aiohttp.ClientError):
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
                await self._interaction.delete_original_response()

    async def notify(self, card: Card) -> None:
        """Tell the member alone, and leave the private message as it is."""
        if self._pressed:
            await persistently(
                lambda: self._interaction.followup.send(embed=to_embed(card), ephemeral=True)
            )
        else:
            await edit_answer(self._interaction, card)
