"""The double against a small real bot: what works, what breaks off, and what Discord refuses."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import BotProcess, DiscordDouble, Upload
from tests.discord_double.conftest import SAMPLE, sample

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def double() -> Iterator[DiscordDouble]:
    """Start a double and a bot for one test alone."""
    with DiscordDouble() as double, sample(double) as bot:
        double.wait_until_ready()
        bot.wait_for_line("ready")
        yield double


def test_the_commands_are_registered_with_ids(shared: DiscordDouble) -> None:
    names = {command["name"] for command in shared.commands}
    menus = {"Echo this", "Read the files"}
    assert names == {"ping", "slow", "sheet", "upload", "inspect", "sources", *menus}
    assert all(command["id"].isdigit() for command in shared.commands)
    assert shared.identifies == 1


def test_an_answer_at_once(shared: DiscordDouble) -> None:
    exchange = shared.slash("ping", text="hello", member="other")
    assert exchange.acknowledgement()["type"] == 4
    assert exchange.response()["content"] == "hello"
    assert not exchange.ephemeral
    assert 0 < exchange.ack_latency_s < 3
    assert shared.slash("ping", text="x", private=True, in_dm=True).response()["flags"] == 64


def test_a_deferred_answer_keeps_its_visibility(shared: DiscordDouble) -> None:
    exchange = shared.slash("slow", private=True)
    assert exchange.acknowledgement()["type"] == 5
    assert exchange.response()["embeds"][0]["title"] == "done"
    assert exchange.ephemeral


def test_options_that_discord_would_not_send(shared: DiscordDouble) -> None:
    with pytest.raises(ValueError, match="requires text"):
        shared.slash("ping")
    with pytest.raises(LookupError, match="no option 'nothing'"):
        shared.slash("ping", text="x", nothing=1)
    with pytest.raises(LookupError, match="no command /pong"):
        shared.slash("pong")


def test_a_subcommand_with_suggestions(shared: DiscordDouble) -> None:
    suggestions = shared.autocomplete("sources show", option="source", value="nhs").choices
    assert [choice["name"] for choice in suggestions] == ["nhs 0", "nhs 1"]
    shown = shared.slash("sources show", source=suggestions[1]["value"])
    assert shown.response()["content"] == "source 1"


def test_buttons_and_a_select(shared: DiscordDouble) -> None:
    message = shared.slash("ping", text="page 1").response()
    assert shared.click(message, "Next").response()["content"] == "page 2"
    later = shared.click(message, "later")
    assert later.response()["content"] == "page 3"
    assert later.followup()["flags"] == 64
    current = shared.message(message)
    assert current is not None
    assert current["content"] == "page 3"
    assert "red" in shared.select(message, "colour", ["red"]).response()["content"]


def test_a_form(shared: DiscordDouble) -> None:
    message = shared.slash("ping", text="page 1").response()
    opened = shared.click(message, "Comment")
    assert opened.modal["title"] == "A comment"
    sent = shared.modal_submit(opened, {"Your comment": "fine"})
    assert sent.response()["content"] == "form: fine"


def test_a_message_menu(shared: DiscordDouble) -> None:
    exchange = shared.message_menu("Echo this", shared.post("quoted"))
    assert exchange.response()["content"] == "menu: quoted"
    assert exchange.ephemeral


def test_a_mention_a_direct_message_and_a_reply(shared: DiscordDouble) -> None:
    answer = shared.say("hello").response()
    assert answer["content"].endswith("hello")
    assert answer["mentions"] == []
    assert answer["referenced_message"]["content"].endswith("hello")
    assert shared.reply(answer, "and then?").response()["content"] == "heard: and then?"
    assert shared.dm("psst").response()["content"] == "heard: psst"


def test_a_reply_to_a_message_that_is_gone(double: DiscordDouble) -> None:
    # The sample insists on its reference, so Discord refuses; the bot's own way is to let it go.
    double.fail("POST", "/messages", delay=0.3)
    exchange = double.say("gone")
    assert exchange.trigger is not None
    double.delete(exchange.trigger)
    assert double.wait_for_request("POST", "/messages").status == 400
    assert double.violations == []


def test_what_does_not_concern_the_bot_comes_without_content(double: DiscordDouble) -> None:
    with BotProcess(double, script=SAMPLE) as second:
        second.wait_for_line("ready")
        double.say("secret", mention_bot=False)
        second.wait_for_line("overheard ''")


def test_an_upload(shared: DiscordDouble) -> None:
    message = shared.slash("upload").response()
    assert message["attachments"][0]["filename"] == "a.txt"
    upload = shared.requests_to("POST", "callback")[-1]
    assert upload.files == {"files[0]": b"content"}


def test_a_person_a_channel_and_a_file_as_options(shared: DiscordDouble) -> None:
    file = Upload("a.txt", b"words")
    sent = shared.slash("inspect", who="other", where=shared.state.channel_id, file=file)
    assert sent.response()["content"] == "['other', 'general', ('a.txt', 5, b'words')]"
    huge = shared.slash("inspect", file=Upload("b.txt", b"b", said_size=1 << 30))
    assert huge.response()["content"] == f"[('b.txt', {1 << 30}, b'b')]"
    with pytest.raises(LookupError, match="given as an Upload"):
        shared.slash("inspect", file="a.txt")


def test_what_happens_during_a_break_is_replayed(double: DiscordDouble) -> None:
    double.faults.refuse_connections = 1
    double.drop_gateway()
    missed = double.say("in between")
    assert missed.response()["content"].endswith("in between")
    assert (double.identifies, double.resumes) == (1, 1)
    assert double.violations == []


def test_a_reconnect_that_discord_asks_for(double: DiscordDouble) -> None:
    double.request_reconnect()
    double.wait_for(lambda: double.resumes == 1)
    assert double.slash("ping", text="back").response()["content"] == "back"


@pytest.mark.parametrize("resumable", [True, False])
def test_a_session_that_is_invalid(double: DiscordDouble, *, resumable: bool) -> None:
    double.invalidate_session(resumable=resumable)
    wanted = (1, 1) if resumable else (2, 0)
    double.wait_for(lambda: (double.identifies, double.resumes) == wanted and double.gateway.ready)
    assert double.slash("ping", text="back").response()["content"] == "back"


def test_heartbeats_that_are_not_acknowledged() -> None:
    silence = {"DOUBLE_HEARTBEAT_TIMEOUT": "0.5"}
    with DiscordDouble(heartbeat_interval_s=0.1) as double, sample(double, **silence):
        double.wait_until_ready()
        double.faults.acknowledge_heartbeats = False
        double.wait_for(lambda: double.resumes > 0)
        double.faults.acknowledge_heartbeats = True
        assert double.slash("ping", text="back").response()["content"] == "back"


def test_a_rate_limit_is_waited_for(double: DiscordDouble) -> None:
    fault = double.fail("PATCH", "@original", status=429, retry_after=0.2)
    exchange = double.slash("slow")
    assert exchange.response()["embeds"][0]["title"] == "done"
    assert fault.hits == 1
    double.wait_for_request("PATCH", "@original", count=2)
    statuses = [r.status for r in double.requests_to("PATCH", "@original")]
    assert statuses == [429, 200]


def test_an_acknowledgement_that_fails_is_tried_again(double: DiscordDouble) -> None:
    double.fail("POST", "/callback", status=500)
    exchange = double.slash("ping", text="second try")
    assert exchange.response()["content"] == "second try"
    assert 0.9 < exchange.ack_latency_s < 3


def test_an_acknowledgement_that_comes_too_late() -> None:
    with DiscordDouble(deadline_s=0.2) as double, sample(double) as bot:
        double.wait_until_ready()
        double.fail("POST", "/callback", delay=0.3)
        exchange = double.slash("ping", text="late")
        assert double.wait_for_request("POST", "/callback").status == 404
        bot.wait_for_line("10062")
        assert not exchange.acknowledged


def test_an_answer_that_is_lost_was_carried_out(double: DiscordDouble) -> None:
    double.fail("POST", "/callback", status=500, after_effect=True)
    assert double.slash("ping", text="once").response()["content"] == "once"
    assert double.wait_for_request("POST", "/callback", count=2).status == 400


def test_a_token_that_has_expired(double: DiscordDouble) -> None:
    double.fail("PATCH", "@original", delay=0.3)
    exchange = double.slash("slow")
    exchange.acknowledgement()
    exchange.expired = True
    assert double.wait_for_request("PATCH", "@original").status == 401


def test_a_token_is_good_for_a_time() -> None:
    with DiscordDouble(token_s=0.2) as double, sample(double):
        double.wait_until_ready()
        double.fail("PATCH", "@original", delay=0.3)
        double.slash("slow").acknowledgement()
        assert double.wait_for_request("PATCH", "@original").status == 401


def test_a_gateway_whose_port_is_closed() -> None:
    # The sample does not survive this (discord.py issue 10520); the bot has to.
    with DiscordDouble(gateway_open=False) as double:
        with sample(double) as bot:
            assert bot.wait() == 1
            assert "Connect call failed" in bot.stderr
        double.open_ports()
        with sample(double):
            double.wait_until_ready()


def test_a_rest_side_whose_port_is_closed() -> None:
    with DiscordDouble(rest_open=False) as double:
        with sample(double) as bot:
            assert bot.wait() == 1
            assert "ClientConnectorError" in bot.stderr
        assert double.requests == []
        double.open_ports()
        with sample(double):
            double.wait_until_ready()


def test_a_wrong_token() -> None:
    wrong = "wrong"
    with DiscordDouble() as double, BotProcess(double, script=SAMPLE, token=wrong) as bot:
        assert bot.wait() == 1
        assert "Improper token" in bot.stderr
        assert [r.status for r in double.requests] == [401]


def test_intents_that_are_not_allowed() -> None:
    with DiscordDouble() as double:
        double.faults.close_identify_with = 4014
        with sample(double) as bot:
            assert bot.wait() == 1
            assert "PrivilegedIntentsRequired" in bot.stderr


def test_a_bot_that_is_told_to_stop(double: DiscordDouble) -> None:
    with sample(double) as bot:
        bot.wait_for_line("ready")
        bot.interrupt(signal.SIGINT)
        assert bot.wait() == 0


@pytest.mark.parametrize(
    ("kind", "violation"),
    [
        ("bad title", "data.embeds[0].title: 257 characters, at most 256"),
        ("bad sum", "data.embeds: 6001 characters over all embeds, at most 6000"),
        ("bad empty", "data.embeds[0]: an empty embed"),
        ("bad ids", "data.components[0].components[1].custom_id: duplicate: 'twice'"),
    ],
)
def test_what_discord_refuses_is_recorded(shared: DiscordDouble, kind: str, violation: str) -> None:
    shared.slash("ping", text=kind)
    shared.wait_for(lambda: bool(shared.violations))
    route = "POST /interactions/{interaction_id}/{interaction_token}/callback"
    assert shared.take_violations() == [f"{route}: {violation}"]


def test_an_unknown_key_is_recorded(shared: DiscordDouble) -> None:
    shared.slash("ping", text="bad key")
    shared.wait_for(lambda: bool(shared.violations))
    line = "POST /channels/{channel_id}/messages: colour: unknown key"
    assert shared.take_violations() == [line]


def test_a_command_in_capitals_is_recorded() -> None:
    with DiscordDouble() as double, sample(double, SAMPLE_BAD_COMMAND="1") as bot:
        assert bot.wait() == 1
        problem = "[0].name: 'Upper': only lower-case letters, digits, - and _"
        assert double.violations == [f"PUT /applications/{{application_id}}/commands: {problem}"]
