"""``/glossary``: what terms mean on a server, as its moderators correct it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.cards.glossary import (
    removed_already_card,
    term_list_card,
    term_removed_card,
    term_restored_card,
    term_set_card,
    term_undone_card,
)
from bot.cards.glossary_ids import (
    TERM_PAGE_TEMPLATE,
    TERM_TEMPLATE,
    TermAction,
    TermButtonId,
    TermPageAction,
    TermPageId,
)
from bot.cards.ids import MAX_FILTER  # noqa: TC001 - discord.py reads the signature.
from bot.commands.define import suggest_terms
from bot.commands.pressed import PressedButton
from bot.delivery import failures
from bot.delivery.deliveries import PageDelivery, ReplyDelivery
from bot.errors import NoticeError
from bot.moderation.permissions import moderated_guild
from retrieval.errors import TermRemovedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.cards import Card
    from bot.gateway.client import ChapterClient
    from retrieval.domain import ListedTerm

    Pressed = discord.Interaction[ChapterClient]
    Work = Callable[[ChapterClient, int], Awaitable[Card]]

MAX_TERM = 100
MAX_NAME = 200
MAX_MEANING = 200
MAX_NOTE = 500
"""Characters; as in ``retrieval.moderation.glossing``."""
_SUGGESTION_SECONDS = 2.5
"""Seconds for suggestions; Discord drops them after 3."""


class GlossaryGroup(app_commands.Group):
    """What terms mean on a server."""

    def __init__(self) -> None:
        """Name the group; Discord offers it to nobody else, unless a server says otherwise."""
        super().__init__(
            name="glossary",
            description="What terms mean on this server, and how that is corrected",
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
        )

    @app_commands.command(name="list", description="List the terms of this server")
    @app_commands.describe(
        filter="Words of a term or of what it means",
        own="Only what moderators have set or removed",
    )
    async def list_(
        self,
        interaction: discord.Interaction[ChapterClient],
        filter: app_commands.Range[str, 1, MAX_FILTER] | None = None,  # noqa: A002 - what members read.
        own: bool = False,
    ) -> None:
        """Show the first page of the terms."""
        words = filter or ""

        async def work(client: ChapterClient, guild: int) -> Card:
            terms = await client.answering.glossary(guild=guild)
            return term_list_card(terms, page=0, own=own, words=words)

        await _moderate(interaction, work, doing="/glossary list", private=(words,))

    @app_commands.command(name="set", description="Set what a term means on this server")
    @app_commands.describe(
        term="The term, such as STP; suggestions appear while you type",
        meaning="The words that it stands for, such as Sustainability and Transformation Plan",
        note="What else members should know of it",
        alone="Whether what documents say that it means is hidden",
    )
    async def set_(
        self,
        interaction: discord.Interaction[ChapterClient],
        term: app_commands.Range[str, 1, MAX_TERM],
        meaning: app_commands.Range[str, 1, MAX_MEANING],
        note: app_commands.Range[str, 1, MAX_NOTE] | None = None,
        alone: bool = False,
    ) -> None:
        """Set a term, and show what was said of it before."""

        async def work(client: ChapterClient, guild: int) -> Card:
            change = await client.answering.set_term(
                term,
                meaning,
                note=note or "",
                alone=alone,
                guild=guild,
                actor=interaction.user.id,
            )
            return term_set_card(change)

        await _moderate(
            interaction, work, doing="/glossary set", private=(term, meaning, note or "")
        )

    @app_commands.command(description="Take back what was set, or hide what documents say")
    @app_commands.describe(term="The term; suggestions appear while you type")
    async def remove(
        self,
        interaction: discord.Interaction[ChapterClient],
        term: app_commands.Range[str, 1, MAX_NAME],
    ) -> None:
        """Remove a term, and show what was said of it before."""

        async def work(client: ChapterClient, guild: int) -> Card:
            try:
                change = await client.answering.remove_term(
                    term, guild=guild, actor=interaction.user.id
                )
            except TermRemovedError as error:
                return removed_already_card(term, error.change)
            return term_removed_card(change)

        await _moderate(interaction, work, doing="/glossary remove", private=(term,))

    @set_.autocomplete("term")
    @remove.autocomplete("term")
    async def _suggest(
        self, interaction: discord.Interaction[ChapterClient], typed: str
    ) -> list[app_commands.Choice[str]]:
        # No notice can be shown here: where it fails, there are no suggestions.
        try:
            async with asyncio.timeout(_SUGGESTION_SECONDS):
                guild = await moderated_guild(interaction)
                terms = await interaction.client.answering.glossary(guild=guild)
        except (TimeoutError, NoticeError):
            return []
        except Exception as error:  # noqa: BLE001 - the handler sorts them.
            await failures.handle(error, None, doing="suggestions", private=(typed,))
            return []
        return [
            app_commands.Choice(name=name, value=name)
            for name in suggest_terms(_names(terms), typed)
        ]


class TermButton(PressedButton[TermButtonId], ids=TermButtonId, template=TERM_TEMPLATE):
    """Undo and Show it again below a change of a term."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button says."""
        await interaction.client.respond(
            PageDelivery(interaction),
            lambda: self._change(interaction),
            doing=f"button term {self._pressed.action}",
        )

    async def _change(self, interaction: Pressed) -> Card:
        guild, actor = await moderated_guild(interaction), interaction.user.id
        answering, change = interaction.client.answering, self._pressed.change
        if self._pressed.action is TermAction.UNDO:
            return term_undone_card(await answering.undo_term(change, guild=guild, actor=actor))
        return term_restored_card(await answering.restore_term(change, guild=guild, actor=actor))


class TermPageButton(PressedButton[TermPageId], ids=TermPageId, template=TERM_PAGE_TEMPLATE):
    """Previous and Next below the list of terms."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        await interaction.client.respond(
            PageDelivery(interaction),
            lambda: self._turn(interaction),
            doing="button terms",
            private=(self._pressed.filter,),
        )

    async def _turn(self, interaction: Pressed) -> Card:
        guild = await moderated_guild(interaction)
        pressed = self._pressed
        step = 1 if pressed.action is TermPageAction.NEXT else -1
        terms = await interaction.client.answering.glossary(guild=guild)
        return term_list_card(
            terms, page=pressed.page + step, own=pressed.own, words=pressed.filter
        )


def _names(terms: Iterable[ListedTerm]) -> list[str]:
    """Return all that can be set or removed: short forms, and long ones too, in order."""
    names = {name for each in terms for name in (each.term, *each.meanings)}
    return sorted(names, key=str.casefold)


async def _moderate(
    interaction: discord.Interaction[ChapterClient],
    work: Work,
    *,
    doing: str,
    private: Iterable[str],
) -> None:
    """Do what a moderator asks for, in the moderator's own guild and seen by nobody else."""
    client = interaction.client

    async def checked() -> Card:
        return await work(client, await moderated_guild(interaction))

    await client.respond(
        ReplyDelivery(interaction, private=True), checked, doing=doing, private=private
    )
