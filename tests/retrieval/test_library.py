"""The facade: who sees what, what is kept, and what is told when something is gone."""

from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from retrieval import Answer, Library, NoAnswer, Outcome
from retrieval.catalogue import connect, schema
from retrieval.domain import Comment
from retrieval.errors import (
    AnswerExpiredError,
    CatalogueError,
    CorrectionsError,
    LibraryBusyError,
    ModelError,
    QuestionError,
    SettingsError,
    SourceNotFoundError,
)
from tests.retrieval.builders import check_quote
from tests.retrieval.shelf import (
    BINS,
    CARERS,
    FIRST_GUILD,
    MUSEUM,
    POOL,
    SECOND_GUILD,
    open_library,
    quoted,
    write,
)
from tests.retrieval.terminal import run_cli

if TYPE_CHECKING:
    from pathlib import Path

STP_QUESTION = "what is an STP?"
STP_SENTENCE = (
    "A Sustainability and Transformation Plan (STP) is a plan for the NHS and social care in one "
    "area."
)


# --- Asking -------------------------------------------------------------------------------------


def test_a_question_is_answered_with_the_sentence_that_says_so(shelf: Library) -> None:
    reply = shelf.ask(STP_QUESTION)
    assert isinstance(reply, Answer)
    assert reply.outcome is Outcome.ANSWERED
    assert reply.question == STP_QUESTION
    best = reply.quotes[0]
    assert best.text == STP_SENTENCE
    assert best.best == (best.start, best.end)
    assert best.heading == ("What STPs are", "The name")
    assert (best.source.title, best.source.publisher, best.source.date) == (
        "What STPs are",
        "Chapter & Verse",
        "2017-07-06",
    )
    for quote in reply.quotes:
        check_quote(quote)


@pytest.mark.parametrize("question", ["whats an stp", "what are STPs?", "define STP"])
def test_acronyms_are_understood_as_members_type_them(shelf: Library, question: str) -> None:
    assert quoted(shelf.ask(question))[0] == STP_SENTENCE


def test_what_the_documents_do_not_say_is_not_answered(shelf: Library) -> None:
    reply = shelf.ask("who won the football match in Lisbon last night?")
    assert isinstance(reply, NoAnswer)
    assert reply.outcome is Outcome.NOT_FOUND
    assert reply.probability < 0.3
    for quote in reply.quotes:
        check_quote(quote)


def test_the_nearest_passage_is_shown_however_far_it_is(library: Library, tmp_path: Path) -> None:
    library.add(write(tmp_path, "carers.md", CARERS))
    reply = library.ask("what is an STP?")
    assert reply.outcome is Outcome.NOT_FOUND
    assert len(reply.quotes) == 1


def test_an_empty_library_answers_nothing_and_loads_no_model(library: Library) -> None:
    assert library.ask("what is an STP?") == NoAnswer("what is an STP?", 0.0)
    assert library.encoder.batches == 0
    assert library.sources() == []


@pytest.mark.parametrize("question", ["", "   ", "?!...", "\u200b", "\U0001f600"])
def test_a_question_without_words_is_refused(shelf: Library, question: str) -> None:
    with pytest.raises(QuestionError, match="that question has no words in it"):
        shelf.ask(question)


def test_greeting_and_thanks_are_no_question_and_not_part_of_one(shelf: Library) -> None:
    asked = shelf.ask("what is an STP?")
    assert shelf.ask("Hello all, what is an STP? Thanks!") == asked
    with pytest.raises(QuestionError, match="nothing is asked in that; ask for example: what is"):
        shelf.ask("hello, thanks!")


def test_a_question_that_is_too_long_is_refused_with_the_limit(shelf: Library) -> None:
    with pytest.raises(QuestionError) as caught:
        shelf.ask("x" * 1001)
    assert str(caught.value) == (
        "that question is 1001 characters long; the longest that can be searched for is 1000. "
        "Please shorten it."
    )
    assert shelf.ask("what is an STP?" + " \n" * 1000).question == "what is an STP?"


