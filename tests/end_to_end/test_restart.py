"""Whoever waits for an answer when the bot is killed is told so by the one that is started next."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from tests.discord_double import DiscordDouble, Upload
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE, wait_until_serving
from tests.end_to_end.moderating import document, ended, offered

if TYPE_CHECKING:
    from tests.end_to_end.home import Home

STOPS_WITHIN = 15.0
"""Seconds; 10 of them are the bot's, the rest a busy machine's."""
STOPPED = (
    "The bot was stopped in the middle of this",
    (
        "It runs again by now. Ask once more, please; moderators see in `/library history` whether a "
        "change was made."
    ),
)


def failed(double: DiscordDouble, path: str) -> bool:
    """Say whether an answer was refused."""
    return any(path in request.path and request.status == 503 for request in double.requests)


def test_who_waits_when_the_bot_is_killed_is_told_by_the_next(home: Home) -> None:
    with DiscordDouble() as double:
        with home.bot(double) as first:
            wait_until_serving(double, first)
            before = double.slash("ask", question=cards.ALLOTMENTS).response()
            double.fail("PATCH", "@original", status=503, times=1000)
            double.fail("POST", "/messages", status=503, times=1000)
            asked = double.slash("ask", question=cards.ALLOTMENTS)
            pressed = double.click(before, "Next")
            said = double.say(cards.ALLOTMENTS)
            written = double.dm(cards.ALLOTMENTS)
            for waiting_at in (asked.token, pressed.token, said.channel_id, written.channel_id):
                double.wait_for(partial(failed, double, waiting_at), PATIENCE)
            first.kill()
            first.wait()
        double.faults.scripted.clear()
        assert [each.final for each in (asked, pressed, said, written)] == [None] * 4

        with home.bot(double) as second:
            wait_until_serving(double, second)
            for waiting in (asked, said, written):
                assert cards.says(waiting.response(PATIENCE)) == STOPPED
            assert cards.says(pressed.followup(timeout=PATIENCE)) == STOPPED
            assert pressed.ephemeral
            # The page stays, and what is asked now is answered.
            assert cards.says(double.message(before) or {})[1] == cards.ALLOTMENT_COST
            again = double.slash("ask", question=cards.ALLOTMENTS).response()
            assert cards.says(again)[1] == cards.ALLOTMENT_COST
            second.terminate()
            assert second.wait() == 0
        assert list((home.index / "unfinished").iterdir()) == []
        assert double.violations == []


def test_a_job_is_told_to_its_end_though_the_bot_is_killed_a_moment_after_it_was_announced(
    home: Home,
) -> None:
    with DiscordDouble() as double:
        with home.bot(double) as first:
            wait_until_serving(double, first)
            words = document("Moat", "The moat of Wexley is nine feet deep.")
            card = offered(double, file1=Upload("moat.md", words))
            taking_away = double.fail("DELETE", "@original", delay=STOPS_WITHIN)
            pressed = double.click(card, "Add", member="moderator")
            double.wait_for(lambda: taking_away.hits > 0, PATIENCE)
            first.kill()
            first.wait()
        with home.bot(double) as second:
            wait_until_serving(double, second)
            told = ended(double, pressed)
            assert cards.says(told)[0] == "Documents added"
            # Nobody is asked to do it once more.
            assert len(pressed.followups) == 1
        assert double.violations == []


def test_who_still_waits_when_the_bot_has_to_stop_is_told_by_the_next(home: Home) -> None:
    with DiscordDouble() as double:
        with home.bot(double) as first:
            wait_until_serving(double, first)
            for method in ("PATCH", "POST"):
                double.fail(method, "@original|/messages", status=503, delay=PATIENCE)
            asked = double.slash("ask", question=cards.ALLOTMENTS)
            said = double.say(cards.ALLOTMENTS)
            double.wait_for(lambda: all(fault.hits for fault in double.faults.scripted), PATIENCE)
            began = time.monotonic()
            first.terminate()
            first.wait()
            assert time.monotonic() - began < STOPS_WITHIN
        double.faults.scripted.clear()
        assert (asked.final, said.final) == (None, None)

        with home.bot(double) as second:
            wait_until_serving(double, second)
            for waiting in (asked, said):
                assert cards.says(waiting.response(PATIENCE)) == STOPPED
        assert double.violations == []
