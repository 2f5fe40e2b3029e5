"""The cards about questions fit whatever was asked, show it plainly and tell what a picture shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.cards.insights import (
    bars,
    digest_card,
    export_card,
    insights_card,
    picture_words,
)
from retrieval.domain import DayCount, Insights, QuestionGroup, Rating
from tests.bot.builders import check_card

if TYPE_CHECKING:
    from bot.cards import Card

LAST = dt.date(2026, 11, 29)
NOON = "2026-11-02T12:00:00+00:00"
PNG = b"\x89PNG"

texts = st.text(max_size=1200)
groups = st.lists(
    st.builds(QuestionGroup, texts, st.integers(0, 10**6), st.integers(1, 10**6)), max_size=40
)
reasons = st.lists(
    st.builds(
        Rating, st.just("a"), st.just(0), st.booleans(), texts | st.none(), st.just(NOON), texts
    ),
    max_size=20,
)


def rating(reason: str, question: str = "bins?") -> Rating:
    return Rating("a", 0, helpful=False, reason=reason, rated_at=NOON, question=question)


def insights(  # noqa: PLR0917 - each of them is a count.
    days: int = 3,
    answered: int = 2,
    possible: int = 0,
    not_found: int = 1,
    found: tuple[QuestionGroup, ...] = (),
    said: tuple[Rating, ...] = (),
    *,
    left_out: int = 0,
    kept: bool = True,
) -> Insights:
    """Return the insights of days on the last of which all was asked."""
    dates = [(LAST - dt.timedelta(days=back)).isoformat() for back in reversed(range(days))]
    counts = [DayCount(date) for date in dates[:-1]]
    last = DayCount(dates[-1], answered, possible, not_found)
    since = f"{dates[0]}T00:00:00+00:00"
    return Insights(
        since=since,
        days=(*counts, last),
        helpful=5,
        not_helpful=1,
        reasons=said,
        groups=found,
        left_out=left_out,
        kept=kept,
    )


def fields(card: Card) -> dict[str, str]:
    check_card(card)
    return {field.name: field.value for field in card.embed.fields}


def test_what_was_asked_is_counted() -> None:
    card = insights_card(insights(30, 97, 21, 24), days=30, picture=PNG)
    assert card.embed.description == "**142 questions** since 31 October 2026."
    assert fields(card) == {
        "Answered": "97 · 68%",
        "Possibly answered": "21 · 15%",
        "Not answered": "24 · 17%",
        "Quotes rated": "5 helpful, 1 not helpful",
    }
    asked = replace(insights(30, 97, 21, 24), to_moderators=5, by_moderators=2)
    more = fields(insights_card(asked, days=30, picture=PNG))
    assert more["Put to moderators"] == "5, 2 answered"
    assert [button.custom_id for row in card.rows for button in row] == ["cv1:insights:csv:30"]
    assert card.file is not None
    assert (card.file.name, card.file.content) == ("questions.png", PNG)


def test_groups_and_reasons_are_shown_as_they_were_written() -> None:
    found = (QuestionGroup("*bins* @everyone?", 2, 5), QuestionGroup("dogs", 0, 1))
    card = insights_card(insights(3, 2, 2, 6, found, (rating("**old**"),)), days=3, picture=PNG)
    shown = fields(card)
    assert shown["Asked most and not answered for sure"] == (
        "**7×** \\*bins\\* \\@everyone?, 2 possibly\n**1×** dogs"
    )
    assert shown["What members said of quotes"] == "“\\*\\*old\\*\\*” · bins?"


def test_long_lists_say_how_much_more_there_is() -> None:
    found = tuple(QuestionGroup(f"question {number}", 0, 1) for number in range(20))
    said = tuple(rating(f"reason {number}", "") for number in range(9))
    shown = fields(insights_card(insights(3, 0, 0, 20, found, said), days=3, picture=PNG))
    asked = shown["Asked most and not answered for sure"].split("\n")
    assert asked[-2:] == ["**1×** question 7", "and 12 more"]
    assert shown["What members said of quotes"].split("\n") == [
        *(f"“reason {number}”" for number in range(4)),
        "and 5 more",
    ]
    long = tuple(rating("x" * 160, "y" * 100) for _ in range(20))
    shown = fields(insights_card(insights(3, 0, 0, 20, found, long), days=3, picture=PNG))
    assert shown["What members said of quotes"].split("\n") == [
        *[f"“{'x' * 160}” · {'y' * 100}"] * 3,
        "and 17 more",
    ]


def test_what_could_not_be_compared_is_told() -> None:
    shown = fields(insights_card(insights(left_out=7), days=3, picture=None))
    assert shown["Not compared"] == "7 questions not answered for sure, the earliest."


def test_without_questions_there_is_nothing_to_export() -> None:
    said = tuple(rating(f"reason {number}", "") for number in range(5))
    for quiet, words in (
        (insights(3, 0, 0, 0, said=said), "Nothing was asked since 27 November 2026."),
        (insights(3, 0, 0, 0, said=said, kept=False), "Questions are not kept on this server"),
    ):
        card = insights_card(quiet, days=3, picture=None)
        # What members said is told all the same, and all of it, since no table has the rest.
        assert fields(card) == {
            "Quotes rated": "5 helpful, 1 not helpful",
            "What members said of quotes": "\n".join(f"“reason {number}”" for number in range(5)),
        }
        assert card.embed.description.startswith(words)
        assert (card.rows, card.file) == ((), None)
        nothing = replace(quiet, helpful=0, not_helpful=0, reasons=())
        assert fields(insights_card(nothing, days=3, picture=None)) == {}


def test_a_digest_tells_no_reasons_and_has_no_button() -> None:
    found = (QuestionGroup("bins?", 2, 5),)
    card = digest_card(insights(7, 2, 2, 6, found, (rating("old"),)), picture=PNG)
    assert "What members said of quotes" not in fields(card)
    assert "**7×** bins?" in fields(card)["Asked most and not answered for sure"]
    assert card.rows == ()


def test_a_picture_is_told_in_words() -> None:
    assert picture_words(insights(30, 97, 21, 24)) == (
        "Bars of the questions a day since 31 October 2026: 142 in all, 97 answered, 21 possibly "
        "answered, 24 not answered. Most were asked on 29 November 2026: 142."
    )
    assert "in the week of 23 November 2026: 142." in picture_words(insights(365, 97, 21, 24))


def test_many_days_are_shown_by_the_week() -> None:
    assert [bar.days for bar in bars(insights(45))] == [1] * 45
    weeks = bars(insights(46, 1, 2, 3))
    assert [bar.first for bar in weeks][:2] == ["2026-10-15", "2026-10-19"]
    assert (len(weeks), weeks[-1].first, weeks[-1].counts) == (7, "2026-11-23", (1, 2, 3))
    assert [bar.days for bar in weeks] == [7] * 7


def test_an_export_tells_how_much_it_holds() -> None:
    card = export_card("questions.csv", b"a", rows=1, cut=False)
    check_card(card)
    assert card.embed.description.startswith("1 question, the latest first, with their ratings. T")
    cut = export_card("questions.csv", b"a", rows=1000, cut=True)
    assert "1,000 questions" in cut.embed.description
    assert "The earlier ones are left out" in cut.embed.description


@given(groups, reasons, st.integers(0, 10**9))
def test_the_cards_are_valid_whatever_was_written(
    found: list[QuestionGroup], said: list[Rating], count: int
) -> None:
    all_of_it = insights(3, count, count, count + 1, tuple(found), tuple(said), left_out=count)
    check_card(insights_card(all_of_it, days=365, picture=PNG))
    check_card(digest_card(all_of_it, picture=PNG))
