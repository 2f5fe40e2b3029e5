"""Commands have names and descriptions in the locales of Discord that there is a catalogue for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.gateway.client import ChapterClient
from bot.gateway.command_names import CommandNames
from bot.insights.reviewer import Reviewer
from bot.language.translation import FOLDER, languages
from bot.moderation.librarian import Librarian
from tests.bot.german import german
from tests.locales.catalogues import commands

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Return what Discord is sent of each command, by its English name."""
    names = CommandNames(german(tmp_path_factory.mktemp("locales")))

    async def payloads() -> dict[str, Any]:
        nobody = cast("Any", None)
        librarian = Librarian(nobody, Path())
        client = ChapterClient(nobody, nobody, librarian, Reviewer(nobody), answer_days=90)
        made = [
            await command.get_translated_payload(client.tree, names)
            for command in client.tree.get_commands()
        ]
        return {payload["name"]: payload for payload in made}

    return asyncio.run(payloads())


def test_names_descriptions_options_and_choices_are_translated(sent: Mapping[str, Any]) -> None:
    assert sent["ask"]["name_localizations"] == {"de": "fragen"}
    assert sent["ask"]["description_localizations"] == {
        "de": "Stellt eine Frage; die Antwort wird wörtlich zitiert"
    }
    options = {option["name"]: option for option in sent["ask"]["options"]}
    assert options["question"]["name_localizations"] == {"de": "frage"}
    assert not options["since"].get("name_localizations")
    strictness = {option["name"]: option for option in sent["settings"]["options"]}["strictness"]
    choices = strictness["options"][0]["choices"]
    assert [choice.get("name_localizations") or {} for choice in choices] == [
        {"de": "vorsichtig"},
        {},
        {},
    ]


def test_a_menu_may_have_a_name_of_several_words(sent: Mapping[str, Any]) -> None:
    assert sent["Find the policy"]["name_localizations"] == {"de": "Die Regelung finden"}


def test_what_discord_would_refuse_stays_english(sent: Mapping[str, Any]) -> None:
    """One name that is not allowed, and Discord would take none of the commands."""
    assert sent["sources"]["name_localizations"] == {}
    assert sent["define"]["description_localizations"] == {}


def test_languages_that_discord_does_not_offer_have_no_commands() -> None:
    """Nobody could ever see them."""
    assert not (FOLDER / "cy" / "LC_MESSAGES" / "commands.po").exists()


def test_moderators_choose_among_the_languages_there_are(sent: Mapping[str, Any]) -> None:
    language = {option["name"]: option for option in sent["settings"]["options"]}["language"]
    choices = language["options"][0]["choices"]
    assert {choice["value"]: choice["name"] for choice in choices} == {
        code: each.name for code, each in languages().items()
    }


def test_all_that_can_be_translated_is_found() -> None:
    found = commands()

    for text in ("ask", "Find the policy", "cautious", "List the documents", "Cymraeg", "since"):
        assert text in found
