"""Forms at the rim: shown as the first answer to an interaction, and read when they come back.

discord.py keeps the forms that it has shown in memory and hands what comes back to them; after a
restart it would drop it. So it is told to keep none, and what comes back is found by its
``custom_id``, as buttons are.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.cards import Card, library_notices, limits
from bot.delivery import failures
from bot.delivery.deliveries import ACKNOWLEDGE_SECONDS, PageDelivery, ReplyDelivery
from bot.delivery.readers import Readers, language_for
from bot.errors import NoticeError
from bot.language.translation import speaking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.cards.forms import Form

PREPARE_SECONDS = 1.5
"""Seconds for looking up what to fill in; showing the form has to fit into Discord's 3 s too."""


async def show_form(
    interaction: discord.Interaction[Any],
    prepare: Callable[[], Awaitable[Form | Card]],
    *,
    doing: str,
    private: Iterable[str] = (),
) -> None:
    """Prepare a form and show it; where that fails, tell the member alone why.

    :param prepare: returns a card, which takes the place of the one whose button was pressed, where
        there is nothing to be filled in any more.
    :param doing: what is being done, for the log.
    :param private: texts that must not appear in the log.
    """
    with ExitStack() as saying:
        try:
            try:
                async with asyncio.timeout(PREPARE_SECONDS):
                    language = await language_for(
                        Readers.of(interaction), interaction.client.answering
                    )
                    saying.enter_context(speaking(language))
                    form = await prepare()
            except TimeoutError:
                raise NoticeError(library_notices.busy()) from None
            if isinstance(form, Card):
                page = PageDelivery(interaction)
                await page.acknowledge()
                await page.show(form)
            else:
                await _send(interaction, form)
        except Exception as error:  # noqa: BLE001 - the handler sorts them.
            delivery = ReplyDelivery(interaction, private=True)
            try:
                await delivery.acknowledge()
            except Exception as second:  # noqa: BLE001 - the handler sorts them.
                await failures.handle(second, None, doing=doing, private=private)
                return
            await failures.handle(error, delivery, doing=doing, private=private)


def typed(data: object) -> dict[str, str]:
    """Return what a member wrote into a form, by the names of its fields."""
    if isinstance(data, list):
        return {name: text for item in data for name, text in typed(item).items()}
    if not isinstance(data, dict):
        return {}
    if "value" in data:
        return {str(data.get("custom_id")): str(data["value"] or "")}
    return {**typed(data.get("components")), **typed(data.get("component"))}


def to_modal(form: Form) -> discord.ui.Modal:
    """Return a form as discord.py sends it, which it is not to listen to."""
    modal = discord.ui.Modal(
        title=limits.shorten_plain(form.title, limits.FORM_TITLE), custom_id=form.custom_id
    )
    for field in form.fields:
        box: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=field.name,
            default=field.value or None,
            placeholder=limits.shorten_plain(field.hint, limits.FORM_HINT) or None,
            required=field.long,
            style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
            max_length=field.length,
        )
        label = limits.shorten_plain(field.label, limits.FORM_LABEL)
        modal.add_item(discord.ui.Label(text=label, component=box))
    modal.stop()
    return modal


async def _send(interaction: discord.Interaction[Any], form: Form) -> None:
    try:
        async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
            await interaction.response.send_modal(to_modal(form))
    except (TimeoutError, aiohttp.ClientError, discord.DiscordServerError) as error:
        # Discord may still take that the bot is thinking; without a word, that would never end.
        raise NoticeError(library_notices.form_not_shown()) from error
