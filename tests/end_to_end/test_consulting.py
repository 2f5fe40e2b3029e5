"""What the documents do not answer, a moderator does: asked once, answered once, nothing lost."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE, wait_until, wait_until_serving
from tests.end_to_end.moderating import forged
from tests.end_to_end.test_insights import sent_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import Exchange
    from tests.end_to_end.home import Home, Served

FOOTBALL = "who won the *football* @everyone yesterday"
SHOWN = "who won the \\*football\\* \\@everyone yesterday"
REPLY = "**Nobody** did, @everyone. See https://example.org/cup."
REPLY_SHOWN = "\\*\\*Nobody\\*\\* did, \\@everyone. See [https\\://example.org/cup](https://example.org/cup)\\."
FOR_MODERATORS = "That is for moderators"
CLOSED = {"message": "Cannot send messages to this user", "code": 50007}
UNTOLD = "SELECT answer FROM moderator_questions WHERE told_at IS NULL"
FORBIDDEN = {"message": "Missing Access", "code": 50001}


def set_channel(double: DiscordDouble, **options: str) -> str:
    done = double.slash("settings help-channel", member="moderator", options=options)
    return cards.says(done.response(PATIENCE))[0]


@pytest.fixture
def double(moderated: Served) -> Iterator[DiscordDouble]:
    """Return the double of a bot whose server lets members ask moderators, who wait for no one."""
    double = moderated.double
    other = double.state.other_channel_id
    assert set_channel(double, channel=other) == "Members can ask moderators there now"
    yield double
    assert set_channel(double) == "Moderators take no questions any more"
    with closing(sqlite3.connect(moderated.home.catalogue, timeout=30)) as connection:
        connection.execute("DELETE FROM moderator_questions")
        # That of the other server, which nobody asks any more.
        connection.execute("DELETE FROM guild_settings WHERE name = 'help_channel'")
        connection.commit()
    assert double.violations == []


def ask(double: DiscordDouble, *, private: bool = False) -> cards.Message:
    """Ask what the documents do not answer; return the card."""
    card = double.slash("ask", question=FOOTBALL, private=private).response()
    assert cards.buttons(card)["Ask a moderator"]
    return card


def press(double: DiscordDouble, card: cards.Message, *, member: str = "asker") -> tuple[str, str]:
    """Press the button; return what its member alone is told."""
    pressed = double.click(card, "Ask a moderator", member=member)
    told = cards.says(pressed.response())
    assert pressed.ephemeral
    return told


def posts(double: DiscordDouble, channel: str = "") -> list[cards.Message]:
    """Return what the bot has written in a channel, by default in the moderators'."""
    where = channel or double.state.other_channel_id
    found = [each for each in double.state.messages.values() if each["channel_id"] == where]
    mine = [each for each in found if each["author"]["id"] == double.state.bot["id"]]
    # What answers a command or a button is told by the exchange.
    return [each for each in mine if "webhook_id" not in each]


def put(double: DiscordDouble, *, private: bool = False) -> tuple[cards.Message, cards.Message]:
    """Ask a moderator; return the card and the post."""
    before = len(posts(double))
    card = ask(double, private=private)
    assert press(double, card)[0] == "Moderators have your question"
    (post,) = posts(double)[before:]
    return card, post


def answer(
    double: DiscordDouble, post: cards.Message, opened: Exchange | None = None, words: str = REPLY
) -> Exchange:
    """Answer as a moderator, in a form that is open already or a new one."""
    opened = opened or double.click(post, "Answer", member="moderator")
    return double.modal_submit(opened, {"answer": words}, member="moderator")


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
    assert moderated.home.query(UNTOLD) == []


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
    withdrawn = double.click(post, "Dismiss", member="moderator").response()
    assert cards.says(withdrawn)[0] == "This question was withdrawn"
    assert withdrawn["components"] == []


def member_id(double: DiscordDouble) -> str:
    return str(double.state.users["asker"]["id"])


def reply_shown_plainly() -> str:
    """Return what a moderator wrote as it is given back, where no address is a link."""
    return REPLY_SHOWN.partition("[")[0] + "https\\://example.org/cup."


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


def test_an_answer_that_the_bot_was_killed_over_is_brought_by_the_next(home: Home) -> None:
    with DiscordDouble() as double:
        there = double.state.channel_id
        with home.bot(double) as bot:
            wait_until_serving(double, bot)
            set_channel(double, channel=double.state.other_channel_id)
            _card, post = put(double)
            before = len(posts(double, there))
            for where in (there, double.state.dm_channel("asker")["id"]):
                double.fail("POST", f"/channels/{where}/messages", status=503, delay=PATIENCE)
            answer(double, post)
            wait_until(
                lambda: bool(home.query("SELECT 1 FROM moderator_questions WHERE answer <> ''"))
            )
            bot.kill()
        double.faults.scripted.clear()
        assert home.query(UNTOLD) == [(REPLY,)]
        with home.bot(double) as bot:
            wait_until_serving(double, bot)
            wait_until(lambda: not home.query(UNTOLD))
            (reply,) = posts(double, there)[before:]
            assert cards.says(reply)[0] == "A moderator’s answer"
            assert reply["content"] == f"<@{member_id(double)}>"
        # Whoever has it is not told again.
        with home.bot(double) as bot:
            wait_until_serving(double, bot)
            bot.wait_for_line("looked for answers to deliver", PATIENCE)
        assert len(posts(double, there)) == before + 1
        assert double.violations == []
