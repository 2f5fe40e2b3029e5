"""The cards of a question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Field
from bot.cards.answer import answer_card, context_card, no_answer_card
from bot.cards.model import Button, ButtonStyle, Colour
from retrieval.domain import Answer, Context, NoAnswer, Outcome, Span, source_of
from tests.bot.builders import (
    ANSWER_ID,
    MEMBER,
    STP_BEST,
    STP_TEXT,
    answer_of,
    check_card,
    document,
    no_answer,
    quote_of,
    stp_answer,
    visible,
)
from tests.bot.discord_markdown import show
from tests.bot.strategies import LONG, answers


def test_an_answer_shows_question_quote_source_and_what_else_there_is() -> None:
    card = answer_card(stp_answer(), answer_id=ANSWER_ID, position=0, asker=MEMBER)

    assert card.embed.title == "What is an STP?"
    assert card.embed.description == (
        f"> There are 44 areas. **{STP_BEST}** They were announced in December 2015.\n\n"
        "— [What are STPs?](https://example.org/stps) · The King's Fund · 6 July 2017\n"
        "§ Who is in one · p. 4"
    )
    assert card.embed.fields == (
        Field(
            "Also in",
            "Reprint · LGA · 2018\n"
            "Cuts · Campaigners · February 2017\n"
            "Plan · publisher unknown · date unknown",
        ),
    )
    assert card.embed.footer == "Quote 1 of 3"
    assert card.embed.colour is Colour.ANSWERED


def test_the_buttons_carry_what_they_need() -> None:
    card = answer_card(stp_answer(), answer_id=ANSWER_ID, position=1, asker=MEMBER)

    def button_id(action: str) -> str:
        return f"cv1:{action}:{ANSWER_ID}:1:{MEMBER}"

    assert card.rows == (
        (
            Button("Previous", button_id("previous"), "◀️"),
            Button("Next", button_id("next"), "▶️"),
            Button("Context", button_id("context"), style=ButtonStyle.PRIMARY),
        ),
        (
            Button("Helpful", button_id("helpful"), "👍"),
            Button("Not helpful", button_id("unhelpful"), "👎"),
        ),
    )


@pytest.mark.parametrize(
    ("position", "shown", "previous_ends", "next_ends"),
    [
        (0, 1, True, False),
        (1, 2, False, False),
        (2, 3, False, True),
        (9, 3, False, True),
        (-1, 1, True, False),
    ],
)
def test_pages_end_at_the_first_and_last_quote(
    position: int, shown: int, previous_ends: bool, next_ends: bool
) -> None:
    card = answer_card(stp_answer(), answer_id=ANSWER_ID, position=position, asker=MEMBER)

    assert card.embed.footer == f"Quote {shown} of 3"
    assert [button.disabled for button in card.rows[0]] == [previous_ends, next_ends, False]


def test_a_later_quote_names_the_following_and_then_the_earlier_sources() -> None:
    card = answer_card(stp_answer(), answer_id=ANSWER_ID, position=1, asker=MEMBER)

    assert card.embed.fields[0].value.split("\n") == [
        "Plan · publisher unknown · date unknown",
        "[What are STPs?](https://example.org/stps) · The King's Fund · 6 July 2017",
        "Reprint · LGA · 2018",
    ]


def test_other_quotes_of_the_same_document_are_not_named_as_other_sources() -> None:
    source = document()
    card = answer_card(
        answer_of(quote_of(source, "There are 44 areas."), quote_of(source, STP_BEST)),
        answer_id=ANSWER_ID,
        position=0,
        asker=MEMBER,
    )

    assert card.embed.fields == ()


def test_a_possible_answer_says_so_above_the_quote_and_in_the_footer() -> None:
    answer = replace(stp_answer(), outcome=Outcome.POSSIBLE)
    card = answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER)

    assert card.embed.description.startswith(
        "*Closest passages, which may not answer:*\n> There are 44 areas."
    )
    assert card.embed.footer == "Quote 1 of 3 · Closest passages, which may not answer"
    assert card.embed.colour is Colour.POSSIBLE


def test_nothing_is_bold_where_no_sentence_answers() -> None:
    card = answer_card(
        answer_of(quote_of(document())), answer_id=ANSWER_ID, position=0, asker=MEMBER
    )

    assert show(card.embed.description).bold == []


def test_a_question_cannot_format_its_title() -> None:
    card = answer_card(
        answer_of(quote_of(document()), question="**Who** is\n<@1>? @everyone"),
        answer_id=ANSWER_ID,
        position=0,
        asker=MEMBER,
    )

    assert card.embed.title == r"\*\*Who\*\* is \<@1>? \@everyone"


def test_no_answer_says_so_and_quotes_nothing() -> None:
    reply = no_answer(quote_of(document()), quote_of(document(), STP_BEST))
    card = no_answer_card(reply)

    assert card.embed.title == "Who won the cup?"
    assert card.embed.description == "The documents here do not answer this question."
    assert [field.name for field in card.embed.fields] == ["Nearest documents", "What you can do"]
    assert card.embed.fields[0].value == (
        "[What are STPs?](https://example.org/stps) · The King's Fund · 6 July 2017"
    )
    assert "`/sources list`" in card.embed.fields[1].value
    assert card.embed.colour is Colour.NOT_FOUND
    assert card.rows == ()
    assert not any(word in str(card) for word in ("44 areas", "bring together"))


def test_no_answer_from_an_empty_library_has_no_nearest_documents() -> None:
    assert [field.name for field in no_answer_card(no_answer()).embed.fields] == ["What you can do"]


def test_context_marks_the_quote_in_what_surrounds_it() -> None:
    source = document()
    start = STP_TEXT.index(STP_BEST)
    context = Context(source, 0, len(STP_TEXT), Span(start, start + len(STP_BEST)))
    card = context_card(context, source_of(source, heading=("Who is in one",), page=4))

    assert card.embed.title == "What are STPs?"
    assert card.embed.description == (
        f"> There are 44 areas. **{STP_BEST}** They were announced in December 2015.\n\n"
        "— [What are STPs?](https://example.org/stps) · The King's Fund · 6 July 2017\n"
        "§ Who is in one · p. 4"
    )
    assert card.embed.footer == "The quote is in bold"


def test_context_that_begins_inside_the_document_marks_the_same_words() -> None:
    source = document()
    start = STP_TEXT.index(STP_BEST)
    context = Context(source, start - 7, len(STP_TEXT), Span(start, start + len(STP_BEST)))

    card = context_card(context, source_of(source))

    assert card.embed.description.startswith(f"> areas. **{STP_BEST}** They")


@given(answers(), st.integers(0, 4))
def test_answer_cards_are_valid_for_any_text(answer: Answer, position: int) -> None:
    card = answer_card(answer, answer_id=ANSWER_ID, position=position, asker=MEMBER)

    check_card(card)


@given(answers())
def test_cards_for_no_answer_are_valid_for_any_text(answer: Answer) -> None:
    check_card(no_answer_card(NoAnswer(answer.question, 0.1, answer.quotes)))


@given(answers())
def test_context_cards_are_valid_for_any_text(answer: Answer) -> None:
    quote = answer.quotes[0]
    context = Context(quote.document, 0, len(quote.document.text), Span(quote.start, quote.end))

    check_card(context_card(context, quote.source))


@given(answers())
def test_nothing_on_a_card_has_effects_but_those_the_card_gives(answer: Answer) -> None:
    card = answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER)
    parts = [card.embed.title, card.embed.description, *(f.value for f in card.embed.fields)]

    for part in parts:
        shown = show(part)
        assert set(shown.effects) <= {"quote", "italic"}
        assert all(link.startswith("https://") for link in shown.links)


@given(answers())
def test_a_quote_that_fits_is_shown_word_for_word(answer: Answer) -> None:
    quote = answer.quotes[0]
    description = answer_card(
        answer, answer_id=ANSWER_ID, position=0, asker=MEMBER
    ).embed.description
    words = visible(quote.text)

    if len(quote.text) < 1000:
        assert words in visible(show(description).text)


@pytest.mark.parametrize("name", LONG)
def test_cards_of_long_texts_are_valid(name: str) -> None:
    """In every place at once, so that the sum of all parts is put to the test."""
    text = LONG[name]
    source = document(text, title=text, publisher=text, date=text, url=f"https://a.test/{text}")
    others = tuple(source_of(document(number=n, title=text, publisher=text)) for n in range(2, 40))
    end = len(text)
    quote = replace(
        quote_of(source, heading=(text, text), page=10**9, also_in=others),
        best=Span(end // 2, end // 2 + max(1, end // 4)),
    )
    answer = answer_of(quote, quote, question=text, outcome=Outcome.POSSIBLE)

    check_card(answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER))
    check_card(no_answer_card(NoAnswer(text, 0.0, answer.quotes)))
    check_card(context_card(Context(source, 0, end, quote.best or Span(0, 1)), quote.source))
