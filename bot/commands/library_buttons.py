"""The buttons of ``/library``. Each is checked again and finds what it is about from its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cards.drafts import discarded_card
from bot.cards.forms import metadata_form
from bot.cards.jobs import job_card
from bot.cards.library import EVENTS, history_card, kept_card, removed_card, restored_card
from bot.cards.library_ids import (
    LIBRARY_TEMPLATE,
    FormId,
    FormKind,
    LibraryAction,
    LibraryButtonId,
)
from bot.commands.library import report_job
from bot.commands.pressed import PressedButton
from bot.delivery.announcing import AnnouncementDelivery
from bot.delivery.deliveries import PageDelivery
from bot.delivery.forms import show_form
from bot.delivery.readers import Readers, language_for
from bot.language.translation import speaking
from bot.moderation.jobs import Place
from bot.moderation.permissions import moderated_guild

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

    from bot.cards import Card
    from bot.cards.forms import Form
    from bot.gateway.client import ChapterClient
    from retrieval.domain import Job

    Pressed = discord.Interaction[ChapterClient]


class LibraryButton(PressedButton[LibraryButtonId], ids=LibraryButtonId, template=LIBRARY_TEMPLATE):
    """Add, Correct first, Cancel, Remove, Keep it, Undo and Older."""

    _cancelled: Job | None = None
    """The job that this press has cancelled."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button says."""
        doing = f"button library {self._pressed.action}"
        if self._pressed.action is LibraryAction.CORRECT:
            await show_form(interaction, lambda: self._correct(interaction), doing=doing)
        elif self._pressed.action is LibraryAction.ADD:
            await report_job(interaction, lambda: self._add(interaction), pressed=True, doing=doing)
        elif self._pressed.action is LibraryAction.REMOVE:
            tell = AnnouncementDelivery(interaction, pressed=True)
            await interaction.client.respond(tell, lambda: self._remove(interaction), doing=doing)
            await tell.tidy()
        else:
            turn: dict[LibraryAction, Callable[[Pressed], Awaitable[Card]]] = {
                LibraryAction.DISCARD: self._discard,
                LibraryAction.KEEP: self._keep,
                LibraryAction.UNDO: self._undo,
                LibraryAction.CANCEL: self._cancel,
                LibraryAction.OLDER: self._older,
            }
            work = turn[self._pressed.action]
            page = PageDelivery(interaction)
            await interaction.client.respond(page, lambda: work(interaction), doing=doing)
            if self._cancelled is not None and interaction.message is not None:
                # The end of a job is told last, however late Discord took the button's own answer.
                job, place = self._cancelled, Place.of(interaction, interaction.message)
                interaction.client.jobs.tell_again(job.id, place, guild=job.guild or 0)

    async def _add(self, interaction: Pressed) -> Job:
        guild = await moderated_guild(interaction)
        return await interaction.client.librarian.confirm(
            self._pressed.subject, guild=guild, actor=interaction.user.id
        )

    async def _correct(self, interaction: Pressed) -> Form:
        guild = await moderated_guild(interaction)
        draft = await interaction.client.librarian.draft(self._pressed.subject, guild=guild)
        form = FormId(FormKind.DRAFT, draft.id)
        return metadata_form(str(form), draft.found | draft.upload.fields)

    async def _discard(self, interaction: Pressed) -> Card:
        guild = await moderated_guild(interaction)
        await interaction.client.librarian.discard(self._pressed.subject, guild=guild)
        return discarded_card()

    async def _remove(self, interaction: Pressed) -> Card:
        guild, actor = await moderated_guild(interaction), interaction.user.id
        removed = await interaction.client.librarian.remove(
            self._pressed.number, guild=guild, actor=actor
        )
        with speaking(
            await language_for(Readers.beside(interaction), interaction.client.answering)
        ):
            return removed_card(removed, actor=actor)

    async def _keep(self, interaction: Pressed) -> Card:
        await moderated_guild(interaction)
        return kept_card()

    async def _undo(self, interaction: Pressed) -> Card:
        guild, actor = await moderated_guild(interaction), interaction.user.id
        restored = await interaction.client.librarian.restore(
            self._pressed.number, guild=guild, actor=actor
        )
        with speaking(
            await language_for(Readers.beside(interaction), interaction.client.answering)
        ):
            return restored_card(restored, actor=actor)

    async def _cancel(self, interaction: Pressed) -> Card:
        guild, actor = await moderated_guild(interaction), interaction.user.id
        job = await interaction.client.librarian.cancel(
            self._pressed.number, guild=guild, actor=actor
        )
        self._cancelled = job
        with speaking(
            await language_for(Readers.beside(interaction), interaction.client.answering)
        ):
            return job_card(job)

    async def _older(self, interaction: Pressed) -> Card:
        guild = await moderated_guild(interaction)
        return history_card(
            await interaction.client.librarian.history(
                guild=guild, limit=EVENTS + 1, before=self._pressed.number
            )
        )
