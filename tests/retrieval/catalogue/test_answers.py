"""Answers are kept for some days, ratings once for each rater, and nobody's name at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from retrieval.catalogue import AnswerLog, StoredAnswer, StoredPlace, StoredQuote, schema
from retrieval.domain import Comment, Outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

ANSWER = StoredAnswer(
    question="what is an STP?",
    outcome=Outcome.POSSIBLE,
    probability=0.4,
    quotes=(
        StoredQuote(
            1,
            10,
            20,
            (12, 18),
            ("Waste", "Bins"),
            3,
            (StoredPlace(7, ("Bins",), 2, Comment("Ann")), StoredPlace(9)),
        ),
        StoredQuote(2, 0, 5, None, (), None, ()),
    ),
)
NINETY_DAYS = dt.timedelta(days=90)


@pytest.fixture
def log(engine: Engine) -> AnswerLog:
    """Return the log of a new catalogue."""
    return AnswerLog(engine, keep=NINETY_DAYS)


def test_an_answer_comes_back_as_it_was_given(log: AnswerLog) -> None:
    number = log.add("guild:1", ANSWER)
    assert len(number) == 12
    assert number.isalnum()
    assert number == number.lower()
    assert log.get("guild:1", number) == ANSWER


def test_another_library_does_not_know_it(log: AnswerLog) -> None:
    number = log.add("guild:1", ANSWER)
    assert log.get("guild:2", number) is None
    assert log.get("shared", number) is None
    assert not log.rate("guild:2", number, 0, helpful=True, rater=1)
    assert log.ratings(["guild:1", "guild:2"]) == (0, 0)


def test_answers_older_than_is_kept_are_dropped_with_their_ratings(
    log: AnswerLog, engine: Engine
) -> None:
    old = log.add("guild:1", ANSWER)
    young = log.add("guild:1", ANSWER)
    log.rate("guild:1", old, 0, helpful=True, rater=1)
    now = dt.datetime.now(dt.UTC)
    with engine.begin() as connection:
        for number, age in ((old, NINETY_DAYS), (young, NINETY_DAYS - dt.timedelta(minutes=5))):
            table = schema.answers
            created = update(table).values(created_at=now - age)
            connection.execute(created.where(table.c.id == number))
    assert log.get("guild:1", old) is None
    assert log.ratings(["guild:1"]) == (1, 0)
    log.forget_everywhere()
    assert log.get("guild:1", young) == ANSWER
    assert log.ratings(["guild:1"]) == (0, 0)


def test_a_rating_takes_the_place_of_the_raters_earlier_one(log: AnswerLog) -> None:
    number = log.add("guild:1", ANSWER)
    assert log.rate("guild:1", number, 0, helpful=True, rater=1)
    assert log.rate("guild:1", number, 0, helpful=False, rater=1)
    assert log.ratings(["guild:1"]) == (0, 1)
    log.rate("guild:1", number, 0, helpful=True, rater=2)
    log.rate("guild:1", number, 1, helpful=True, rater=1)
    assert log.ratings(["guild:1"]) == (2, 1)
    assert log.ratings(["guild:2"]) == (0, 0)


def test_an_answer_that_is_not_known_cannot_be_rated(log: AnswerLog) -> None:
    assert not log.rate("guild:1", "abcdefghijkl", 0, helpful=True, rater=1)


def test_a_quote_that_an_answer_does_not_have_cannot_be_rated(log: AnswerLog) -> None:
    answered = log.add("guild:1", ANSWER)
    nothing = log.add("guild:1", replace(ANSWER, outcome=Outcome.NOT_FOUND, quotes=()))
    assert not log.rate("guild:1", answered, 2, helpful=True, rater=1)
    # What found nothing is rated as a whole.
    assert log.rate("guild:1", nothing, 0, helpful=False, rater=1)
    assert not log.rate("guild:1", nothing, 1, helpful=False, rater=1)
    assert log.ratings(["guild:1"]) == (0, 1)


def test_nothing_tells_who_rated(log: AnswerLog, engine: Engine) -> None:
    """The pseudonym is the same for one rater, and is no plain hash of the id."""
    rater = 123456789012345678
    number = log.add("guild:1", ANSWER)
    for position in (0, 1):
        log.rate("guild:1", number, position, helpful=True, rater=rater)
    with engine.connect() as connection:
        raters = connection.execute(select(schema.ratings.c.rater)).scalars().all()
        salt = connection.execute(select(schema.secrets.c.value)).scalar_one()
    assert len(raters) == 2
    assert len(set(raters)) == 1
    assert str(rater) not in raters[0]
    assert len(raters[0]) == 32
    assert len(salt) == 16


def test_places_of_answers_of_the_first_release_can_still_be_read(
    log: AnswerLog, engine: Engine
) -> None:
    number = log.add("guild:1", ANSWER)
    with engine.begin() as connection:
        quotes = connection.execute(select(schema.answers.c.quotes)).scalar_one()
        quotes[0]["also_in"] = [7, 9]
        connection.execute(update(schema.answers).values(quotes=quotes))
    stored = log.get("guild:1", number)
    assert stored is not None
    assert stored.quotes[0].also_in == (StoredPlace(7), StoredPlace(9))
