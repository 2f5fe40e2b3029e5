"""``/sources list`` and ``/sources show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cards import notices
from bot.cards.ids import MAX_FILTER  # noqa: TC001 - discord.py reads the signature.
from bot.cards.sources import source_card, source_list_card
from bot.commands.completing import complete_source, named_source
from bot.delivery.deliveries import ReplyDelivery
from bot.errors import NoticeError
from retrieval.errors import SourceNotFoundError

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.gateway.client import ChapterClient


class SourcesGroup(app_commands.Group):
    """The documents that answers are quoted from."""

    def __init__(self) -> None:
        """Name the group."""
        super().__init__(name="sources", description="The documents that answers are quoted from")

    @app_commands.command(name="list", description="List the documents")
    @app_commands.describe(filter="Words of a title, a publisher or a file name")
    async def list_(
        self,
        interaction: discord.Interaction[ChapterClient],
        filter: app_commands.Range[str, 1, MAX_FILTER] | None = None,  # noqa: A002 - what members read.
    ) -> None:
        """Show the first page of the documents."""
        client = interaction.client
        words = filter or ""

        async def work() -> Card:
            sources = await client.answering.sources(guild=interaction.guild_id)
            return source_list_card(sources, page=0, asker=interaction.user.id, words=words)

        await client.respond(
            ReplyDelivery(interaction, private=False), work, doing="/sources list", private=(words,)
        )

    @app_commands.command(description="Show what is known about a document")
    @app_commands.describe(source="The document; suggestions appear while you type")
    @app_commands.autocomplete(source=complete_source)
    async def show(self, interaction: discord.Interaction[ChapterClient], source: str) -> None:
        """Show one document."""
        client = interaction.client
        guild = interaction.guild_id

        async def work() -> Card:
            document = await named_source(client, source, guild=guild)
            try:
                return source_card(await client.answering.source(document, guild=guild))
            except SourceNotFoundError:
                raise NoticeError(notices.no_document(source)) from None

        await client.respond(
            ReplyDelivery(interaction, private=False),
            work,
            doing="/sources show",
            private=(source,),
        )
