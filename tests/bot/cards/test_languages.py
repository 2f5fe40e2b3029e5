"""Every card in every language is within Discord's limits, and so it is where words are longer."""

from __future__ import annotations

import gettext
import math
from typing import TYPE_CHECKING, Any

import pytest
from babel import Locale
from hypothesis import HealthCheck, Phase, given, settings

from bot.cards.answer import answer_card
from bot.cards.forms import Form
from bot.delivery.forms import to_modal
from bot.language.translation import ENGLISH, Language, languages, speaking
from tests.bot.builders import ANSWER_ID, MEMBER, check_card, stp_answer, units
from tests.bot.cards.made import builders, calls

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGER = 1.6


class _Long(gettext.NullTranslations):
    """Texts that are longer than the English ones by what the longest languages take."""

    def gettext(self, message: str) -> str:
        return message + "ŵ" * (math.ceil(len(message) * _LONGER) - len(message))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


LONG = Language("xx", Locale("cy"), _Long())
BUILDERS = list(builders())


@pytest.mark.parametrize("make", [make for _, make in BUILDERS], ids=[name for name, _ in BUILDERS])
def test_every_card_is_within_the_limits(make: Callable[..., Any]) -> None:
    @settings(max_examples=5, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(calls(make))
    def check(given: dict[str, Any]) -> None:
        for language in (*languages().values(), LONG):
            with speaking(language):
                _check(make(**given))

    check()


def _check(made: Any) -> None:
    if not isinstance(made, Form):
        check_card(made)
        return
    modal = to_modal(made).to_dict()
    assert 1 <= units(modal["title"]) <= 45
    for line in modal["components"]:
        assert 1 <= units(line["label"]) <= 45
        assert units(line["component"].get("placeholder", "")) <= 100


def test_all_that_makes_a_card_is_found() -> None:
    names = {name for name, _ in BUILDERS}

    assert {"answer.answer_card", "jobs.job_card", "forms.metadata_form", "notices.busy"} <= names
    assert len(names) > 100


def test_a_card_in_welsh_quotes_in_english() -> None:
    def card(language: Language) -> Any:
        with speaking(language):
            return answer_card(stp_answer(), answer_id=ANSWER_ID, position=0, asker=MEMBER).embed

    english, welsh = card(ENGLISH), card(languages()["cy"])

    quoted = [line for line in english.description.splitlines() if line.startswith("> ")]
    assert quoted
    assert [line for line in welsh.description.splitlines() if line.startswith("> ")] == quoted
    assert "— [What are STPs?](https://example.org/stps) · The King's Fund · 6 Gorffennaf 2017" in (
        welsh.description
    )
    assert (english.footer, welsh.footer) == (
        "Quote 1 of 3",
        "Dyfyniad 1 o 3 · yn yr iaith wreiddiol",
    )
    assert english.title == welsh.title
