"""``/ask`` and the message menu "Find the policy"."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cards import notices
from bot.commands.completing import complete_source, named_source
from bot.delivery.deliveries import ReplyDelivery
from bot.errors import NoticeError
from retrieval.domain import Filter, in_order, iso_date

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.gateway.client import ChapterClient

_SETTINGS_SECONDS = 0.3
"""Seconds to look up whether answers are private, before Discord must be told; mostly none."""


@app_commands.command(description="Ask a policy question; the answer is quoted word for word")
@app_commands.describe(
    question="What you would like to know, for example: what is an STP?",
    source="Search in this document alone; suggestions appear while you type",
    since="Search in documents from this year, month or day on, for example: 2017 or 2017-09-06",
    until="Search in documents up to this year, month or day, for example: 2018 or 2018-03",
    private="Show the answer to you alone",
)
@app_commands.autocomplete(source=complete_source)
async def ask(  # noqa: PLR0917 - discord.py reads the options from the signature.
    interaction: discord.Interaction[ChapterClient],
    question: str,
    source: str | None = None,
    since: str | None = None,
    until: str | None = None,
    private: bool | None = None,
) -> None:
    """Answer a question."""
    client, guild = interaction.client, interaction.guild_id
    turn = client.desk.hand_in(question, member=interaction.user.id, guild=guild)

    async def work() -> Card:
        where = await _filter(client, guild, source=source, since=since, until=until)
        return await client.desk.ask(turn, where=where)

    if private is None and turn.refusal is None:
        private = await _private(client, guild)
    await client.respond(
        ReplyDelivery(interaction, private=bool(private)),
        work,
        refusal=turn.refusal,
        doing="/ask",
        private=(question, *filter(None, (source, since, until))),
    )


@app_commands.context_menu(name="Find the policy")
async def find_the_policy(
    interaction: discord.Interaction[ChapterClient], message: discord.Message
) -> None:
    """Ask with the words of a message; the answer is private, since its author did not ask."""
    client = interaction.client
    turn = client.desk.hand_in(
        message.content, member=interaction.user.id, guild=interaction.guild_id
    )
    await client.respond(
        ReplyDelivery(interaction, private=True),
        lambda: client.desk.ask(turn),
        refusal=turn.refusal,
        doing="Find the policy",
        private=(message.content,),
    )


async def _private(client: ChapterClient, guild: int | None) -> bool:
    """Tell whether a guild wants answers to be private, where the member does not say."""
    if guild is None:
        return False
    try:
        async with asyncio.timeout(_SETTINGS_SECONDS):
            return (await client.answering.guild_settings(guild=guild)).private_answers
    except Exception:  # noqa: BLE001 - the question meets the same trouble, and tells it.
        # What was meant to be private must not be shown to all.
        return True


async def _filter(
    client: ChapterClient,
    guild: int | None,
    *,
    source: str | None,
    since: str | None,
    until: str | None,
) -> Filter | None:
    dates = {
        option: _date(words, option)
        for option, words in (("since", since), ("until", until))
        if words is not None
    }
    if len(dates) > 1 and not in_order(dates["since"], dates["until"]):
        raise NoticeError(notices.no_period(dates["since"], dates["until"]))
    document = None if source is None else await named_source(client, source, guild=guild)
    return Filter(document, **dates) or None


def _date(words: str, option: str) -> str:
    date = iso_date(words)
    if date is None:
        raise NoticeError(notices.no_date(words, option))
    return date
