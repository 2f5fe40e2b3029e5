"""A rating may say why; its rater finds and drops it by the same hash that counted it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import AnswerLog, RatingStore, StoredAnswer
from retrieval.domain import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

ANSWER = StoredAnswer("bins?", Outcome.ANSWERED, 0.9, ())
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def log(engine: Engine) -> AnswerLog:
    return AnswerLog(engine, keep=dt.timedelta(days=90))


@pytest.fixture
def ratings(engine: Engine) -> RatingStore:
    return RatingStore(engine)


def test_a_reason_goes_with_the_rating_of_its_rater_alone(
    log: AnswerLog, ratings: RatingStore
) -> None:
    number = log.add("guild:1", ANSWER)
    for rater in (1, 2):
        log.rate("guild:1", number, 0, helpful=False, rater=rater)
    assert ratings.explain("guild:1", number, 0, reason="out of date", rater=1)
    found = ratings.since("guild:1", LONG_AGO, explained_only=True)
    assert [(each.answer_id, each.position, each.helpful, each.reason) for each in found] == [
        (number, 0, False, "out of date")
    ]
    assert found[0].question == "bins?"
    assert len(ratings.since("guild:1", LONG_AGO)) == 2
    assert ratings.counts_since("guild:1", LONG_AGO) == (0, 2)


def test_what_was_not_rated_cannot_be_explained(log: AnswerLog, ratings: RatingStore) -> None:
    number = log.add("guild:1", ANSWER)
    log.rate("guild:1", number, 0, helpful=False, rater=1)
    for library, position, rater in (("guild:2", 0, 1), ("guild:1", 1, 1), ("guild:1", 0, 2)):
        assert not ratings.explain(library, number, position, reason="no", rater=rater)
    assert ratings.since("guild:1", LONG_AGO, explained_only=True) == []


def test_rating_again_takes_the_reason_back(log: AnswerLog, ratings: RatingStore) -> None:
    number = log.add("guild:1", ANSWER)
    log.rate("guild:1", number, 0, helpful=False, rater=1)
    ratings.explain("guild:1", number, 0, reason="out of date", rater=1)
    log.rate("guild:1", number, 0, helpful=True, rater=1)
    (only,) = ratings.since("guild:1", LONG_AGO)
    assert (only.helpful, only.reason) == (True, None)


def test_a_rater_finds_and_drops_their_own_ratings_in_one_guild(
    log: AnswerLog, ratings: RatingStore
) -> None:
    for library in ("guild:1", "guild:2"):
        number = log.add(library, ANSWER)
        for rater in (1, 2):
            log.rate(library, number, 0, helpful=True, rater=rater)
    assert len(ratings.of_rater("guild:1", 1)) == 1
    assert ratings.forget_rater("guild:1", 1) == 1
    assert ratings.of_rater("guild:1", 1) == []
    assert ratings.counts_since("guild:1", LONG_AGO) == (1, 0)
    assert ratings.counts_since("guild:2", LONG_AGO) == (2, 0)
    assert len(ratings.of_rater("guild:2", 1)) == 1


def test_before_anybody_has_rated_there_is_nothing_to_find(ratings: RatingStore) -> None:
    assert ratings.of_rater("guild:1", 1) == []
    assert ratings.forget_rater("guild:1", 1) == 0
