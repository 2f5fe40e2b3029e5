"""``/about``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.cards.sources import Facts, about_card
from bot.delivery.deliveries import ReplyDelivery

if TYPE_CHECKING:
    import discord

    from bot.cards import Card
    from bot.gateway.client import ChapterClient


@app_commands.command(description="What this bot is, what it knows and what it keeps")
async def about(interaction: discord.Interaction[ChapterClient]) -> None:
    """Say what this bot is."""
    client = interaction.client

    async def work() -> Card:
        sources = await client.answering.sources(guild=interaction.guild_id)
        settings = await client.answering.guild_settings(guild=interaction.guild_id)
        return about_card(Facts.of(sources, answer_days=client.answer_days, settings=settings))

    await client.respond(ReplyDelivery(interaction, private=False), work, doing="/about")
