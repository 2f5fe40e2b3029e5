"""Replies are kept for as long as their guild wants."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from retrieval.asking.memory import Memory
from retrieval.catalogue import AnswerLog, GuildSettingStore, schema
from retrieval.domain import Earlier, Filter, NoAnswer, Scope
from retrieval.errors import AnswerExpiredError
from retrieval.preferences import Preferences

if TYPE_CHECKING:
    from sqlalchemy import Engine

SCOPE = Scope(Filter(7, since="2017"), "Bins", 3)
ASKED = NoAnswer("and in Wales?", 0.2, searched="and in Wales? + bins", scope=SCOPE)


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Kept:
    """A memory, and the catalogue behind it."""

    def __init__(self, engine: Engine) -> None:
        """Keep replies in an empty catalogue."""
        self.engine = engine
        self.clock = _Clock()
        settings = GuildSettingStore(engine)
        self.preferences = Preferences(settings)
        log = AnswerLog(engine, keep=dt.timedelta(days=90))
        self.memory = Memory(log, settings, self.preferences, clock=self.clock)

    def again(self, answer_id: str, guild: int | None) -> object:
        """Return a reply that quotes nothing."""
        return self.memory.again(answer_id, guild, lambda _number: None)

    def age(self, answer_id: str, days: float) -> None:
        """Make a reply so many days old."""
        then = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        table = schema.answers
        with self.engine.execution_options(writes=True).begin() as connection:
            connection.execute(update(table).where(table.c.id == answer_id).values(created_at=then))

    def stored(self) -> list[tuple[str, str | None]]:
        """Return what was asked and searched for, as the catalogue has it."""
        table = schema.answers
        with self.engine.connect() as connection:
            rows = connection.execute(select(table.c.question, table.c.searched)).all()
        return [(row.question, row.searched) for row in rows]

    def set(self, guild: int, days: int | None) -> None:
        """Set how long a guild's questions are kept."""
        self.preferences.change(guild, "keep_days", days)
        self.memory.honour(guild)


@pytest.fixture
def kept(engine: Engine) -> Kept:
    """Return an empty memory."""
    return Kept(engine)


def test_a_reply_comes_back_with_what_it_was_searched_for_and_in(kept: Kept) -> None:
    number = kept.memory.keep(ASKED, 1)
    assert kept.again(number, 1) == ASKED
    assert kept.memory.earlier(number, 1) == Earlier("and in Wales? + bins", SCOPE.filter)
    plain = kept.memory.keep(NoAnswer("bins?", 0.2), 1)
    assert kept.again(plain, 1) == NoAnswer("bins?", 0.2)
    assert kept.memory.earlier(plain, 1) == Earlier("bins?")


@pytest.mark.parametrize("other", [2, None])
def test_another_guild_finds_nothing(kept: Kept, other: int | None) -> None:
    number = kept.memory.keep(ASKED, 1)
    assert kept.memory.earlier(number, other) is None
    with pytest.raises(AnswerExpiredError):
        kept.again(number, other)


def test_a_guild_that_keeps_no_questions_can_still_turn_pages(kept: Kept) -> None:
    before = kept.memory.keep(ASKED, 1)
    others = kept.memory.keep(NoAnswer("theirs", 0.2), 2)
    kept.set(1, 0)
    after = kept.memory.keep(NoAnswer("bins?", 0.2), 1)
    for number in (before, after):
        again = kept.again(number, 1)
        assert isinstance(again, NoAnswer)
        assert (again.question, again.searched) == ("", None)
    assert kept.memory.earlier(before, 1) == Earlier("", SCOPE.filter)
    assert kept.again(others, 2) == NoAnswer("theirs", 0.2)
    assert kept.stored() == [("", None), ("theirs", None), ("", None)]


def test_what_was_kept_for_longer_than_a_guild_wants_goes_at_once(kept: Kept) -> None:
    old, new, others = (kept.memory.keep(ASKED, guild) for guild in (1, 1, 2))
    kept.age(old, 7.1)
    kept.age(new, 6.9)
    kept.age(others, 80)
    kept.set(1, 7)
    with pytest.raises(AnswerExpiredError):
        kept.again(old, 1)
    assert kept.again(new, 1) == ASKED
    assert kept.again(others, 2) == ASKED


def test_it_goes_within_the_hour_where_anybody_asks(kept: Kept) -> None:
    kept.set(1, 7)
    number = kept.memory.keep(ASKED, 1)
    kept.age(number, 7.1)
    kept.clock.now += 3599
    kept.memory.keep(NoAnswer("theirs", 0.2), 2)
    assert len(kept.stored()) == 2
    kept.clock.now += 1
    kept.memory.keep(NoAnswer("theirs", 0.2), 2)
    assert kept.stored() == [("theirs", None)] * 2


def test_it_goes_where_nobody_asks_too(kept: Kept) -> None:
    own, owners = (kept.memory.keep(ASKED, guild) for guild in (1, 2))
    kept.set(1, 7)
    kept.age(own, 6.9)
    kept.age(owners, 89)
    kept.memory.sweep()
    assert len(kept.stored()) == 2
    kept.age(own, 7.1)
    kept.memory.sweep()
    assert kept.again(owners, 2) == ASKED
    kept.age(owners, 91)
    kept.memory.sweep()
    assert kept.stored() == []


def test_as_long_as_the_owner_says_is_no_limit_of_the_guilds_own(kept: Kept) -> None:
    number = kept.memory.keep(ASKED, 1)
    kept.age(number, 89)
    kept.set(1, None)
    assert kept.again(number, 1) == ASKED
