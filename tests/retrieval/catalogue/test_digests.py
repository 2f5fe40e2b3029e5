"""A digest is sent once a period, by one process of several, and the first a period after the start."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from retrieval.catalogue import DigestStore

if TYPE_CHECKING:
    from sqlalchemy import Engine

WEEK = dt.timedelta(days=7)
MONDAY = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def test_the_first_one_is_due_a_period_later(engine: Engine) -> None:
    digests = DigestStore(engine)
    assert digests.claim("guild:1", every=WEEK, now=MONDAY) is None
    assert digests.claim("guild:1", every=WEEK, now=MONDAY + WEEK - MINUTE) is None
    assert digests.claim("guild:1", every=WEEK, now=MONDAY + WEEK) == MONDAY


def test_the_next_one_tells_of_what_came_since_the_last(engine: Engine) -> None:
    digests = DigestStore(engine)
    digests.claim("guild:1", every=WEEK, now=MONDAY)
    late = MONDAY + 2 * WEEK
    assert digests.claim("guild:1", every=WEEK, now=late) == MONDAY
    assert digests.claim("guild:1", every=WEEK, now=late + MINUTE) is None
    assert digests.claim("guild:1", every=WEEK, now=late + WEEK) == late
    assert digests.claim("guild:2", every=WEEK, now=late + WEEK) is None


def test_of_many_that_want_to_send_it_one_does(engine: Engine) -> None:
    stores = [DigestStore(engine) for _ in range(8)]
    stores[0].claim("guild:1", every=WEEK, now=MONDAY)
    with ThreadPoolExecutor(len(stores)) as threads:
        claims = threads.map(
            lambda store: store.claim("guild:1", every=WEEK, now=MONDAY + WEEK), stores
        )
        assert sorted(claim is not None for claim in claims) == [False] * 7 + [True]
