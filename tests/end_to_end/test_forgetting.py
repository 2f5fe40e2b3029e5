"""What is kept for some days is gone after them, also where nobody asks anything."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.discord_double import DiscordDouble
from tests.end_to_end.home import wait_until

if TYPE_CHECKING:
    from tests.end_to_end.home import Home

QUIET, OTHER = "guild:11", "guild:12"


def keep(home: Home, library: str, days_ago: int) -> None:
    """Keep a question of a guild, asked so many days ago by a member."""
    then = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(home.catalogue)) as connection:
        connection.execute("INSERT OR IGNORE INTO libraries VALUES (?, 'a')", (library,))
        connection.execute(
            "INSERT INTO questions (library, text, outcome, probability, answer_id, member, asked_at)"
            " VALUES (?, 'bins?', 'not_found', 0.1, 'a', 5, ?)",
            (library, then),
        )
        connection.commit()


def test_a_quiet_bot_forgets_what_the_guild_and_its_owner_do_not_want_any_more(home: Home) -> None:
    with closing(sqlite3.connect(home.catalogue)) as connection:
        connection.execute("INSERT INTO libraries VALUES (?, 'a')", (QUIET,))
        connection.execute(
            "INSERT INTO guild_settings VALUES (?, 'keep_days', '1', '2026-11-01 00:00:00.000000')",
            (QUIET,),
        )
        connection.commit()
    for library, days_ago in ((QUIET, 0), (QUIET, 3), (OTHER, 3), (OTHER, 8)):
        keep(home, library, days_ago)

    with DiscordDouble() as double, home.bot(double, RETRIEVAL_ANSWER_DAYS="7"):
        wait_until(lambda: len(home.query("SELECT id FROM questions WHERE text = 'bins?'")) == 2)

    left = home.query("SELECT library FROM questions WHERE text = 'bins?' ORDER BY library")
    assert left == [(QUIET,), (OTHER,)]