@pytest.mark.parametrize(
    "question",
    [
        "x" * 1000,
        "\u05de\u05d4 \u05d6\u05d4 STP?",
        "half a pair \ud83d STP",
        "nul \x00 bell \x07 STP",
        "the of and to",
        "(((( STP",
        "STP" + "\u0301" * 500,
    ],
)
def test_any_question_gets_a_reply(shelf: Library, question: str) -> None:
    reply = shelf.ask(question)
    assert 0 <= reply.probability <= 1
    reply.question.encode()
    for quote in reply.quotes:
        check_quote(quote)


def test_threads_get_the_answers_to_their_own_questions_in_fewer_batches(shelf: Library) -> None:
    asked = {
        STP_QUESTION: STP_SENTENCE,
        "how many areas are there in England?": "There are 44 areas in England.",
        "when does the swimming pool open?": POOL,
        "who looks after family members without wages?": (
            "Unpaid carers look after family members without wages."
        ),
    }
    questions = list(asked) * 10
    before = shelf.encoder.batches
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda text: shelf.ask(text, guild=FIRST_GUILD), questions))
    assert 0 < shelf.encoder.batches - before < len(questions)
    for question, reply in zip(questions, replies, strict=True):
        assert reply.question == question
        assert asked[question] in reply.quotes[0].text


# --- Guilds -------------------------------------------------------------------------------------


def test_a_guild_sees_its_own_sources_and_the_shared_ones(shelf: Library) -> None:
    shared = ["Unpaid carers", "What STPs are"]
    assert [source.title for source in shelf.sources()] == shared
    assert [source.title for source in shelf.sources(guild=FIRST_GUILD)] == ["pool.txt", *shared]
    assert [source.title for source in shelf.sources(guild=SECOND_GUILD)] == ["museum.txt", *shared]
    assert [source.title for source in shelf.sources(guild=999)] == shared


def test_a_guild_is_answered_from_its_own_and_the_shared_documents(shelf: Library) -> None:
    assert quoted(shelf.ask("when does the swimming pool open?", guild=FIRST_GUILD))[0] == POOL
    assert quoted(shelf.ask(STP_QUESTION, guild=FIRST_GUILD))[0] == STP_SENTENCE


def test_no_question_ever_quotes_another_guild(shelf: Library) -> None:
    for question in ("when does the swimming pool open?", "what does the museum of glass charge?"):
        for guild, others in (
            (FIRST_GUILD, [MUSEUM]),
            (SECOND_GUILD, [POOL]),
            (None, [MUSEUM, POOL]),
        ):
            texts = quoted(shelf.ask(question, guild=guild))
            assert texts
            assert not set(texts) & set(others)


def test_a_guild_cannot_open_another_guilds_document(shelf: Library) -> None:
    (museum,) = shelf.ask("what does the museum of glass charge?", guild=SECOND_GUILD).quotes[:1]
    number = museum.document.id
    assert shelf.source(number, guild=SECOND_GUILD).source.title == "museum.txt"
    assert shelf.context(number, 0, 5, guild=SECOND_GUILD).text == MUSEUM
    for guild in (FIRST_GUILD, None):
        with pytest.raises(SourceNotFoundError, match="not in the library"):
            shelf.source(number, guild=guild)
        with pytest.raises(SourceNotFoundError, match="not in the library"):
            shelf.context(number, 0, 5, guild=guild)
        with pytest.raises(SourceNotFoundError, match=f"there is no document {number} here"):
            shelf.remove(number, guild=guild)


def test_a_guild_cannot_remove_a_shared_document(shelf: Library) -> None:
    number = shelf.sources()[0].document_id
    with pytest.raises(SourceNotFoundError, match=f"there is no document {number} here to remove"):
        shelf.remove(number, guild=FIRST_GUILD)


