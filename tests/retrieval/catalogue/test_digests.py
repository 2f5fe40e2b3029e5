"""A digest is due once a period, the first a period after the start, and until it is noted as sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from retrieval.catalogue import DigestStore

if TYPE_CHECKING:
    from sqlalchemy import Engine

WEEK = dt.timedelta(days=7)
MONDAY = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def test_the_first_one_is_due_a_period_later(engine: Engine) -> None:
    digests = DigestStore(engine)
    assert digests.due("guild:1", every=WEEK, now=MONDAY) is None
    assert digests.due("guild:1", every=WEEK, now=MONDAY + WEEK - MINUTE) is None
    assert digests.due("guild:1", every=WEEK, now=MONDAY + WEEK) == MONDAY


def test_it_stays_due_until_it_is_sent_and_tells_of_what_came_since_the_last(
    engine: Engine,
) -> None:
    digests = DigestStore(engine)
    digests.begin("guild:1", now=MONDAY)
    late = MONDAY + 2 * WEEK
    assert digests.due("guild:1", every=WEEK, now=late - MINUTE) == MONDAY
    assert digests.due("guild:1", every=WEEK, now=late) == MONDAY
    digests.mark_sent("guild:1", last=MONDAY, now=late)
    assert digests.due("guild:1", every=WEEK, now=late + MINUTE) is None
    assert digests.due("guild:1", every=WEEK, now=late + WEEK) == late
    assert digests.due("guild:2", every=WEEK, now=late + WEEK) is None


def test_of_many_that_note_one_as_sent_the_first_does(engine: Engine) -> None:
    digests = DigestStore(engine)
    digests.begin("guild:1", now=MONDAY)
    digests.mark_sent("guild:1", last=MONDAY, now=MONDAY + WEEK)
    digests.mark_sent("guild:1", last=MONDAY, now=MONDAY + WEEK + MINUTE)
    assert digests.due("guild:1", every=WEEK, now=MONDAY + 2 * WEEK) == MONDAY + WEEK


def test_those_that_are_begun_anew_know_nothing_of_earlier_ones(engine: Engine) -> None:
    digests = DigestStore(engine)
    digests.begin("guild:1", now=MONDAY)
    again = MONDAY + 20 * WEEK
    digests.begin("guild:1", now=again)
    # One that was on its way meanwhile is noted too late.
    digests.mark_sent("guild:1", last=MONDAY, now=MONDAY + WEEK)
    assert digests.due("guild:1", every=WEEK, now=again + WEEK - MINUTE) is None
    assert digests.due("guild:1", every=WEEK, now=again + WEEK) == again
