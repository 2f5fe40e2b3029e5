"""A guild looks back on its own questions, with what it lets be kept; a member on their own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from retrieval.catalogue import schema
from retrieval.domain import Answer, NoAnswer, Outcome, QuestionGroup
from retrieval.errors import AnswerExpiredError
from tests.retrieval.shelf import FIRST_GUILD, SECOND_GUILD, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from retrieval import Library

ASKER, OTHER = 41, 42
WEEK = dt.timedelta(days=7)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reviewed")


@pytest.fixture(scope="module")
def filled_library(index: Path) -> Iterator[Library]:
    """Open one library for all tests here; loading the model takes seconds."""
    with filled(index) as library:
        yield library


@pytest.fixture
def library(filled_library: Library) -> Library:
    """Return the library without questions, ratings and settings."""
    with engine_of(filled_library).begin() as connection:
        for table in (schema.ratings, schema.answers, schema.questions, schema.digests):
            connection.execute(table.delete())
        connection.execute(schema.guild_settings.delete())
    for guild in (FIRST_GUILD, SECOND_GUILD):
        # What is kept in memory is forgotten with a change.
        filled_library.set_for_guild("keep_days", None, guild=guild)
    return filled_library


def engine_of(library: Library) -> Engine:
    return library._engine  # noqa: SLF001


def ask(
    library: Library, question: str, *, guild: int | None = FIRST_GUILD, asker: int = ASKER
) -> str:
    reply = library.ask(question, guild=guild)
    return library.remember(reply, guild=guild, asker=asker)


def log(library: Library, question: str, outcome: Outcome, *, guild: int = FIRST_GUILD) -> str:
    """Keep a question that ended so, without searching for it."""
    if outcome is Outcome.NOT_FOUND:
        return library.remember(NoAnswer(question, 0.1), guild=guild, asker=ASKER)
    found = library.ask("how many areas are there in England?", guild=guild)
    reply = Answer(question, 0.5, found.quotes, outcome)
    return library.remember(reply, guild=guild, asker=ASKER)


def age(library: Library, text: str, days: float) -> None:
    table = schema.questions
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    with engine_of(library).begin() as connection:
        connection.execute(update(table).where(table.c.text == text).values(asked_at=moment))


def last_digest(library: Library, sent_at: dt.datetime) -> None:
    with engine_of(library).begin() as connection:
        connection.execute(update(schema.digests).values(sent_at=sent_at))


def test_what_is_asked_is_counted_as_it_was_answered(library: Library) -> None:
    answer = ask(library, "How many areas are there in England?")
    ask(library, "who won the football yesterday")
    library.rate(answer, 0, helpful=True, rater=OTHER, guild=FIRST_GUILD)
    found = library.insights(guild=FIRST_GUILD)
    assert (found.asked, found.answered, found.not_found) == (2, 1, 1)
    assert (found.helpful, found.not_helpful) == (1, 0)
    assert [group.question for group in found.groups] == ["who won the football yesterday"]
    assert len(found.days) == 30
    today = dt.datetime.now(dt.UTC).date()
    assert found.days[-1].date == today.isoformat()
    assert found.days[-1].total == 2
    assert found.days[0].date == (today - dt.timedelta(days=29)).isoformat()


def test_a_guild_sees_nothing_of_another_nor_of_direct_messages(library: Library) -> None:
    mine = ask(library, "who won the football yesterday")
    theirs = ask(library, "tell me a joke", guild=SECOND_GUILD)
    alone = ask(library, "how do I bake bread", guild=None)
    for answer, guild in ((mine, FIRST_GUILD), (theirs, SECOND_GUILD), (alone, None)):
        library.rate(answer, 0, helpful=False, rater=OTHER, guild=guild)
        library.explain_rating(answer, 0, reason=str(guild), rater=OTHER, guild=guild)
    found = library.insights(guild=FIRST_GUILD)
    assert [group.question for group in found.groups] == ["who won the football yesterday"]
    assert [rating.reason for rating in found.reasons] == [str(FIRST_GUILD)]
    assert (found.asked, found.not_helpful) == (1, 1)
    asked, ratings = library.asked(guild=FIRST_GUILD)
    assert [question.text for question in asked] == ["who won the football yesterday"]
    assert [rating.reason for rating in ratings] == [str(FIRST_GUILD)]


def test_questions_that_are_not_answered_for_sure_are_grouped(library: Library) -> None:
    for text, outcome in (
        ("Are dogs allowed on the beach in summer?", Outcome.NOT_FOUND),
        ("who won the football yesterday", Outcome.NOT_FOUND),
        ("can I take my dog to the beach in July", Outcome.POSSIBLE),
        ("ARE dogs allowed on the beach  in summer", Outcome.NOT_FOUND),
        ("how many areas are there?", Outcome.ANSWERED),
    ):
        log(library, text, outcome)
    found = library.insights(guild=FIRST_GUILD)
    first, second = found.groups
    # The one that was asked twice in other letters counts once, in its latest form.
    assert first.question in {
        "ARE dogs allowed on the beach in summer",
        "ARE dogs allowed on the beach  in summer",
        "can I take my dog to the beach in July",
    }
    assert (first.possible, first.not_found, first.size) == (1, 2, 3)
    assert second == QuestionGroup("who won the football yesterday", 0, 1)
    assert (found.answered, found.possible, found.not_found, found.left_out) == (1, 1, 3, 0)


def test_of_too_many_questions_the_latest_are_compared(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.moderation.reviewing.MOST_COMPARED", 1)
    for text in ("who won the football yesterday", "tell me a joke", "Tell me a joke!"):
        log(library, text, Outcome.NOT_FOUND)
    age(library, "who won the football yesterday", 1)
    found = library.insights(guild=FIRST_GUILD)
    assert [(group.question, group.size) for group in found.groups] == [("Tell me a joke!", 2)]
    assert (found.left_out, found.not_found) == (1, 3)


def test_only_the_period_is_looked_back_on(library: Library) -> None:
    for text, days in (("a joke", 0.0), ("another joke", 6.0), ("an old joke", 8.0)):
        log(library, text, Outcome.NOT_FOUND)
        age(library, text, days)
    found = library.insights(guild=FIRST_GUILD, days=7)
    assert (found.asked, len(found.days)) == (2, 7)
    assert [day.total for day in found.days] == [1, 0, 0, 0, 0, 0, 1]
    assert library.insights(guild=FIRST_GUILD, days=10).asked == 3
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    assert library.insights(guild=FIRST_GUILD, since=since).asked == 1


def test_who_asked_is_kept_only_where_the_guild_wants_it(library: Library) -> None:
    library.set_for_guild("keep_askers", True, guild=SECOND_GUILD)
    for guild in (FIRST_GUILD, SECOND_GUILD):
        ask(library, "who won the football yesterday", guild=guild)
    assert [each.member for each in library.asked(guild=FIRST_GUILD)[0]] == [None]
    assert [each.member for each in library.asked(guild=SECOND_GUILD)[0]] == [ASKER]
    library.set_for_guild("keep_askers", False, guild=SECOND_GUILD)
    assert [each.member for each in library.asked(guild=SECOND_GUILD)[0]] == [None]


def test_where_questions_are_not_kept_there_is_nothing_to_tell(library: Library) -> None:
    ask(library, "who won the football yesterday")
    library.set_for_guild("keep_days", 0, guild=FIRST_GUILD)
    ask(library, "tell me a joke")
    found = library.insights(guild=FIRST_GUILD)
    assert (found.asked, found.groups, found.kept) == (0, (), False)
    library.set_for_guild("keep_days", None, guild=FIRST_GUILD)
    assert library.asked(guild=FIRST_GUILD) == ([], [])


def test_a_guild_that_keeps_questions_for_a_day_sees_those_of_a_day(library: Library) -> None:
    log(library, "a joke", Outcome.NOT_FOUND)
    library.set_for_guild("keep_days", 1, guild=FIRST_GUILD)
    age(library, "a joke", 1.1)
    log(library, "another joke", Outcome.NOT_FOUND)
    assert library.insights(guild=FIRST_GUILD).asked == 1
    assert [each.text for each in library.asked(guild=FIRST_GUILD)[0]] == ["another joke"]


def test_ratings_are_told_also_where_questions_are_not_kept(library: Library) -> None:
    library.set_for_guild("keep_days", 0, guild=FIRST_GUILD)
    answer = ask(library, "how many areas are there in England?")
    library.rate(answer, 0, helpful=False, rater=OTHER, guild=FIRST_GUILD)
    library.explain_rating(answer, 0, reason="too old", rater=OTHER, guild=FIRST_GUILD)
    found = library.insights(guild=FIRST_GUILD)
    assert (found.asked, found.kept, found.helpful, found.not_helpful) == (0, False, 0, 1)
    assert [(rating.reason, rating.question) for rating in found.reasons] == [("too old", "")]


def test_no_period_goes_back_further_than_the_owner_keeps_questions(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_day(*, days: int) -> dt.date:
        found = library.insights(guild=FIRST_GUILD, days=days)
        return dt.datetime.fromisoformat(found.since).date()

    monkeypatch.setattr(library.answer_log, "keep", WEEK)
    today = dt.datetime.now(dt.UTC).date()
    assert first_day(days=365) == today - WEEK
    assert first_day(days=3) == today - dt.timedelta(days=2)
    # Nor than the guild does, whichever is shorter.
    for days, first in ((30, today - WEEK), (2, today - dt.timedelta(days=2))):
        library.set_for_guild("keep_days", days, guild=FIRST_GUILD)
        assert first_day(days=365) == first


def test_a_member_gets_and_deletes_their_own_data_of_one_guild(library: Library) -> None:
    for guild in (FIRST_GUILD, SECOND_GUILD):
        library.set_for_guild("keep_askers", True, guild=guild)
        for asker in (ASKER, OTHER):
            answer = ask(library, "who won the football yesterday", guild=guild, asker=asker)
            library.rate(answer, 0, helpful=False, rater=asker, guild=guild)
    data = library.personal_data(member=ASKER, guild=FIRST_GUILD)
    assert [(each.text, each.member) for each in data.questions] == [
        ("who won the football yesterday", ASKER)
    ]
    assert [each.helpful for each in data.ratings] == [False]
    assert library.forget_member(member=ASKER, guild=FIRST_GUILD) == (1, 1, 0)
    gone = library.personal_data(member=ASKER, guild=FIRST_GUILD)
    assert (gone.questions, gone.ratings) == ((), ())
    assert len(library.personal_data(member=OTHER, guild=FIRST_GUILD).questions) == 1
    assert len(library.personal_data(member=ASKER, guild=SECOND_GUILD).ratings) == 1


def test_a_rating_that_is_not_there_cannot_be_explained(library: Library) -> None:
    answer = ask(library, "how many areas are there in England?")
    with pytest.raises(AnswerExpiredError, match="no longer kept"):
        library.explain_rating(answer, 0, reason="no", rater=OTHER, guild=FIRST_GUILD)


def test_digests_are_for_guilds_that_want_them_and_asked_something(library: Library) -> None:
    library.set_for_guild("digest_channel", 77, guild=FIRST_GUILD)
    library.set_for_guild("digest_channel", 88, guild=SECOND_GUILD)
    library.set_for_guild("digest_channel", None, guild=SECOND_GUILD)
    assert library.digest_channels() == {FIRST_GUILD: 77}
    log(library, "a joke", Outcome.NOT_FOUND)
    assert library.due_digest(guild=FIRST_GUILD, every=WEEK) is None
    begun = dt.datetime.now(dt.UTC) - WEEK
    last_digest(library, begun)
    digest = library.due_digest(guild=FIRST_GUILD, every=WEEK)
    assert digest is not None
    assert (digest.insights.asked, digest.insights.since) == (
        1,
        begun.isoformat(timespec="seconds"),
    )
    # It is not sent yet.
    log(library, "another joke", Outcome.NOT_FOUND)
    digest = library.due_digest(guild=FIRST_GUILD, every=WEEK)
    assert digest is not None
    assert digest.insights.asked == 2
    library.digest_sent(digest, guild=FIRST_GUILD)
    assert library.due_digest(guild=FIRST_GUILD, every=WEEK) is None
    # Nothing was asked since.
    assert library.due_digest(guild=FIRST_GUILD, every=dt.timedelta(0)) is None


def test_a_digest_of_questions_that_are_no_longer_kept_is_as_good_as_sent(
    library: Library,
) -> None:
    library.set_for_guild("digest_channel", 77, guild=FIRST_GUILD)
    library.set_for_guild("keep_days", 1, guild=FIRST_GUILD)
    log(library, "a joke", Outcome.NOT_FOUND)
    age(library, "a joke", 2)
    last_digest(library, dt.datetime.now(dt.UTC) - WEEK)
    assert library.due_digest(guild=FIRST_GUILD, every=WEEK) is None
    # That is no reason to look again before the next week.
    log(library, "another joke", Outcome.NOT_FOUND)
    assert library.due_digest(guild=FIRST_GUILD, every=WEEK) is None


def test_the_first_digest_comes_a_period_after_digests_are_wanted_again(library: Library) -> None:
    library.set_for_guild("digest_channel", 77, guild=FIRST_GUILD)
    log(library, "a joke", Outcome.NOT_FOUND)
    last_digest(library, dt.datetime.now(dt.UTC) - 20 * WEEK)
    # Another channel changes nothing.
    library.set_for_guild("digest_channel", 88, guild=FIRST_GUILD)
    assert library.due_digest(guild=FIRST_GUILD, every=WEEK) is not None
    library.set_for_guild("digest_channel", None, guild=FIRST_GUILD)
    library.set_for_guild("digest_channel", 77, guild=FIRST_GUILD)
    assert library.due_digest(guild=FIRST_GUILD, every=WEEK) is None
