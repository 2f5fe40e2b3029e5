"""The buttons below cards, also after the bot was killed and documents were removed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.home import wait_until_serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.end_to_end.home import Home, Served

DEFERRED_MESSAGE, DEFERRED_UPDATE = 5, 6
EPHEMERAL = 64

CONTEXT = (
    "Allotments",
    (
        "> Who can have a plot\n"
        "> \n"
        "> Anyone who lives in Wexley and is 18 or older can rent an allotment plot.\n"
        "> \n"
        "> What a plot costs\n"
        "> \n"
        "> **A full allotment plot costs £62 a year, and a half plot costs £31 a year. "
        "Water is included in the allotment rent.**\n"
        "> \n"
        "> Waiting list\n"
        "> \n"
        "> The waiting list for an allotment is about three years long. Plots that are not cultivated "
        "for two months go to the next person on the list."
        "\n\n— Allotments · Wexley Town Council · 1 March 2024\n§ What a plot costs"
    ),
)


def thanks(words: str) -> tuple[str, str]:
    text = f"This was marked as {words}. Press the other button to change it."
    return "Thank you", text


def ratings(home: Home, answer: cards.Message) -> list[tuple[int, int]]:
    """Return position and verdict of every rating of an answer in the catalogue."""
    return home.query(
        "SELECT position, helpful FROM ratings WHERE answer_id = ? ORDER BY position, helpful",
        cards.answer_id(answer),
    )


def test_pages_turn_in_place(double: DiscordDouble) -> None:
    first = double.slash("ask", question=cards.ALLOTMENTS).response()

    turned = double.click(first, "Next")
    assert turned.acknowledgement() == {"type": DEFERRED_UPDATE}
    second = turned.response()
    assert second["id"] == first["id"]
    assert cards.says(second) == (cards.ALLOTMENTS, cards.ALLOTMENT_TENANTS)
    assert cards.footer(second) == "Quote 2 of 2"
    assert cards.buttons(second)["Next"] is False
    again = double.click(second, "Previous").response()

    assert again["embeds"] == first["embeds"]
    assert again["components"] == first["components"]
    assert turned.followups == []


def test_a_quote_is_shown_among_its_paragraphs(double: DiscordDouble) -> None:
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()

    pressed = double.click(answer, "Context")

    assert pressed.acknowledgement() == {"type": DEFERRED_MESSAGE, "data": {"flags": EPHEMERAL}}
    shown = pressed.response()
    assert cards.says(shown) == CONTEXT
    assert shown["id"] != answer["id"]
    assert shown["components"] == []
    assert pressed.ephemeral
    assert double.message(answer) == answer


def test_a_rating_is_kept_and_can_be_changed(double: DiscordDouble, shared: Served) -> None:
    home = shared.home
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()

    pressed = double.click(answer, "Helpful")
    assert cards.says(pressed.response()) == thanks("helpful")
    assert pressed.ephemeral
    assert ratings(home, answer) == [(0, 1)]

    changed = double.click(answer, "Not helpful").response()
    assert cards.says(changed) == thanks("not helpful")
    assert ratings(home, answer) == [(0, 0)]

    # Whoever reads an answer may rate it; each counts once.
    double.click(answer, "Helpful", member="other").response()
    second = double.click(answer, "Next").response()
    double.click(second, "Helpful").response()
    assert ratings(home, answer) == [(0, 0), (0, 1), (1, 1)]
    raters = home.query("SELECT rater FROM ratings")
    ids = {str(user["id"]) for user in double.state.users.values()}
    assert ids.isdisjoint(rater for (rater,) in raters)


@pytest.mark.parametrize("button", ["Next", "Context"])
def test_pages_belong_to_whoever_asked(double: DiscordDouble, button: str) -> None:
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()

    pressed = double.click(answer, button, member="other")

    assert cards.says(pressed.response()) == cards.NOT_YOURS
    assert pressed.ephemeral
    assert double.message(answer) == answer


def test_the_list_of_documents_has_pages(double: DiscordDouble) -> None:
    first = double.slash("sources list").response()

    second = double.click(first, "Next").response()
    assert second["id"] == first["id"]
    assert cards.says(second)[1] == (
        "11\\. Street trading · Wexley Borough Council · 20 May 2021\n"
        "12\\. Young carers · Wexshire County Council · 20 January 2024"
    )
    assert cards.footer(second) == "Page 2 of 2 · 12 documents"
    assert cards.buttons(second) == {"Previous": True, "Next": False}

    others = double.click(second, "Previous", member="other")
    assert cards.says(others.response()) == cards.NOT_YOURS
    assert others.ephemeral
    assert double.message(first) == second
    assert double.click(second, "Previous").response()["embeds"] == first["embeds"]


def test_the_pages_of_a_filtered_list_stay_filtered(double: DiscordDouble) -> None:
    first = double.slash("sources list", filter="e").response()
    assert cards.footer(first) == "Page 1 of 2 · 12 documents"

    second = double.click(first, "Next").response()

    assert cards.says(second)[0] == "Documents matching “e”"


@dataclass(frozen=True)
class Before:
    """What members saw before the bot was killed."""

    double: DiscordDouble
    home: Home
    answer: cards.Message
    second_page: cards.Message
    listed: cards.Message
    rated: cards.Message
    """Its first quote was marked as helpful."""


@pytest.fixture(scope="module")
def before(shared: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    """Kill a bot that has posted cards, and start another in its place."""
    home = shared.home.copy(tmp_path_factory.mktemp("restarted"))
    with DiscordDouble() as double:
        with home.bot(double) as first:
            wait_until_serving(double, first)
            answer = double.slash("ask", question=cards.ALLOTMENTS).response()
            turned = double.slash("ask", question=cards.ALLOTMENTS).response()
            second_page = double.click(turned, "Next").response()
            listed = double.slash("sources list").response()
            rated = double.slash("ask", question=cards.ALLOTMENTS).response()
            double.click(rated, "Helpful").response()
            first.kill()
            assert first.wait() == -9
        with home.bot(double) as second:
            wait_until_serving(double, second)
            yield Before(double, home, answer, second_page, listed, rated)
        assert double.violations == []


def test_pages_turn_after_the_bot_was_killed(before: Before) -> None:
    second = before.double.click(before.answer, "Next").response()
    first = before.double.click(before.second_page, "Previous").response()
    listed = before.double.click(before.listed, "Next").response()

    assert cards.says(second) == (cards.ALLOTMENTS, cards.ALLOTMENT_TENANTS)
    assert cards.says(first) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
    assert cards.footer(listed) == "Page 2 of 2 · 12 documents"


def test_other_buttons_work_after_the_bot_was_killed(before: Before) -> None:
    shown = before.double.click(before.rated, "Context").response()
    others = before.double.click(before.rated, "Context", member="other").response()

    assert cards.says(shown) == CONTEXT
    assert cards.says(others) == cards.NOT_YOURS


def test_a_rating_is_still_the_same_members_after_the_bot_was_killed(before: Before) -> None:
    assert ratings(before.home, before.rated) == [(0, 1)]

    before.double.click(before.rated, "Not helpful").response()

    assert ratings(before.home, before.rated) == [(0, 0)]


def test_an_answer_whose_document_was_removed_says_so(before: Before) -> None:
    double, home = before.double, before.home
    answer = double.slash("ask", question="What does a bulky waste collection cost?").response()
    listing = [json.loads(line) for line in home.retrieval("sources", "--json").splitlines()]
    (document,) = [s["document_id"] for s in listing if s["path"].endswith("bulky-waste.md")]
    home.retrieval("remove", str(document))

    turned = double.click(answer, "Next")
    context = double.click(answer, "Context")
    rated = double.click(answer, "Helpful")
    asked = double.slash("ask", question="What does a bulky waste collection cost?")
    shown = double.slash("sources show", source=str(document))

    assert cards.says(turned.response()) == cards.EXPIRED
    assert turned.ephemeral
    assert double.message(answer) == answer
    assert cards.says(context.response()) == cards.EXPIRED
    assert context.ephemeral
    assert cards.says(rated.response()) == thanks("helpful")
    assert "Bulky waste collection" not in json.dumps(asked.response())
    assert cards.says(shown.response())[0] == "No such document"
