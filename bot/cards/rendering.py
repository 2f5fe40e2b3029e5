"""The rim: a card as discord.py's embed and view. Buttons are dynamic, so they outlive a restart."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord

from bot.cards.model import Button, ButtonStyle

if TYPE_CHECKING:
    from bot.cards.model import Card

_STYLES = {
    ButtonStyle.PLAIN: discord.ButtonStyle.secondary,
    ButtonStyle.PRIMARY: discord.ButtonStyle.primary,
}


def to_embed(card: Card) -> discord.Embed:
    """Return the card's body."""
    content = card.embed
    embed = discord.Embed(
        title=content.title or None, description=content.description, colour=int(content.colour)
    )
    for field in content.fields:
        embed.add_field(name=field.name, value=field.value, inline=field.inline)
    if content.footer:
        embed.set_footer(text=content.footer)
    if card.file is not None and card.file.description:
        embed.set_image(url=f"attachment://{card.file.name}")
    return embed


def to_files(card: Card) -> list[discord.File]:
    """Return the files that come with a card."""
    if card.file is None:
        return []
    content = io.BytesIO(card.file.content)
    return [discord.File(content, card.file.name, description=card.file.description or None)]


def to_view(card: Card) -> discord.ui.View:
    """Return the card's buttons; where it has none, a view that takes away what was there."""
    view = _StaticView(timeout=None)
    for number, row in enumerate(card.rows):
        for button in row:
            view.add_item(_to_button(button, number))
    return view


class _StaticView(discord.ui.View):
    """A view that discord.py does not listen to.

    What a button does is found from its ``custom_id`` (see ``bot.commands.buttons``). A view that
    is listened to would stay in memory for every card that was ever sent.
    """

    def is_dispatchable(self) -> bool:
        """Say that there is nothing to listen to."""
        return False


def _to_button(button: Button, row: int) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(
        label=button.label,
        custom_id=button.custom_id,
        emoji=button.emoji,
        disabled=button.disabled,
        style=_STYLES[button.style],
        row=row,
    )
