"""What can go wrong in ``bot``. What members are told about it is decided in ``failures``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cards import Card


class BotError(Exception):
    """Base of every error that this package raises on purpose."""


class NoticeError(BotError):
    """A request that is refused or given up for a reason that the member is told.

    Carries the card that says so, which one of ``bot.cards.notices`` made.
    """

    def __init__(self, card: Card) -> None:
        """Carry the card to show."""
        super().__init__(card.embed.title)
        self.card = card


class GivenUpError(NoticeError):
    """A request that took too long."""


class DeliveryTimeoutError(BotError):
    """Discord did not take a message in time; nothing more can be said to the member."""


class StartupError(BotError):
    """The bot cannot run as it is configured. The message is one line for the owner."""
