"""``/define``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from rapidfuzz import fuzz, process, utils

from bot.cards import limits
from bot.cards.definition import definition_card
from bot.delivery import failures
from bot.delivery.deliveries import ReplyDelivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards import Card
    from bot.gateway.client import ChapterClient

MAX_TERM = 200
"""Characters of the longest term that can be looked up."""
_SUGGESTION_SECONDS = 2.5
"""Seconds for suggestions; Discord drops them after 3."""
_SIMILAR = 65.0
"""Least similarity, 0 to 100, of a term that is suggested for what was typed."""


@app_commands.command(description="What a term or an abbreviation means, in the documents' words")
@app_commands.describe(term="The term; suggestions appear while you type")
async def define(
    interaction: discord.Interaction[ChapterClient], term: app_commands.Range[str, 1, MAX_TERM]
) -> None:
    """Show what the documents say a term means."""
    client = interaction.client

    async def work() -> Card:
        return definition_card(await client.answering.define(term, guild=interaction.guild_id))

    await client.respond(
        ReplyDelivery(interaction, private=False), work, doing="/define", private=(term,)
    )


@define.autocomplete("term")
async def _suggest(
    interaction: discord.Interaction[ChapterClient], typed: str
) -> list[app_commands.Choice[str]]:
    # No notice can be shown here: where it fails, there are no suggestions.
    try:
        async with asyncio.timeout(_SUGGESTION_SECONDS):
            terms = await interaction.client.answering.terms(guild=interaction.guild_id)
    except TimeoutError:
        return []
    except Exception as error:  # noqa: BLE001 - the handler sorts them.
        await failures.handle(error, None, doing="suggestions", private=(typed,))
        return []
    return [app_commands.Choice(name=term, value=term) for term in suggest_terms(terms, typed)]


def suggest_terms(terms: Sequence[str], typed: str) -> list[str]:
    """Return up to 25 terms: those that begin with what was typed, then those that resemble it."""
    names = [term for term in terms if limits.shorten_plain(term, limits.CHOICE) == term]
    words = typed.strip().casefold()
    if not words:
        return names[: limits.CHOICES]
    first = [term for term in names if term.casefold().startswith(words)]
    alike = process.extract(
        typed,
        names,
        scorer=fuzz.partial_ratio if len(words) > 1 else fuzz.ratio,
        processor=utils.default_process,
        limit=limits.CHOICES,
        score_cutoff=_SIMILAR,
    )
    # A short term is a part of very many longer ones by chance.
    rest = [name for name, _, _ in alike if len(name) >= len(words)]
    return list(dict.fromkeys([*first, *rest]))[: limits.CHOICES]
