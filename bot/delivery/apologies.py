"""Telling members, after a start, that the bot was stopped in the middle of what they asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import discord

from bot.cards.notices import cut_off
from bot.cards.rendering import to_embed
from bot.delivery.readers import Readers, language_for
from bot.delivery.retrying import Backoff, is_passing
from bot.language.translation import speaking
from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from bot.delivery.unfinished import Trace, Unfinished
    from bot.gateway.client import ChapterClient

log = get_logger(__name__)


async def apologise(client: ChapterClient, unfinished: Unfinished) -> None:
    """Tell whoever is left without a word by a process that is gone."""
    for key, trace in unfinished.take_over().items():
        backoff = Backoff()
        while trace.until > time.time():
            try:
                await _tell(client, trace)
            except Exception as error:  # noqa: BLE001 - told apart right here.
                if is_passing(error):
                    await backoff.wait("telling a member of the restart", error)
                    continue
                # It was answered, deleted, or never acknowledged.
                log.info("a member cannot be told of the restart", error=type(error).__name__)
            else:
                log.info("a member was told of the restart")
            break
        unfinished.end(key)


async def _tell(client: ChapterClient, trace: Trace) -> None:
    with speaking(await language_for(Readers(trace.guild, trace.locales), client.answering)):
        embed = to_embed(cut_off())
    if not trace.token:
        reference = discord.MessageReference(
            message_id=trace.message, channel_id=trace.channel, fail_if_not_exists=False
        )
        channel = client.get_partial_messageable(trace.channel)
        await channel.send(
            embed=embed, reference=reference, mention_author=False, nonce=trace.message
        )
        return
    webhook = discord.Webhook.partial(client.application_id or 0, trace.token, client=client)
    # Discord.py takes every webhook for one that cannot tell a member alone.
    webhook.type = discord.WebhookType.application
    if trace.below:
        await webhook.send(embed=embed, ephemeral=True)
    else:
        # The type says a number, and Discord also takes a word for the first answer.
        original: Any = "@original"
        await webhook.edit_message(original, embed=embed, view=None, attachments=[])
