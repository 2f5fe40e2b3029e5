"""Who may see and change the settings of a server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.cards import Card, notices
from bot.commands.settings import moderated_guild
from bot.errors import NoticeError

GUILD = 7


def allowed(guild: int | None, **permissions: bool) -> int:
    """Ask as a member with these permissions; Discord's own object needs a connection."""
    asked = SimpleNamespace(guild_id=guild, permissions=discord.Permissions(**permissions))
    return moderated_guild(cast("Any", asked))


@pytest.mark.parametrize("permission", ["manage_guild", "administrator"])
def test_who_may_manage_the_server_may_change_its_settings(permission: str) -> None:
    assert allowed(GUILD, **{permission: True}) == GUILD


@pytest.mark.parametrize(
    ("guild", "permissions", "notice"),
    [
        (GUILD, {}, notices.only_for_moderators()),
        (GUILD, {"manage_messages": True, "manage_channels": True}, notices.only_for_moderators()),
        (None, {"manage_guild": True}, notices.only_in_a_server()),
    ],
)
def test_anybody_else_is_told_why_not(
    guild: int | None, permissions: dict[str, bool], notice: Card
) -> None:
    with pytest.raises(NoticeError) as refused:
        allowed(guild, **permissions)
    assert refused.value.card == notice
