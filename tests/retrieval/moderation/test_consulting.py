"""Members ask moderators through the library: of their own guild, and kept as it wants."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from retrieval.catalogue import schema
from retrieval.domain import CardPlace, NoAnswer, Outcome, QuestionState
from retrieval.errors import AnswerExpiredError
from retrieval.moderation.consulting import MOST_OPEN
from tests.retrieval.shelf import FIRST_GUILD, SECOND_GUILD, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval import Library
    from retrieval.domain import ModeratorQuestion

ASKER, MODERATOR, OTHER = 41, 42, 43
CARD = CardPlace(7, 8)
FOOTBALL = "who won the football yesterday"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("consulted")) as library:
        yield library


@pytest.fixture
def library(opened: Library) -> Library:
    """Return the library without questions, in guilds that keep them for as long as the owner."""
    with opened._engine.begin() as connection:  # noqa: SLF001
        for table in (schema.answers, schema.questions, schema.moderator_questions):
            connection.execute(table.delete())
    for guild in (FIRST_GUILD, SECOND_GUILD):
        opened.set_for_guild("keep_days", None, guild=guild)
    return opened


def remember(library: Library, question: str = FOOTBALL, *, guild: int = FIRST_GUILD) -> str:
    """Keep a reply that is no answer, without searching for one."""
    return library.remember(NoAnswer(question, 0.1), guild=guild, asker=ASKER)


def put(
    library: Library, answer_id: str, *, guild: int = FIRST_GUILD
) -> tuple[ModeratorQuestion | None, bool]:
    return library.ask_moderators(answer_id, asker=ASKER, shown="shown", card=CARD, guild=guild)


def asked(library: Library, *, guild: int = FIRST_GUILD) -> ModeratorQuestion:
    """Put a question, and have it posted."""
    answer_id = remember(library, guild=guild)
    question, new = put(library, answer_id, guild=guild)
    assert question is not None
    assert new
    library.posted(answer_id, guild=guild)
    return question


def drop_answers(library: Library) -> None:
    with library._engine.begin() as connection:  # noqa: SLF001
        connection.execute(schema.answers.delete())


def test_the_question_of_a_reply_is_put_once_and_answered_once(library: Library) -> None:
    question = asked(library)
    assert (question.text, question.asker, question.card) == (FOOTBALL, ASKER, CARD)
    assert put(library, question.answer_id) == (question, False)
    settled, won = library.settle_question(
        question.answer_id, moderator=MODERATOR, answer="Nobody did.", guild=FIRST_GUILD
    )
    assert settled is not None
    assert won
    assert (settled.state, settled.answer) == (QuestionState.ANSWERED, "Nobody did.")
    late = library.settle_question(
        question.answer_id, moderator=OTHER, answer="I did.", guild=FIRST_GUILD
    )
    assert late == (settled, False)
    library.told(question.answer_id, guild=FIRST_GUILD)
    told = library.moderator_question(question.answer_id, guild=FIRST_GUILD)
    assert told is not None
    assert (told.told, told.answer, told.text) == (True, "Nobody did.", FOOTBALL)


def test_an_answer_that_was_not_delivered_is_found_with_its_guild(library: Library) -> None:
    question, now = asked(library, guild=SECOND_GUILD), dt.datetime.now(dt.UTC)
    settled, _ = library.settle_question(
        question.answer_id, moderator=MODERATOR, answer="Nobody did.", guild=SECOND_GUILD
    )
    later = dt.datetime.now(dt.UTC)
    assert library.undelivered(until=now) == []
    assert library.undelivered(until=later) == [(SECOND_GUILD, settled)]
    assert library.undelivered(until=later + dt.timedelta(days=7)) == []
    library.told(question.answer_id, guild=SECOND_GUILD)
    assert library.undelivered(until=later) == []


def test_a_reply_of_another_guild_cannot_be_put_nor_its_question_found(library: Library) -> None:
    question = asked(library)
    theirs = remember(library, guild=SECOND_GUILD)
    with pytest.raises(AnswerExpiredError):
        put(library, theirs)
    with pytest.raises(AnswerExpiredError):
        put(library, question.answer_id, guild=SECOND_GUILD)
    assert library.moderator_question(question.answer_id, guild=SECOND_GUILD) is None
    assert library.settle_question(
        question.answer_id, moderator=MODERATOR, answer="no", guild=SECOND_GUILD
    ) == (None, False)
    assert library.moderator_question(question.answer_id, guild=FIRST_GUILD) == question


def test_what_the_documents_answer_is_not_put_to_people(library: Library) -> None:
    reply = library.ask("how many areas are there in England?", guild=FIRST_GUILD)
    assert reply.outcome is Outcome.ANSWERED
    answer_id = library.remember(reply, guild=FIRST_GUILD, asker=ASKER)
    with pytest.raises(AnswerExpiredError):
        put(library, answer_id)


def test_a_member_cannot_flood_the_moderators(library: Library) -> None:
    first = asked(library)
    for _ in range(MOST_OPEN - 1):
        asked(library)
    one_more = remember(library)
    assert put(library, one_more) == (None, False)
    assert put(library, first.answer_id) == (first, False)
    library.settle_question(first.answer_id, moderator=MODERATOR, answer=None, guild=FIRST_GUILD)
    assert put(library, one_more)[1]


def test_one_that_could_not_be_posted_can_be_put_again(library: Library) -> None:
    answer_id = remember(library)
    assert put(library, answer_id)[1]
    assert not put(library, answer_id)[1]
    library.not_posted(answer_id, guild=FIRST_GUILD)
    assert put(library, answer_id)[1]


def test_one_whose_process_died_before_it_was_posted_is_put_again(library: Library) -> None:
    answer_id = remember(library)
    assert put(library, answer_id)[1]
    table = schema.moderator_questions
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2)
    with library._engine.begin() as connection:  # noqa: SLF001
        connection.execute(update(table).values(asked_at=long_ago))
    assert put(library, answer_id)[1]


def test_a_question_outlives_its_reply(library: Library) -> None:
    question = asked(library)
    drop_answers(library)
    assert put(library, question.answer_id) == (question, False)


def test_where_questions_are_not_kept_one_is_until_its_asker_has_the_answer(
    library: Library,
) -> None:
    library.set_for_guild("keep_days", 0, guild=FIRST_GUILD)
    question = asked(library)
    # Only the card says what was asked.
    assert question.text == "shown"
    settled, _ = library.settle_question(
        question.answer_id, moderator=MODERATOR, answer="Nobody did.", guild=FIRST_GUILD
    )
    kept = library.moderator_question(question.answer_id, guild=FIRST_GUILD)
    assert kept == settled
    library.told(question.answer_id, guild=FIRST_GUILD)
    left = library.moderator_question(question.answer_id, guild=FIRST_GUILD)
    assert left is not None
    assert (left.text, left.asker, left.answer, left.moderator) == ("", None, None, None)
    assert left.state is QuestionState.ANSWERED
    assert put(library, question.answer_id) == (left, False)


def test_what_is_put_aside_is_emptied_there_at_once(library: Library) -> None:
    library.set_for_guild("keep_days", 0, guild=FIRST_GUILD)
    question = asked(library)
    settled, won = library.settle_question(
        question.answer_id, moderator=MODERATOR, answer=None, guild=FIRST_GUILD
    )
    assert settled is not None
    # Whoever put it aside can still be shown what it was.
    assert (won, settled.text, settled.moderator) == (True, "shown", MODERATOR)
    left = library.moderator_question(question.answer_id, guild=FIRST_GUILD)
    assert left is not None
    assert (left.text, left.asker, left.state) == ("", None, QuestionState.DISMISSED)


def test_a_member_gets_and_deletes_what_they_asked_moderators(library: Library) -> None:
    question = asked(library)
    theirs = asked(library, guild=SECOND_GUILD)
    data = library.personal_data(member=ASKER, guild=FIRST_GUILD)
    assert data.to_moderators == (question,)
    assert library.personal_data(member=OTHER, guild=FIRST_GUILD).to_moderators == ()
    assert library.forget_member(member=ASKER, guild=FIRST_GUILD) == (0, 0, 1)
    assert library.personal_data(member=ASKER, guild=FIRST_GUILD).to_moderators == ()
    assert library.personal_data(member=ASKER, guild=SECOND_GUILD).to_moderators == (theirs,)


def test_a_moderator_gets_what_they_did_and_it_stays(library: Library) -> None:
    question = asked(library)
    settled, _ = library.settle_question(
        question.answer_id, moderator=MODERATOR, answer="Nobody did.", guild=FIRST_GUILD
    )
    library.set_term("FA", "Football Association", guild=FIRST_GUILD, actor=MODERATOR)
    data = library.personal_data(member=MODERATOR, guild=FIRST_GUILD)
    assert data.answered == (settled,)
    assert [event.title for event in data.changed] == ["FA"]
    assert (data.as_member, data.as_moderator) == (0, 2)
    for member, guild in ((MODERATOR, SECOND_GUILD), (OTHER, FIRST_GUILD)):
        assert library.personal_data(member=member, guild=guild).as_moderator == 0
    assert library.forget_member(member=MODERATOR, guild=FIRST_GUILD) == (0, 0, 0)
    assert library.personal_data(member=MODERATOR, guild=FIRST_GUILD) == data


def test_insights_count_what_was_put_to_moderators_and_answered(library: Library) -> None:
    question = asked(library)
    asked(library)
    asked(library, guild=SECOND_GUILD)
    library.settle_question(
        question.answer_id, moderator=MODERATOR, answer="Nobody did.", guild=FIRST_GUILD
    )
    found = library.insights(guild=FIRST_GUILD)
    assert (found.to_moderators, found.by_moderators) == (2, 1)
