"""Looking back on questions runs on threads of its own, while the loop and questions go on."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.errors import NoticeError
from bot.insights import reviewer as module
from bot.insights.reviewer import Reviewer
from retrieval.domain import DayCount, Insights, PersonalData

if TYPE_CHECKING:
    from retrieval.library import Library

GUILD = 77
NOTHING = PersonalData((), ())


class _SlowLibrary:
    """A library whose insights take until they are let go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.looking = threading.Event()

    def insights(self, *, guild: int, days: int) -> Insights:
        self.looking.set()
        assert self.go_on.wait(30)
        return Insights("2026-11-01", (DayCount("2026-11-01"),) * days, guild, 0, (), ())

    def personal_data(self, *, member: int, guild: int) -> PersonalData:
        return NOTHING


def test_questions_are_counted_and_drawn(library: Library) -> None:
    async def run() -> None:
        reviewer = Reviewer(library)
        empty, nothing = await reviewer.insights(guild=GUILD, days=7)
        assert (empty.asked, nothing) == (0, None)
        library.remember(library.ask("Which moon is largest?", guild=GUILD), guild=GUILD)
        found, picture = await reviewer.insights(guild=GUILD, days=7)
        assert (found.asked, len(found.days)) == (1, 7)
        assert picture is not None
        assert picture.startswith(b"\x89PNG")
        table, rows, cut = await reviewer.table(guild=GUILD, days=7)
        assert (rows, cut) == (1, False)
        assert b"Which moon is largest?" in table
        assert await reviewer.due_digest(guild=GUILD, every=dt.timedelta(days=7)) is None
        library.remember(library.ask("Which moon is largest?", guild=GUILD), guild=GUILD)
        due = await reviewer.due_digest(guild=GUILD, every=dt.timedelta(0))
        assert due is not None
        digest, picture = due
        assert digest.insights.asked == 1
        assert picture.startswith(b"\x89PNG")
        await reviewer.digest_sent(digest, guild=GUILD)
        assert await reviewer.due_digest(guild=GUILD, every=dt.timedelta(0)) is None
        assert reviewer.close()

    asyncio.run(run())


def test_lookups_do_not_wait_behind_insights() -> None:
    slow = _SlowLibrary()

    async def run() -> None:
        reviewer = Reviewer(cast("Any", slow))
        looking = asyncio.create_task(reviewer.insights(guild=GUILD, days=1))
        await asyncio.to_thread(slow.looking.wait, 30)
        assert await reviewer.personal_data(member=1, guild=GUILD) is NOTHING
        assert not looking.done()
        assert not reviewer.close()
        slow.go_on.set()
        insights, picture = await looking
        assert (insights.helpful, picture) == (GUILD, None)

    asyncio.run(run())


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.05)
    slow = _SlowLibrary()

    async def run() -> None:
        reviewer = Reviewer(cast("Any", slow))
        with pytest.raises(NoticeError, match="That took too long"):
            await reviewer.insights(guild=GUILD, days=1)
        slow.go_on.set()

    asyncio.run(run())
