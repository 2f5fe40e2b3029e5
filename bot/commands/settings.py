"""``/settings show`` and ``/settings strictness``, for moderators alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cards import notices
from bot.cards.settings import settings_card, strictness_card
from bot.delivery import ReplyDelivery
from bot.errors import NoticeError
from retrieval.domain import Strictness

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import ChapterClient

_LEVELS = [app_commands.Choice(name=level.value, value=level.value) for level in Strictness]


class SettingsGroup(app_commands.Group):
    """What moderators set for their server."""

    def __init__(self) -> None:
        """Name the group; Discord offers it to nobody else, unless a server says otherwise."""
        super().__init__(
            name="settings",
            description="What moderators set for this server",
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
        )

    @app_commands.command(description="Show what is set for this server")
    async def show(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Show the settings."""
        client = interaction.client

        async def work() -> Card:
            guild = moderated_guild(interaction)
            return settings_card(await client.answering.strictness(guild=guild))

        await client.respond(ReplyDelivery(interaction, private=True), work, doing="/settings show")

    @app_commands.command(description="Set how sure an answer must be before it is called one")
    @app_commands.describe(level="cautious: fewer and surer answers; generous: more of them")
    @app_commands.choices(level=_LEVELS)
    async def strictness(self, interaction: discord.Interaction[ChapterClient], level: str) -> None:
        """Set the strictness."""
        client = interaction.client

        async def work() -> Card:
            guild = moderated_guild(interaction)
            chosen = Strictness(level)
            await client.answering.set_strictness(chosen, guild=guild)
            return strictness_card(chosen)

        await client.respond(
            ReplyDelivery(interaction, private=True), work, doing="/settings strictness"
        )


def moderated_guild(interaction: discord.Interaction[ChapterClient]) -> int:
    """Return the guild that a member may change the settings of.

    A server can offer a command to whom it likes, so Discord's own rule is not enough.

    :raises NoticeError: in a direct message, and for a member without the permission to manage the
        server.
    """
    if interaction.guild_id is None:
        raise NoticeError(notices.only_in_a_server())
    allowed = interaction.permissions
    if not (allowed.manage_guild or allowed.administrator):
        raise NoticeError(notices.only_for_moderators())
    return interaction.guild_id
