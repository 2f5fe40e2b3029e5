"""The notices: valid, and saying what happened and what to do."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.cards import notices
from bot.cards.model import Card, Colour
from tests.bot.builders import check_card
from tests.bot.discord_markdown import show
from tests.bot.strategies import LONG, texts

ALL = [
    notices.not_yours(),
    notices.expired(),
    notices.timed_out(20.0),
    notices.busy(),
    notices.change_timed_out(),
    notices.cooldown(1.25),
    notices.too_long(1500, 1000),
    notices.empty_question(),
    notices.being_built(),
    notices.library_away(),
    notices.restarting(),
    notices.outdated_command(),
    notices.unexpected("deadbeef"),
    notices.no_document("x"),
    notices.only_for_moderators(),
    notices.only_in_a_server(),
    notices.nothing_to_turn(),
    notices.how_to_ask(),
    notices.thanks(helpful=True),
    notices.thanks(helpful=False),
    notices.plain("A reason."),
]


@pytest.mark.parametrize("card", ALL, ids=lambda card: card.embed.title)
def test_notices_are_valid_and_have_no_buttons(card: Card) -> None:
    check_card(card)
    assert card.rows == ()


def test_numbers_are_written_for_people() -> None:
    assert "after 20 seconds" in notices.timed_out(20.0).embed.description
    assert "in 1.3 seconds" in notices.cooldown(1.25).embed.description
    assert "in 0.1 seconds" in notices.cooldown(0.001).embed.description
    assert "1,500 characters; 1,000 is" in notices.too_long(1500, 1000).embed.description
    assert "asked in 3 seconds." in notices.guild_cooldown(2.4).embed.description
    assert "asked in 1 second." in notices.guild_cooldown(0.2).embed.description
    assert "`deadbeef`" in notices.unexpected("deadbeef").embed.description


def test_thanks_say_what_was_taken_down() -> None:
    assert "marked as helpful." in notices.thanks(helpful=True).embed.description
    assert "marked as not helpful." in notices.thanks(helpful=False).embed.description
    assert notices.thanks(helpful=True).embed.colour is Colour.INFORMATION


@given(texts)
def test_words_of_others_have_no_effect_in_a_notice(text: str) -> None:
    for card in (notices.plain(text), notices.no_document(text)):
        check_card(card)
        shown = show(card.embed.description)
        assert set(shown.effects) <= {"code"}
        assert shown.links == []


@pytest.mark.parametrize("name", LONG)
def test_notices_about_long_texts_are_valid(name: str) -> None:
    check_card(notices.plain(LONG[name]))
    check_card(notices.no_document(LONG[name]))
