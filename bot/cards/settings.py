"""The cards about what moderators set for their server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.model import Card, Colour, Embed, Field

if TYPE_CHECKING:
    from retrieval.domain import Strictness


def settings_card(strictness: Strictness) -> Card:
    """Return what is set for a server."""
    return Card(
        Embed(
            title="Settings of this server",
            description="Moderators change them with `/settings`.",
            colour=Colour.INFORMATION,
            fields=(Field("Strictness", f"**{strictness.value}** · {strictness.meaning}"),),
        )
    )


def strictness_card(level: Strictness) -> Card:
    """Return what holds from the next question on."""
    return Card(
        Embed(
            title=f"Strictness is now {level.value}",
            description=f"{level.meaning} This holds from the next question on.",
            colour=Colour.INFORMATION,
        )
    )
