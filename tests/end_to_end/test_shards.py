"""Two processes of one bot, each with a shard of its own, on one library; and their probes."""

from __future__ import annotations

import json
import re
import socket
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import BotProcess
    from tests.discord_double.exchange import Exchange
    from tests.end_to_end.home import Home, Served


@dataclass
class Fleet:
    """The processes, and a guild on the shard of each."""

    double: DiscordDouble
    home: Home
    bots: list[BotProcess]
    ports: list[int]
    guilds: list[str]

    def settings(self, shard: int) -> dict[str, str]:
        """Return what one process is told."""
        return {
            "DISCORD_SHARD_COUNT": "2",
            "DISCORD_SHARD_IDS": str(shard),
            "DISCORD_METRICS_PORT": str(self.ports[shard]),
            "DISCORD_LOG_FORMAT": "json",
        }

    def start(self, shard: int, stack: ExitStack) -> None:
        """Start a process in place of an earlier one, without waiting."""
        bot = self.home.bot(self.double, **self.settings(shard))
        self.bots[shard : shard + 1] = [stack.enter_context(bot)]

    def say(self, shard: int, question: str = cards.ALLOTMENTS) -> Exchange:
        """Ask in the guild of a shard."""
        with self.double.in_guild(self.guilds[shard]):
            return self.double.say(question)

    def answered(self, shard: int) -> int:
        """Return how many messages a process has answered."""
        return self.bots[shard].stderr.count('"doing": "a message"')

    def get(self, shard: int, path: str) -> tuple[int, str]:
        """Return the status and the text of one of a process's pages."""
        url = f"http://127.0.0.1:{self.ports[shard]}{path}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def metrics(self, shard: int) -> dict[tuple[str, str], float]:
        """Return what a process measures, by name and label."""
        _, text = self.get(shard, "/metrics")
        return {
            (sample.name, ",".join(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


def free_ports(number: int) -> list[int]:
    """Return ports that nobody listens on."""
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in taken:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in taken]


def wait_until_serving(bot: BotProcess) -> None:
    """Wait until a process is connected and has loaded all that it needs."""
    bot.wait_for_line('"connected to Discord"', PATIENCE)
    bot.wait_for_line('"library ready"', PATIENCE)


@pytest.fixture(scope="module")
def stack() -> Iterator[ExitStack]:
    """Return what ends every process that is started below."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def fleet(
    shared: Served, stack: ExitStack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    """Start two processes on one library."""
    home = shared.home.copy(tmp_path_factory.mktemp("fleet"))
    with DiscordDouble() as double:
        guilds = [double.add_guild(shard, of=2) for shard in range(2)]
        fleet = Fleet(double, home, [], free_ports(2), guilds)
        for shard in range(2):
            fleet.start(shard, stack)
        for bot in fleet.bots:
            wait_until_serving(bot)
        yield fleet
        stack.close()
        assert double.violations == []


def test_each_process_serves_its_shard_and_one_registers_the_commands(fleet: Fleet) -> None:
    shards = sorted(payload["shard"] for payload in fleet.double.identify_payloads)
    assert shards == [[0, 2], [1, 2]]
    assert len(fleet.double.requests_to("PUT", "/commands")) == 1
    assert '"commands registered"' in fleet.bots[0].stderr
    assert '"commands registered"' not in fleet.bots[1].stderr


def test_a_message_is_answered_by_the_process_of_its_guild(fleet: Fleet) -> None:
    before = [fleet.answered(shard) for shard in range(2)]

    asked = [fleet.say(shard) for shard in (0, 1, 1)]

    for exchange in asked:
        assert cards.says(exchange.response())[1] == cards.ALLOTMENT_COST
    fleet.bots[0].wait_for_line('"doing": "a message"', count=before[0] + 1)
    fleet.bots[1].wait_for_line('"doing": "a message"', count=before[1] + 2)
    assert [fleet.answered(shard) for shard in range(2)] == [before[0] + 1, before[1] + 2]


def test_a_direct_message_is_answered_by_the_process_of_shard_0(fleet: Fleet) -> None:
    before = [fleet.answered(shard) for shard in range(2)]

    assert cards.says(fleet.double.dm(cards.ALLOTMENTS).response())[1] == cards.ALLOTMENT_COST

    fleet.bots[0].wait_for_line('"doing": "a message"', count=before[0] + 1)
    assert fleet.answered(1) == before[1]


def test_a_process_that_serves_is_alive_and_ready(fleet: Fleet) -> None:
    for shard in range(2):
        assert fleet.get(shard, "/healthz") == (200, '{"alive": true}')
        status, body = fleet.get(shard, "/readyz")
        assert (status, json.loads(body)) == (200, {"ready": True, "missing": []})


def test_what_a_process_does_is_measured(fleet: Fleet) -> None:
    before = fleet.metrics(1)
    fleet.say(1).response()
    fleet.say(1, "How do I renew my passport?").response()
    fleet.say(1, "why " * 300).response()

    after = fleet.metrics(1)

    def grown(name: str, label: str) -> float:
        return after[f"chapter_verse_{name}", label] - before[f"chapter_verse_{name}", label]

    assert grown("questions_total", "answered") == 1
    assert grown("questions_total", "not_found") == 1
    assert grown("questions_total", "refused") == 1
    assert grown("questions_total", "failed") == 0
    for stage in ("encode", "search", "answer", "whole"):
        assert grown("question_stage_seconds_count", stage) == 2
    assert after["chapter_verse_questions_under_way", ""] == 0
    assert after["chapter_verse_jobs", "queued"] == after["chapter_verse_jobs", "running"] == 0
    assert after["chapter_verse_libraries_loaded", ""] == 1
    assert after["chapter_verse_gateway_connected", "1"] == 1
    assert ("chapter_verse_gateway_connected", "0") not in after
    assert 0 < after["chapter_verse_gateway_latency_seconds", "1"] < 10
    _, text = fleet.get(1, "/metrics")
    people = [user["id"] for user in fleet.double.state.users.values()]
    assert [who for who in (*people, *fleet.guilds) if who in text] == []


def test_an_answer_that_discord_does_not_take_is_measured(fleet: Fleet) -> None:
    name = "chapter_verse_deliveries_failed_total"
    before = fleet.metrics(0)[name, ""]
    fault = fleet.double.fail("POST", "/messages", status=403)

    fleet.say(0)

    fleet.bots[0].wait_for_line('"Discord did not take it"')
    assert fault.hits == 1
    assert fleet.metrics(0)[name, ""] == before + 1


def test_a_connection_that_cannot_be_renewed_at_once_is_resumed(fleet: Fleet) -> None:
    """discord.py alone would begin a new session, and what was said meanwhile would be lost."""
    identifies, resumes = fleet.double.identifies, fleet.double.resumes
    fleet.double.faults.refuse_connections = 4
    fleet.double.drop_gateway()

    asked = [fleet.say(shard) for shard in range(2)]

    for exchange in asked:
        assert cards.says(exchange.response())[1] == cards.ALLOTMENT_COST
    assert (fleet.double.identifies, fleet.double.resumes) == (identifies, resumes + 2)
    for bot in fleet.bots:
        line = bot.wait_for_line("Attempting a reconnect for shard ID")
        assert json.loads(line)["level"] == "warning"
        assert "Traceback" not in bot.stderr


def test_a_port_that_is_taken_is_one_line_and_exit_code_one(fleet: Fleet) -> None:
    with fleet.home.bot(fleet.double, **fleet.settings(0)) as second:
        assert second.wait(PATIENCE) == 1

    why = json.loads(second.stderr.splitlines()[-1])
    assert why["level"] == "error"
    assert why["event"].startswith(
        f"The metrics cannot be served on port {fleet.ports[0]} of 127.0.0.1: "
    )
    assert fleet.bots[0].running


def test_every_line_of_the_log_is_an_object(fleet: Fleet) -> None:
    lines: list[dict[str, Any]] = [
        json.loads(line) for bot in fleet.bots for line in bot.stderr.splitlines()
    ]

    assert lines
    for line in lines:
        assert {"event", "level", "logger", "timestamp"} <= set(line)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line["timestamp"])
    assert not any(cards.ALLOTMENTS in str(line) for line in lines)


def test_a_process_that_is_killed_and_started_again_answers_again(
    fleet: Fleet, stack: ExitStack
) -> None:
    fleet.bots[1].kill()
    assert fleet.bots[1].wait(PATIENCE) == -9
    with pytest.raises(OSError, match="refused"):
        fleet.get(1, "/healthz")

    # The other serves on.
    assert cards.says(fleet.say(0).response())[1] == cards.ALLOTMENT_COST

    fleet.start(1, stack)
    fleet.bots[1].wait_for_line('"connected to Discord"', PATIENCE)
    status, body = fleet.get(1, "/readyz")
    if status == 503:  # Unless the model was faster.
        missing = json.loads(body)["missing"]
        assert missing == ["the model and the search indexes are not loaded yet"]
    wait_until_serving(fleet.bots[1])
    assert cards.says(fleet.say(1).response())[1] == cards.ALLOTMENT_COST
    fleet.bots[1].wait_for_line('"doing": "a message"')
    assert fleet.get(1, "/readyz")[0] == 200
