"""Limits that the owner sets: the pause between questions, their number, and the time for one."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from tests.discord_double.exchange import EPHEMERAL
from tests.end_to_end import cards
from tests.end_to_end.conftest import served
from tests.end_to_end.home import PATIENCE

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Home

LIMITS = {
    "DISCORD_ANSWER_SECONDS": "1.5",
    "DISCORD_COOLDOWN_SECONDS": "3600",
    "DISCORD_GUILD_QUESTIONS_PER_MINUTE": "2",
    "DISCORD_MAX_QUESTIONS": "1",
    "RETRIEVAL_MAX_QUESTION_CHARACTERS": "50",
}


def asked_until_it_is_taken(double: DiscordDouble, *, member: str) -> cards.Message:
    """Ask until the question ahead is done, which may be a moment after its member was answered."""
    until = time.monotonic() + PATIENCE
    while True:
        card = double.slash("ask", question=cards.ALLOTMENTS, member=member).response()
        if cards.says(card)[0] != "Too many questions at once":
            return card
        assert time.monotonic() < until
        time.sleep(0.1)


def test_limits_are_kept_and_explained(home: Home) -> None:
    with (
        served(home, **LIMITS) as limited,
        closing(sqlite3.connect(home.catalogue, isolation_level=None)) as connection,
    ):
        double = limited.double
        long = double.slash("ask", question="word " * 10 + "w").response()
        # A question is under way until its answer is stored, which waits for this.
        connection.execute("BEGIN IMMEDIATE")
        slow = double.slash("ask", question=cards.ALLOTMENTS)
        slow.acknowledgement()
        again = double.slash("ask", question=cards.ALLOTMENTS).response()
        others = double.slash("ask", question=cards.ALLOTMENTS, member="other").response()
        listed = double.slash("sources list").response()
        late = slow.response()
        connection.execute("ROLLBACK")
        # To have been refused cost neither the member nor the server a question.
        tried_again = asked_until_it_is_taken(double, member="other")
        third = double.slash("ask", question=cards.ALLOTMENTS, member="moderator").response()

    assert cards.says(long) == (
        "That question is too long",
        "It has 51 characters; 50 is the most. Ask about one thing at a time.",
    )
    assert cards.says(again)[0] == "One at a time, please"
    left = re.fullmatch(r"You can ask again in ([0-9.,]+) seconds\.", cards.says(again)[1])
    assert left is not None
    assert 3500 < float(left[1].replace(",", "")) <= 3600
    assert cards.says(others) == (
        "Too many questions at once",
        "Others are ahead of you. Try again in a moment.",
    )
    assert cards.says(tried_again)[0] == cards.ALLOTMENTS
    assert cards.says(third)[0] == "Very many questions here"
    seconds = re.search(r"Yours can be asked in ([0-9]+) seconds\.$", cards.says(third)[1])
    assert seconds is not None
    assert 1 <= int(seconds[1]) <= 30
    assert cards.says(listed)[0] == "Documents"
    assert cards.says(late) == (
        "That took too long",
        "The search was given up after 1.5 seconds. Try again in a minute.",
    )
    # What is refused at once takes one request and is nobody else's business.
    refused = (long, again, others, third)
    assert [bool(card.get("flags", 0) & EPHEMERAL) for card in (*refused, late)] == [True] * 4 + [
        False
    ]
    edits = [r for r in double.requests if r.method == "PATCH" and r.path.endswith("@original")]
    assert len(edits) == 3
    assert "[error" not in limited.bot.stderr
