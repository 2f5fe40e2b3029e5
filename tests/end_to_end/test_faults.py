"""What goes wrong between the bot and Discord."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.conftest import served
from tests.end_to_end.home import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import BotProcess, Exchange
    from tests.end_to_end.home import Home, Served

DEADLINE_S = 3.0
STOP_S = 10.0
REFUSED_TOKEN = "wrong.token.refused"  # noqa: S105


def log_lines(bot: BotProcess) -> list[str]:
    """Return what was logged above INFO, and whatever else stands on standard error."""
    return [line for line in bot.stderr.splitlines() if "[info     ]" not in line]


def retries(bot: BotProcess) -> list[str]:
    """Return what was tried again, in order."""
    return re.findall(r"failed, trying again .* doing='([^']+)'", bot.stderr)


def test_a_wrong_token_is_one_line_and_exit_code_one(home: Home) -> None:
    with DiscordDouble() as double, home.bot(double, token=REFUSED_TOKEN) as bot:
        assert bot.wait(PATIENCE) == 1

    assert bot.stdout == ""
    assert bot.stderr == (
        "error: Discord refused the token in DISCORD_TOKEN. Get a new one in the developer portal "
        "(https://discord.com/developers/applications, your application, Bot, Reset Token), put it "
        "into .env and start again.\n"
    )
    assert [(r.method, r.path, r.status) for r in double.requests] == [("GET", "/users/@me", 401)]
    assert double.violations == []


def test_disallowed_intents_are_one_line_and_exit_code_one(home: Home) -> None:
    with DiscordDouble() as double:
        double.faults.close_identify_with = 4014
        with home.bot(double) as bot:
            assert bot.wait(PATIENCE) == 1

    assert bot.stdout == ""
    assert log_lines(bot) == [
        (
            "error: Discord closed the connection because of disallowed intents (4014). This bot needs "
            "no privileged intent; check in the developer portal that the application is not restricted."
        )
    ]
    assert double.identifies == 1
    assert double.violations == []


def test_a_discord_that_cannot_be_reached_at_first_is_waited_for(home: Home) -> None:
    with DiscordDouble(rest_open=False, gateway_open=False) as double, home.bot(double) as bot:
        bot.wait_for_line("doing='logging in to Discord' error=ClientConnectorError", PATIENCE)
        double.faults.refuse_connections = 1
        double.fail("GET", "/users/@me", status=503)
        double.fail("PUT", "/commands", status=503)
        double.open_ports()
        bot.wait_for_line("connected to Discord", PATIENCE)
        bot.wait_for_line("commands registered", PATIENCE)

        shown = double.slash("about").response()

    assert cards.says(shown)[0] == "Chapter & Verse"
    assert set(retries(bot)) == {
        "logging in to Discord",
        "registering the commands",
        "connecting to Discord",
    }
    assert retries(bot).count("registering the commands") == 1
    assert all("failed, trying again" in line for line in log_lines(bot))
    assert double.violations == []


def test_a_gateway_whose_first_connection_is_refused_is_waited_for(home: Home) -> None:
    """In discord.py alone this ends the bot with an AttributeError (its issue 10520)."""
    with DiscordDouble(gateway_open=False) as double, home.bot(double) as bot:
        bot.wait_for_line("doing='connecting to Discord' error=ClientConnectorError", PATIENCE)
        double.open_ports()
        bot.wait_for_line("connected to Discord", PATIENCE)

        shown = double.slash("about").response()

    assert cards.says(shown)[0] == "Chapter & Verse"
    assert set(retries(bot)) == {"connecting to Discord"}
    assert all("failed, trying again" in line for line in log_lines(bot))
    assert (double.identifies, double.resumes) == (1, 0)
    assert double.violations == []


@dataclass(frozen=True)
class Own:
    """A bot that the tests below may disturb, but not end."""

    double: DiscordDouble
    bot: BotProcess
    early: list[Exchange]
    """What was asked before the model was loaded."""


@pytest.fixture(scope="module")
def own(shared: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """Start it, and ask as soon as it is connected."""
    home = shared.home.copy(tmp_path_factory.mktemp("faults"))
    # Less than loading the model takes, which must not count.
    limits = {"DISCORD_ANSWER_SECONDS": "2.5"}
    with DiscordDouble() as double, home.bot(double, **limits) as bot:
        bot.wait_for_line("connected to Discord", PATIENCE)
        double.wait_until_ready()
        asked = [double.slash("ask", question=cards.ALLOTMENTS) for _ in range(3)]
        mentioned = double.say(cards.ALLOTMENTS)
        bot.wait_for_line("library ready", PATIENCE)
        yield Own(double, bot, [*asked, mentioned])
    assert double.violations == []


@pytest.fixture
def disturbed(own: Own) -> Iterator[DiscordDouble]:
    """Return its double, free of faults, and prove afterwards that the bot is well."""
    yield own.double
    own.double.faults.scripted.clear()
    answer = own.double.slash("ask", question=cards.ALLOTMENTS).response()
    assert cards.says(answer)[1] == cards.ALLOTMENT_COST
    assert own.double.violations == []
    assert own.bot.running


def test_what_is_asked_while_the_model_is_loaded_is_acknowledged_and_answered(own: Own) -> None:
    *asked, mentioned = own.early

    answers = [exchange.response() for exchange in (*asked, mentioned)]

    assert {cards.says(answer)[1] for answer in answers} == {cards.ALLOTMENT_COST}
    assert max(exchange.ack_latency_s for exchange in asked) < DEADLINE_S


def test_what_is_asked_while_the_connection_is_lost_is_answered(disturbed: DiscordDouble) -> None:
    identifies, resumes = disturbed.identifies, disturbed.resumes
    disturbed.drop_gateway()

    missed = disturbed.slash("ask", question=cards.ALLOTMENTS)
    said = disturbed.say(cards.ALLOTMENTS)

    assert cards.says(missed.response())[1] == cards.ALLOTMENT_COST
    assert missed.ack_latency_s < DEADLINE_S
    assert cards.says(said.response())[1] == cards.ALLOTMENT_COST
    assert (disturbed.identifies, disturbed.resumes) == (identifies, resumes + 1)


def test_a_reconnect_that_discord_asks_for_resumes(disturbed: DiscordDouble) -> None:
    identifies, resumes = disturbed.identifies, disturbed.resumes
    disturbed.request_reconnect()

    asked = disturbed.slash("ask", question=cards.ALLOTMENTS)

    assert cards.says(asked.response())[1] == cards.ALLOTMENT_COST
    disturbed.wait_for(lambda: disturbed.resumes == resumes + 1)
    assert disturbed.identifies == identifies


@pytest.mark.parametrize("resumable", [True, False], ids=["resumable", "lost"])
def test_a_session_that_is_invalid_is_taken_up_or_begun_anew(
    disturbed: DiscordDouble, *, resumable: bool
) -> None:
    identifies, resumes = disturbed.identifies, disturbed.resumes
    disturbed.invalidate_session(resumable=resumable)
    wanted = (identifies, resumes + 1) if resumable else (identifies + 1, resumes)
    disturbed.wait_for(
        lambda: (disturbed.identifies, disturbed.resumes) == wanted and disturbed.gateway.ready
    )

    answer = disturbed.slash("ask", question=cards.ALLOTMENTS).response()

    assert cards.says(answer)[1] == cards.ALLOTMENT_COST


def test_a_rate_limit_on_the_answer_is_waited_for(disturbed: DiscordDouble) -> None:
    disturbed.fail("PATCH", "@original", status=429, retry_after=0.3)

    asked = disturbed.slash("ask", question=cards.ALLOTMENTS)

    assert cards.says(asked.response())[1] == cards.ALLOTMENT_COST
    disturbed.wait_for_request("PATCH", asked.token, count=2)
    first, second = disturbed.requests_to("PATCH", asked.token)
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 0.3


def test_a_rate_limit_on_a_private_notice_is_waited_for(disturbed: DiscordDouble) -> None:
    answer = disturbed.slash("ask", question=cards.ALLOTMENTS).response()
    fault = disturbed.fail("POST", "/webhooks/", status=429, retry_after=0.1)

    pressed = disturbed.click(answer, "Next", member="other")

    assert cards.says(pressed.followup()) == cards.NOT_YOURS
    assert pressed.ephemeral
    assert fault.hits == 1


def test_a_rate_limit_on_a_reply_is_waited_for(disturbed: DiscordDouble) -> None:
    fault = disturbed.fail("POST", "/messages", status=429, retry_after=0.1)

    answer = disturbed.say(cards.ALLOTMENTS).response()

    assert cards.says(answer)[1] == cards.ALLOTMENT_COST
    assert fault.hits == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 503, "times": 2},
        {"status": 500, "after_effect": True},
        {"drop": True},
    ],
    ids=["500", "503 twice", "answer lost", "connection cut"],
)
def test_an_acknowledgement_that_fails_is_in_time_all_the_same(
    disturbed: DiscordDouble, fault: dict[str, Any]
) -> None:
    scripted = disturbed.fail("POST", "/callback", **fault)

    asked = disturbed.slash("ask", question=cards.ALLOTMENTS)

    assert cards.says(asked.response())[1] == cards.ALLOTMENT_COST
    assert asked.ack_latency_s < DEADLINE_S
    assert scripted.hits == fault.get("times", 1)


def test_an_acknowledgement_that_never_arrives_is_one_warning(
    disturbed: DiscordDouble, own: Own
) -> None:
    bot = own.bot
    disturbed.fail("POST", "/callback", status=503, times=100)

    asked = disturbed.slash("ask", question=cards.ALLOTMENTS)

    bot.wait_for_line("Discord did not take it .*doing=/ask error=DeliveryTimeoutError")
    assert not asked.acknowledged
    assert disturbed.requests_to("PATCH", asked.token) == []
    assert "Traceback" not in bot.stderr


def test_typing_that_fails_costs_no_answer(disturbed: DiscordDouble) -> None:
    fault = disturbed.fail("POST", "/typing", status=403)

    answer = disturbed.say(cards.ALLOTMENTS).response()

    assert cards.says(answer)[1] == cards.ALLOTMENT_COST
    assert fault.hits == 1


def test_an_answer_under_way_is_delivered_before_the_bot_stops(home: Home) -> None:
    with served(home) as own:
        own.double.fail("PATCH", "@original", delay=3.0)
        asked = own.double.slash("ask", question=cards.ALLOTMENTS)
        own.double.wait_for(lambda: bool(own.double.requests_to("PATCH", asked.token)))
        told = time.monotonic()
        own.bot.terminate()

        own.bot.wait_for_line("finishing what is under way .*requests=1")
        assert own.bot.wait(STOP_S) == 0

        assert time.monotonic() - told < STOP_S
        assert cards.says(asked.response(0))[1] == cards.ALLOTMENT_COST
        assert own.double.wait_for_request("PATCH", asked.token).status == 200
    # Only a bot that lived to see Discord's answer writes this.
    assert re.search("finishing what is under way.*done .*doing=/ask", own.bot.stderr, re.DOTALL)
    assert log_lines(own.bot) == []


def test_a_bot_that_is_told_to_stop_while_the_model_is_loaded_stops(home: Home) -> None:
    with DiscordDouble() as double, home.bot(double) as bot:
        double.wait_until_ready(PATIENCE)
        bot.terminate()

        assert bot.wait(STOP_S) == 0

    assert log_lines(bot) == []
    assert double.violations == []
