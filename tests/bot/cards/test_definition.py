"""The card of a term."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import limits
from bot.cards.definition import definition_card
from bot.cards.model import Colour
from retrieval.domain import Comment, Definition, Meaning, Quote
from tests.bot.builders import check_card, document, quote_of
from tests.bot.strategies import quotes, short_texts, texts

PLAN = "Sustainability and Transformation Plan"
SENTENCE = f"A {PLAN} (STP) is a plan."


def meaning_of(*quotes: Quote, meaning: str | None = PLAN, stated: bool = True) -> Meaning:
    return Meaning("STP", meaning, quotes or (quote_of(document(SENTENCE)),), stated)


def test_one_meaning_is_a_quote_below_its_name() -> None:
    first = quote_of(document(SENTENCE), heading=("What are STPs?", "The name"), page=4)
    other = quote_of(document(SENTENCE, number=2, title="Note", url=None, date="2017"))

    card = definition_card(Definition("stps", (meaning_of(first, other),)))

    assert card.embed.title == "stps"
    assert card.embed.description == (
        f"**STP** · {PLAN}\n> {SENTENCE}\n"
        "— [What are STPs?](https://example.org/stps) · The King's Fund · 6 July 2017\n"
        "§ The name · p. 4"
    )
    assert [(field.name, field.value) for field in card.embed.fields] == [
        ("Also in", "Note · The King's Fund · 2017")
    ]
    assert (card.embed.footer, card.embed.colour) == ("1 meaning", Colour.ANSWERED)


def test_several_meanings_are_numbered() -> None:
    meanings = (meaning_of(), meaning_of(meaning=None))

    card = definition_card(Definition("STP", meanings))

    first, second = card.embed.description.split("\n\n")
    assert first.startswith(f"1\\. **STP** · {PLAN}\n> A ")
    assert second.startswith("2\\. **STP**\n> A ")
    assert card.embed.footer == "2 meanings"


def test_a_document_that_is_quoted_is_not_named_again() -> None:
    first, second = quote_of(document(SENTENCE)), quote_of(document(SENTENCE, number=2))

    card = definition_card(Definition("STP", (meaning_of(first, second), meaning_of(second))))

    assert card.embed.fields == ()


def test_what_no_document_says_outright_is_said_so() -> None:
    card = definition_card(Definition("STP", (meaning_of(stated=False),)))

    assert card.embed.description.split("\n")[1] == (
        "*No document says so outright. This one uses the short form and writes these words:*"
    )


def test_a_readers_comment_is_named_as_one() -> None:
    quote = quote_of(document(SENTENCE), comment=Comment("Jo", "2017-07-07"))

    card = definition_card(Definition("STP", (meaning_of(quote),)))

    lines = card.embed.description.split("\n")
    assert lines[1] == "*A reader’s comment, not the publisher’s own words:*"
    assert "a reader’s comment by Jo" in lines[-1]


def test_what_is_not_defined_is_said_with_what_was_perhaps_meant() -> None:
    card = definition_card(Definition("SPT*", (), ("STP", "S_T")))

    assert (card.embed.title, card.embed.colour) == ("SPT\\*", Colour.NOT_FOUND)
    assert card.embed.description == "The documents here do not define this term."
    assert [(field.name, field.value) for field in card.embed.fields] == [
        ("Did you mean", "STP\nS\\_T"),
        (
            "What you can do",
            (
                "Try its full name or its short form, pick one of the suggestions that appear while "
                "you type, or ask about it with `/ask`."
            ),
        ),
    ]
    assert [field.name for field in definition_card(Definition("x", ())).embed.fields] == [
        "What you can do"
    ]


def test_what_moderators_set_is_said_to_be_theirs_and_is_no_quote() -> None:
    own = Meaning("STP", PLAN, (), stated=False, own=True, note="Since *2016*.")

    card = definition_card(Definition("stp", (own,)))

    assert card.embed.description == (
        f"**STP** · {PLAN}\nNote: Since \\*2016\\*.\n"
        "*Set by this server’s moderators; no document is quoted for it.*"
    )
    assert (card.embed.colour, card.embed.footer) == (Colour.INFORMATION, "1 meaning")


def test_what_moderators_set_stands_first_and_documents_keep_their_quotes() -> None:
    own = Meaning("STP", "> Some @everyone Plan", (), stated=False, own=True)
    both = Meaning("STP", PLAN, (quote_of(document(SENTENCE)),), stated=False, own=True)

    card = definition_card(Definition("STP", (own, both, meaning_of())))

    first, second, third = card.embed.description.split("\n\n")
    assert first.startswith("1\\. **STP** · \\> Some \\@everyone Plan\n*Set by ")
    assert [line for line in first.split("\n") if line.startswith(">")] == []
    assert second.split("\n")[1:3] == [
        "*Set by this server’s moderators. What a document says of it:*",
        f"> {SENTENCE}",
    ]
    assert third.split("\n")[1] == f"> {SENTENCE}"
    assert card.embed.colour is Colour.ANSWERED


def test_what_moderators_have_hidden_is_not_said_to_be_undefined() -> None:
    card = definition_card(Definition("STP", (), hidden=True))

    assert card.embed.description == (
        "Documents here explain this term, and this server’s moderators have removed it from the "
        "glossary. Ask about it with `/ask` to read the documents’ own words."
    )
    assert (card.embed.colour, card.embed.fields) == (Colour.NOT_FOUND, ())


def test_what_documents_and_members_write_does_nothing_in_discord() -> None:
    text = "An @everyone *STP* is a plan."
    named = Meaning("S*T*P", "<@1> Plan", (quote_of(document(text, title="# A")),))

    card = definition_card(Definition("@here", (named,)))

    assert card.embed.title == "\\@here"
    lines = card.embed.description.split("\n")
    assert lines[:2] == [
        "**S\\*T\\*P** · \\<@1> Plan",
        "> An \\@everyone \\*STP\\* is a plan.",
    ]


@given(
    st.lists(st.tuples(texts, short_texts, st.lists(quotes(), min_size=1, max_size=3)), max_size=8),
    texts,
    st.lists(texts, max_size=5),
    st.lists(texts, max_size=8),
)
def test_every_card_is_within_discords_limits(
    rows: list[tuple[str, str | None, list[Quote]]],
    term: str,
    suggestions: list[str],
    notes: list[str],
) -> None:
    meanings = tuple(
        Meaning(name, long, tuple(found), stated=number % 2 == 0)
        for number, (name, long, found) in enumerate(rows)
    )
    own = [
        Meaning(term, note, meanings[0].quotes if meanings else (), own=True, note=note)
        for note in notes
    ]
    check_card(definition_card(Definition(term, (*own, *meanings))))
    check_card(definition_card(Definition(term, meanings, tuple(suggestions))))


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_long_meanings_share_the_room(count: int) -> None:
    text = "This is a plan of many words. " * 300
    meanings = tuple(meaning_of(quote_of(document(text, number=n))) for n in range(count))

    card = definition_card(Definition("STP", meanings))

    assert limits.size(card.embed.description) > 0.8 * limits.DESCRIPTION
    assert card.embed.description.count("**STP**") == min(count, 5)
