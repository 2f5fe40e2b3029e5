"""What was searched for and in, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.cards.answer import answer_card, no_answer_card, titled
from bot.cards.scope import nothing_to_search_card, scope_words, searched_line, words_searched
from bot.language.translation import languages, speaking
from retrieval.domain import Filter, Outcome, Scope
from tests.bot.builders import (
    ANSWER_ID,
    MEMBER,
    check_card,
    document,
    no_answer,
    quote_of,
    stp_answer,
)

if TYPE_CHECKING:
    from bot.cards import Card

NARROW = Scope(Filter(3, "2017", "2018-03"), title="What *STPs* are")


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (None, []),
        (Scope(Filter(3), title="What *STPs* are"), ["Only: What *STPs* are"]),
        (Scope(Filter(3), title=None), ["Only: Untitled document"]),
        (Scope(Filter(since="2017-09-06")), ["Only since 6 September 2017"]),
        (Scope(Filter(until="2017"), undated=1), ["Only until 2017", "left out without a date: 1"]),
        (NARROW, ["Only: What *STPs* are", "since 2017 until March 2018"]),
    ],
)
def test_what_was_searched_in_is_told_in_a_few_words(scope: Scope | None, words: list[str]) -> None:
    assert scope_words(scope) == words


def test_what_was_searched_for_is_shown_and_does_nothing() -> None:
    assert searched_line(None) == ""
    assert searched_line("and in *Wales*? + carers") == (
        "*Searched for: and in \\*Wales\\*? + carers*\n"
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "searched",
    ["and in *Wales*? + carers", "ends in *", "\u05de\u05d9 + \u05d3\u05d5\u05d7", "10%: {words}"],
)
def test_a_card_in_any_language_tells_what_it_was_searched_for(
    language: str, searched: str
) -> None:
    with speaking(languages()[language]):
        card = no_answer_card(replace(no_answer(), searched=searched))
        without = no_answer_card(no_answer())
        possible = replace(stp_answer(), outcome=Outcome.POSSIBLE)
        answer = answer_card(possible, answer_id=ANSWER_ID, position=0, asker=MEMBER)
    assert words_searched(card.embed.description) == searched
    assert words_searched(without.embed.description) == ""
    assert answer.embed.description.startswith("*")
    assert words_searched(answer.embed.description) == ""


@pytest.mark.parametrize("position", [0, 1])
def test_every_page_of_an_answer_says_what_was_searched_for_and_in(position: int) -> None:
    answer = replace(stp_answer(), searched="and plans? + STPs", scope=NARROW)
    card = answer_card(answer, answer_id=ANSWER_ID, position=position, asker=MEMBER)
    check_card(card)
    assert card.embed.description.startswith("*Searched for: and plans? + STPs*\n> ")
    assert card.embed.footer == (
        f"Quote {position + 1} of 3 · Only: What *STPs* are · since 2017 until March 2018"
    )


def test_no_answer_says_it_too_and_how_to_search_in_more() -> None:
    card = no_answer_card(replace(no_answer(), searched="x + y", scope=NARROW))
    check_card(card)
    assert card.embed.description == (
        "*Searched for: x + y*\nThe documents here do not answer this question."
    )
    assert card.embed.footer == "Only: What *STPs* are · since 2017 until March 2018"
    assert card.embed.fields[-1].value.endswith(
        "Ask without `source:`, `since:` and `until:` to search in all documents."
    )
    assert "`since:`" not in no_answer_card(no_answer()).embed.fields[-1].value


def test_a_card_that_is_full_has_room_for_it() -> None:
    text = "word. " * 2000
    quote = quote_of(document(text.strip(), title="t" * 300, publisher="p" * 300))
    others = [
        quote_of(document("x.", number=number, title="o" * 300, publisher="q" * 300))
        for number in range(2, 60)
    ]
    answer = replace(
        stp_answer(),
        question="q" * 1000,
        quotes=(quote, *others),
        searched="s" * 3000,
        scope=Scope(Filter(1, "2017-09-30", "2018-09-30"), title="t" * 300, undated=10**6),
    )
    check_card(answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER))


def test_a_title_that_was_shown_before_is_shown_again() -> None:
    card = answer_card(stp_answer(), answer_id=ANSWER_ID, position=0, asker=MEMBER)
    assert titled(card, "What is an \\*STP\\*?").embed.title == "What is an \\*STP\\*?"
    assert titled(card, "") == card


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (
            nothing_to_search_card(Scope(Filter(since="2020"), undated=2), ("1998", "2019-05")),
            (
                "No document here is since 2020. Those with a date are from 1998 to May 2019. "
                "Left out without a date: 2 documents. "
            ),
        ),
        (
            nothing_to_search_card(Scope(Filter(until="1990")), ("1998", "1998")),
            "No document here is until 1990. Those with a date are from 1998. ",
        ),
        (
            nothing_to_search_card(Scope(Filter(since="2020")), None),
            "No document here is since 2020. ",
        ),
        (
            nothing_to_search_card(Scope(Filter(1, since="2020"), "*Bins*"), ("2019", "2019")),
            "“\\*Bins\\*” is not since 2020: its date is 2019. ",
        ),
        (
            nothing_to_search_card(Scope(Filter(1, since="2020"), "Bins", undated=1), None),
            "“Bins” has no date, so nobody can tell whether it is since 2020. ",
        ),
    ],
)
def test_a_filter_that_leaves_nothing_says_what_there_is(card: Card, text: str) -> None:
    check_card(card)
    assert card.embed.title == "No document is from that time"
    assert card.embed.description == (
        f"{text}Ask again with other dates, or without `since:` and `until:` to search in all."
    )
