"""Whose language a text is in: the one that the guild has set, the member's, the guild's own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import NoticeError
from bot.language.translation import negotiate
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    import discord

    from bot.asking.answering import Answering
    from bot.gateway.client import ChapterClient
    from bot.language.translation import Language

_SETTINGS_SECONDS = 3.0
"""Seconds to look up what a guild has set, which is mostly in memory."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a text."""

    guild: int | None
    """The guild that it is shown in; none in direct messages."""
    locales: tuple[str, ...] = ()
    """What Discord knows of their languages, the nearest first."""

    @classmethod
    def of(cls, interaction: discord.Interaction[Any]) -> Readers:
        """Return the member who sent an interaction."""
        locales = (interaction.locale, interaction.guild_locale)
        return cls(interaction.guild_id, tuple(each.value for each in locales if each is not None))

    @classmethod
    def of_message(cls, message: discord.Message) -> Readers:
        """Return whoever reads a channel: of who wrote a message, Discord tells no language."""
        if message.guild is None:
            return cls(guild_of(message))
        return cls(message.guild.id, (message.guild.preferred_locale.value,))

    @classmethod
    def beside(cls, interaction: discord.Interaction[Any]) -> Readers:
        """Return whoever reads the channel that an interaction was sent in."""
        guild = interaction.guild_locale
        return cls(interaction.guild_id, () if guild is None else (guild.value,))

    @classmethod
    def everybody(cls, client: ChapterClient, guild: int | None) -> Readers:
        """Return all who read a channel of a guild that the bot is in."""
        known = None if guild is None else client.get_guild(guild)
        return cls(guild, () if known is None else (known.preferred_locale.value,))


def guild_of(message: discord.Message) -> int | None:
    """Return the id of the guild that a message was written in."""
    # A guild that Discord has not described yet is known to the channel alone.
    channel_guild: int | None = getattr(message.channel, "guild_id", None)
    return message.guild.id if message.guild is not None else channel_guild


async def language_for(readers: Readers, answering: Answering) -> Language:
    """Return the language to speak: what the guild has set, else the nearest that there is."""
    fixed = None
    if readers.guild is not None:
        try:
            async with asyncio.timeout(_SETTINGS_SECONDS):
                fixed = (await answering.guild_settings(guild=readers.guild)).language
        except (TimeoutError, NoticeError, RetrievalError):
            # What is asked for meets the same trouble, and tells it.
            fixed = None
    return negotiate([fixed, *readers.locales])
