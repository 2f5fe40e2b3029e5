"""A private exchange that ends in a message for everybody."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest

from bot.cards import library_notices, notices
from bot.cards.rendering import to_embed
from bot.delivery.announcing import AnnouncementDelivery

if TYPE_CHECKING:
    from bot.cards import Card

CARD = notices.how_to_ask()
SENT = object()


class _Interaction:
    """Takes down what is asked of it, in order."""

    def __init__(self, *, gone: bool = False) -> None:
        self.response = self
        self.followup = self
        self.happened: list[tuple[str, Any]] = []
        self._gone = gone

    async def defer(self, *, ephemeral: bool, thinking: bool) -> None:
        self.happened.append(("defer", (ephemeral, thinking)))

    async def edit_original_response(self, *, embed: discord.Embed, **_rest: Any) -> None:
        self.happened.append(("edit", embed.title))

    async def send(self, *, embed: discord.Embed, ephemeral: bool = False, **_rest: Any) -> object:
        self.happened.append(("private" if ephemeral else "public", embed.title))
        return SENT

    async def delete_original_response(self) -> None:
        self.happened.append(("delete", None))
        if self._gone:
            response = SimpleNamespace(status=404, reason="gone")
            raise discord.NotFound(cast("Any", response), {"code": 10008, "message": "gone"})


def title(card: Card) -> str | None:
    return to_embed(card).title


@pytest.mark.parametrize("gone", [False, True])
def test_a_button_s_private_message_makes_way_for_one_that_everybody_sees(gone: bool) -> None:
    interaction = _Interaction(gone=gone)

    async def announced(message: object) -> None:
        interaction.happened.append(("announced", message))

    delivery = AnnouncementDelivery(cast("Any", interaction), pressed=True, announced=announced)

    async def run() -> None:
        await delivery.acknowledge()
        await delivery.show(CARD)
        await delivery.tidy()

    asyncio.run(run())

    assert interaction.happened == [
        ("defer", (True, False)),
        ("public", title(CARD)),
        ("announced", SENT),
        ("delete", None),
    ]


def test_a_command_answers_privately_first_since_discord_would_hide_the_message_else() -> None:
    interaction = _Interaction()
    delivery = AnnouncementDelivery(cast("Any", interaction), pressed=False)

    async def run() -> None:
        await delivery.acknowledge()
        await delivery.show(CARD)
        await delivery.tidy()

    asyncio.run(run())

    assert interaction.happened == [
        ("defer", (True, True)),
        ("edit", title(library_notices.see_below())),
        ("public", title(CARD)),
        ("delete", None),
    ]


@pytest.mark.parametrize(
    ("pressed", "told"),
    [(True, ("private", title(CARD))), (False, ("edit", title(CARD)))],
)
def test_a_notice_is_for_the_moderator_alone(pressed: bool, told: tuple[str, str]) -> None:
    interaction = _Interaction()
    delivery = AnnouncementDelivery(cast("Any", interaction), pressed=pressed)

    async def run() -> None:
        await delivery.notify(CARD)
        await delivery.tidy()

    asyncio.run(run())

    assert interaction.happened == [told]
