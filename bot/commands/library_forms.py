"""What comes back from the forms of ``/library``: checked again, and found from the form's id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.cards import library_notices
from bot.cards.forms import changed, contested, said_by, wrong_address
from bot.cards.library import contested_card, edited_card
from bot.cards.library_ids import FORM_TEMPLATE, FormId, FormKind
from bot.commands.library import report_job
from bot.delivery.deliveries import ReplyDelivery
from bot.delivery.forms import typed
from bot.errors import NoticeError
from bot.moderation.permissions import moderated_guild

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cards import Card
    from bot.gateway.client import ChapterClient
    from retrieval.domain import Job

    Sent = discord.Interaction[ChapterClient]


async def submit_library(interaction: Sent) -> None:
    """Do what a form of ``/library`` says; any other is not for here."""
    data: Mapping[str, Any] = interaction.data or {}
    match = FORM_TEMPLATE.fullmatch(str(data.get("custom_id", "")))
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    form = FormId.of(match)
    lines = typed(data.get("components"))
    doing = f"form library {form.kind}"
    if form.kind is FormKind.DRAFT:

        async def queue() -> Job:
            return await _confirm(interaction, form, lines)

        await report_job(interaction, queue, pressed=True, doing=doing, private=lines.values())
        return

    async def work() -> Card:
        return await _edit(interaction, form, lines)

    await interaction.client.respond(
        ReplyDelivery(interaction, private=True), work, doing=doing, private=lines.values()
    )


async def _confirm(interaction: Sent, form: FormId, lines: Mapping[str, str]) -> Job:
    guild = await moderated_guild(interaction)
    librarian = interaction.client.librarian
    draft = await librarian.draft(form.subject, guild=guild)
    fields = changed(draft.found, lines)
    # Kept also where it cannot be used: the form then opens with it again.
    await librarian.update_draft(draft.with_fields(fields))
    if wrong_address(fields):
        raise NoticeError(library_notices.not_an_address())
    return await librarian.confirm(draft.id, guild=guild, actor=interaction.user.id)


async def _edit(interaction: Sent, form: FormId, lines: Mapping[str, str]) -> Card:
    guild, actor = await moderated_guild(interaction), interaction.user.id
    librarian = interaction.client.librarian
    details = await librarian.document(form.number, guild=guild)
    said = said_by(details.metadata)
    fields = changed(said, lines, filled=form.filled)
    if wrong_address(fields):
        raise NoticeError(library_notices.not_an_address())
    if not fields:
        return edited_card(details.source, fields)
    if contested(said, fields, filled=form.filled):
        raise NoticeError(contested_card(details.source, fields))
    source = await librarian.correct(form.number, fields, guild=guild, actor=actor)
    return edited_card(source, fields)
