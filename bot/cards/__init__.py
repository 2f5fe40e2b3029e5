"""What members see, as values: replies and sources in, cards out; no I/O and no event loop.

A :class:`Card` is an embed and its buttons within Discord's limits. Only ``rendering`` knows
discord.py; the terminal preview draws the same cards with rich.
"""

from bot.cards.model import Button, Card, CardError, Embed, Field

__all__ = ["Button", "Card", "CardError", "Embed", "Field"]
