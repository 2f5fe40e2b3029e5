"""Documents suggested while a member types, for every command that takes one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from discord import app_commands

from bot.cards import notices
from bot.commands.suggestions import find, suggest
from bot.delivery import failures
from bot.delivery.readers import Readers, language_for
from bot.errors import NoticeError
from bot.language.translation import speaking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    import discord

    from bot.gateway.client import ChapterClient
    from retrieval.domain import Source

_SUGGESTION_SECONDS = 2.5
"""Seconds for suggestions; Discord drops them after 3."""


async def complete_source(
    interaction: discord.Interaction[ChapterClient], typed: str
) -> list[app_commands.Choice[str]]:
    """Return the documents that may be meant by what was typed so far."""
    listing = interaction.client.answering.sources(guild=interaction.guild_id)
    return await complete(interaction, listing, typed)


async def complete(
    interaction: discord.Interaction[ChapterClient],
    listing: Awaitable[Sequence[Source]],
    typed: str,
) -> list[app_commands.Choice[str]]:
    """Return those of the listed documents that may be meant by what was typed so far."""
    # No notice can be shown here: where it fails, there are no suggestions.
    try:
        async with asyncio.timeout(_SUGGESTION_SECONDS):
            sources = await listing
            language = await language_for(Readers.of(interaction), interaction.client.answering)
    except (TimeoutError, NoticeError):
        return []
    except Exception as error:  # noqa: BLE001 - the handler sorts them.
        await failures.handle(error, None, doing="suggestions", private=(typed,))
        return []
    with speaking(language):
        found = suggest(sources, typed)
    return [app_commands.Choice(name=name, value=value) for name, value in found]


async def named_source(client: ChapterClient, words: str, *, guild: int | None) -> int:
    """Return the id of the document that a suggestion or typed words name.

    :raises NoticeError: if no document that the guild sees is meant.
    """
    sources = await client.answering.sources(guild=guild)
    document = find(sources, words)
    if document is None or all(source.document_id != document for source in sources):
        raise NoticeError(notices.no_document(words))
    return document