def test_an_answer_is_recalled_and_rated_where_it_was_given_only(shelf: Library) -> None:
    reply = shelf.ask("when does the swimming pool open?", guild=FIRST_GUILD)
    number = shelf.remember(reply, guild=FIRST_GUILD)
    assert shelf.recall(number, guild=FIRST_GUILD) == reply
    for guild in (SECOND_GUILD, None):
        with pytest.raises(AnswerExpiredError, match="please ask again"):
            shelf.recall(number, guild=guild)
        with pytest.raises(AnswerExpiredError, match="cannot be rated"):
            shelf.rate(number, 0, helpful=True, rater=1, guild=guild)
    shelf.rate(number, 0, helpful=True, rater=1, guild=FIRST_GUILD)
    assert shelf.answer_log.ratings([f"guild:{FIRST_GUILD}"]) == (1, 0)
    assert shelf.answer_log.ratings([f"guild:{SECOND_GUILD}", "shared"]) == (0, 0)


# --- Sources and context ------------------------------------------------------------------------


def test_a_source_is_told_in_full(shelf: Library) -> None:
    (stps,) = [source for source in shelf.sources() if source.title == "What STPs are"]
    details = shelf.source(stps.document_id)
    assert details.source == stps
    assert stps.url == "https://example.org/stps"
    assert stps.path.endswith("seeds/stps.md")
    assert (details.format, details.passages, details.metadata.cites) == (
        "markdown",
        2,
        ("A report",),
    )
    assert details.headings == ("The name", "How many there are")


def test_context_is_the_paragraphs_around_a_quote(library: Library, tmp_path: Path) -> None:
    paragraphs = [f"Paragraph {number} says {'this and that ' * 25}." for number in range(9)]
    library.add(write(tmp_path, "long.txt", "\n\n".join(paragraphs)))
    (source,) = library.sources()
    text = library.context(source.document_id, 0, 1).document.text
    start = text.index("Paragraph 4")
    context = library.context(source.document_id, start, start + 11)
    assert context.text == "\n\n".join(text.split("\n\n")[3:5])
    assert context.document.text[context.start : context.end] == context.text
    assert text[context.quote.start : context.quote.end] == "Paragraph 4"


def test_context_within_one_long_paragraph_ends_at_words(library: Library, tmp_path: Path) -> None:
    library.add(write(tmp_path, "long.txt", "policy " * 1000))
    (source,) = library.sources()
    context = library.context(source.document_id, 3500, 3506)
    assert set(context.text.split()) == {"policy"}
    assert 1300 < len(context.text) <= 1406


@pytest.mark.parametrize("place", [(-1, 5), (5, 5), (9, 5), (0, 100_000)])
def test_context_of_no_place_in_the_document_is_refused(
    shelf: Library, place: tuple[int, int]
) -> None:
    with pytest.raises(SourceNotFoundError):
        shelf.context(shelf.sources()[0].document_id, *place)


# --- Changing documents -------------------------------------------------------------------------


def test_a_changed_file_is_quoted_anew_and_its_old_words_never_again(
    library: Library, tmp_path: Path
) -> None:
    file = write(tmp_path, "notice.txt", BINS)
    library.add(file)
    assert quoted(library.ask("when are household bins collected?")) == [BINS]
    newer = BINS.replace("Monday", "Thursday")
    write(tmp_path, "notice.txt", newer)
    assert library.add(file).updated == [str(file)]
    assert quoted(library.ask("when are household bins collected?")) == [newer]


def test_what_is_removed_is_gone_with_the_next_question(library: Library, tmp_path: Path) -> None:
    library.add(write(tmp_path, "bins.txt", BINS))
    library.add(write(tmp_path, "pool.txt", POOL))
    (bins,) = library.ask("when are household bins collected?").quotes[:1]
    removed = library.remove(bins.document.id)
    assert removed.path.endswith("bins.txt")
    assert quoted(library.ask("when are household bins collected?")) == [POOL]
    assert [source.title for source in library.sources()] == ["pool.txt"]
    with pytest.raises(SourceNotFoundError):
        library.remove(bins.document.id)


