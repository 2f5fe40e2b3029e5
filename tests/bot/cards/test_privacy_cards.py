"""The cards about one's own data, and the form for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.privacy import (
    data_card,
    deleted_card,
    deletion_card,
    kept_card,
    nothing_card,
    only_as_moderator_card,
)
from bot.cards.reasons import (
    MOST_CHARACTERS,
    no_reason_card,
    reason_form,
    reason_kept_card,
    reason_of,
)
from bot.cards.review_ids import ReasonId
from bot.delivery.forms import to_modal
from retrieval.domain import (
    AskedQuestion,
    Event,
    ModeratorQuestion,
    Outcome,
    PersonalData,
    Rating,
)
from tests.bot.builders import check_card

if TYPE_CHECKING:
    from bot.cards import Card

NOON = "2026-11-02T12:00:00+00:00"
QUESTION = AskedQuestion("bins?", Outcome.ANSWERED, 0.9, "a", NOON, 5)
RATING = Rating("a", 0, helpful=True, reason=None, rated_at=NOON, question="bins?")


def says(card: Card) -> tuple[str, str]:
    check_card(card)
    return card.embed.title, card.embed.description


def test_the_file_comes_with_what_it_holds() -> None:
    card = data_card(PersonalData((QUESTION,) * 2, (RATING,)), b"{}")
    assert says(card)[1].startswith("**2 questions and 1 rating**: ")
    asked = ModeratorQuestion("a", "bins?", 5, None, NOON)
    more = data_card(PersonalData((), (), (asked,)), b"{}")
    assert "**1 question to moderators**, with your name and the answers." in says(more)[1]
    assert card.file is not None
    assert (card.file.name, card.file.content, card.file.description) == ("my-data.json", b"{}", "")


def test_what_a_moderator_did_is_told_and_stays() -> None:
    asked = ModeratorQuestion("a", "bins?", 5, None, NOON, moderator=7, answer="Monday.")
    change = Event(1, NOON, 7, "edited", 4, "Bins", "")
    both = PersonalData((), (RATING,), (), (asked,), (change,))
    stays = "**What you did as a moderator** (2) stays with your name"
    assert stays in says(data_card(both, b"{}"))[1]
    assert stays in says(deletion_card(both, member=7))[1]
    title, text = says(only_as_moderator_card(PersonalData((), (), (), (asked,), (change,))))
    assert title == "There is nothing to delete here"
    assert text.startswith(stays)


def test_deleting_asks_first_and_names_whose_data_it_is() -> None:
    card = deletion_card(PersonalData((), (RATING,)), member=5)
    assert says(card)[1].startswith("**0 questions and 1 rating**: ")
    assert [(button.label, button.custom_id) for row in card.rows for button in row] == [
        ("Delete", "cv1:privacy:delete:5"),
        ("Keep it", "cv1:privacy:keep:5"),
    ]


def test_what_became_of_it_is_told() -> None:
    assert says(deleted_card(1, 0)) == (
        "Deleted",
        "1 question and 0 ratings of yours will not be found here any more.",
    )
    assert says(deleted_card(1, 0, 2))[1].endswith(
        " The same holds for 2 questions to moderators; what was posted of them in channels can be "
        "deleted there."
    )
    assert says(kept_card())[0] == "Nothing was deleted"
    assert says(nothing_card())[0] == "Nothing is kept about you here"
    assert says(reason_kept_card())[0] == "Thank you"
    assert says(no_reason_card())[0] == "There was no reason in that"


def test_the_form_asks_for_sentences() -> None:
    form = reason_form(ReasonId("abc", 1))
    modal = to_modal(form).to_dict()
    assert modal["custom_id"] == "cv1:why-form:abc:1"
    assert len(modal["title"]) <= 45
    (label,) = modal["components"]
    box = label["component"]
    assert len(label["label"]) <= 45
    assert (box["style"], box["required"], box["max_length"]) == (2, True, MOST_CHARACTERS)
    assert len(box["placeholder"]) <= 100


def test_a_reason_is_what_can_be_seen_of_it() -> None:
    assert reason_of({"reason": " too\u200b old\r\n"}) == "too old"
    assert reason_of({"reason": "\u200b \n"}) == ""
    assert reason_of({}) == ""
    assert reason_of({"reason": "x" * 600}) == "x" * MOST_CHARACTERS
