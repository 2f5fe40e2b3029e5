"""A small part of ``python -m tests.chaos``: two kills, and some seconds of a Discord that fails."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.chaos import flaky as flaky_discord
from tests.chaos.flaky import flaky
from tests.chaos.kills import Kills
from tests.chaos.members import Fate, fate_of
from tests.chaos.stage import PATIENCE, Stage, build_home
from tests.chaos.tally import Tally
from tests.discord_double import DiscordDouble
from tests.end_to_end import cards

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Return a bot that serves and may be killed."""
    home = build_home(tmp_path_factory.mktemp("chaos"))
    with DiscordDouble() as double:
        with Stage(home, double, random.Random(1)) as stage:
            yield stage
        assert double.violations == []
        assert "unexpected failure" not in stage.output


def test_nothing_is_lost_or_done_twice_when_the_bot_is_killed(stage: Stage) -> None:
    tally = Tally("kills")

    Kills(stage, random.Random(2), tally).run(2)

    assert tally.problems == []
    assert tally.counts["kills"] == 2
    assert tally.counts["questions answered"] > 0


def test_everybody_is_told_though_discord_fails(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flaky_discord, "DROP_EVERY_S", 2.0)
    tally = Tally("flaky")

    flaky(stage, random.Random(1), tally, seconds=5.0)

    assert tally.problems == []
    assert tally.counts["requests that failed"] > 0
    assert tally.counts["gateway connections dropped"] > 0
    assert tally.counts["actions of moderators done"] > 0


def test_a_message_that_the_bot_had_taken_and_forgot_is_found(stage: Stage) -> None:
    double = stage.double
    double.fail("POST", "/messages", status=503, times=1000)
    taken = [double.say(cards.ALLOTMENTS), double.dm(cards.ALLOTMENTS)]
    double.wait_for(lambda: all(said.typed_at for said in taken), PATIENCE, "they are not taken")
    stage.kill_bot()
    unheard = double.say(cards.ALLOTMENTS)
    double.faults.scripted.clear()
    shutil.rmtree(stage.home.index / "unfinished")

    stage.start()

    fates = [fate_of(said, "", reached=stage.heard(said)) for said in (*taken, unheard)]
    assert fates == [Fate.UNANSWERED, Fate.UNANSWERED, Fate.NOT_TAKEN]
