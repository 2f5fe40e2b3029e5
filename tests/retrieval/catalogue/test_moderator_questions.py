"""Questions for moderators: asked once, settled once, kept until the asker knows and then as others."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from retrieval.catalogue import AnswerLog, ModeratorQuestionStore, schema
from retrieval.domain import CardPlace, ModeratorQuestion, QuestionState

if TYPE_CHECKING:
    from sqlalchemy import Engine

HERE, THERE = "guild:1", "guild:2"
ASKER, MODERATOR, ANOTHER = 2**63 - 1, 7, 8
CARD = CardPlace(2**62, 2**62 + 1)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
NINETY_DAYS = dt.timedelta(days=90)


@pytest.fixture
def store(engine: Engine) -> ModeratorQuestionStore:
    return ModeratorQuestionStore(engine)


@pytest.fixture
def log(engine: Engine) -> AnswerLog:
    return AnswerLog(engine, keep=NINETY_DAYS)


def put(
    store: ModeratorQuestionStore,
    answer_id: str,
    library: str = HERE,
    *,
    asker: int = ASKER,
    most_open: int = 3,
    lost_after: dt.timedelta = DAY,
) -> tuple[ModeratorQuestion | None, bool]:
    question = ModeratorQuestion(answer_id, f"{answer_id}?", asker, CARD, "")
    return store.put(library, question, most_open=most_open, within=WEEK, lost_after=lost_after)


def age(engine: Engine, answer_id: str, age: dt.timedelta) -> None:
    """Make a question older than it is."""
    table = schema.moderator_questions
    asked_at = dt.datetime.now(dt.UTC) - age
    with engine.begin() as connection:
        connection.execute(
            update(table).where(table.c.answer_id == answer_id).values(asked_at=asked_at)
        )


def ids(store: ModeratorQuestionStore, library: str = HERE) -> set[str]:
    return {question.answer_id for question in store.of_member(library, ASKER)}


def test_a_question_is_asked_once(store: ModeratorQuestionStore) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    asked, new = put(store, "a")
    assert asked is not None
    assert new
    assert (asked.text, asked.asker, asked.card) == ("a?", ASKER, CARD)
    assert (asked.state, asked.answer, asked.moderator) == (QuestionState.OPEN, None, None)
    assert before <= dt.datetime.fromisoformat(asked.asked_at) <= dt.datetime.now(dt.UTC)
    assert put(store, "a") == (asked, False)
    assert store.get(HERE, "a") == asked
    assert store.get(HERE, "b") is None


def test_only_so_many_of_a_member_are_open_at_once(
    store: ModeratorQuestionStore, engine: Engine
) -> None:
    assert put(store, "a", most_open=2)[1]
    assert put(store, "b", most_open=2)[1]
    assert put(store, "c", most_open=2) == (None, False)
    # The one that was asked before is still found, and others may ask.
    assert put(store, "a", most_open=2)[0] == store.get(HERE, "a")
    assert put(store, "d", most_open=2, asker=5)[1]
    assert put(store, "e", THERE, most_open=2)[1]
    store.settle(HERE, "a", moderator=MODERATOR, answer=None)
    assert put(store, "c", most_open=2)[1]
    # What nobody has settled for a week does not keep its asker from asking.
    age(engine, "b", WEEK)
    assert put(store, "f", most_open=2)[1]


def test_one_that_was_never_posted_is_posted_by_the_next_who_asks(
    store: ModeratorQuestionStore, engine: Engine
) -> None:
    put(store, "a")
    assert not put(store, "a")[1]
    age(engine, "a", DAY)
    assert put(store, "a")[1]
    assert not put(store, "a")[1]
    age(engine, "a", DAY)
    store.mark_posted(HERE, "a")
    assert not put(store, "a")[1]


def test_one_that_cannot_be_posted_can_be_asked_again(store: ModeratorQuestionStore) -> None:
    put(store, "a")
    store.drop_unposted(THERE, "a")
    assert ids(store) == {"a"}
    store.drop_unposted(HERE, "a")
    assert put(store, "a")[1]
    store.mark_posted(HERE, "a")
    store.drop_unposted(HERE, "a")
    assert ids(store) == {"a"}


def test_of_several_moderators_one_settles(store: ModeratorQuestionStore) -> None:
    put(store, "a")

    def settle(moderator: int) -> tuple[ModeratorQuestion | None, bool]:
        return store.settle(HERE, "a", moderator=moderator, answer=f"by {moderator}")

    with ThreadPoolExecutor(4) as threads:
        settled = list(threads.map(settle, range(1, 9)))
    (winner,) = [number for number, (_, won) in enumerate(settled, start=1) if won]
    asked = store.get(HERE, "a")
    assert asked is not None
    assert (asked.state, asked.moderator) == (QuestionState.ANSWERED, winner)
    assert (asked.answer, asked.told) == (f"by {winner}", False)
    assert asked.settled_at is not None
    assert {found for found, _ in settled} == {asked}
    store.mark_told(HERE, "a")
    told = store.get(HERE, "a")
    assert told is not None
    assert told.told


def test_answers_that_did_not_reach_their_askers_are_found_in_all_libraries(
    store: ModeratorQuestionStore,
) -> None:
    for answer_id in ("told", "aside", "open"):
        put(store, answer_id, most_open=9)
    put(store, "b", most_open=9)
    put(store, "a", THERE)
    store.settle(HERE, "told", moderator=MODERATOR, answer="yes")
    store.mark_told(HERE, "told")
    store.settle(HERE, "aside", moderator=MODERATOR, answer=None)
    settled = [
        store.settle(library, answer_id, moderator=MODERATOR, answer=answer_id)[0]
        for library, answer_id in ((THERE, "a"), (HERE, "b"))
    ]
    now = dt.datetime.now(dt.UTC)
    found = store.undelivered(since=now - DAY, until=now)
    assert found == list(zip((THERE, HERE), settled, strict=True))
    assert store.undelivered(since=now - WEEK, until=now - DAY) == []
    assert store.undelivered(since=now + DAY, until=now + WEEK) == []


def test_one_that_is_put_aside_has_no_answer_to_tell(store: ModeratorQuestionStore) -> None:
    put(store, "a")
    asked, won = store.settle(HERE, "a", moderator=MODERATOR, answer=None)
    assert asked is not None
    assert won
    assert (asked.state, asked.answer, asked.told) == (QuestionState.DISMISSED, None, True)
    assert store.settle(HERE, "a", moderator=ANOTHER, answer="late") == (asked, False)


def test_another_guild_finds_and_changes_nothing(store: ModeratorQuestionStore) -> None:
    put(store, "a")
    asked = store.get(HERE, "a")
    assert store.get(THERE, "a") is None
    assert store.settle(THERE, "a", moderator=MODERATOR, answer="no") == (None, False)
    store.mark_posted(THERE, "a")
    store.mark_told(THERE, "a")
    assert store.forget_member(THERE, ASKER) == 0
    assert store.of_member(THERE, ASKER) == []
    assert store.counts_since(THERE, LONG_AGO) == (0, 0)
    assert store.get(HERE, "a") == asked


def test_what_moderators_got_and_answered_is_counted(
    store: ModeratorQuestionStore, engine: Engine
) -> None:
    for answer_id in ("a", "b", "c", "d"):
        put(store, answer_id, most_open=9)
    store.settle(HERE, "a", moderator=MODERATOR, answer="yes")
    store.settle(HERE, "b", moderator=MODERATOR, answer=None)
    age(engine, "d", WEEK)
    assert store.counts_since(HERE, LONG_AGO) == (4, 1)
    assert store.counts_since(HERE, dt.datetime.now(dt.UTC) - DAY) == (3, 1)


def test_a_members_questions_are_found_and_dropped_in_one_guild(
    store: ModeratorQuestionStore,
) -> None:
    put(store, "a")
    put(store, "b", asker=5)
    put(store, "c", THERE)
    assert store.forget_member(HERE, ASKER) == 1
    assert ids(store) == set()
    assert store.get(HERE, "b") is not None
    assert ids(store, THERE) == {"c"}


def settled_in_each_way(store: ModeratorQuestionStore, library: str = HERE) -> None:
    """Put questions: two that are done with, and two that their askers still wait for."""
    prefix = "" if library == HERE else "t-"
    for answer_id in ("told", "aside", "untold", "open"):
        put(store, prefix + answer_id, library, most_open=9)
    for answer_id in ("told", "untold"):
        store.settle(library, prefix + answer_id, moderator=MODERATOR, answer="yes")
    store.settle(library, f"{prefix}aside", moderator=MODERATOR, answer=None)
    store.mark_told(library, f"{prefix}told")


def test_what_is_done_with_goes_with_the_guilds_questions(
    store: ModeratorQuestionStore, log: AnswerLog, engine: Engine
) -> None:
    settled_in_each_way(store)
    settled_in_each_way(store, THERE)
    log.forget(HERE, older_than=WEEK)
    assert len(ids(store)) == 4
    for answer_id in ("told", "aside", "untold", "open", "t-told"):
        age(engine, answer_id, WEEK)
    log.forget(HERE, older_than=WEEK)
    assert ids(store) == {"untold", "open"}
    assert len(ids(store, THERE)) == 4


def test_where_questions_are_not_kept_only_that_it_was_asked_is(
    store: ModeratorQuestionStore, log: AnswerLog
) -> None:
    settled_in_each_way(store)
    settled_in_each_way(store, THERE)
    log.forget_questions(HERE)
    assert ids(store) == {"untold", "open"}
    assert len(ids(store, THERE)) == 4
    told = store.get(HERE, "told")
    assert told is not None
    assert (told.text, told.asker, told.card) == ("", None, None)
    assert (told.answer, told.moderator) == (None, None)
    assert told.state is QuestionState.ANSWERED
    assert put(store, "told") == (told, False)
    for answer_id in ("untold", "open"):
        before = store.get(HERE, answer_id)
        store.empty(HERE, answer_id)
        assert store.get(HERE, answer_id) == before
    store.mark_told(HERE, "untold")
    store.empty(THERE, "untold")
    assert ids(store) == {"untold", "open"}
    store.empty(HERE, "untold")
    assert ids(store) == {"open"}


def test_all_that_is_too_old_is_dropped_in_every_guild(
    store: ModeratorQuestionStore, log: AnswerLog, engine: Engine
) -> None:
    settled_in_each_way(store)
    put(store, "young", most_open=9)
    for answer_id in ("told", "aside", "untold", "open"):
        age(engine, answer_id, NINETY_DAYS)
    age(engine, "young", NINETY_DAYS - dt.timedelta(minutes=5))
    log.forget_everywhere()
    assert ids(store) == {"young"}


@pytest.mark.parametrize("card", [CARD, None])
def test_where_the_card_is_comes_back(store: ModeratorQuestionStore, card: Any) -> None:
    question = ModeratorQuestion("a", "?", ASKER, card, "")
    put_back, _ = store.put(HERE, question, most_open=1, within=WEEK, lost_after=DAY)
    assert put_back is not None
    assert put_back.card == card
