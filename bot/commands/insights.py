"""``/insights``: what was asked and what the documents lack, for moderators alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.cards.insights import LONGEST_DAYS, export_card, insights_card
from bot.cards.review_ids import EXPORT_TEMPLATE, ExportButtonId
from bot.commands.pressed import PressedButton
from bot.delivery.deliveries import ReplyDelivery
from bot.moderation.permissions import moderated_guild

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.gateway.client import ChapterClient


@app_commands.command(description="What was asked here, and what the documents do not answer")
@app_commands.describe(days="Days to look back on, 30 where not given")
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def insights(
    interaction: discord.Interaction[ChapterClient],
    days: app_commands.Range[int, 1, LONGEST_DAYS] = 30,
) -> None:
    """Show what was asked."""
    client = interaction.client

    async def work() -> Card:
        guild = await moderated_guild(interaction)
        found, picture = await client.reviewer.insights(guild=guild, days=days)
        return insights_card(found, days=days, picture=picture)

    await client.respond(ReplyDelivery(interaction, private=True), work, doing="/insights")


class ExportButton(PressedButton[ExportButtonId], ids=ExportButtonId, template=EXPORT_TEMPLATE):
    """CSV below the insights."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Send the questions as a file."""
        alone = ReplyDelivery(interaction, private=True)
        await interaction.client.respond(
            alone, lambda: self._export(interaction), doing="button csv"
        )

    async def _export(self, interaction: discord.Interaction[ChapterClient]) -> Card:
        guild = await moderated_guild(interaction)
        days = min(self._pressed.days, LONGEST_DAYS)
        table, rows, cut = await interaction.client.reviewer.table(guild=guild, days=days)
        today = dt.datetime.now(dt.UTC).date()
        return export_card(f"questions-{today}.csv", table, rows=rows, cut=cut)
