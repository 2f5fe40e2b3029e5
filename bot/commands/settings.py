"""``/settings``: what moderators set for their server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.cards import limits, notices
from bot.cards import settings as cards
from bot.delivery.deliveries import ReplyDelivery
from bot.delivery.readers import Readers, language_for
from bot.errors import NoticeError
from bot.language.translation import languages, speaking
from bot.moderation.permissions import managed_guild, moderated_guild
from retrieval.domain import Strictness

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cards import Card
    from bot.gateway.client import ChapterClient

    Work = Callable[[ChapterClient, int], Awaitable[Card]]

_LEVELS = [app_commands.Choice(name=level.value, value=level.value) for level in Strictness]

_LANGUAGES = [
    app_commands.Choice(name=language.name, value=code) for code, language in languages().items()
][: limits.CHOICES]

_WRITTEN = {discord.ChannelType.text, discord.ChannelType.news}
"""Kinds of channels that the bot posts in by itself."""

_LONGEST_DAYS = 3650
"""As in ``RETRIEVAL_ANSWER_DAYS``."""


class SettingsGroup(app_commands.Group):
    """What moderators set for their server."""

    def __init__(self) -> None:
        """Name the group; Discord offers it to nobody else, unless a server says otherwise."""
        super().__init__(
            name="settings",
            description="What moderators set for this server",
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
        )

    @app_commands.command(description="Show what is set for this server")
    async def show(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Show the settings."""

        async def work(client: ChapterClient, guild: int) -> Card:
            settings = await client.answering.guild_settings(guild=guild)
            return cards.settings_card(settings, answer_days=client.answer_days)

        await _moderate(interaction, work, doing="/settings show")

    @app_commands.command(description="Set how sure an answer must be before it is called one")
    @app_commands.describe(level="cautious: fewer and surer answers; generous: more of them")
    @app_commands.choices(level=_LEVELS)
    async def strictness(self, interaction: discord.Interaction[ChapterClient], level: str) -> None:
        """Set the strictness."""
        await _set(
            interaction, "strictness", level, lambda: cards.strictness_card(Strictness(level))
        )

    @app_commands.command(description="Set the language that the bot speaks on this server")
    @app_commands.describe(language="The language; without one, each member reads their own")
    @app_commands.choices(language=_LANGUAGES)
    async def language(
        self, interaction: discord.Interaction[ChapterClient], language: str | None = None
    ) -> None:
        """Set the language of the interface; quotes stay as they are."""

        async def work(client: ChapterClient, guild: int) -> Card:
            await client.answering.set_for_guild(
                "language", language, guild=guild, actor=interaction.user.id
            )
            with speaking(await language_for(Readers.of(interaction), client.answering)):
                return cards.language_card(language)

        await _moderate(interaction, work, doing="/settings language")

    @app_commands.command(description="Set the channels in which mentions are answered")
    @app_commands.describe(
        channel1="The only channel, or the first; without any, mentions are answered everywhere",
        channel2="One more channel",
        channel3="One more channel",
        channel4="One more channel",
        channel5="One more channel",
    )
    async def channels(  # noqa: PLR0917 - Discord has no option that takes several.
        self,
        interaction: discord.Interaction[ChapterClient],
        channel1: app_commands.AppCommandChannel | None = None,
        channel2: app_commands.AppCommandChannel | None = None,
        channel3: app_commands.AppCommandChannel | None = None,
        channel4: app_commands.AppCommandChannel | None = None,
        channel5: app_commands.AppCommandChannel | None = None,
    ) -> None:
        """Set where mentions are answered; what was set before no longer holds."""
        named = (channel1, channel2, channel3, channel4, channel5)
        ids = tuple(dict.fromkeys(channel.id for channel in named if channel is not None))
        await _set(interaction, "mention_channels", list(ids), lambda: cards.channels_card(ids))

    @app_commands.command(description="Set whether answers to /ask are shown to the asker alone")
    @app_commands.describe(on="Whether they are, where the member does not say otherwise")
    async def private(self, interaction: discord.Interaction[ChapterClient], on: bool) -> None:
        """Set who sees answers."""
        await _set(interaction, "private_answers", on, lambda: cards.privacy_card(private=on))

    @app_commands.command(description="Set whether mentions are answered in threads")
    @app_commands.describe(on="Whether a thread is opened on the message of whoever asks")
    async def threads(self, interaction: discord.Interaction[ChapterClient], on: bool) -> None:
        """Set where mentions are answered."""
        await _set(interaction, "thread_answers", on, lambda: cards.threads_card(threads=on))

    @app_commands.command(description="Set which role moderates, for those who manage the server")
    @app_commands.describe(role="The role; without one, only those who manage the server moderate")
    async def moderators(
        self, interaction: discord.Interaction[ChapterClient], role: discord.Role | None = None
    ) -> None:
        """Set who moderates."""

        async def work(client: ChapterClient, guild: int) -> Card:
            managed_guild(interaction)
            if role is not None and role.id == guild:
                raise NoticeError(notices.everyone_moderates())
            chosen = None if role is None else role.id
            await client.answering.set_for_guild(
                "moderator_role", chosen, guild=guild, actor=interaction.user.id
            )
            return cards.moderators_card(chosen)

        await _moderate(interaction, work, doing="/settings moderators")

    @app_commands.command(description="Set whether questions are kept, and for how long")
    @app_commands.describe(
        keep="Whether the words of questions are kept, without who asked",
        days="For how many days; without a number, as long as the owner of the bot keeps them",
    )
    async def questions(
        self,
        interaction: discord.Interaction[ChapterClient],
        keep: bool,
        days: app_commands.Range[int, 1, _LONGEST_DAYS] | None = None,
    ) -> None:
        """Set what is kept."""

        async def work(client: ChapterClient, guild: int) -> Card:
            most = client.answer_days
            if keep and days is not None and days > most:
                raise NoticeError(notices.kept_too_long(most))
            chosen = days if keep else 0
            await client.answering.set_for_guild(
                "keep_days", chosen, guild=guild, actor=interaction.user.id
            )
            return cards.questions_card(chosen, answer_days=most)

        await _moderate(interaction, work, doing="/settings questions")

    @app_commands.command(description="Set whether it is kept who asked a question")
    @app_commands.describe(on="Whether it is; if not, who asked so far is deleted at once")
    async def askers(self, interaction: discord.Interaction[ChapterClient], on: bool) -> None:
        """Set whether questions are kept with the member who asked."""
        await _set(interaction, "keep_askers", on, lambda: cards.askers_card(keep=on))

    @app_commands.command(
        name="help-channel", description="Set the channel in which members ask moderators"
    )
    @app_commands.describe(channel="The channel; without one, moderators take no questions")
    async def help_channel(
        self,
        interaction: discord.Interaction[ChapterClient],
        channel: app_commands.AppCommandChannel | None = None,
    ) -> None:
        """Set where questions go that the documents do not answer."""
        await _set_channel(interaction, "help_channel", channel, cards.help_channel_card)

    @app_commands.command(description="Set the channel that gets a weekly digest of the questions")
    @app_commands.describe(channel="The channel; without one, there is no digest")
    async def digest(
        self,
        interaction: discord.Interaction[ChapterClient],
        channel: app_commands.AppCommandChannel | None = None,
    ) -> None:
        """Set where the digest is posted."""
        await _set_channel(interaction, "digest_channel", channel, cards.digest_channel_card)


