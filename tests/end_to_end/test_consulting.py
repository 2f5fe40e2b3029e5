"""What the documents do not answer, a moderator does: asked once, answered once, nothing lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.consulting import (
    CLOSED,
    FOOTBALL,
    FOR_MODERATORS,
    FORBIDDEN,
    REPLY,
    REPLY_SHOWN,
    SHOWN,
    UNTOLD,
    answer,
    ask,
    asking_moderators,
    member_id,
    posts,
    press,
    put,
    reply_shown_plainly,
    set_channel,
    told,
)
from tests.end_to_end.home import PATIENCE, wait_until_serving
from tests.end_to_end.moderating import forged
from tests.end_to_end.test_insights import sent_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.end_to_end.home import Home, Served


@pytest.fixture
def double(moderated: Served) -> Iterator[DiscordDouble]:
    """Return the double of a bot whose server lets members ask moderators, who wait for no one."""
    with asking_moderators(moderated) as double:
        yield double


def test_a_moderators_answer_reaches_who_asked_where_everybody_reads_it(
    double: DiscordDouble,
) -> None:
    state = double.state
    asker, moderator = (state.users[name]["id"] for name in ("asker", "moderator"))
    sure = double.slash("ask", question=cards.ALLOTMENTS).response()
    assert "Ask a moderator" not in cards.buttons(sure)
    card = ask(double)
    before = len(posts(double))
    assert press(double, card, member="other") == cards.NOT_YOURS
    assert len(posts(double)) == before
    title, told = press(double, card)
    assert title == "Moderators have your question"
    assert told.startswith(f"It is in <#{state.other_channel_id}>, and says that you ask: ")

    (post,) = posts(double)[before:]
    assert cards.says(post) == ("A question for moderators", SHOWN)
    assert cards.fields(post) == {
        "Asked by": f"<@{asker}>",
        "Where": (
            f"[The card](https://discord.com/channels/{state.guild_id}/{state.channel_id}/"
            f"{card['id']})"
        ),
    }
    assert (post["content"], post["mentions"], post["mention_everyone"]) == ("", [], False)
    # It is put once, and the asker is told kindly.
    assert press(double, card)[0] == "There is no answer yet"
    assert len(posts(double)) == before + 1

    # Only moderators answer; whoever is second gets the words back.
    for name in ("Answer", "Dismiss"):
        refused = double.click(post, name, member="asker")
        told_off = refused.response() if name == "Answer" else refused.followup()
        assert cards.says(told_off)[0] == FOR_MODERATORS
    first = double.click(post, "Answer", member="moderator")
    second = double.click(post, "Answer", member="moderator")
    assert first.modal["components"] == second.modal["components"]
    written = len(posts(double, state.channel_id))
    settled = answer(double, post, first).response()
    (reply,) = posts(double, state.channel_id)[written:]
    assert cards.says(reply) == (
        "A moderator’s answer",
        f"<@{moderator}> answers:\n\n{REPLY_SHOWN}",
    )
    assert cards.fields(reply) == {"The question": SHOWN}
    assert cards.footer(reply) == "A moderator’s own words, not a quote from the documents."
    assert reply["message_reference"]["message_id"] == card["id"]
    assert reply["content"] == f"<@{asker}>"
    assert [user["id"] for user in reply["mentions"]] == [asker]
    assert reply["mention_everyone"] is False
    assert settled["id"] == post["id"]
    assert cards.says(settled)[0] == "This question is answered"
    assert cards.says(settled)[1].endswith(f"\n{REPLY_SHOWN}")
    assert f"<@{moderator}> answered " in cards.says(settled)[1]
    assert cards.fields(settled)["The answer"] == "The member has it."
    assert settled["components"] == []

    late = answer(double, post, second, "My *own* words")
    title, text = cards.says(late.followup())
    assert title == "This question is answered"
    assert text.endswith(" Nothing was sent.\n\nYou wrote:\nMy \\*own\\* words")
    assert len(posts(double, state.channel_id)) == written + 1
    assert press(double, card) == ("A moderator’s answer", cards.says(reply)[1])


def test_a_private_answer_comes_directly_or_waits_below_the_card(
    double: DiscordDouble, moderated: Served
) -> None:
    card, post = put(double, private=True)
    assert cards.fields(post)["Where"] == "Privately; the answer goes by direct message."
    direct = double.state.dm_channel("asker")["id"]
    here, before = len(posts(double, double.state.channel_id)), len(posts(double, direct))
    settled = answer(double, post).response()
    assert cards.fields(settled)["The answer"] == "The member has it."
    (sent,) = posts(double, direct)[before:]
    assert " of **Town Hall** answers:\n\n" in cards.says(sent)[1]
    assert len(posts(double, double.state.channel_id)) == here

    # Who takes no direct messages finds it below the card, and the moderator is told so.
    card, post = put(double, private=True)
    double.fail("POST", f"/channels/{direct}/messages", status=403, body=CLOSED)
    settled = answer(double, post).response()
    assert cards.fields(settled)["The answer"].startswith("It could not be delivered: ")
    assert moderated.home.query(UNTOLD) == [(REPLY,)]
    title, text = press(double, card)
    assert title == "A moderator’s answer"
    assert text.endswith(REPLY_SHOWN)
    told(moderated)


def test_where_questions_are_not_kept_moderators_get_what_the_card_says(
    double: DiscordDouble,
) -> None:
    double.slash("settings questions", member="moderator", keep=False).response()
    # A question that follows another says little by itself, also on the second page.
    following = double.reply(ask(double), "and in Wales?").response()
    before = len(posts(double))
    assert "only the beginning" not in press(double, following)[1]
    (post,) = posts(double)[before:]
    assert cards.says(post)[1] == "and in Wales? + football everyone yesterday"
    assert "Cut short" not in cards.fields(post)
    answered = double.slash("ask", question=cards.ALLOTMENTS).response()
    page = double.reply(answered, "and who can rent one?").response()
    first = cards.says(page)[1].partition("\n")[0]
    assert first == "*Searched for: and who can rent one? + allotment plot cost*"
    assert cards.says(double.click(page, "Next").response())[1].startswith(first)

    # Where even the card has no room, both sides are told.
    long = double.slash("ask", question=FOOTBALL + ", and the hockey" * 30).response()
    assert "They see only the beginning of it" in press(double, long)[1]
    post = posts(double)[-1]
    assert cards.says(post)[1].endswith(" \\[…\\]")
    assert cards.fields(post)["Cut short"].startswith("The card had no room for all of it")
    double.slash("settings questions", member="moderator", keep=True).response()


def test_a_question_that_cannot_be_posted_is_not_lost(
    double: DiscordDouble, moderated: Served
) -> None:
    card, other = ask(double), double.state.other_channel_id
    before = len(posts(double))
    for fault in ({"status": 403, "body": FORBIDDEN}, {"status": 400}):
        double.fail("POST", f"/channels/{other}/messages", **fault)
        title, text = press(double, card)
        assert title == "Your question could not be posted"
        if fault["status"] == 403:
            assert "Tell somebody who manages this server: `/settings help-channel`" in text
        assert moderated.home.query("SELECT * FROM moderator_questions") == []
    assert len(posts(double)) == before
    # What Discord's server fails at once, it is asked again.
    double.fail("POST", f"/channels/{other}/messages", status=503)
    assert press(double, card)[0] == "Moderators have your question"
    assert len(posts(double)) == before + 1


def test_a_member_cannot_flood_the_channel_and_what_is_put_aside_stays_so(
    double: DiscordDouble,
) -> None:
    (first, post), *_ = [put(double) for _ in range(3)]
    before = len(posts(double))
    one_more = ask(double)
    assert press(double, one_more)[0] == "Let moderators catch up first"
    assert len(posts(double)) == before
    aside = double.click(post, "Dismiss", member="moderator").response()
    assert cards.says(aside)[0] == "This question was put aside"
    assert aside["components"] == []
    assert press(double, first)[0] == "Moderators have put this aside"
    assert press(double, one_more)[0] == "Moderators have your question"


def test_stale_and_forged_buttons_find_nothing(double: DiscordDouble, moderated: Served) -> None:
    card, post = put(double)
    number = cards.answer_id(card)
    opened = double.click(post, "Answer", member="moderator")
    before = moderated.home.query("SELECT * FROM moderator_questions")

    # In another server, its moderators find neither the reply nor the question.
    with double.in_guild(double.add_guild(0, 1)):
        asked = forged(double, card, f"cv1:moderator:{number}:{member_id(double)}", member="asker")
        assert cards.says(asked.response())[0] == "Moderators take no questions here"
        assert set_channel(double, channel=double.state.channel_id)
        asked = forged(double, card, f"cv1:moderator:{number}:{member_id(double)}", member="asker")
        assert cards.says(asked.response()) == cards.EXPIRED
        reply = forged(double, post, f"cv1:reply:{number}")
        assert cards.says(reply.response())[0] == "This question was withdrawn"
        sent = answer(double, post, opened)
        assert cards.says(sent.followup())[0] == "This question was withdrawn"
        assert cards.says(sent.followup())[1].endswith(f"You wrote:\n{reply_shown_plainly()}")
    assert moderated.home.query("SELECT * FROM moderator_questions") == before

    # A member who says to be the asker of somebody else's question, or to moderate.
    other = str(double.state.users["other"]["id"])
    asked = forged(double, card, f"cv1:moderator:{number}:{other}", member="other")
    assert cards.says(asked.response()) == cards.NOT_YOURS
    sent = double.modal_submit(opened, {"answer": "Forged."}, member="asker")
    assert cards.says(sent.followup())[0] == FOR_MODERATORS
    assert moderated.home.query("SELECT * FROM moderator_questions") == before

    # What the member has deleted is not answered any more, and the post says so.
    _, export = sent_file(double, double.slash("privacy export").response())
    (exported,) = json.loads(export)["questions_to_moderators"]
    assert (exported["question"], exported["state"]) == (FOOTBALL, "open")
    confirm = double.slash("privacy delete").response()
    deleted = double.click(confirm, "Delete").response()
    assert "The same holds for 1 question to moderators" in cards.says(deleted)[1]
    sent = answer(double, post, opened)
    assert cards.says(sent.followup())[0] == "This question was withdrawn"
    withdrawn = forged(double, post, f"cv1:dismiss:{number}").response()
    assert cards.says(withdrawn)[0] == "This question was withdrawn"
    assert withdrawn["components"] == []


def test_a_question_and_a_form_outlive_the_bot_that_began_them(home: Home) -> None:
    with DiscordDouble() as double:
        with home.bot(double) as bot:
            wait_until_serving(double, bot)
            set_channel(double, channel=double.state.other_channel_id)
            # Where questions are not kept, this one is until its asker has the answer.
            double.slash("settings questions", member="moderator", keep=False).response()
            card, post = put(double)
            assert cards.says(post)[1] == SHOWN
            opened = double.click(post, "Answer", member="moderator")
            assert opened.modal["title"] == "Answer a member"
            bot.kill()
        with home.bot(double) as bot:
            wait_until_serving(double, bot)
            assert press(double, card)[0] == "There is no answer yet"
            settled = answer(double, post, opened).response(PATIENCE)
            assert cards.says(settled)[0] == "This question is answered"
            assert cards.fields(settled)["The answer"] == "The member has it."
            assert press(double, card)[0] == "A moderator has answered this"
            left = home.query("SELECT text, asker, answer FROM moderator_questions")
            assert left == [("", None, None)]
            assert FOOTBALL not in bot.output
        assert double.violations == []
