"""Whose language is spoken: the guild's choice, else the member's, else the guild's own."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest

from bot.delivery import readers
from bot.delivery.readers import Readers, language_for
from bot.language.translation import Language, languages, negotiate
from retrieval.domain import GuildSettings
from retrieval.errors import CatalogueAwayError
from tests.bot.german import german

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

GERMAN, FRENCH = discord.Locale.german, discord.Locale.french
BRITISH = discord.Locale.british_english


class _Answering:
    def __init__(self, language: str | None = None, *, away: bool = False) -> None:
        self._settings = GuildSettings(language=language)
        self._away = away

    async def guild_settings(self, *, guild: int | None) -> GuildSettings:
        if self._away:
            raise CatalogueAwayError("it does not answer")
        return self._settings


@pytest.fixture(autouse=True)
def _with_german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = {**languages(), **languages(german(tmp_path))}

    def among(preferred: Iterable[str | None]) -> Language:
        return negotiate(preferred, known)

    monkeypatch.setattr(readers, "negotiate", among)


def interaction(
    locale: discord.Locale, guild_locale: discord.Locale | None = BRITISH, guild: int | None = 7
) -> Any:
    return SimpleNamespace(locale=locale, guild_locale=guild_locale, guild_id=guild)


def spoken(to: Readers, answering: _Answering | None = None) -> str:
    return asyncio.run(language_for(to, cast("Any", answering or _Answering()))).code


def test_a_member_is_answered_in_the_language_that_their_discord_has() -> None:
    assert spoken(Readers.of(interaction(GERMAN))) == "de"
    assert spoken(Readers.of(interaction(GERMAN, None, None))) == "de"


def test_without_a_catalogue_it_is_the_guilds_language_and_then_english() -> None:
    assert spoken(Readers.of(interaction(FRENCH, GERMAN))) == "de"
    assert spoken(Readers.of(interaction(FRENCH, FRENCH))) == "en"


def test_what_the_guild_has_set_holds_for_everybody() -> None:
    welsh = _Answering("cy")

    assert spoken(Readers.of(interaction(GERMAN)), welsh) == "cy"
    assert spoken(Readers.beside(interaction(GERMAN)), welsh) == "cy"
    # In a direct message there is no guild that could have set anything.
    assert spoken(Readers.of(interaction(GERMAN, None, None)), welsh) == "de"


def test_a_language_that_is_gone_from_the_bot_is_as_good_as_not_set() -> None:
    assert spoken(Readers.of(interaction(GERMAN)), _Answering("tlh")) == "de"


def test_what_everybody_reads_is_in_the_guilds_language() -> None:
    assert spoken(Readers.beside(interaction(BRITISH, GERMAN))) == "de"
    client = SimpleNamespace(
        get_guild=lambda guild: SimpleNamespace(preferred_locale=GERMAN) if guild == 7 else None
    )
    assert spoken(Readers.everybody(cast("Any", client), 7)) == "de"
    assert spoken(Readers.everybody(cast("Any", client), 8)) == "en"
    assert spoken(Readers.everybody(cast("Any", client), None)) == "en"


def test_a_message_tells_no_language_of_its_writer() -> None:
    guild = SimpleNamespace(id=7, preferred_locale=GERMAN)
    message = SimpleNamespace(guild=guild, channel=SimpleNamespace())
    direct = SimpleNamespace(guild=None, channel=SimpleNamespace())
    unknown = SimpleNamespace(guild=None, channel=SimpleNamespace(guild_id=7))

    assert spoken(Readers.of_message(cast("Any", message))) == "de"
    assert spoken(Readers.of_message(cast("Any", direct)), _Answering("cy")) == "en"
    assert spoken(Readers.of_message(cast("Any", unknown)), _Answering("cy")) == "cy"


def test_settings_out_of_reach_leave_what_discord_tells() -> None:
    assert spoken(Readers.of(interaction(GERMAN)), _Answering("cy", away=True)) == "de"
