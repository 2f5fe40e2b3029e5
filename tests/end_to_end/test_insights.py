"""Moderators see what was asked; a member says why a quote did not help; a channel gets the digest."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import matplotlib.image
import pytest

from tests.discord_double import forms
from tests.end_to_end import cards
from tests.end_to_end.test_settings import FOR_MODERATORS

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.discord_double.exchange import Exchange
    from tests.end_to_end.home import Home, Served

FOOTBALL = "who won the *football* @everyone yesterday"
FORMULA = '=HYPERLINK("https://example.org")'
REASON = "It is **out of date** @everyone"
FORBIDDEN = {"code": 50013, "message": "no"}


@pytest.fixture
def own(reviewed: Served) -> Served:
    """Return the bot whose questions are counted, without any."""
    clear(reviewed.home)
    return reviewed


def clear(home: Home) -> None:
    """Forget what was asked and rated."""
    with closing(sqlite3.connect(home.catalogue, timeout=30)) as connection:
        for table in ("ratings", "questions"):
            connection.execute(f"DELETE FROM {table}")
        connection.commit()


def sent_file(double: DiscordDouble, message: cards.Message) -> tuple[str, bytes]:
    """Return name and content of the one file of a message."""
    (attached,) = message["attachments"]
    _, content = double.state.attachments[attached["id"]]
    return attached["filename"], content


def description_sent(double: DiscordDouble, exchange: Exchange) -> str:
    """Return the alternative text that came with the picture of an answer."""
    (request,) = double.requests_to("PATCH", f"{exchange.token}/messages/@original")
    (described,) = request.body["attachments"]
    return str(described["description"])


def test_a_moderator_sees_what_was_asked_with_a_picture(own: Served) -> None:
    double = own.double
    for _ in range(2):
        double.slash("ask", question=FOOTBALL).response()
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()
    double.click(answer, "Helpful", member="other").response()

    asked = double.slash("insights", member="moderator", days=7)
    shown = asked.response()

    assert asked.ephemeral
    title, text = cards.says(shown)
    assert title == "What was asked here"
    assert text.startswith("**3 questions** since ")
    fields = cards.fields(shown)
    assert fields["Quotes rated"] == "1 helpful, 0 not helpful"
    assert fields["Answered"] == "1 · 33%"
    assert fields["Not answered"] == "2 · 67%"
    assert fields["Asked most and not answered for sure"] == (
        "**2×** who won the \\*football\\* \\@everyone yesterday"
    )
    assert cards.buttons(shown) == {"CSV": True}
    name, png = sent_file(double, shown)
    assert cards.embed(shown)["image"]["url"] == f"attachment://{name}"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert matplotlib.image.imread(io.BytesIO(png), format="png").shape[:2] == (900, 1200)
    assert "3 in all, 1 answered, 0 possibly answered, 2 not answered" in description_sent(
        double, asked
    )


def test_the_questions_come_as_a_table_that_runs_nothing(own: Served) -> None:
    double = own.double
    double.slash("ask", question=FORMULA).response()
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()
    double.click(answer, "Helpful").response()
    shown = double.slash("insights", member="moderator").response()

    exported = double.click(shown, "CSV", member="moderator")

    name, table = sent_file(double, exported.response())
    assert exported.ephemeral
    assert name.startswith("questions-")
    assert name.endswith(".csv")
    head, first, second = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    assert "member" not in head
    assert first[1:] == [cards.ALLOTMENTS, "answered", first[3], "1", "0", ""]
    assert second[1] == f"'{FORMULA}"
    ids = [str(user["id"]) for user in double.state.users.values()]
    assert [number for number in ids if number in table.decode()] == []


def test_only_moderators_see_insights_and_get_the_table(own: Served) -> None:
    double = own.double
    double.slash("ask", question=FOOTBALL).response()
    shown = double.slash("insights", member="moderator").response()

    for refused in (
        double.slash("insights", member="asker"),
        double.click(shown, "CSV", member="asker"),
        double.click(shown, "CSV", member="other"),
    ):
        message = refused.response()
        assert cards.says(message) == FOR_MODERATORS
        assert refused.ephemeral
        assert not message.get("attachments")


def test_where_nothing_was_asked_there_is_no_picture(own: Served) -> None:
    shown = own.double.slash("insights", member="moderator").response()
    assert cards.says(shown)[1].startswith("Nothing was asked since ")
    assert not shown.get("attachments")
    assert shown["components"] == []


def test_a_member_says_why_a_quote_did_not_help(own: Served) -> None:
    double = own.double
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()
    rated = double.click(answer, "Not helpful", member="other").response()
    assert cards.buttons(rated) == {"Say why": True}

    opened = double.click(rated, "Say why", member="other")
    assert list(forms.prefilled(opened.modal)) == ["Moderators see this, without your name"]
    said = double.modal_submit(opened, {"reason": REASON}, member="other")

    assert cards.says(said.response())[0] == "Thank you"
    assert said.response()["components"] == []
    assert own.home.query("SELECT reason, helpful FROM ratings") == [(REASON, 0)]
    shown = double.slash("insights", member="moderator").response()
    assert cards.fields(shown)["What members said of quotes"] == (
        f"“It is \\*\\*out of date\\*\\* \\@everyone” · {cards.ALLOTMENTS}"
    )
    assert REASON not in own.bot.output


def test_moderators_see_why_also_where_questions_are_not_kept(own: Served) -> None:
    double = own.double
    double.slash("settings questions", member="moderator", keep=False).response()
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()
    rated = double.click(answer, "Not helpful", member="other").response()
    opened = double.click(rated, "Say why", member="other")
    double.modal_submit(opened, {"reason": "It is out of date"}, member="other").response()

    shown = double.slash("insights", member="moderator").response()

    assert cards.says(shown)[1].startswith("Questions are not kept on this server")
    assert cards.fields(shown) == {
        "Quotes rated": "0 helpful, 1 not helpful",
        "What members said of quotes": "“It is out of date”",
    }
    double.slash("settings questions", member="moderator", keep=True).response()


def test_a_reason_needs_words_and_a_rating_of_ones_own(own: Served) -> None:
    double = own.double
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()
    rated = double.click(answer, "Not helpful", member="other").response()
    opened = double.click(rated, "Say why", member="other")
    blank = double.modal_submit(opened, {"reason": " \n "}, member="other")
    assert cards.says(blank.followup())[0] == "There was no reason in that"

    # Somebody who has rated nothing sends the form all the same.
    refused = double.modal_submit(opened, {"reason": REASON}, member="asker")
    assert cards.says(refused.followup()) == cards.EXPIRED
    assert own.home.query("SELECT reason FROM ratings") == [(None,)]


def test_helpful_ratings_are_not_asked_for_a_reason(own: Served) -> None:
    answer = own.double.slash("ask", question=cards.ALLOTMENTS).response()
    assert own.double.click(answer, "Helpful").response()["components"] == []


def test_the_digest_is_posted_when_it_is_due_and_nothing_of_it_is_lost(own: Served) -> None:
    double = own.double
    channel = double.state.channel_id
    posted = f"/channels/{channel}/messages"
    shown = double.slash("settings digest", member="moderator", channel=channel).response()
    assert cards.says(shown)[0] == "That channel gets the digest now"
    double.slash("ask", question=FOOTBALL).response()

    request = double.wait_for_request("POST", posted, timeout=30)
    assert request.status == 200
    (embed,) = request.body["embeds"]
    assert embed["title"] == "What was asked lately"
    assert embed["description"].startswith("**1 question** since ")
    assert embed["image"]["url"] == "attachment://questions.png"
    assert request.body["allowed_mentions"]["parse"] == []
    (png,) = request.files.values()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    own.bot.wait_for_line("a digest was posted")

    # Discord's server takes it and fails to say so: it is one message all the same.
    double.fail("POST", posted, status=503, after_effect=True)
    double.slash("ask", question=FOOTBALL).response()
    own.bot.wait_for_line("a digest was posted", count=2)
    assert len(double.requests_to("POST", posted)) == 3
    assert len(digests(double)) == 2
    assert "a digest failed" not in own.bot.output

    # The bot may not write there; later it may, but attach no files.
    double.fail("POST", posted, status=403, body=FORBIDDEN, times=3)
    double.slash("ask", question=FOOTBALL).response()
    own.bot.wait_for_line("a digest failed and is tried again .*error=Forbidden")
    double.slash("ask", question=FOOTBALL).response()
    own.bot.wait_for_line("a digest was posted .*picture=False")
    double.slash("settings digest", member="moderator").response()
    assert len(double.requests_to("POST", posted)) == 7
    *_, last = digests(double)
    assert last["description"].startswith("**2 questions** since ")
    assert "image" not in last
    assert "football" not in own.bot.output


def digests(double: DiscordDouble) -> list[cards.Message]:
    """Return the digests that everybody can read."""
    sent = [embed for message in double.state.messages.values() for embed in message["embeds"]]
    return [embed for embed in sent if embed.get("title") == "What was asked lately"]


def test_only_moderators_say_where_the_digest_goes(own: Served) -> None:
    double = own.double
    channel = double.state.channel_id
    refused = double.slash("settings digest", member="asker", channel=channel)
    assert cards.says(refused.response()) == FOR_MODERATORS
    wanted = "SELECT value FROM guild_settings WHERE name = 'digest_channel' AND value != 'null'"
    assert own.home.query(wanted) == []
