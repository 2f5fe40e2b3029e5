"""``/ask`` and the message menu "Find the policy"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.delivery import ReplyDelivery

if TYPE_CHECKING:
    from bot.client import ChapterClient


@app_commands.command(description="Ask a policy question; the answer is quoted word for word")
@app_commands.describe(
    question="What you would like to know, for example: what is an STP?",
    private="Show the answer to you alone",
)
async def ask(
    interaction: discord.Interaction[ChapterClient],
    question: str,
    private: bool = False,
) -> None:
    """Answer a question."""
    client = interaction.client
    await client.respond(
        ReplyDelivery(interaction, private=private),
        lambda: client.desk.ask(question, member=interaction.user.id, guild=interaction.guild_id),
        doing="/ask",
        private=(question,),
    )


@app_commands.context_menu(name="Find the policy")
async def find_the_policy(
    interaction: discord.Interaction[ChapterClient], message: discord.Message
) -> None:
    """Ask with the words of a message; the answer is private, since its author did not ask."""
    client = interaction.client
    await client.respond(
        ReplyDelivery(interaction, private=True),
        lambda: client.desk.ask(
            message.content, member=interaction.user.id, guild=interaction.guild_id
        ),
        doing="Find the policy",
        private=(message.content,),
    )
