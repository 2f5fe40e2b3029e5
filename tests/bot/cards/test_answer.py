"""The cards of a question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Card, Field
from bot.cards.answer import answer_card, context_card, no_answer_card
from bot.cards.model import Button, ButtonStyle, Colour
from bot.cards.unknown import unknown_on
from bot.language.translation import languages, speaking
from retrieval.domain import (
    Answer,
    Comment,
    Context,
    NoAnswer,
    Outcome,
    Source,
    Span,
    UnknownWord,
    source_of,
)
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
        Field("Also in", "Reprint · LGA · 2018"),
        Field(
            "Others on this, newest first",
            "Cuts · Campaigners · February 2017\nPlan · publisher unknown · date unknown",
        ),
    )
    assert card.embed.footer == "Quote 1 of 3"
    assert card.embed.colour is Colour.ANSWERED


def test_a_possible_answer_tells_on_each_page_which_words_no_document_has() -> None:
    def shown(answer: Answer, position: int, unknown: str = "") -> list[tuple[str, str]]:
        card = answer_card(
            answer, answer_id=ANSWER_ID, position=position, asker=MEMBER, unknown=unknown
        )
        check_card(card)
        return [(field.name, field.value) for field in card.embed.fields]

    unsure = replace(stp_answer(), outcome=Outcome.POSSIBLE)
    told = replace(unsure, unknown_words=(UnknownWord("Care *Fund*"), UnknownWord("a", "b")))
    first = shown(told, 0)
    assert first == [
        ("No document mentions", "“Care \\*Fund\\*”, “a” (did you mean “b”?)"),
        *shown(unsure, 0),
    ]
    # An answer that is turned comes without the words, which its card has.
    assert shown(unsure, 1, unknown=unknown_on(first)) == [first[0], *shown(unsure, 1)]
    with speaking(languages()["cy"]):
        welsh = shown(told, 0)
        assert unknown_on(welsh) != ""
        assert welsh[0][0] != first[0][0]
    assert unknown_on(welsh) == welsh[0][1]
    assert unknown_on(shown(unsure, 0)) == ""


def test_moderators_can_be_asked_where_the_documents_do_not_answer_for_sure() -> None:
    def labels(card: Card) -> list[str]:
        check_card(card)
        return [button.label for button in card.rows[-1]]

    sure = stp_answer()
    unsure = replace(sure, outcome=Outcome.POSSIBLE)
    for answer, people, asked in (
        (sure, True, False),
        (unsure, True, True),
        (unsure, False, False),
    ):
        card = answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER, moderators=people)
        assert ("Ask a moderator" in labels(card)) is asked
    none = no_answer_card(no_answer(), answer_id=ANSWER_ID, asker=MEMBER, moderators=True)
    assert labels(none) == ["Helpful", "Not helpful", "Ask a moderator"]
    assert none.rows[-1][-1].custom_id == f"cv1:moderator:{ANSWER_ID}:{MEMBER}"
    assert no_answer_card(no_answer(), moderators=True).rows == ()


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


def test_others_stand_by_date_beside_every_quote_and_undated_ones_last() -> None:
    card = answer_card(stp_answer(), answer_id=ANSWER_ID, position=1, asker=MEMBER)

    (others,) = card.embed.fields
    assert others.name == "Others on this, newest first"
    assert others.value.split("\n") == [
        "Reprint · LGA · 2018",
        "[What are STPs?](https://example.org/stps) · The King's Fund · 6 July 2017",
        "Plan · publisher unknown · date unknown",
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


def test_a_readers_comment_is_told_from_what_its_publisher_says() -> None:
    reader = Comment("Jo *Bloggs*", "2018-02-15")
    quote = quote_of(document(), best=STP_BEST, comment=reader, page=4)
    card = answer_card(answer_of(quote), answer_id=ANSWER_ID, position=0, asker=MEMBER)

    assert card.embed.description == (
        "*A reader\u2019s comment, not the publisher\u2019s own words:*\n"
        f"> There are 44 areas. **{STP_BEST}** They were announced in December 2015.\n\n"
        "— [What are STPs?](https://example.org/stps) · a reader\u2019s comment by "
        r"Jo \*Bloggs\* · 15 February 2018"
        "\np. 4"
    )
    assert card.embed.footer == "Quote 1 of 1 · A reader\u2019s comment"
    assert card.embed.colour is Colour.ANSWERED


def test_an_earlier_version_says_so_at_first_sight() -> None:
    quote = quote_of(document(superseded=True), best=STP_BEST)
    card = answer_card(answer_of(quote), answer_id=ANSWER_ID, position=0, asker=MEMBER)

    assert card.embed.description == (
        "*Superseded: the document has changed since. Ask again for what it says now.*\n"
        f"> There are 44 areas. **{STP_BEST}** They were announced in December 2015.\n\n"
        "— [What are STPs?](https://example.org/stps) · The King's Fund · 6 July 2017 · superseded"
    )
    assert card.embed.footer == "Quote 1 of 1 · Superseded"
    assert card.embed.colour is Colour.SUPERSEDED


def test_only_the_quote_of_an_earlier_version_is_marked() -> None:
    answer = answer_of(
        quote_of(document()), quote_of(document(number=2, title="Old", url=None, superseded=True))
    )
    first, second = (
        answer_card(answer, answer_id=ANSWER_ID, position=position, asker=MEMBER)
        for position in (0, 1)
    )

    assert first.embed.description.startswith("> There are 44 areas.")
    assert (first.embed.footer, first.embed.colour) == ("Quote 1 of 2", Colour.ANSWERED)
    assert first.embed.fields[0].value == "Old · The King's Fund · 6 July 2017 · superseded"
    assert (second.embed.footer, second.embed.colour) == (
        "Quote 2 of 2 · Superseded",
        Colour.SUPERSEDED,
    )


def test_all_that_is_to_be_known_of_a_quote_stands_above_it() -> None:
    quote = quote_of(document(superseded=True), comment=Comment())
    answer = answer_of(quote, outcome=Outcome.POSSIBLE)
    card = answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER)

    assert card.embed.description.split("\n")[:3] == [
        "*Closest passages, which may not answer:*",
        "*A reader\u2019s comment, not the publisher\u2019s own words:*",
        "*Superseded: the document has changed since. Ask again for what it says now.*",
    ]
    assert card.embed.description.endswith(
        " · a reader\u2019s comment by somebody · date unknown · superseded"
    )
    assert card.embed.footer == (
        "Quote 1 of 1 · Closest passages, which may not answer · A reader\u2019s comment · Superseded"
    )


def also_in(*quotes: Source) -> list[str]:
    card = answer_card(
        answer_of(quote_of(document(), also_in=quotes)),
        answer_id=ANSWER_ID,
        position=0,
        asker=MEMBER,
    )
    return card.embed.fields[0].value.split("\n")


def test_each_other_document_is_named_once_where_it_comes_first() -> None:
    one = source_of(document(number=2, title="One", publisher="A", date="2017", url=None))
    two = source_of(document(number=3, title="Two", publisher="B", date="2018", url=None))

    assert also_in(one, two, one) == ["One · A · 2017", "Two · B · 2018"]


def test_another_document_is_named_for_what_it_says_before_what_its_readers_say() -> None:
    other = document(number=2, title="One", publisher="A", date="2017", url=None)
    reader = source_of(other, comment=Comment("Jo", "2018-02"))

    assert also_in(reader) == ["One · a reader\u2019s comment by Jo · February 2018"]
    assert also_in(reader, source_of(other)) == ["One · A · 2017"]
    assert also_in(source_of(other), reader) == ["One · A · 2017"]


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


def test_no_answer_tells_what_is_covered_and_which_words_are_nowhere() -> None:
    reply = replace(
        no_answer(quote_of(document())),
        covered=("What are STPs? › Who is in *one*", "Bins › Fees"),
        unknown_words=(UnknownWord("frobnication"), UnknownWord("alotment", "allotment")),
    )
    fields = {field.name: field.value for field in no_answer_card(reply).embed.fields}

    assert list(fields) == [
        "Nearest documents",
        "The documents do cover",
        "No document mentions",
        "What you can do",
    ]
    assert fields["The documents do cover"] == ("What are STPs? › Who is in \\*one\\*\nBins › Fees")
    assert fields["No document mentions"] == (
        "“frobnication”, “alotment” (did you mean “allotment”?)"
    )


def test_the_three_outcomes_are_told_apart_by_words_and_colour() -> None:
    answered = answer_card(stp_answer(), answer_id=ANSWER_ID, position=0, asker=MEMBER)
    possible = answer_card(
        replace(stp_answer(), outcome=Outcome.POSSIBLE),
        answer_id=ANSWER_ID,
        position=0,
        asker=MEMBER,
    )
    not_found = no_answer_card(no_answer(*stp_answer().quotes))

    assert [
        card.embed.description.split("\n")[0][:30] for card in (answered, possible, not_found)
    ] == [
        "> There are 44 areas. **Sustai",
        "*Closest passages, which may n",
        "The documents here do not answ",
    ]
    assert len({card.embed.colour for card in (answered, possible, not_found)}) == 3


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


def test_context_of_a_readers_comment_says_whose_the_words_in_bold_are() -> None:
    source = document()
    start = STP_TEXT.index(STP_BEST)
    context = Context(source, 0, len(STP_TEXT), Span(start, start + len(STP_BEST)))
    card = context_card(context, source_of(source, comment=Comment("Jo", "2018")))

    assert card.embed.description.split("\n")[0] == (
        "*The words in bold are a reader\u2019s comment, not the publisher\u2019s own:*"
    )
    assert card.embed.description.endswith(
        "\n\n— [What are STPs?](https://example.org/stps) · a reader\u2019s comment by Jo · 2018"
    )
    assert "King's Fund" not in card.embed.description
    assert card.embed.footer == "The quote is in bold · A reader\u2019s comment"


def test_context_from_an_earlier_version_says_so() -> None:
    source = document(superseded=True)
    context = Context(source, 0, len(STP_TEXT), Span(0, 19))
    # Also where the quote was looked up before the document changed.
    card = context_card(context, source_of(document(superseded=False)))

    assert card.embed.description.split("\n")[0] == (
        "*Superseded: the document has changed since. Ask again for what it says now.*"
    )
    assert card.embed.description.endswith(" · The King's Fund · 6 July 2017 · superseded")
    assert card.embed.footer == "The quote is in bold · Superseded"
    assert card.embed.colour is Colour.SUPERSEDED


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
def test_what_is_to_be_known_of_a_quote_is_shown_for_any_text(answer: Answer) -> None:
    quote = answer.quotes[0]
    embed = answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER).embed
    whose, superseded = quote.comment is not None, quote.document.superseded

    assert ("A reader\u2019s comment, not" in embed.description) is whose
    assert embed.footer.endswith(" · Superseded") is superseded
    assert (embed.colour is Colour.SUPERSEDED) is superseded


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
    source = document(
        text, title=text, publisher=text, date=text, url=f"https://a.test/{text}", superseded=True
    )
    reader = Comment(text, text)
    others = tuple(
        source_of(document(number=n, title=text, superseded=True), comment=reader)
        for n in range(2, 40)
    )
    end = len(text)
    quote = replace(
        quote_of(source, heading=(text, text), page=10**9, also_in=others, comment=reader),
        best=Span(end // 2, end // 2 + max(1, end // 4)),
    )
    for whole in (quote, replace(quote, comment=None)):
        answer = answer_of(whole, whole, question=text, outcome=Outcome.POSSIBLE)
        missing = (UnknownWord(text, text), UnknownWord(text)) * 2
        for words in ((), missing, (*missing, *(UnknownWord(text),) * 4)):
            told = replace(answer, unknown_words=words)
            check_card(answer_card(told, answer_id=ANSWER_ID, position=0, asker=MEMBER))
        check_card(no_answer_card(NoAnswer(text, 0.0, answer.quotes, (text,) * 4, missing)))
        check_card(context_card(Context(source, 0, end, quote.best or Span(0, 1)), whole.source))
