"""Forms are shown in time, or the member is told why not."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
import pytest

from bot.cards import library_notices
from bot.cards.forms import Form, metadata_form
from bot.delivery import forms
from bot.delivery.deliveries import ACKNOWLEDGE_SECONDS
from bot.delivery.forms import show_form, to_modal
from bot.errors import NoticeError
from tests.bot.builders import SettingsAlone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cards import Card

FORM = metadata_form("cv1:library-form:document:9", {"title": "Parking"})


class _Interaction:
    """Takes down what is asked of it, in order."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.response = self
        self.locale, self.guild_locale, self.guild_id = discord.Locale.british_english, None, None
        self.client = SimpleNamespace(answering=SettingsAlone())
        self.happened: list[tuple[str, Any]] = []
        self._refusal = refusal

    async def send_modal(self, modal: discord.ui.Modal) -> None:
        if self._refusal is not None:
            raise self._refusal
        self.happened.append(("form", modal.custom_id))

    async def defer(self, *, ephemeral: bool, thinking: bool) -> None:
        self.happened.append(("defer", (ephemeral, thinking)))

    async def edit_original_response(self, *, embed: discord.Embed, **_rest: Any) -> None:
        self.happened.append(("told", embed.title))


def shown(
    prepare: Callable[[], Awaitable[Form | Card]], refusal: Exception | None = None
) -> list[tuple[str, Any]]:
    interaction = _Interaction(refusal)
    asyncio.run(show_form(cast("Any", interaction), prepare, doing="a test"))
    return interaction.happened


async def at_once() -> Form:
    return FORM


async def never() -> Form:
    await asyncio.Event().wait()
    return FORM


async def not_allowed() -> Form:
    raise NoticeError(library_notices.no_document())


def test_a_form_is_the_first_answer() -> None:
    assert shown(at_once) == [("form", FORM.custom_id)]


def test_where_there_is_nothing_to_fill_in_any_more_a_card_takes_the_place_of_the_message() -> None:
    card = library_notices.no_document()

    async def too_late() -> Card:
        return card

    assert shown(too_late) == [("defer", (False, False)), ("told", card.embed.title)]


def test_who_may_not_is_told_alone_and_sees_no_form() -> None:
    title = library_notices.no_document().embed.title

    assert shown(not_allowed) == [("defer", (True, True)), ("told", title)]


def test_a_form_that_is_not_ready_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Both attempts have to end within the 3 s that Discord allows.
    assert forms.PREPARE_SECONDS + ACKNOWLEDGE_SECONDS < 3
    monkeypatch.setattr(forms, "PREPARE_SECONDS", 0.01)

    title = library_notices.busy().embed.title
    assert shown(never) == [("defer", (True, True)), ("told", title)]


@pytest.mark.parametrize(
    "failure",
    [
        TimeoutError(),
        aiohttp.ClientError(),
        discord.DiscordServerError(
            cast("Any", SimpleNamespace(status=503, reason="overloaded")), "no"
        ),
    ],
)
def test_nobody_waits_for_ever_for_a_form_that_discords_server_did_not_take(
    failure: Exception,
) -> None:
    title = library_notices.form_not_shown().embed.title
    assert shown(at_once, failure) == [("defer", (True, True)), ("told", title)]


def test_a_form_that_comes_too_late_harms_nothing() -> None:
    late = discord.NotFound(
        cast("Any", SimpleNamespace(status=404, reason="late")),
        {"code": 10062, "message": "Unknown interaction"},
    )
    assert shown(at_once, late) == [("defer", (True, True))]


def test_discord_py_is_not_asked_to_listen_to_a_form() -> None:
    async def finished() -> bool:
        return to_modal(FORM).is_finished()

    assert asyncio.run(finished())
