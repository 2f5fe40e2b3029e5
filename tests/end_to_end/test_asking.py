"""Asking in some of the documents, and asking on from a card."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import cards

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Served

NOT_FOUND = "The documents here do not answer this question."
BULKY = "What does a bulky waste collection cost?"


def pick(double: DiscordDouble, typed: str) -> str:
    """Return what the first suggestion for a source stands for."""
    asked = {"question": cards.ALLOTMENTS}
    typing = double.autocomplete("ask", option="source", value=typed, others=asked)
    return str(typing.choices[0]["value"])


def test_a_question_is_put_to_one_document_alone_on_every_page(double: DiscordDouble) -> None:
    source = pick(double, "allotm")
    first = double.slash("ask", question=cards.ALLOTMENTS, source=source).response()
    second = double.click(first, "Next").response()

    assert cards.says(first)[0] == cards.ALLOTMENTS
    for number, card in enumerate((first, second), 1):
        assert cards.source_title(card) == "Allotments"
        assert str(cards.footer(card)).startswith(f"Quote {number} of ")
        assert str(cards.footer(card)).endswith(" · Only: Allotments")
        assert cards.fields(card) == {}


def test_nothing_is_sure_where_no_document_knows_the_name_and_every_page_says_so(
    double: DiscordDouble,
) -> None:
    asked = "What does an allotment plot of the Royal Horticultural Society cost?"
    first = double.slash("ask", question=asked).response()
    second = double.click(first, "Next").response()
    back = double.click(second, "Previous").response()

    for card in (first, second, back):
        assert "Closest passages, which may not answer" in str(cards.footer(card))
        assert cards.fields(card)["No document mentions"] == "“Royal Horticultural Society”"
        assert cards.quoted_lines(card)


def test_a_question_is_put_to_the_documents_of_a_time(double: DiscordDouble) -> None:
    new = double.slash("ask", question=BULKY, since="2025").response()
    old = double.slash("ask", question=BULKY, until="2024-12-31").response()
    one = double.slash("ask", question=BULKY, source=pick(double, "bulky"), since="2025-01-15")

    assert cards.source_title(new) == "Bulky waste collection"
    assert str(cards.footer(new)).endswith(" · Only since 2025 · left out without a date: 1")
    assert "Bulky waste collection" not in str(old["embeds"])
    assert "Only until 31 December 2024 · left out without a date: 1" in str(cards.footer(old))
    # It tells the month alone, so it may be from that day on.
    assert cards.source_title(one.response()) == "Bulky waste collection"
    assert str(cards.footer(one.response())).endswith(
        " · Only: Bulky waste collection · since 15 January 2025"
    )


def test_a_filter_without_an_answer_says_how_to_search_in_more(double: DiscordDouble) -> None:
    asked = double.slash("ask", question="How do I renew my passport?", source=pick(double, "dogs"))

    card = asked.response()
    assert cards.says(card) == ("How do I renew my passport?", NOT_FOUND)
    assert cards.footer(card) == "Only: Dogs in parks"
    assert cards.fields(card)["What you can do"].endswith(
        "Ask without `source:`, `since:` and `until:` to search in all documents."
    )


@pytest.mark.parametrize(
    ("options", "title", "text"),
    [
        (
            {"since": "last *week*"},
            "That is not a date",
            (
                "`since:` takes a year, a month or a day, for example `2017`, `2017-09` or `2017-09-06`; "
                "“last \\*week\\*” is none of these."
            ),
        ),
        (
            {"since": "2024", "until": "2017-13"},
            "That is not a date",
            (
                "`until:` takes a year, a month or a day, for example `2017`, `2017-09` or `2017-09-06`; "
                "“2017-13” is none of these."
            ),
        ),
        (
            {"since": "2024", "until": "2023-12"},
            "That period ends before it begins",
            "Nothing is both since 2024 and until December 2023. Swap the two.",
        ),
        (
            {"since": "2030"},
            "No document is from that time",
            (
                "No document here is since 2030. Those with a date are from 20 May 2021 to "
                "1 September 2025. Left out without a date: 1 document. Ask again with other dates, "
                "or without `since:` and `until:` to search in all."
            ),
        ),
        (
            {"source": "potholes", "since": "2024"},
            "No document is from that time",
            (
                "“potholes.txt” has no date, so nobody can tell whether it is since 2024. Ask "
                "again with other dates, or without `since:` and `until:` to search in all."
            ),
        ),
        (
            {"source": "passports"},
            "No such document",
            (
                "No document is called “passports”. Pick one of the suggestions that appear while you "
                "type, or look at `/sources list`."
            ),
        ),
        (
            {"source": "999999"},
            "No such document",
            (
                "No document is called “999999”. Pick one of the suggestions that appear while you type, "
                "or look at `/sources list`."
            ),
        ),
    ],
)
def test_a_filter_that_cannot_be_searched_in_says_why(
    double: DiscordDouble, options: dict[str, str], title: str, text: str
) -> None:
    if options.get("source") == "potholes":
        options = {**options, "source": pick(double, "potholes")}
    refused = double.slash("ask", question=BULKY, options=options).response()

    assert cards.says(refused) == (title, text)
    assert refused["components"] == []


def test_a_reply_to_a_card_is_searched_for_with_its_question(double: DiscordDouble) -> None:
    answer = double.say(BULKY).response()

    following = double.reply(answer, "and who pays less?", member="other").response()

    title, text = cards.says(following)
    assert title == "and who pays less?"
    assert text.startswith("*Searched for: and who pays less? + bulky waste collection cost*\n")
    assert cards.source_title(following) == "Bulky waste collection"
    assert any("Housing Benefit pay £12" in line for line in cards.quoted_lines(following))
    turned = double.click(following, "Next", member="other").response()
    assert cards.says(turned)[1].split("\n")[0] == text.split("\n")[0]
    # The next one goes on from there.
    third = double.reply(following, "when?").response()
    assert cards.says(third)[1].startswith(
        "*Searched for: when? + pays less bulky waste collection cost*\n"
    )


def test_a_reply_to_a_card_stays_in_its_documents(double: DiscordDouble) -> None:
    answer = double.slash(
        "ask", question=cards.ALLOTMENTS, source=pick(double, "allotm")
    ).response()

    following = double.reply(answer, "and the waiting list?").response()

    assert cards.source_title(following) == "Allotments"
    assert str(cards.footer(following)).endswith(" · Only: Allotments")


def test_a_reply_to_a_card_without_an_answer_is_searched_for_with_its_question(
    double: DiscordDouble,
) -> None:
    for ask in (double.dm, double.say):
        unanswered = ask("How do I renew my passport?").response()
        assert cards.says(unanswered)[1] == NOT_FOUND
        assert list(cards.buttons(unanswered)) == ["Helpful", "Not helpful"]

        following = double.reply(unanswered, "and for a child?").response()

        assert cards.says(following)[1].startswith(
            "*Searched for: and for a child? + renew passport*\n"
        )


def test_a_reply_to_the_pages_of_a_card_that_is_gone_still_has_its_words(
    double: DiscordDouble, shared: Served
) -> None:
    """Where the answer is not kept any more, the card in the channel still says what was asked."""
    answer = double.say("What does a *bulky* waste collection cost?").response()
    with closing(sqlite3.connect(shared.home.catalogue)) as catalogue, catalogue:
        catalogue.execute("DELETE FROM answers WHERE id = ?", (cards.answer_id(answer),))

    following = double.reply(answer, "and who pays less?").response()

    assert cards.says(following)[1].startswith(
        "*Searched for: and who pays less? + bulky waste collection cost*\n"
    )


def test_a_reply_to_another_card_of_the_bot_stands_alone(double: DiscordDouble) -> None:
    listed = double.slash("sources list").response()

    following = double.reply(listed, "and allotments?").response()

    assert "Searched for" not in cards.says(following)[1]


def test_a_whole_question_is_not_searched_for_with_another(double: DiscordDouble) -> None:
    answer = double.say(BULKY).response()

    following = double.reply(answer, cards.ALLOTMENTS).response()

    assert cards.says(following) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
