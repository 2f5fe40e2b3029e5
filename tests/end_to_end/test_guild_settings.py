"""What moderators set for their server beyond strictness: where, to whom, who, and what is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from retrieval.domain import GuildSettings
from tests.end_to_end import cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import DiscordDouble, Exchange
    from tests.end_to_end.home import Served

EPHEMERAL = 64
FORBIDDEN = {"message": "Missing Permissions", "code": 50013}


@pytest.fixture
def double(moderated: Served) -> Iterator[DiscordDouble]:
    """Return the double of the bot whose settings these tests change and put back."""
    yield moderated.double
    assert moderated.double.violations == []
    stored = moderated.home.query("SELECT name, value FROM guild_settings")
    assert GuildSettings.of({name: json.loads(value) for name, value in stored}) == GuildSettings()


def set_as_moderator(double: DiscordDouble, command: str, **options: object) -> str:
    """Set something; return the title of the confirmation, which nobody else sees."""
    done = double.slash(f"settings {command}", member="moderator", options=options)
    title, _ = cards.says(done.response())
    assert done.ephemeral
    return title


def test_mentions_are_answered_in_the_channels_that_are_named(double: DiscordDouble) -> None:
    here, other = double.state.channel_id, double.state.other_channel_id
    assert set_as_moderator(double, "channels", channel1=other, channel2=other) == (
        "Mentions are now answered in the channels that you named"
    )

    refused = double.say(cards.ALLOTMENTS).response()
    hint = double.say("").response()
    answered = double.say(cards.ALLOTMENTS, channel_id=other).response()
    asked = double.slash("ask", question=cards.ALLOTMENTS).response()
    direct = double.dm(cards.ALLOTMENTS).response()

    notice = (
        "Not in this channel",
        f"Mentions are answered in <#{other}>. `/ask` works here, too.",
    )
    assert cards.says(refused) == cards.says(hint) == notice
    for answer in (answered, asked, direct):
        assert cards.says(answer)[1] == cards.ALLOTMENT_COST
    shown = double.slash("settings show", member="moderator").response()
    assert cards.fields(shown)["Mentions are answered in"] == f"<#{other}>."
    assert set_as_moderator(double, "channels", channel1=here, channel2=other)
    assert cards.says(double.say(cards.ALLOTMENTS).response())[1] == cards.ALLOTMENT_COST
    assert set_as_moderator(double, "channels") == "Mentions are now answered in every channel"
    assert cards.says(double.say(cards.ALLOTMENTS).response())[1] == cards.ALLOTMENT_COST


def test_a_category_stands_for_its_channels_and_their_threads(double: DiscordDouble) -> None:
    assert set_as_moderator(double, "channels", channel1=double.state.category_id)
    assert set_as_moderator(double, "threads", on=True)

    answer = double.say(cards.ALLOTMENTS, channel_id=double.state.other_channel_id).response()
    assert answer["channel_id"] in double.state.threads
    in_thread = double.reply(answer, "and the waiting list?").response()
    elsewhere = double.say(cards.ALLOTMENTS).response()

    assert cards.says(answer)[1] == cards.ALLOTMENT_COST
    assert cards.says(in_thread)[1].startswith("*Searched for: and the waiting list? + ")
    assert cards.says(elsewhere)[0] == "Not in this channel"
    del double.state.threads[answer["channel_id"]]
    set_as_moderator(double, "threads", on=False)
    set_as_moderator(double, "channels")


def test_answers_are_private_where_the_member_does_not_say_otherwise(double: DiscordDouble) -> None:
    def flags(asked: Exchange) -> int:
        asked.response()
        return int((asked.acknowledgement().get("data") or {}).get("flags") or 0)

    assert flags(double.slash("ask", question=cards.ALLOTMENTS)) == 0
    assert set_as_moderator(double, "private", on=True) == "Answers to /ask are now private"

    assert flags(double.slash("ask", question=cards.ALLOTMENTS)) == EPHEMERAL
    assert flags(double.slash("ask", question=cards.ALLOTMENTS, private=False)) == 0
    assert flags(double.slash("ask", question=cards.ALLOTMENTS, private=True)) == EPHEMERAL
    assert flags(double.slash("ask", question=cards.ALLOTMENTS, in_dm=True)) == 0
    assert set_as_moderator(double, "private", on=False) == "Answers to /ask are now for all"
    assert flags(double.slash("ask", question=cards.ALLOTMENTS)) == 0


def test_mentions_are_answered_in_threads_where_the_bot_may(double: DiscordDouble) -> None:
    assert set_as_moderator(double, "threads", on=True) == "Mentions are now answered in threads"

    asked = double.say(cards.ALLOTMENTS)
    answer = asked.response()
    assert asked.trigger is not None
    thread = double.state.threads[answer["channel_id"]]
    assert (thread["parent_id"], thread["name"]) == (double.state.channel_id, cards.ALLOTMENTS)
    assert thread["id"] == asked.trigger["id"]
    assert cards.says(answer) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
    assert "message_reference" not in answer
    second = double.click(answer, "Next").response()
    assert cards.says(second)[1] == cards.ALLOTMENT_TENANTS
    # In a thread there is no other one, and a refusal opens none.
    following = double.reply(answer, "and the waiting list?").response()
    assert following["channel_id"] == thread["id"]
    assert cards.says(following)[1].startswith("*Searched for: and the waiting list? + ")
    refused = double.say("?!").response()
    assert refused["channel_id"] == double.state.channel_id
    assert len(double.state.threads) == 1

    double.fail("POST", "/threads", status=403, body=FORBIDDEN)
    in_place = double.say(cards.ALLOTMENTS)
    answer = in_place.response()
    assert in_place.trigger is not None
    assert answer["channel_id"] == double.state.channel_id
    assert answer["message_reference"]["message_id"] == in_place.trigger["id"]
    assert double.dm(cards.ALLOTMENTS).response()["channel_id"] not in double.state.threads
    set_as_moderator(double, "threads", on=False)
    assert double.say(cards.ALLOTMENTS).response()["channel_id"] == double.state.channel_id


def test_a_role_moderates_but_does_not_decide_who_does(double: DiscordDouble) -> None:
    role, everyone = double.state.role_id, double.state.guild_id
    double.state.roles["other"] = [role]
    try:
        before = double.slash("settings show", member="other").response()
        assert set_as_moderator(double, "moderators", role=everyone) == "That role is everybody"
        still = double.slash("settings show", member="asker").response()
        assert set_as_moderator(double, "moderators", role=role) == "That role moderates now"
        after = double.slash("settings show", member="other").response()
        without = double.slash("settings show", member="asker").response()
        more = double.slash("settings moderators", member="other").response()
        in_dm = double.slash("settings show", member="other", in_dm=True).response()
        assert set_as_moderator(double, "moderators") == "No role moderates any more"
        again = double.slash("settings show", member="other").response()
    finally:
        del double.state.roles["other"]

    for refused in (before, still, without, again):
        assert cards.says(refused)[0] == "That is for moderators"
    assert cards.fields(after)["Who moderates"] == (
        f"Members with the permission to manage this server, and those with <@&{role}>."
    )
    assert cards.says(more)[0] == "That is for those who manage the server"
    assert cards.says(in_dm)[0] == "That belongs to a server"


def test_a_role_moderates_a_server_that_discord_has_not_described_yet(
    double: DiscordDouble,
) -> None:
    role = double.state.role_id
    double.state.roles["other"] = [role]
    try:
        with double.in_guild(double.state.add_guild(0, 1)):
            assert set_as_moderator(double, "moderators", role=role) == "That role moderates now"
            shown = double.slash("settings show", member="other").response()
            refused = double.slash("settings show", member="asker").response()
            set_as_moderator(double, "moderators")
    finally:
        del double.state.roles["other"]

    assert cards.says(shown)[0] == "Settings of this server"
    assert cards.says(refused)[0] == "That is for moderators"


def test_the_history_tells_who_set_what(double: DiscordDouble) -> None:
    role, other = double.state.role_id, double.state.other_channel_id
    set_as_moderator(double, "moderators", role=role)
    set_as_moderator(double, "help-channel", channel=other)
    set_as_moderator(double, "questions", keep=True, days=7)
    for command in ("moderators", "help-channel"):
        set_as_moderator(double, command)
    set_as_moderator(double, "questions", keep=True)

    told = cards.says(double.slash("library history", member="moderator").response())[1]

    moderator = f"<@{double.state.users['moderator']['id']}>"
    assert [line.split(" · ", 1)[1] for line in told.split("\n")[:6]] == [
        f"{moderator} set question keeping · on",
        f"{moderator} set help channel · none",
        f"{moderator} set moderator role · none",
        f"{moderator} set question keeping · on, for 7 days",
        f"{moderator} set help channel · <#{other}>",
        f"{moderator} set moderator role · <@&{role}>",
    ]


def test_questions_are_not_kept_where_a_server_does_not_want_them(
    double: DiscordDouble, moderated: Served
) -> None:
    def kept() -> set[str]:
        mine = f"guild:{double.state.guild_id}"
        asked = moderated.home.query("SELECT question FROM answers WHERE library = ?", mine)
        return {str(question) for (question,) in asked}

    before = double.say(cards.ALLOTMENTS).response()
    assert cards.ALLOTMENTS in kept()
    assert set_as_moderator(double, "questions", keep=False) == "Questions are now not kept"
    assert kept() == {""}
    after = double.say(cards.ALLOTMENTS).response()
    assert kept() == {""}
    for answer in (before, after):
        turned = double.click(answer, "Next").response()
        assert cards.says(turned) == (cards.ALLOTMENTS, cards.ALLOTMENT_TENANTS)
    following = double.reply(after, "and the waiting list?").response()
    assert cards.says(following)[1].startswith(
        "*Searched for: and the waiting list? + allotment plot cost*\n"
    )
    assert kept() == {""}

    too_long = set_as_moderator(double, "questions", keep=True, days=91)
    assert too_long == "Questions are not kept that long"
    assert set_as_moderator(double, "questions", keep=True, days=7) == (
        "Questions are now kept for 7 days"
    )
    assert set_as_moderator(double, "questions", keep=True) == "Questions are now kept for 90 days"
    double.say(cards.ALLOTMENTS).response()
    assert cards.ALLOTMENTS in kept()
