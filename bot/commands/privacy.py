"""``/privacy``: what is kept about whoever uses it, in the place where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.cards import notices
from bot.cards.privacy import (
    data_card,
    deleted_card,
    deletion_card,
    kept_card,
    nothing_card,
    only_as_moderator_card,
)
from bot.cards.review_ids import PRIVACY_TEMPLATE, PrivacyAction, PrivacyButtonId
from bot.commands.pressed import PressedButton
from bot.delivery.deliveries import PageDelivery, ReplyDelivery
from bot.errors import NoticeError
from bot.insights.exports import to_json

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.gateway.client import ChapterClient
    from retrieval.domain import PersonalData


class PrivacyGroup(app_commands.Group):
    """A member's own data."""

    def __init__(self) -> None:
        """Name the group."""
        super().__init__(name="privacy", description="What is kept about you, and deleting it")

    @app_commands.command(description="Get what is kept about you here, as a file")
    async def export(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Send the member's data."""

        async def work() -> Card:
            data = await _own_data(interaction)
            if not (data.as_member or data.as_moderator):
                raise NoticeError(nothing_card())
            return data_card(data, to_json(data, server=interaction.guild_id))

        await interaction.client.respond(
            ReplyDelivery(interaction, private=True), work, doing="/privacy export"
        )

    @app_commands.command(description="Delete what is kept about you here")
    async def delete(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Ask whether the member's data are really to go."""

        async def work() -> Card:
            data = await _own_data(interaction)
            if not data.as_member:
                raise NoticeError(
                    only_as_moderator_card(data) if data.as_moderator else nothing_card()
                )
            return deletion_card(data, member=interaction.user.id)

        await interaction.client.respond(
            ReplyDelivery(interaction, private=True), work, doing="/privacy delete"
        )


class PrivacyButton(PressedButton[PrivacyButtonId], ids=PrivacyButtonId, template=PRIVACY_TEMPLATE):
    """Delete and Keep it below the question of ``/privacy delete``."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button says."""
        await interaction.client.respond(
            PageDelivery(interaction),
            lambda: self._settle(interaction),
            doing=f"button privacy {self._pressed.action}",
        )

    async def _settle(self, interaction: discord.Interaction[ChapterClient]) -> Card:
        # Only ever the data of whoever presses, whatever the id says.
        if interaction.user.id != self._pressed.member:
            raise NoticeError(notices.not_yours())
        if self._pressed.action is PrivacyAction.KEEP:
            return kept_card()
        gone = await interaction.client.reviewer.forget_member(
            member=interaction.user.id, guild=interaction.guild_id
        )
        return deleted_card(*gone)


async def _own_data(interaction: discord.Interaction[ChapterClient]) -> PersonalData:
    return await interaction.client.reviewer.personal_data(
        member=interaction.user.id, guild=interaction.guild_id
    )
