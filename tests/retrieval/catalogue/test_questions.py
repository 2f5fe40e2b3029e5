"""Questions are kept with their answers, as long as these, and with a member only if that is wanted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from retrieval.catalogue import AnswerLog, QuestionStore, StoredAnswer, schema
from retrieval.domain import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

NINETY_DAYS = dt.timedelta(days=90)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def answer(question: str, *, searched: str | None = None) -> StoredAnswer:
    return StoredAnswer(question, Outcome.POSSIBLE, 0.4, (), searched)


@pytest.fixture
def log(engine: Engine) -> AnswerLog:
    return AnswerLog(engine, keep=NINETY_DAYS)


@pytest.fixture
def questions(engine: Engine) -> QuestionStore:
    return QuestionStore(engine)


def texts(questions: QuestionStore, library: str = "guild:1") -> list[str]:
    return [question.text for question in questions.since(library, LONG_AGO)]


def age(engine: Engine, text: str, age: dt.timedelta) -> None:
    """Make a question older than it is."""
    table = schema.questions
    asked_at = dt.datetime.now(dt.UTC) - age
    with engine.begin() as connection:
        connection.execute(update(table).where(table.c.text == text).values(asked_at=asked_at))


def test_a_question_is_stored_with_its_answer(log: AnswerLog, questions: QuestionStore) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    number = log.add("guild:1", answer("bins?"), count_question=True)
    (stored,) = questions.since("guild:1", before)
    assert (stored.text, stored.outcome, stored.probability) == ("bins?", Outcome.POSSIBLE, 0.4)
    assert (stored.answer_id, stored.member) == (number, None)
    assert before <= dt.datetime.fromisoformat(stored.asked_at) <= dt.datetime.now(dt.UTC)


def test_what_is_not_to_be_counted_leaves_no_question(
    log: AnswerLog, questions: QuestionStore
) -> None:
    log.add("guild:1", answer("bins?"))
    assert texts(questions) == []


def test_a_question_that_follows_another_is_kept_as_it_was_searched_for(
    log: AnswerLog, questions: QuestionStore
) -> None:
    asked = answer("and in Wales?", searched="and in Wales? bins")
    log.add("guild:1", asked, count_question=True)
    assert texts(questions) == ["and in Wales? bins"]


def test_the_latest_comes_first_and_other_guilds_see_nothing(
    log: AnswerLog, questions: QuestionStore, engine: Engine
) -> None:
    for text in ("a?", "b?", "c?"):
        log.add("guild:1", answer(text), count_question=True)
    log.add("guild:2", answer("theirs?"), count_question=True)
    age(engine, "c?", dt.timedelta(days=2))
    assert texts(questions) == ["b?", "a?", "c?"]
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    assert [each.text for each in questions.since("guild:1", yesterday)] == ["b?", "a?"]
    assert texts(questions, "guild:2") == ["theirs?"]


def test_what_is_too_old_can_be_dropped_while_nobody_asks(
    log: AnswerLog, questions: QuestionStore, engine: Engine
) -> None:
    for library in ("guild:1", "guild:2"):
        log.add(library, answer("old?"), count_question=True)
        log.add(library, answer("young?"), count_question=True)
    age(engine, "old?", NINETY_DAYS)
    log.forget_everywhere()
    assert texts(questions, "guild:1") == texts(questions, "guild:2") == ["young?"]


def test_a_guild_may_have_its_questions_dropped_sooner_and_altogether(
    log: AnswerLog, questions: QuestionStore, engine: Engine
) -> None:
    for library in ("guild:1", "guild:2"):
        for text in ("old?", "young?"):
            log.add(library, answer(text), count_question=True)
    age(engine, "old?", dt.timedelta(days=8))
    log.forget("guild:1", older_than=dt.timedelta(days=7))
    assert texts(questions) == ["young?"]
    assert texts(questions, "guild:2") == ["young?", "old?"]
    log.forget_questions("guild:1")
    assert texts(questions) == []
    assert texts(questions, "guild:2") == ["young?", "old?"]


def test_a_members_questions_are_found_and_dropped_in_one_guild(
    log: AnswerLog, questions: QuestionStore
) -> None:
    member = 2**63 - 1
    log.add("guild:1", answer("mine?"), count_question=True, member=member)
    log.add("guild:1", answer("another's?"), count_question=True, member=5)
    log.add("guild:1", answer("nobody's?"), count_question=True)
    log.add("guild:2", answer("mine, there?"), count_question=True, member=member)
    assert [each.text for each in questions.of_member("guild:1", member)] == ["mine?"]
    assert questions.forget_member("guild:1", member) == 1
    assert texts(questions) == ["nobody's?", "another's?"]
    assert texts(questions, "guild:2") == ["mine, there?"]
    assert questions.forget_member("guild:1", member) == 0


def test_who_asked_can_be_dropped_while_the_questions_stay(
    log: AnswerLog, questions: QuestionStore
) -> None:
    for library in ("guild:1", "guild:2"):
        log.add(library, answer("mine?"), count_question=True, member=5)
    log.forget_who_asked("guild:1")
    assert [each.member for each in questions.since("guild:1", LONG_AGO)] == [None]
    assert [each.member for each in questions.since("guild:2", LONG_AGO)] == [5]