def test_another_library_object_sees_a_removal_with_its_next_question(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "bins.txt", BINS))
    with open_library(tmp_path) as other:
        assert quoted(other.ask("when are household bins collected?")) == [BINS]
        library.remove(library.sources()[0].document_id)
        assert other.ask("when are household bins collected?").quotes == ()
        library.add(write(tmp_path, "pool.txt", POOL))
        assert quoted(other.ask("when does the pool open?")) == [POOL]


def test_a_removal_by_another_process_is_effective_with_the_next_question(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "bins.txt", BINS))
    library.add(write(tmp_path, "pool.txt", POOL))
    (bins,) = library.ask("when are household bins collected?").quotes[:1]
    assert run_cli(tmp_path, "remove", str(bins.document.id)).returncode == 0
    assert quoted(library.ask("when are household bins collected?")) == [POOL]


def test_nothing_of_a_removed_text_stays_in_the_files_of_the_catalogue(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "bins.txt", BINS))
        library.add(write(tmp_path, "pool.txt", POOL))
        library.remove(library.ask("when are household bins collected?").quotes[0].document.id)
    left = b"".join(path.read_bytes() for path in (tmp_path / "index").glob("catalogue.db*"))
    assert POOL.encode() in left
    assert BINS.encode() not in left


# --- Answers given earlier ----------------------------------------------------------------------


def test_a_reply_is_recalled_as_it_was_given(shelf: Library) -> None:
    for question in (STP_QUESTION, "who won the football match in Lisbon last night?"):
        reply = shelf.ask(question, guild=SECOND_GUILD)
        number = shelf.remember(reply, guild=SECOND_GUILD)
        if isinstance(reply, NoAnswer):
            reply = replace(reply, covered=(), unknown_words=())
        assert shelf.recall(number, guild=SECOND_GUILD) == reply


def test_sources_that_say_the_same_are_recalled_too(library: Library, tmp_path: Path) -> None:
    library.add(write(tmp_path, "a.txt", BINS))
    library.add(write(tmp_path, "b.txt", BINS.replace(".", "!")))
    reply = library.ask("when are household bins collected?")
    assert [also.title for also in reply.quotes[0].also_in] == ["b.txt"]
    number = library.remember(reply)
    assert library.recall(number) == reply
    library.remove(reply.quotes[0].also_in[0].document_id)
    assert library.recall(number).quotes[0].also_in == ()


def test_an_answer_from_a_document_that_changed_is_recalled_as_superseded(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "bins.txt", BINS))
    given = library.ask("when are household bins collected?")
    number = library.remember(given)
    library.add(write(tmp_path, "bins.txt", BINS.replace("Monday", "Thursday")))
    (quote,) = library.recall(number).quotes
    assert quote.text == BINS
    assert quote.source == replace(given.quotes[0].source, superseded=True)
    old = quote.document
    context = library.context(old.id, quote.start, quote.end)
    assert (context.text, context.document.superseded) == (BINS, True)
    assert [source.superseded for source in library.sources()] == [False]
    with pytest.raises(SourceNotFoundError):
        library.source(old.id)


def test_a_superseded_version_is_forgotten_with_the_answers_that_quote_it(
    tmp_path: Path,
) -> None:
    with open_library(tmp_path, answer_days=1) as library:
        library.add(write(tmp_path, "bins.txt", BINS))
        number = library.remember(library.ask("when are household bins collected?"))
        file = write(tmp_path, "bins.txt", BINS.replace("Monday", "Thursday"))
        library.add(file)
        library.add(file)
        assert library.recall(number).quotes[0].source.superseded
    with closing(sqlite3.connect(tmp_path / "index" / "catalogue.db")) as connection:
        connection.execute("UPDATE superseded SET superseded_at = '2026-01-01'")
        connection.commit()
    with open_library(tmp_path, answer_days=1) as library:
        library.add(file)
        with pytest.raises(AnswerExpiredError, match="has been removed since"):
            library.recall(number)


