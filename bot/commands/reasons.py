"""Why a quote did not help: a button below the thanks for a rating, and the form that it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.cards.reasons import no_reason_card, reason_form, reason_kept_card, reason_of
from bot.cards.review_ids import REASON_FORM_TEMPLATE, REASON_TEMPLATE, ReasonId
from bot.commands.pressed import PressedButton
from bot.delivery.deliveries import PageDelivery
from bot.delivery.forms import show_form, typed
from bot.errors import NoticeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cards import Card
    from bot.cards.forms import Form
    from bot.gateway.client import ChapterClient


class ReasonButton(PressedButton[ReasonId], ids=ReasonId, template=REASON_TEMPLATE):
    """Say why."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""
        await show_form(interaction, self._form, doing="button why")

    async def _form(self) -> Form:
        return reason_form(self._pressed)


async def submit_reason(interaction: discord.Interaction[ChapterClient]) -> None:
    """Keep what a member wrote into the form; any other form is not for here."""
    data: Mapping[str, Any] = interaction.data or {}
    match = REASON_FORM_TEMPLATE.fullmatch(str(data.get("custom_id", "")))
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    rated, lines = ReasonId.of(match), typed(data.get("components"))

    async def work() -> Card:
        reason = reason_of(lines)
        if not reason:
            raise NoticeError(no_reason_card())
        await interaction.client.reviewer.explain_rating(
            rated.answer_id,
            rated.position,
            reason=reason,
            rater=interaction.user.id,
            guild=interaction.guild_id,
        )
        return reason_kept_card()

    await interaction.client.respond(
        PageDelivery(interaction), work, doing="form why", private=lines.values()
    )
