"""Messages that ask the bot something, answered as their guild has set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asking.listening import Ask
from bot.cards import notices
from bot.delivery.readers import guild_of
from bot.errors import NoticeError

if TYPE_CHECKING:
    import discord

    from bot.asking.listening import Help
    from bot.cards import Card
    from bot.delivery.deliveries import MessageDelivery
    from bot.gateway.client import ChapterClient


async def answer_message(
    client: ChapterClient,
    message: discord.Message,
    decision: Ask | Help,
    delivery: MessageDelivery,
) -> Card:
    """Return the card for a message, and have it delivered where the guild wants it.

    :raises NoticeError: in a channel in which mentions are not answered, and for a question that
        cannot be asked.
    """
    guild = guild_of(message)
    settings = await client.answering.guild_settings(guild=guild)
    if not settings.answers_mentions_in(*_places(message.channel)):
        raise NoticeError(notices.not_in_this_channel(settings.mention_channels))
    if not isinstance(decision, Ask):
        return notices.how_to_ask()
    turn = client.desk.hand_in(decision.question, member=message.author.id, guild=guild)
    card = await client.desk.ask(turn, follows=decision.follows)
    if settings.thread_answers:
        delivery.open_thread(decision.question)
    return card


def _places(channel: discord.abc.Messageable) -> tuple[int | None, ...]:
    """Return the ids of a channel, of the one that a thread belongs to, and of their category."""
    number, above = (getattr(channel, name, None) for name in ("id", "parent_id"))
    within = channel if above is None else getattr(channel, "parent", None)
    return number, above, getattr(within, "category_id", None)