async def _set(
    interaction: discord.Interaction[ChapterClient],
    name: str,
    value: Any,
    say: Callable[[], Card],
) -> None:
    """Set a field of the settings of a moderator's guild, and say so with a card."""

    async def work(client: ChapterClient, guild: int) -> Card:
        await client.answering.set_for_guild(name, value, guild=guild, actor=interaction.user.id)
        return say()

    await _moderate(interaction, work, doing=f"/settings {name}")


async def _set_channel(
    interaction: discord.Interaction[ChapterClient],
    name: str,
    channel: app_commands.AppCommandChannel | None,
    say: Callable[[int | None], Card],
) -> None:
    """Set a channel that the bot is to write to by itself."""

    async def work(client: ChapterClient, guild: int) -> Card:
        if channel is not None and channel.type not in _WRITTEN:
            raise NoticeError(notices.not_a_text_channel())
        chosen = None if channel is None else channel.id
        await client.answering.set_for_guild(name, chosen, guild=guild, actor=interaction.user.id)
        return say(chosen)

    await _moderate(interaction, work, doing=f"/settings {name}")


async def _moderate(
    interaction: discord.Interaction[ChapterClient], work: Work, *, doing: str
) -> None:
    """Do what a moderator asks for, in the moderator's own guild and seen by nobody else."""
    client = interaction.client

    async def checked() -> Card:
        return await work(client, await moderated_guild(interaction))

    await client.respond(ReplyDelivery(interaction, private=True), checked, doing=doing)
