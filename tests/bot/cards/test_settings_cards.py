"""The cards about what moderators set."""

from __future__ import annotations

import pytest

from bot.cards import Field
from bot.cards.settings import settings_card, strictness_card
from retrieval.domain import Strictness
from tests.bot.builders import check_card


@pytest.mark.parametrize("level", Strictness)
def test_every_level_is_shown_with_what_it_means(level: Strictness) -> None:
    shown, changed = settings_card(level), strictness_card(level)
    for card in (shown, changed):
        check_card(card)
        assert card.rows == ()

    assert shown.embed.title == "Settings of this server"
    assert shown.embed.fields == (Field("Strictness", f"**{level.value}** · {level.meaning}"),)
    assert changed.embed.title == f"Strictness is now {level.value}"
    assert changed.embed.description == (f"{level.meaning} This holds from the next question on.")
