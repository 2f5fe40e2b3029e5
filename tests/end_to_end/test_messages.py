"""Questions without a command: mentions, replies, direct messages and the message menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import cards

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble, Exchange


def assert_ignored(double: DiscordDouble, *written: Exchange) -> None:
    """Prove that messages are not answered: a later one is, and nothing was sent before it."""
    channel = f"/channels/{double.state.channel_id}/"
    before = len(double.requests_to("POST", channel))

    assert double.dm(cards.ALLOTMENTS).response()

    assert len(double.requests_to("POST", channel)) == before
    assert [exchange.final for exchange in written] == [None] * len(written)


def test_a_mention_is_answered_with_a_reply(double: DiscordDouble) -> None:
    asked = double.say(cards.ALLOTMENTS)

    answer = asked.response()
    assert asked.trigger is not None
    assert cards.says(answer) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
    assert list(cards.buttons(answer)) == list(cards.ANSWER_BUTTONS)
    assert answer["message_reference"]["message_id"] == asked.trigger["id"]
    assert answer["mentions"] == []
    typing = double.requests_to("POST", f"/channels/{asked.channel_id}/typing")[-1]
    assert typing.at < (asked.final_at or 0)
    second = double.click(answer, "Next").response()
    assert cards.says(second) == (cards.ALLOTMENTS, cards.ALLOTMENT_TENANTS)


def test_a_mention_may_stand_anywhere(double: DiscordDouble) -> None:
    text = f"How much does an {double.mention()} allotment plot cost?"

    answer = double.say(text, mention_bot=False).response()

    assert cards.says(answer)[1] == cards.ALLOTMENT_COST


@pytest.mark.parametrize("written", ["", "hello!", "?!", "what documents do you have?"])
def test_a_mention_without_a_question_gets_a_hint(double: DiscordDouble, written: str) -> None:
    hint = double.say(written).response()

    assert cards.says(hint) == cards.HOW_TO_ASK
    assert hint["components"] == []


def test_what_is_asked_stands_on_the_card_without_greeting_and_thanks(
    double: DiscordDouble,
) -> None:
    answer = double.say(f"Hi there, {cards.ALLOTMENTS} Thanks!").response()

    assert cards.says(answer) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)


def test_thanks_are_not_answered(double: DiscordDouble) -> None:
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()

    assert_ignored(
        double,
        double.reply(answer, "thanks, that helps!", member="other"),
        double.reply(answer, "👍", member="other"),
        double.say("Thank you so much"),
    )


def test_a_reply_to_an_answer_is_a_question(double: DiscordDouble) -> None:
    answer = double.say("How long is the waiting list for an allotment?").response()

    following = double.reply(answer, cards.ALLOTMENTS, member="other").response()

    assert cards.says(following) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
    # Its pages are those of the member who replied.
    notice = double.click(following, "Next", member="asker").response()
    assert cards.says(notice) == cards.NOT_YOURS
    second = double.click(following, "Next", member="other").response()
    assert cards.says(second)[1] == cards.ALLOTMENT_TENANTS


def test_a_direct_message_is_a_question(double: DiscordDouble) -> None:
    answer = double.dm(cards.ALLOTMENTS).response()

    assert cards.says(answer) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
    following = double.reply(answer, "How do I renew my passport?", ping=False).response()
    assert cards.says(following)[1] == "The documents here do not answer this question."


def test_the_answer_arrives_although_the_question_was_deleted(double: DiscordDouble) -> None:
    double.fail("POST", "/typing", delay=0.5)
    asked = double.say(cards.ALLOTMENTS)
    assert asked.trigger is not None
    double.delete(asked.trigger)

    answer = asked.response()

    assert cards.says(answer)[1] == cards.ALLOTMENT_COST
    assert "message_reference" not in answer


def test_what_does_not_concern_the_bot_is_ignored(double: DiscordDouble) -> None:
    someone = double.post("See you at the meeting?", member="other")

    assert_ignored(
        double,
        double.say(cards.ALLOTMENTS, mention_bot=False),
        double.say(f"{double.mention('other')} {cards.ALLOTMENTS}", mention_bot=False),
        double.reply(someone, cards.ALLOTMENTS),
    )


def test_a_reply_without_a_mention_arrives_without_words_and_is_ignored(
    double: DiscordDouble,
) -> None:
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()

    assert_ignored(double, double.reply(answer, cards.ALLOTMENTS, ping=False))


def test_other_bots_are_ignored(double: DiscordDouble) -> None:
    robot = {
        **double.state.users["other"],
        "id": double.state.snowflake(),
        "username": "robot",
        "bot": True,
    }
    double.state.users["robot"] = robot
    try:
        assert_ignored(double, double.say(cards.ALLOTMENTS, member="robot"))
    finally:
        del double.state.users["robot"]


def test_the_menu_of_a_message_asks_with_its_words(double: DiscordDouble) -> None:
    message = double.post(cards.ALLOTMENTS, member="other")

    found = double.message_menu("Find the policy", message)

    assert cards.says(found.response()) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
    assert found.ephemeral
    second = double.click(found.response(), "Next").response()
    assert cards.says(second)[1] == cards.ALLOTMENT_TENANTS


@pytest.mark.parametrize("content", ["", "👍"])
def test_the_menu_of_a_message_without_words_says_so(double: DiscordDouble, content: str) -> None:
    found = double.message_menu("Find the policy", double.post(content))

    assert cards.says(found.response()) == cards.NO_QUESTION
    assert found.ephemeral
