"""Texts are in the language of whoever reads them, at the moment at which they are made."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.cards import counts
from bot.cards.dates import long_date
from bot.language.translation import ENGLISH, _, current, in_english, languages, negotiate, speaking
from bot.threads import Threads
from tests.bot.german import german

if TYPE_CHECKING:
    from pathlib import Path

WELSH = languages()["cy"]


def test_a_text_is_in_the_language_that_is_spoken() -> None:
    with speaking(WELSH):
        inside = _("Not helpful")

    assert (inside, _("Not helpful")) == ("Ddim yn ddefnyddiol", "Not helpful")


def test_each_task_speaks_for_itself() -> None:
    async def one(language: str, arrived: asyncio.Barrier) -> str:
        with speaking(languages()[language]):
            await arrived.wait()
            return _("Not helpful")

    async def both() -> list[str]:
        arrived = asyncio.Barrier(2)
        return list(await asyncio.gather(one("cy", arrived), one("en", arrived)))

    assert asyncio.run(both()) == ["Ddim yn ddefnyddiol", "Not helpful"]


def test_a_thread_speaks_the_language_of_whoever_asks_it() -> None:
    with Threads(1) as threads:
        with speaking(WELSH):
            inside = threads.submit(_, "Not helpful")
        after = threads.submit(_, "Not helpful")

    assert (inside.result(), after.result()) == ("Ddim yn ddefnyddiol", "Not helpful")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 cwestiwn"),
        (1, "1 cwestiwn"),
        (2, "2 gwestiwn"),
        (3, "3 chwestiwn"),
        (6, "6 chwestiwn"),
        (1200, "1,200 cwestiwn"),
    ],
)
def test_welsh_counts_with_its_own_forms(count: int, words: str) -> None:
    with speaking(WELSH):
        assert counts.questions(count) == words


def test_english_counts_as_it_did() -> None:
    assert [counts.documents(count) for count in (0, 1, 1200)] == [
        "0 documents",
        "1 document",
        "1,200 documents",
    ]
    assert [counts.number(30.0), counts.number(0.5), counts.decimal(3), counts.percent(0.125)] == [
        "30",
        "0.5",
        "3.0",
        "12%",
    ]


def test_dates_and_numbers_are_written_as_the_language_does(tmp_path: Path) -> None:
    with speaking(languages(german(tmp_path))["de"]):
        assert long_date("2017-07-06") == "6. Juli 2017"
        assert long_date("2017-07") == "Juli 2017"
        assert long_date(None) == "Datum unbekannt"
        assert counts.documents(1200) == "1.200 Dokumente"
        assert counts.decimal(0.25) == "0,2"


def test_what_is_not_translated_for_certain_stays_english(tmp_path: Path) -> None:
    with speaking(languages(german(tmp_path))["de"]):
        said = [_("Not helpful"), _("Helpful"), _("Nearest documents"), _("Nowhere to be found")]

    assert said == ["Nicht hilfreich", "Helpful", "Nearest documents", "Nowhere to be found"]


def test_the_log_has_the_original() -> None:
    with speaking(WELSH):
        assert in_english(_("That took too long")) == "That took too long"
        assert in_english("Parking") == "Parking"


@pytest.mark.parametrize(
    ("preferred", "code"),
    [
        (["de", "en-GB"], "de"),
        (["de-AT", "cy"], "de"),
        ([None, "fr", "cy"], "cy"),
        (["en-US", "cy"], "en"),
        (["zh-CN"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_there_is_is_spoken(
    preferred: list[str | None], code: str, tmp_path: Path
) -> None:
    known = {**languages(german(tmp_path)), "cy": WELSH}

    assert negotiate(preferred, known).code == code


def test_languages_are_called_what_they_call_themselves() -> None:
    assert current() is ENGLISH
    assert [language.name for language in languages().values()] == ["English", "Cymraeg"]
