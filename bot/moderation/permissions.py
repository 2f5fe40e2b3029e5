"""Who may moderate: checked in code, since a server can offer a command to whom it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.cards import notices
from bot.errors import NoticeError

if TYPE_CHECKING:
    from bot.gateway.client import ChapterClient


async def moderated_guild(interaction: discord.Interaction[ChapterClient]) -> int:
    """Return the guild that a member may moderate.

    These are the members who may manage the server, and those with the role that its settings name.

    :raises NoticeError: in a direct message, and for any other member.
    """
    guild = _guild(interaction)
    if _manages(interaction):
        return guild
    role = (await interaction.client.answering.guild_settings(guild=guild)).moderator_role
    if role is None or not _has_role(interaction, role):
        raise NoticeError(notices.only_for_moderators())
    return guild


def managed_guild(interaction: discord.Interaction[ChapterClient]) -> int:
    """Return the guild that a member may manage by Discord's own rules, whatever its settings say.

    Who moderates is decided by these members alone: a moderator makes no others.

    :raises NoticeError: in a direct message, and for any other member.
    """
    guild = _guild(interaction)
    if not _manages(interaction):
        raise NoticeError(notices.only_for_managers())
    return guild


def _guild(interaction: discord.Interaction[ChapterClient]) -> int:
    if interaction.guild_id is None:
        raise NoticeError(notices.only_in_a_server())
    return interaction.guild_id


def _manages(interaction: discord.Interaction[ChapterClient]) -> bool:
    allowed = interaction.permissions
    return allowed.manage_guild or allowed.administrator


def _has_role(interaction: discord.Interaction[ChapterClient], role: int) -> bool:
    # Discord sends the ids of a member's roles along with each interaction. What the library makes
    # of them in public are roles of a guild that Discord has described, which it may not have yet.
    member = interaction.user
    return isinstance(member, discord.Member) and member._roles.has(role)  # noqa: SLF001
