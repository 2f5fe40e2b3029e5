"""Who sees an answer where the member does not say, and what is searched in."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.asking.cooldown import Cooldown
from bot.asking.desk import Desk
from bot.commands import ask
from retrieval.domain import GuildSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.delivery.deliveries import ReplyDelivery

GUILD = 7


async def private() -> GuildSettings:
    """Return the settings of a guild that wants answers to be private."""
    return GuildSettings(private_answers=True)


async def public() -> GuildSettings:
    """Return the settings of a guild that has set nothing."""
    return GuildSettings()


async def slow() -> GuildSettings:
    """Never return, as where the catalogue is locked."""
    await asyncio.Event().wait()
    raise AssertionError


async def broken() -> GuildSettings:
    """Fail, as where the catalogue is gone."""
    raise OSError("gone")


def is_private(
    settings: Callable[[], Awaitable[GuildSettings]],
    *,
    said: bool | None,
    guild: int | None = GUILD,
) -> bool:
    """Return whether the member alone sees the answer to a question."""
    deliveries: list[ReplyDelivery] = []

    async def respond(delivery: ReplyDelivery, _work: object, **_how: object) -> None:
        deliveries.append(delivery)

    async def guild_settings(*, guild: int) -> GuildSettings:
        assert guild == GUILD
        return await settings()

    answering: Any = SimpleNamespace(guild_settings=guild_settings, is_full=False)
    desk = Desk(answering, Cooldown(0), most_characters=500)
    client = SimpleNamespace(answering=answering, desk=desk, respond=respond)
    asked: Any = SimpleNamespace(client=client, guild_id=guild, user=SimpleNamespace(id=1))
    asyncio.run(ask.callback(asked, "what is an STP?", private=said))  # type: ignore[call-arg,arg-type] # As discord.py calls it.
    (delivery,) = deliveries
    return delivery._private  # noqa: SLF001 - what Discord is told first.


@pytest.mark.parametrize(
    ("settings", "said", "expected"),
    [
        (public, None, False),
        (private, None, True),
        (private, False, False),
        (public, True, True),
        # What was meant to be private must not be shown to all.
        (slow, None, True),
        (broken, None, True),
        (slow, False, False),
    ],
)
def test_the_member_decides_who_sees_the_answer_and_else_the_guild(
    settings: Callable[[], Awaitable[GuildSettings]], said: bool | None, *, expected: bool
) -> None:
    assert is_private(settings, said=said) == expected


def test_direct_messages_are_private_by_themselves() -> None:
    assert not is_private(private, said=None, guild=None)
