"""``/sources list`` and ``/sources show``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot import failures
from bot.cards import notices
from bot.cards.ids import MAX_FILTER  # noqa: TC001 - discord.py reads the signature.
from bot.cards.sources import source_card, source_list_card
from bot.commands.suggestions import find, suggest
from bot.delivery import ReplyDelivery
from bot.errors import NoticeError
from retrieval.errors import SourceNotFoundError

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import ChapterClient

_SUGGESTION_SECONDS = 2.5
"""Seconds for suggestions; Discord drops them after 3."""


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
    async def show(self, interaction: discord.Interaction[ChapterClient], source: str) -> None:
        """Show one document."""
        client = interaction.client
        guild = interaction.guild_id

        async def work() -> Card:
            document = find(await client.answering.sources(guild=guild), source)
            if document is None:
                raise NoticeError(notices.no_document(source))
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

    @show.autocomplete("source")
    async def _suggest(
        self, interaction: discord.Interaction[ChapterClient], typed: str
    ) -> list[app_commands.Choice[str]]:
        # No notice can be shown here: where it fails, there are no suggestions.
        try:
            async with asyncio.timeout(_SUGGESTION_SECONDS):
                sources = await interaction.client.answering.sources(guild=interaction.guild_id)
        except TimeoutError:
            return []
        except Exception as error:  # noqa: BLE001 - the handler sorts them.
            await failures.handle(error, None, doing="suggestions", private=(typed,))
            return []
        return [
            app_commands.Choice(name=name, value=value) for name, value in suggest(sources, typed)
        ]
