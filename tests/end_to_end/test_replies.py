"""What a moderator answers reaches who asked once, whatever Discord, the catalogue and the bot do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.consulting import (
    CLOSED,
    FORBIDDEN,
    REPLY,
    REPLY_SHOWN,
    UNTOLD,
    answer,
    asking_moderators,
    member_id,
    posts,
    press,
    put,
    reply_shown_plainly,
    set_channel,
    told,
)
from tests.end_to_end.home import PATIENCE, wait_until, wait_until_serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.end_to_end.home import Home, Served


@pytest.fixture
def double(moderated: Served) -> Iterator[DiscordDouble]:
    """Return the double of a bot whose server lets members ask moderators, who wait for no one."""
    with asking_moderators(moderated) as double:
        yield double


def test_an_answer_that_discord_does_not_take_at_once_is_brought_once_all_the_same(
    double: DiscordDouble, moderated: Served
) -> None:
    here = double.state.channel_id
    direct = double.state.dm_channel("asker")["id"]
    unharmed = len(posts(double, direct))
    for fault, reached in (
        # Tried again while the moderator waits; and after it, where the connection is gone.
        ({"status": 503}, "The member has it."),
        ({"status": 502, "after_effect": True}, "The member has it."),
        ({"drop": True}, "Discord has not taken it yet, "),
    ):
        _card, post = put(double)
        before = len(posts(double, here))
        double.fail("POST", f"/channels/{here}/messages", **fault)
        settled = answer(double, post).response()
        assert cards.fields(settled)["The answer"].startswith(reached)
        told(moderated)
        (reply,) = posts(double, here)[before:]
        assert cards.says(reply)[1].endswith(REPLY_SHOWN)
    assert len(posts(double, direct)) == unharmed


def test_where_everybody_saw_the_card_and_the_bot_may_not_write_the_answer_comes_directly(
    double: DiscordDouble, moderated: Served
) -> None:
    here, direct = double.state.channel_id, double.state.dm_channel("asker")["id"]
    _card, post = put(double)
    before = len(posts(double, direct))
    refusal = double.fail("POST", f"/channels/{here}/messages", status=403, body=FORBIDDEN)
    settled = answer(double, post).response()
    assert cards.fields(settled)["The answer"] == "The member has it."
    assert refusal.hits == 1
    assert len(posts(double, direct)) == before + 1
    told(moderated)


def test_what_discord_refuses_for_good_is_not_tried_again(
    double: DiscordDouble, moderated: Served
) -> None:
    here, direct = double.state.channel_id, double.state.dm_channel("asker")["id"]
    _card, refused = put(double)
    for where, body in ((here, FORBIDDEN), (direct, CLOSED)):
        double.fail("POST", f"/channels/{where}/messages", status=403, body=body)
    settled = answer(double, refused).response()
    assert cards.fields(settled)["The answer"].startswith("It could not be delivered: ")
    # Another is left, and so the bot looks for both.
    _card, post = put(double)
    before = len(posts(double, here)), len(posts(double, direct))
    double.fail("POST", f"/channels/{here}/messages", drop=True)
    answer(double, post, words="Later.").response()
    wait_until(lambda: moderated.home.query(UNTOLD) == [(REPLY,)])
    assert (len(posts(double, here)), len(posts(double, direct))) == (before[0] + 1, before[1])


def test_an_answer_on_its_way_is_not_brought_a_second_time(
    double: DiscordDouble, moderated: Served
) -> None:
    here, direct = double.state.channel_id, double.state.dm_channel("asker")["id"]
    (_, slow), (_, private) = put(double), put(double, private=True)
    before = len(double.requests_to("POST", f"/channels/{here}/messages"))
    held_up = double.fail("POST", f"/channels/{here}/messages", delay=2.0)
    first = answer(double, slow)
    wait_until(lambda: bool(held_up.hits))
    # Because of this one, the bot looks for what is left.
    double.fail("POST", f"/channels/{direct}/messages", drop=True)
    answer(double, private, words="Later.").response()
    wait_until(lambda: moderated.home.query(UNTOLD) == [(REPLY,)])
    assert cards.fields(first.response())["The answer"] == "The member has it."
    told(moderated)
    assert len(double.requests_to("POST", f"/channels/{here}/messages")) == before + 1


def test_an_answer_is_not_brought_twice_where_that_cannot_be_noted(
    double: DiscordDouble, moderated: Served
) -> None:
    _card, post = put(double)
    there = f"/channels/{double.state.channel_id}/messages"
    before = len(double.requests_to("POST", there))
    with closing(sqlite3.connect(moderated.home.catalogue, timeout=30)) as connection:
        connection.execute(
            "CREATE TRIGGER untold BEFORE UPDATE ON moderator_questions"
            " WHEN new.told_at IS NOT NULL BEGIN SELECT json('none'); END"
        )
        settled = answer(double, post).response()
        assert cards.fields(settled)["The answer"] == "The member has it."
        assert moderated.home.query(UNTOLD) == [(REPLY,)]
        connection.execute("DROP TRIGGER untold")
    told(moderated)
    assert len(double.requests_to("POST", there)) == before + 1


def test_where_questions_are_not_kept_an_answer_is_until_it_is_shown(
    double: DiscordDouble, moderated: Served
) -> None:
    double.slash("settings questions", member="moderator", keep=False).response()
    card, post = put(double, private=True)
    direct = double.state.dm_channel("asker")["id"]
    double.fail("POST", f"/channels/{direct}/messages", status=403, body=CLOSED)
    answer(double, post).response()
    lost = double.fail("PATCH", "@original", drop=True)
    pressed = double.click(card, "Ask a moderator")
    moderated.bot.wait_for_line("Discord did not take it.*button ask a moderator", PATIENCE)
    assert (lost.hits, pressed.final) == (1, None)
    assert press(double, card)[1].endswith(REPLY_SHOWN)
    told(moderated)
    wait_until(lambda: not moderated.home.query("SELECT 1 FROM moderator_questions WHERE text"))
    assert press(double, card)[0] == "A moderator has answered this"
    double.slash("settings questions", member="moderator", keep=True).response()


def test_what_a_moderator_wrote_is_given_back_where_the_bot_stops(home: Home) -> None:
    with DiscordDouble() as double, home.bot(double) as bot:
        wait_until_serving(double, bot)
        set_channel(double, channel=double.state.other_channel_id)
        _card, post = put(double)
        opened = double.click(post, "Answer", member="moderator")
        assert opened.modal["title"] == "Answer a member"
        busy = double.fail("PATCH", "@original", delay=3.0)
        double.slash("ask", question=cards.ALLOTMENTS)
        double.wait_for(lambda: bool(busy.hits), PATIENCE)
        bot.terminate()
        bot.wait_for_line("finishing what is under way", PATIENCE)
        title, text = cards.says(answer(double, post, opened).followup())
        assert title == "The bot is restarting"
        assert text.endswith(f"You wrote:\n{reply_shown_plainly()}")
        assert bot.wait() == 0
        assert home.query("SELECT state FROM moderator_questions") == [("open",)]
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
        with closing(sqlite3.connect(home.catalogue)) as connection, home.bot(double) as bot:
            # Nor does a catalogue that fails at first end it.
            connection.execute("ALTER TABLE moderator_questions RENAME TO elsewhere")
            wait_until_serving(double, bot)
            bot.wait_for_line("the catalogue failed.*looking for answers to deliver", PATIENCE)
            connection.execute("ALTER TABLE elsewhere RENAME TO moderator_questions")
            wait_until(lambda: not home.query(UNTOLD))
            (reply,) = posts(double, there)[before:]
            assert cards.says(reply)[0] == "A moderator’s answer"
            assert reply["content"] == f"<@{member_id(double)}>"
            # The post, which nobody could change then, is when somebody would answer once more.
            changed = double.click(post, "Answer", member="moderator").response()
            assert (changed["id"], changed["components"]) == (post["id"], [])
            assert cards.says(changed)[0] == "This question is answered"
            assert cards.fields(changed)["The answer"] == "The member has it."
        # Whoever has it is not told again.
        with home.bot(double) as bot:
            wait_until_serving(double, bot)
            bot.wait_for_line("looked for answers to deliver", PATIENCE)
        assert len(posts(double, there)) == before + 1
        assert double.violations == []
