"""A question for moderators on both sides: what it says, whose words they are, and that it fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import consulted, consulting, limits, notices
from bot.cards.text import unescape
from bot.delivery.forms import to_modal
from retrieval.domain import CardPlace, ModeratorQuestion, QuestionState
from tests.bot.builders import check_card
from tests.bot.discord_markdown import show

if TYPE_CHECKING:
    from bot.cards import Card

NOON = "2026-11-02T12:00:00+00:00"
WHEN = "<t:1793620800:R>"
GUILD = 9
OPEN = ModeratorQuestion("abc", "who **won** @everyone?", 5, CardPlace(7, 8), NOON)
ANSWERED = replace(
    OPEN, state=QuestionState.ANSWERED, answer="Nobody.", moderator=6, settled_at=NOON
)
DISMISSED = replace(ANSWERED, state=QuestionState.DISMISSED, answer=None, told=True)
EMPTIED = ModeratorQuestion("abc", "", None, None, NOON, QuestionState.ANSWERED, told=True)


def says(card: Card) -> tuple[str, str]:
    check_card(card)
    return card.embed.title, card.embed.description


def fields(card: Card) -> dict[str, str]:
    check_card(card)
    return {field.name: field.value for field in card.embed.fields}


def test_the_asker_is_told_that_a_person_is_asked_and_where_the_answer_comes() -> None:
    title, text = says(consulting.posted_card(OPEN, channel=3))
    assert title == "Moderators have your question"
    assert text.startswith("It is in <#3>, and says that you ask: a person answers a person. ")
    assert "as a reply to the card" in text
    private = says(consulting.posted_card(replace(OPEN, card=None), channel=3))[1]
    assert "by direct message" in private


def test_both_sides_are_told_where_a_question_is_not_known_as_a_whole() -> None:
    cut = replace(OPEN, text=unescape(limits.shorten_line("who won? " * 90, limits.TITLE)))
    for question, told in ((cut, True), (OPEN, False)):
        assert (
            "only the beginning" in says(consulting.posted_card(question, channel=3))[1]
        ) is told
        for state in (question, replace(ANSWERED, text=question.text)):
            assert ("Cut short" in fields(consulted.question_card(state, guild=GUILD))) is told


@pytest.mark.parametrize(
    ("question", "title", "words"),
    [
        (OPEN, "There is no answer yet", f"since {WHEN}."),
        (ANSWERED, "A moderator’s answer", "<@6> answers:\n\nNobody."),
        (DISMISSED, "Moderators have put this aside", "do not answer it here"),
        (EMPTIED, "A moderator has answered this", "does not keep questions and answers"),
    ],
)
def test_the_asker_is_told_what_became_of_it(
    question: ModeratorQuestion, title: str, words: str
) -> None:
    said, text = says(consulting.status_card(question))
    assert said == title
    assert words in text


def test_an_answer_says_that_it_is_no_quote() -> None:
    card = consulting.reply_card(ANSWERED, server="Town *Hall*")
    assert says(card)[1].startswith("<@6> of **Town \\*Hall\\*** answers:")
    assert card.embed.footer == "A moderator’s own words, not a quote from the documents."
    assert fields(card) == {"The question": "who \\*\\*won\\*\\* \\@everyone?"}
    assert not card.embed.description.startswith("> ")
    assert "\n> " not in card.embed.description


def test_addresses_in_an_answer_can_be_followed_and_nothing_else_does_anything() -> None:
    answer = replace(
        ANSWERED, answer="**See** https://example.org/a_b?c=1. @everyone [x](http://y)"
    )
    assert consulting.words_of(answer) == (
        "\\*\\*See\\*\\* [https\\://example.org/a\\_b?c=1](https://example.org/a_b?c=1)\\. "
        "\\@everyone \\[x\\]([http\\://y](http://y))"
    )
    shown = show(consulting.words_of(answer))
    assert shown.text == answer.answer
    assert shown.links == ["https://example.org/a_b?c=1", "http://y"]
    assert (shown.bold, shown.effects) == ([], [])


def test_moderators_see_who_asks_and_where_with_buttons_while_it_is_open() -> None:
    card = consulted.question_card(OPEN, guild=GUILD)
    assert says(card) == ("A question for moderators", "who \\*\\*won\\*\\* \\@everyone?")
    assert fields(card) == {
        "Asked by": "<@5>",
        "Where": "[The card](https://discord.com/channels/9/7/8)",
    }
    assert [button.custom_id for row in card.rows for button in row] == [
        "cv1:reply:abc",
        "cv1:dismiss:abc",
    ]
    private = consulted.question_card(replace(OPEN, card=None), guild=GUILD)
    assert fields(private)["Where"] == "Privately; the answer goes by direct message."


def test_the_post_tells_how_it_ended() -> None:
    answered = consulted.question_card(ANSWERED, guild=GUILD)
    assert says(answered) == (
        "This question is answered",
        f"who \\*\\*won\\*\\* \\@everyone?\n\n<@6> answered {WHEN}.\nNobody.",
    )
    assert fields(answered)["The answer"].startswith("Discord has not taken it yet, ")
    refused = consulted.question_card(ANSWERED, guild=GUILD, refused=True)
    assert fields(refused)["The answer"].startswith("It could not be delivered: ")
    told = consulted.question_card(replace(ANSWERED, told=True), guild=GUILD)
    assert fields(told)["The answer"] == "The member has it."
    aside = consulted.question_card(DISMISSED, guild=GUILD)
    assert says(aside)[0] == "This question was put aside"
    assert says(aside)[1].endswith(f"<@6> put it aside {WHEN}.")
    emptied = consulted.question_card(EMPTIED, guild=GUILD)
    assert says(emptied)[1] == "This server does not keep questions once they are settled."
    assert answered.rows == told.rows == aside.rows == emptied.rows == ()


def test_what_was_written_is_given_back_with_the_reason_why_it_was_not_sent() -> None:
    title, text = says(consulted.with_reply(consulted.settled_before(ANSWERED), "My *words*"))
    assert title == "This question is answered"
    assert text == f"<@6> answered {WHEN}. Nothing was sent.\n\nYou wrote:\nMy \\*words\\*"
    gone = says(consulted.with_reply(consulted.withdrawn(), "My words"))[1]
    assert gone.endswith("You wrote:\nMy words")
    assert says(consulted.settled_before(EMPTIED))[1] == "Nothing was sent."
    assert says(consulted.with_reply(notices.only_for_moderators(), "x"))[1].endswith("\nx")
    assert says(consulted.no_reply())[0] == "There was no answer in that"
    assert says(consulted.withdrawn_card())[0] == "This question was withdrawn"


def test_a_question_that_was_not_put_is_refused_with_what_to_do() -> None:
    text = says(consulting.cannot_post(3, None))[1]
    assert "The channel for it, <#3>, is gone" in text
    assert "Tell somebody who manages this server: `/settings help-channel`" in text
    assert "Tell <@&4>: " in says(consulting.cannot_post(3, 4))[1]
    assert says(consulting.too_many_open(3))[1].startswith("3 questions of yours wait ")
    assert says(consulting.post_not_taken())[0] == "Your question could not be posted"
    assert says(consulting.no_help_channel())[0] == "Moderators take no questions here"


def test_the_form_is_for_words_of_ones_own_and_shows_the_question() -> None:
    form = consulted.reply_form(replace(OPEN, text="long " * 900))
    modal = to_modal(form).to_dict()
    assert modal["custom_id"] == "cv1:reply-form:abc"
    (label,) = modal["components"]
    assert label["component"]["max_length"] == consulted.MOST_CHARACTERS
    assert label["component"]["placeholder"].startswith("long long ")
    assert consulted.reply_of({"answer": " Yes.\u202e\n"}) == "Yes."
    assert consulted.reply_of({"answer": " \n "}) == consulted.reply_of({}) == ""
    assert len(consulted.reply_of({"answer": "x" * 4000})) == consulted.MOST_CHARACTERS


_PIECES = st.sampled_from(
    ["@everyone ", "https://a.b/_", "\\", "*", "😀", "\n", "# x", "אב", "<@1>"]
)


@given(text=st.lists(_PIECES | st.text(max_size=5), max_size=400).map("".join))
def test_any_text_fits_and_is_shown_as_it_was_written(text: str) -> None:
    written = consulted.reply_of({"answer": text})
    answered = replace(ANSWERED, text=text, answer=written)
    for card in (
        consulted.question_card(replace(OPEN, text=text), guild=GUILD),
        consulted.question_card(answered, guild=GUILD),
        consulting.reply_card(answered, server=text),
        consulted.with_reply(consulted.settled_before(answered), written),
    ):
        check_card(card)
        # Moderators are named, and how long ago something was.
        assert set(show(card.embed.description).effects) <= {"user", "time"}
    shown = show(consulting.words_of(answered))
    # Longer than this it may be cut, which then is seen.
    if limits.size(written) <= 1000:
        assert shown.text == written
    assert (shown.bold, shown.effects) == ([], [])
