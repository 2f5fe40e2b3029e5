"""Who may moderate, and who may decide who does."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.cards import Card, notices
from bot.errors import NoticeError
from bot.moderation.permissions import managed_guild, moderated_guild
from retrieval.domain import GuildSettings

GUILD = 7
ROLE = 70


class _Answering:
    """A guild whose settings name a role."""

    async def guild_settings(self, *, guild: int) -> GuildSettings:
        assert guild == GUILD
        return GuildSettings(moderator_role=ROLE)


class _Member(discord.Member):
    """A member with some roles; Discord's own object needs a connection."""

    def __init__(self, *roles: int) -> None:
        self._roles = discord.utils.SnowflakeList(roles)


def asked(guild: int | None, *roles: int, **permissions: bool) -> Any:
    """Return what a member with these permissions and roles sends."""
    return SimpleNamespace(
        guild_id=guild,
        permissions=discord.Permissions(**permissions),
        user=_Member(*roles),
        client=SimpleNamespace(answering=_Answering()),
    )


@pytest.mark.parametrize("permission", ["manage_guild", "administrator"])
def test_who_may_manage_the_server_moderates_it_and_decides_who_else_does(permission: str) -> None:
    by = asked(GUILD, **{permission: True})
    assert asyncio.run(moderated_guild(by)) == GUILD
    assert managed_guild(by) == GUILD


def test_who_has_the_role_of_the_settings_moderates_but_makes_no_others() -> None:
    by = asked(GUILD, 5, ROLE)
    assert asyncio.run(moderated_guild(by)) == GUILD
    with pytest.raises(NoticeError) as refused:
        managed_guild(by)
    assert refused.value.card == notices.only_for_managers()


@pytest.mark.parametrize(
    ("by", "notice"),
    [
        (asked(GUILD), notices.only_for_moderators()),
        (asked(GUILD, 5, 6), notices.only_for_moderators()),
        (asked(GUILD, manage_messages=True, manage_roles=True), notices.only_for_moderators()),
        (asked(None, ROLE, manage_guild=True), notices.only_in_a_server()),
    ],
)
def test_anybody_else_is_told_why_not(by: Any, notice: Card) -> None:
    with pytest.raises(NoticeError) as refused:
        asyncio.run(moderated_guild(by))
    assert refused.value.card == notice
