"""Whoever waits for an answer when the bot is killed is told so by the one that is started next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE, wait_until_serving

if TYPE_CHECKING:
    from tests.end_to_end.home import Home

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