def test_an_answer_from_a_document_that_was_removed_has_expired(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "bins.txt", BINS))
    number = library.remember(library.ask("when are household bins collected?"))
    library.add(write(tmp_path, "bins.txt", BINS.replace("Monday", "Thursday")))
    library.remove(library.sources()[0].document_id)
    with pytest.raises(AnswerExpiredError, match="has been removed since"):
        library.recall(number)


def test_an_answer_expires_after_the_days_that_were_set(tmp_path: Path) -> None:
    with open_library(tmp_path, answer_days=7) as library:
        number = library.remember(NoAnswer("what?", 0.1))
        engine = connect(f"sqlite:///{tmp_path / 'index' / 'catalogue.db'}")
        for age, kept in ((dt.timedelta(days=6, hours=23), True), (dt.timedelta(days=7), False)):
            with engine.begin() as connection:
                created = dt.datetime.now(dt.UTC) - age
                connection.execute(update(schema.answers).values(created_at=created))
            if kept:
                assert library.recall(number) == NoAnswer("what?", 0.1)
            else:
                with pytest.raises(AnswerExpiredError, match="no longer kept"):
                    library.recall(number)
        engine.dispose()


def test_a_rating_replaces_the_raters_earlier_one(library: Library) -> None:
    number = library.remember(NoAnswer("what?", 0.1))
    library.rate(number, 0, helpful=True, rater=1)
    library.rate(number, 0, helpful=False, rater=1)
    library.rate(number, 0, helpful=False, rater=2)
    assert library.answer_log.ratings(["shared"]) == (0, 2)


# --- Opening ------------------------------------------------------------------------------------


def test_a_library_opens_with_the_settings_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETRIEVAL_MAX_QUESTION_CHARACTERS", "10")
    with (
        Library.open(tmp_path / "new" / "index") as library,
        pytest.raises(QuestionError, match="11 characters long"),
    ):
        library.ask("x" * 11)
    monkeypatch.setenv("RETRIEVAL_THREADS", "none")
    with pytest.raises(SettingsError, match="RETRIEVAL_THREADS"):
        Library.open(tmp_path / "index")


def test_a_model_that_is_not_there_is_an_error_before_anything_else(tmp_path: Path) -> None:
    (tmp_path / "no-model").mkdir()
    with pytest.raises(ModelError, match="holds no sentence-transformers model"):
        open_library(tmp_path, model=str(tmp_path / "no-model"))


def test_a_folder_that_cannot_be_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("A file.")
    with pytest.raises(CatalogueError, match=r"index cannot be the folder of the library: File ex"):
        open_library(tmp_path)


def test_a_closed_library_answers_no_more(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "bins.txt", BINS))
    with pytest.raises(RuntimeError, match="the library was closed"):
        library.ask("when are household bins collected?")


def test_two_runs_that_index_take_turns(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one runs the other waits, and says so when it has waited long enough."""
    write(tmp_path / "docs", "bins.txt", BINS)
    monkeypatch.setattr("retrieval.moderation.curating._LOCK_TIMEOUT_S", 0.05)

    def meanwhile(_name: str, done: int, _total: int) -> None:
        if not done:
            with pytest.raises(LibraryBusyError, match="another run is indexing"):
                library.index([tmp_path / "docs"])
            # Another library waits for nobody.
            assert len(library.index([tmp_path / "docs"], guild=FIRST_GUILD).added) == 1

    library.index([tmp_path / "docs"], progress=meanwhile)
    assert library.index([tmp_path / "docs"]).added == []


def test_warming_loads_the_model_before_the_first_question(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "bins.txt", BINS))
    library.warm()
    assert library.encoder.batches == 1


def test_a_corrected_title_is_what_is_searched_from_the_next_question_on(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "a.txt", POOL))
    library.add(write(tmp_path, "b.txt", MUSEUM))
    number = next(source.document_id for source in library.sources() if source.title == "a.txt")
    given = library.remember(library.ask("when does the swimming pool open?"))
    before = library.ask("what is the lido?").probability
    corrected = library.correct(number, {"title": "The lido", "date": "July 2017"})
    assert (corrected.document_id, corrected.title, corrected.date) == (
        number,
        "The lido",
        "2017-07",
    )
    reply = library.ask("what is the lido?")
    assert reply.quotes[0].source.title == "The lido"
    assert reply.probability > before
    assert library.recall(given).quotes[0].source.title == "The lido"
    again = library.correct(number, {"publisher": "Baths Department"}, forget=["title"])
    assert (again.title, again.publisher, again.date) == ("a.txt", "Baths Department", "2017-07")
    assert library.ask("what is the lido?").probability == before


def test_a_removed_version_of_a_document_goes_alone(library: Library, tmp_path: Path) -> None:
    library.add(write(tmp_path, "bins.txt", BINS))
    given = library.ask("when are household bins collected?")
    number = library.remember(given)
    library.add(write(tmp_path, "bins.txt", BINS.replace("Monday", "Thursday")))
    old = library.remove(given.quotes[0].document.id)
    assert (old.title, old.superseded) == ("bins.txt", True)
    assert [source.superseded for source in library.sources()] == [False]
    with pytest.raises(AnswerExpiredError):
        library.recall(number)


def test_a_folder_of_the_library_that_cannot_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests may write everywhere, so the system's answer is given by hand."""
    with open_library(tmp_path) as library:

        def refuse(_lock: object, timeout: float = 0) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("filelock.FileLock.acquire", refuse)
        with pytest.raises(CatalogueError, match=r"cannot be written to: Permission denied\."):
            library.index([tmp_path])
        with pytest.raises(CatalogueError, match=r"cannot be written to: Permission denied\."):
            open_library(tmp_path)


def test_only_documents_of_a_librarys_own_can_be_corrected(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "a.txt", POOL))
    number = library.sources()[0].document_id
    with pytest.raises(SourceNotFoundError):
        library.correct(number, {"title": "Mine"}, guild=FIRST_GUILD)
    with pytest.raises(CorrectionsError, match="titel is not a field"):
        library.correct(number, {"titel": "Mine"})
    assert library.sources()[0].title == "a.txt"


ARTICLE = """\
Bins go on Friday

Household bins are collected on Friday morning by the council from now on.

Comments

Ann Example   07/07/2017 at 13:12

Nobody told me, and I have lived in the market square for twenty years.

Bob Example   08/07/2017 at 09:00

They were collected from the harbour on Thursday, as they always were.
"""


def test_the_context_of_a_quote_is_only_of_whoever_says_it(
    library: Library, tmp_path: Path
) -> None:
    library.add(write(tmp_path, "a.txt", ARTICLE))
    quotes = [
        quote
        for question in ("who collects household bins?", "was it Thursday at the harbour?")
        for quote in library.ask(question).quotes
    ]
    shown = {
        quote.comment.author if quote.comment else None: library.context(
            quote.document.id, quote.start, quote.end
        ).text
        for quote in quotes
    }
    assert "Nobody told me" not in shown[None]
    assert "They were collected" not in shown[None]
    assert shown["Bob Example"] == ARTICLE.strip().rsplit("\n\n", 1)[1]


def test_a_comment_is_recalled_as_a_comment(library: Library, tmp_path: Path) -> None:
    library.add(write(tmp_path, "a.txt", ARTICLE))
    given = library.ask("were bins collected from the harbour on Thursday?")
    again = library.recall(library.remember(given))
    assert [quote.source for quote in again.quotes] == [quote.source for quote in given.quotes]
    assert Comment("Bob Example", "2017-07-08") in [quote.comment for quote in again.quotes]
