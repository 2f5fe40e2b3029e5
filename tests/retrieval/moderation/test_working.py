"""What jobs do: files are added, documents replaced, and everything looked at again."""

from __future__ import annotations

import logging
import os
import shutil
import time
import zipfile
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from retrieval.documents import Parser
from retrieval.domain import JobKind, JobOutcome, JobState
from retrieval.errors import CatalogueError, ModelError
from retrieval.ingest import Ingest
from retrieval.precedence import Precedence
from tests.retrieval.moderated import MODERATOR, done, outcome, queue, started_once, texts
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from retrieval import Library
    from retrieval.domain import Job
    from retrieval.ingest import IndexReport
    from retrieval.search import Embedder

LATER = "The swimming pool opens at nine every day, and the sauna at ten."
FIRST_LIBRARY = f"guild:{FIRST_GUILD}"


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """Return a parser that is started once."""
    with Parser() as parser:
        yield parser


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch, embedder: Embedder, parser: Parser) -> None:
    """Let each library that is opened here use the model and the parser that are there already."""
    started_once(monkeypatch, embedder, parser)


def archive(**members: str) -> bytes:
    """Return a ZIP file."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, text in members.items():
            opened.writestr(name.replace("_", "."), text)
    return packed.getvalue()


def number_of(library: Library, title: str) -> int:
    found = [s for s in library.documents.sources([FIRST_LIBRARY]) if s.title == title]
    (source,) = found
    return source.document_id


def test_files_are_added_with_what_the_moderator_says_of_them(library: Library) -> None:
    job = queue(
        library,
        ("carers.md", CARERS),
        ("broken.pdf", "%PDF-1.4 nothing more"),
        title="Unpaid carers",
        publisher="The council",
        date="2019",
        url="",
    )
    found = done(library, job)
    (number, title) = found.documents[0]
    assert (found.unchanged, found.removed, found.error, title) == (0, 0, None, "Unpaid carers")
    ((name, reason),) = found.refused
    assert (name, reason.startswith("broken.pdf ")) == ("broken.pdf", True)
    assert "uploads" not in reason
    details = library.source(number, guild=FIRST_GUILD)
    assert (details.source.publisher, details.source.date) == ("The council", "2019")
    # What only repeats the file is no correction, which the next version would inherit.
    kept = library.documents.corrections(FIRST_LIBRARY, number)
    assert kept == {"publisher": "The council", "date": "2019"}
    assert quoted(library.ask("Who may ask the council for an assessment?", guild=FIRST_GUILD))
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.DONE


def test_the_same_file_again_changes_what_is_said_of_it_and_nothing_else(library: Library) -> None:
    first = done(library, queue(library, ("pool.txt", POOL)))
    number = first.documents[0][0]
    unchanged = done(library, queue(library, ("pool.txt", POOL)))
    assert unchanged == JobOutcome(unchanged=1)
    renamed = done(library, queue(library, ("pool.txt", POOL), title="The lido"))
    assert renamed == JobOutcome(documents=((number, "The lido"),))
    elsewhere = done(library, queue(library, ("copy.txt", POOL)))
    assert elsewhere == JobOutcome(
        refused=(("copy.txt", "the same text is in the library already."),)
    )
    assert texts(library) == {"The lido": POOL}


def test_an_archive_is_added_whole_and_what_is_wrong_in_it_is_told(library: Library) -> None:
    data = archive(
        pool_txt=POOL, museum_txt=MUSEUM, feed_xml="<?xml version='1.0'?><rss><a/></rss>"
    )
    found = done(library, queue(library, ("all.zip", data), title="All", publisher="The council"))
    assert [title for _, title in found.documents] == ["museum.txt", "pool.txt"] or [
        title for _, title in found.documents
    ] == ["pool.txt", "museum.txt"]
    assert {s.publisher for s in library.sources(guild=FIRST_GUILD)} == {"The council"}
    ((name, reason),) = found.refused
    assert name == "all.zip"
    assert "feed.xml is a news feed" in reason


def test_a_removed_text_comes_back_when_its_file_is_added_but_not_by_indexing_again(
    library: Library,
) -> None:
    number = done(library, queue(library, ("pool.txt", POOL))).documents[0][0]
    library.remove(number, guild=FIRST_GUILD)
    assert done(library, queue(library, kind=JobKind.REINDEX)) == JobOutcome()
    found = done(library, queue(library, ("pool.txt", POOL)))
    assert [title for _, title in found.documents] == ["pool.txt"]
    assert texts(library) == {"pool.txt": POOL}


def test_a_replaced_document_is_superseded_and_its_folder_does_not_bring_it_back(
    library: Library, tmp_path: Path
) -> None:
    folder = write(tmp_path / "docs", "pool.txt", POOL).parent
    write(folder, "bins.txt", BINS)
    library.index([folder], guild=FIRST_GUILD)
    old = number_of(library, "pool.txt")
    library.correct(old, {"title": "The lido", "date": "2017"}, guild=FIRST_GUILD)
    card = library.remember(
        library.ask("When does the pool open?", guild=FIRST_GUILD), guild=FIRST_GUILD
    )
    job = queue(library, ("new.txt", LATER), kind=JobKind.REPLACE, document=old, publisher="Baths")
    found = done(library, job)
    ((number, title),) = found.documents
    assert (title, found.refused, found.removed) == ("The lido", (), 0)
    assert texts(library) == {"The lido": LATER, "bins.txt": BINS}
    details = library.source(number, guild=FIRST_GUILD)
    # Its title was corrected for good; of when it is from nothing is known yet.
    assert (details.source.publisher, details.source.date) == ("Baths", None)
    assert [
        quote.document.superseded for quote in library.recall(card, guild=FIRST_GUILD).quotes
    ] == [True]
    report = library.index([folder], guild=FIRST_GUILD)
    assert {Path(f.path).name: f.status.value for f in report.files} == {
        "bins.txt": "unchanged",
        "pool.txt": "left out",
    }
    again = done(library, queue(library, kind=JobKind.REINDEX))
    assert (again.documents, again.refused) == ((), ())
    assert texts(library) == {"The lido": LATER, "bins.txt": BINS}
    # The id of the first version names the document for good.
    last = queue(library, ("last.txt", MUSEUM), kind=JobKind.REPLACE, document=old)
    assert last.document_id == number
    assert [title for _, title in done(library, last).documents] == ["The lido"]
    assert texts(library) == {"The lido": MUSEUM, "bins.txt": BINS}
    actions = [event.action for event in library.history(guild=FIRST_GUILD, limit=3)]
    assert actions == ["replaced", "reindexed", "replaced"]


def test_one_document_of_an_archive_is_replaced_and_the_others_stay(library: Library) -> None:
    done(library, queue(library, ("all.zip", archive(pool_txt=POOL, museum_txt=MUSEUM))))
    old, other = number_of(library, "pool.txt"), number_of(library, "museum.txt")
    done(library, queue(library, ("new.txt", LATER), kind=JobKind.REPLACE, document=old))
    assert texts(library) == {"new.txt": LATER, "museum.txt": MUSEUM}
    assert done(library, queue(library, kind=JobKind.REINDEX)).documents == ()
    assert texts(library) == {"new.txt": LATER, "museum.txt": MUSEUM}
    assert number_of(library, "museum.txt") == other
    replaced = library.documents.get([FIRST_LIBRARY], old)
    assert replaced is not None
    assert replaced.superseded


def test_what_cannot_take_a_documents_place_leaves_it_where_it_is(library: Library) -> None:
    done(library, queue(library, ("pool.txt", POOL), ("bins.txt", BINS)))
    old = number_of(library, "pool.txt")
    for name, content, reason in (
        ("bins.txt", BINS, "bins.txt is in the library already"),
        ("copy.txt", BINS, "says what another document of the library says already"),
        ("broken.pdf", "%PDF-1.4 nothing more", "broken.pdf"),
    ):
        job = queue(library, (name, content), kind=JobKind.REPLACE, document=old)
        found = done(library, job)
        assert found.documents == ()
        assert reason in found.refused[0][1]
        assert texts(library) == {"pool.txt": POOL, "bins.txt": BINS}
    # The same text in another file is no new version: the document stays what it is.
    same = queue(library, ("lido.txt", POOL), kind=JobKind.REPLACE, document=old)
    assert done(library, same).documents == ((old, "lido.txt"),)
    gone = queue(library, ("new.txt", LATER), kind=JobKind.REPLACE, document=old)
    library.remove(old, guild=FIRST_GUILD)
    found = done(library, gone)
    assert "not in the library any more; add the file instead" in str(found.error)
    assert library.job(gone.id, guild=FIRST_GUILD).state is JobState.FAILED
    assert texts(library) == {"bins.txt": BINS}


def test_indexing_again_looks_at_uploads_and_at_the_folders_of_the_guild(
    library: Library, tmp_path: Path
) -> None:
    folder = write(tmp_path / "docs", "bins.txt", BINS).parent
    alone = write(tmp_path / "elsewhere", "carers.md", CARERS)
    write(tmp_path / "elsewhere", "private.txt", "Nobody has asked for this one to be read.")
    library.index([folder, alone], guild=FIRST_GUILD)
    library.index([write(tmp_path / "second", "museum.txt", MUSEUM).parent], guild=SECOND_GUILD)
    done(library, queue(library, ("pool.txt", POOL)))
    # A text that is like nothing before it is another document, and the one before has ended.
    write(folder, "bins.txt", "Household bins are now collected on Friday evening.")
    write(folder, "new.txt", LATER)
    alone.unlink()
    found = done(library, queue(library, kind=JobKind.REINDEX))
    assert sorted(title for _, title in found.documents) == ["bins.txt", "new.txt"]
    assert (found.unchanged, found.removed) == (1, 1)
    assert found.refused == (
        (
            "carers.md",
            "its file is gone from the server, yet it is still quoted; remove it, or add it again.",
        ),
    )
    assert sorted(texts(library)) == ["Unpaid carers", "bins.txt", "new.txt", "pool.txt"]
    assert texts(library, SECOND_GUILD) == {"museum.txt": MUSEUM}


def test_a_job_gives_way_to_questions_and_nobody_else_waits(
    library: Library, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []

    def load(_model: object, **how: Any) -> Embedder:
        made.append(how)
        return embedder

    for module in ("library", "moderation.curating"):
        monkeypatch.setattr(f"retrieval.{module}.Embedder", load)
    library.add(write(tmp_path, "bins.txt", BINS))
    done(library, queue(library, ("pool.txt", POOL)))
    library.ask("When does the swimming pool open?", guild=FIRST_GUILD)
    by_owner, by_job, of_questions = made
    assert by_owner["before_batch"] is None
    assert "before_batch" not in of_questions
    with closing(Precedence(tmp_path / "index")) as another, another.asking():
        time.sleep(0.1)
        began = time.monotonic()
        by_job["before_batch"]()
        assert time.monotonic() - began > 0.1
    assert of_questions["for_questions"]


def test_a_job_gives_way_before_each_document_of_the_index_that_it_builds(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(library, queue(library, ("pool.txt", POOL), ("bins.txt", BINS)))
    waits: list[None] = []
    monkeypatch.setattr(Precedence, "give_way", lambda _self: waits.append(None))
    # Nothing is new, so nothing is embedded; and the index is missing.
    shutil.rmtree(library.generations.stored._folder)  # noqa: SLF001
    library.generations._loaded.clear()  # noqa: SLF001
    done(library, queue(library, kind=JobKind.REINDEX))
    assert len(waits) == 2
    library.generations._loaded.clear()  # noqa: SLF001
    shutil.rmtree(library.generations.stored._folder)  # noqa: SLF001
    assert library.ask("When does the swimming pool open?", guild=FIRST_GUILD).quotes
    assert len(waits) == 2


def test_a_job_that_fails_has_what_it_stored_be_found(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.ingest.run.AT_ONCE", 1)
    monkeypatch.setattr("retrieval.moderation.working._TELL_EVERY_S", 0.0)
    job = queue(library, ("pool.txt", POOL), ("bins.txt", BINS))

    def advance(_job_id: int, _stage: str, done_: int, _total: int) -> None:
        if done_ == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(library.job_store, "advance", advance)
    library.worker().run_until_empty()
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.FAILED
    assert texts(library) == {"pool.txt": POOL}
    assert library.generations.stored.check(f"guild:{FIRST_GUILD}") is None


def test_a_job_whose_index_cannot_be_built_fails_once_and_for_its_own_reason(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(library.generations.stored, "_make", fail)
    job = queue(library, ("pool.txt", POOL))
    assert library.worker().run_until_empty() == 1
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.FAILED
    assert str(outcome(library, job).error).startswith("Something went wrong")
    assert texts(library) == {"pool.txt": POOL}


def test_a_cancelled_job_keeps_what_it_has_finished(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queue(library, ("pool.txt", POOL), ("bins.txt", BINS), ("museum.txt", MUSEUM))
    monkeypatch.setattr("retrieval.ingest.run.AT_ONCE", 1)
    advance = library.job_store.advance
    seen: list[tuple[str, int, int]] = []

    def cancel_at_the_third(job_id: int, stage: str, done_: int, total: int) -> None:
        advance(job_id, stage, done_, total)
        at_work = library.job(job_id, guild=FIRST_GUILD)
        seen.append((at_work.stage, at_work.done, at_work.total))
        if done_ == 2:
            assert library.cancel(job_id, guild=FIRST_GUILD)

    monkeypatch.setattr(library.job_store, "advance", cancel_at_the_third)
    monkeypatch.setattr("retrieval.moderation.working._TELL_EVERY_S", 0.0)
    found = done(library, job)
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.CANCELLED
    assert [title for _, title in found.documents] == ["pool.txt", "bins.txt"]
    assert texts(library) == {"pool.txt": POOL, "bins.txt": BINS}
    assert ("pool.txt", 0, 3) in seen
    # Whoever asks finds what there is, and need not build its index.
    assert library.generations.stored.check(f"guild:{FIRST_GUILD}") is None
    assert quoted(library.ask("When does the swimming pool open?", guild=FIRST_GUILD)) == [POOL]


def test_a_job_that_is_cancelled_after_its_worker_was_stopped_tells_what_it_has_finished(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queue(library, ("pool.txt", POOL), ("bins.txt", BINS))
    monkeypatch.setattr("retrieval.ingest.run.AT_ONCE", 1)
    monkeypatch.setattr("retrieval.moderation.working._TELL_EVERY_S", 0.0)
    advance = library.job_store.advance

    def stop_at_the_second(job_id: int, stage: str, done_: int, total: int) -> None:
        advance(job_id, stage, done_, total)
        if done_ == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(library.job_store, "advance", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        library.worker().run_until_empty()
    assert texts(library) == {"pool.txt": POOL}
    assert library.cancel(job.id, guild=FIRST_GUILD, actor=7)
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.CANCELLED
    assert outcome(library, job).documents == ((1, "pool.txt"),)
    events = library.history(guild=FIRST_GUILD)
    assert [(event.actor, event.action, event.title, event.detail) for event in events] == [
        (7, "cancelled adding", "", "pool.txt, bins.txt"),
        (MODERATOR, "added", "pool.txt", ""),
    ]


def failing(
    monkeypatch: pytest.MonkeyPatch, raise_: Callable[[], None], times: int = 1
) -> list[int]:
    """Have the next indexing runs fail; return a list that grows with each run."""
    run = Ingest.run
    runs: list[int] = []

    def fail(self: Ingest, *arguments: object, **options: object) -> object:
        runs.append(len(runs))
        if len(runs) <= times:
            raise_()
        return run(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Ingest, "run", fail)
    return runs


def test_an_interrupted_job_is_handed_back_without_blame(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queue(library, ("pool.txt", POOL))

    def interrupt() -> None:
        raise KeyboardInterrupt

    failing(monkeypatch, interrupt, times=3)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            library.worker().run_until_empty()
        assert library.job(job.id, guild=FIRST_GUILD).state is JobState.QUEUED
    assert done(library, job).documents == ((1, "pool.txt"),)


def test_a_job_that_goes_on_does_not_bring_back_what_was_removed_meanwhile(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(library, queue(library, ("museum.txt", MUSEUM)))
    library.remove(number_of(library, "museum.txt"), guild=FIRST_GUILD)
    # Whoever adds a file after that means to bring its text back.
    job = queue(library, ("pool.txt", POOL), ("bins.txt", BINS), ("museum.txt", MUSEUM))
    monkeypatch.setattr("retrieval.ingest.run.AT_ONCE", 1)
    monkeypatch.setattr("retrieval.moderation.working._TELL_EVERY_S", 0.0)
    advance = library.job_store.advance

    def interrupt_at_the_third(job_id: int, stage: str, done_: int, total: int) -> None:
        advance(job_id, stage, done_, total)
        if done_ == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(library.job_store, "advance", interrupt_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        library.worker().run_until_empty()
    monkeypatch.setattr(library.job_store, "advance", advance)
    assert texts(library) == {"pool.txt": POOL, "bins.txt": BINS}
    library.remove(number_of(library, "pool.txt"), guild=FIRST_GUILD)
    found = done(library, job)
    assert [title for _, title in found.documents] == ["bins.txt", "museum.txt"]
    ((name, reason),) = found.refused
    assert name == "pool.txt"
    assert "was removed after this was asked for" in reason
    assert texts(library) == {"bins.txt": BINS, "museum.txt": MUSEUM}
    assert done(library, queue(library, ("pool.txt", POOL))).refused == ()
    assert texts(library) == {"pool.txt": POOL, "bins.txt": BINS, "museum.txt": MUSEUM}


def test_a_job_survives_that_the_catalogue_is_away(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queue(library, ("pool.txt", POOL))

    def away() -> None:
        raise CatalogueError("the server is away.")

    failing(monkeypatch, away)
    with pytest.raises(CatalogueError):
        library.worker().run_until_empty()
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.QUEUED
    assert done(library, job).documents == ((1, "pool.txt"),)


@contextmanager
def full_disk(library: Library, *, after: int) -> Iterator[None]:
    """Have SQLite find no room for one page more when so many passages were stored."""
    engine = library._engine  # noqa: SLF001 - nobody else says when a disk is full.
    stored = 0

    def fill(_connection: Any, cursor: Any, statement: str, *_rest: object) -> None:
        nonlocal stored
        if statement.startswith("INSERT INTO passages"):
            stored += 1
            if stored > after:
                (pages,) = cursor.connection.execute("PRAGMA page_count").fetchone()
                cursor.connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "before_cursor_execute", fill)
    yield
    event.remove(engine, "before_cursor_execute", fill)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


def test_a_job_for_which_there_is_no_room_is_queued_again_and_takes_what_is_left(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.moderation.working._PATIENCE_S", 0.0)
    monkeypatch.setattr("retrieval.ingest.run.AT_ONCE", 1)
    folder = tmp_path / "docs"
    rules = [f"Rule {number} of Wexley is about matter {number}. " for number in range(4)]
    for number, rule in enumerate(rules):
        write(folder, f"{number}.txt", rule)
    library.index([folder], guild=FIRST_GUILD)
    for number, rule in enumerate(rules):
        write(folder, f"{number}.txt", rule * 400)
    job = queue(library, kind=JobKind.REINDEX)

    with full_disk(library, after=20), pytest.raises(CatalogueError, match="disk is full"):
        library.worker().run_until_empty()

    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.QUEUED
    found = done(library, job)
    assert [title for _, title in found.documents] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert found.refused == ()
    assert all(len(text) > 1_000 for text in texts(library).values())


def test_what_is_wrong_with_the_server_is_told_to_no_moderator(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = queue(library, ("pool.txt", POOL))

    def damaged() -> None:
        raise ModelError("/srv/model cannot be loaded as a model")

    failing(monkeypatch, damaged)
    with caplog.at_level(logging.ERROR):
        assert "/srv" not in str(done(library, job).error)
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.FAILED
    assert "/srv/model" in caplog.text


def test_a_bug_costs_one_job_and_is_told_without_its_details(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = queue(library, ("pool.txt", POOL)), queue(library, ("bins.txt", BINS))

    def fail() -> None:
        raise ZeroDivisionError("a secret")

    failing(monkeypatch, fail)
    with caplog.at_level(logging.ERROR):
        assert library.worker().run_until_empty() == 2
    failed = library.job(broken.id, guild=FIRST_GUILD)
    assert failed.state is JobState.FAILED
    assert outcome(library, broken).error == (
        "Something went wrong that should not have; the owner finds it in the log."
    )
    assert "ZeroDivisionError" in caplog.text
    assert outcome(library, whole).documents == ((1, "bins.txt"),)


def test_the_log_tells_of_a_bug_without_what_moderators_wrote(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    queue(library, ("pool-of-ann-smith.txt", POOL))

    def fail() -> None:
        raise ZeroDivisionError("what is 'pool-of-ann-smith.txt'?")

    failing(monkeypatch, fail)
    with caplog.at_level(logging.ERROR):
        assert library.worker().run_until_empty() == 1
    assert "ZeroDivisionError: what is '[private]'?" in caplog.text
    assert "ann-smith" not in caplog.text


def abandoned(library: Library, job: Job, times: int) -> None:
    """Leave a job as a worker does that is killed while it is at work."""
    for left in range(times, 0, -1):
        claimed = library.job_store.claim(library.uploads.place())
        assert claimed is not None
        assert claimed.id == job.id
        if left > 1:
            library.job_store.hand_back(job.id, blameless=False)


def test_a_job_that_has_killed_two_workers_fails_and_the_next_is_done(library: Library) -> None:
    poison, harmless = queue(library, ("pool.txt", POOL)), queue(library, ("bins.txt", BINS))
    abandoned(library, poison, 2)
    assert library.worker().run_until_empty() == 1
    failed = library.job(poison.id, guild=FIRST_GUILD)
    assert failed.state is JobState.FAILED
    assert "It ended the program that worked on it twice" in str(outcome(library, poison).error)
    assert outcome(library, harmless).documents == ((1, "bins.txt"),)


def test_a_job_whose_worker_died_is_done_or_ended_where_it_was_cancelled(library: Library) -> None:
    job, cancelled = (
        queue(library, ("pool.txt", POOL)),
        queue(library, guild=SECOND_GUILD, kind=JobKind.REINDEX),
    )
    abandoned(library, job, 1)
    assert library.job_store.claim(library.uploads.place()) is not None
    assert library.cancel(cancelled.id, guild=SECOND_GUILD)
    library.worker().run_until_empty()
    assert outcome(library, job).documents == ((1, "pool.txt"),)
    assert library.job(cancelled.id, guild=SECOND_GUILD).state is JobState.CANCELLED


def test_moderators_get_out_of_jobs_whose_folder_is_gone_with_its_machine(
    library: Library, tmp_path: Path
) -> None:
    number = done(library, queue(library, ("pool.txt", POOL))).documents[0][0]
    begun, waiting = queue(library, ("bins.txt", BINS)), queue(library, kind=JobKind.REINDEX)
    abandoned(library, begun, 1)
    (tmp_path / "index" / ".place").unlink()
    assert library.worker().run_until_empty() == 0
    # Nobody is at work, whatever its state says.
    library.correct(number, {"title": "The lido"}, guild=FIRST_GUILD, actor=MODERATOR)
    for job in (begun, waiting):
        assert library.cancel(job.id, guild=FIRST_GUILD)
        assert library.job(job.id, guild=FIRST_GUILD).state is JobState.CANCELLED
    assert done(library, queue(library, ("bins.txt", BINS))).documents == ((2, "bins.txt"),)
    assert texts(library) == {"The lido": POOL, "bins.txt": BINS}


def test_what_others_add_is_found_though_a_job_is_left_on_a_machine_that_is_gone(
    library: Library, tmp_path: Path
) -> None:
    question = "When does the swimming pool open?"
    done(library, queue(library, ("bins.txt", BINS)))
    assert POOL not in quoted(library.ask(question, guild=FIRST_GUILD))
    abandoned(library, queue(library, kind=JobKind.REINDEX), 1)
    (tmp_path / "index" / ".place").unlink()
    with open_library(tmp_path) as other:
        done(other, queue(other, ("pool.txt", POOL)))
    assert POOL in quoted(library.ask(question, guild=FIRST_GUILD))


def test_a_job_that_is_cancelled_between_two_steps_ends_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queue(library, ("pool.txt", POOL))

    run = library._curating.run  # noqa: SLF001 - it is there that a worker has begun no step yet.

    def cancelled_before(*arguments: Any, **options: Any) -> IndexReport:
        assert library.cancel(job.id, guild=FIRST_GUILD)
        return run(*arguments, **options)

    monkeypatch.setattr(library._curating, "run", cancelled_before)  # noqa: SLF001
    assert done(library, job) == JobOutcome()
    assert library.job(job.id, guild=FIRST_GUILD).state is JobState.CANCELLED
    assert texts(library) == {}


def test_uploads_that_came_to_nothing_are_removed_after_a_day(
    library: Library, tmp_path: Path
) -> None:
    job = queue(library, ("pool.txt", POOL), ("broken.pdf", "%PDF-1.4 nothing more"))
    done(library, job)
    number = number_of(library, "pool.txt")
    library.remove(number, guild=FIRST_GUILD)
    fresh = library.keep_upload("fresh.txt", b"It is about to be confirmed.", guild=FIRST_GUILD)
    pool, broken = (Path(upload.path) for upload in job.uploads)
    for path in (pool, broken):
        os.utime(path, (1_000, 1_000))
    done(library, queue(library, kind=JobKind.REINDEX))
    # What was removed can be restored, file and all.
    assert [path.exists() for path in (pool, broken, Path(fresh.path))] == [True, False, True]
    library.restore(number, guild=FIRST_GUILD, actor=MODERATOR)
    assert done(library, queue(library, kind=JobKind.REINDEX)) == JobOutcome(unchanged=1)


def test_a_library_that_was_moved_keeps_its_uploads_and_finds_them_again(tmp_path: Path) -> None:
    with open_library(tmp_path / "old") as before:
        done(before, queue(before, ("pool.txt", POOL), ("bins.txt", BINS)))
        number = number_of(before, "pool.txt")
        before.remove(number_of(before, "bins.txt"), guild=FIRST_GUILD)
        waiting = queue(before, ("museum.txt", MUSEUM))
    (tmp_path / "old").rename(tmp_path / "new")
    uploads = tmp_path / "new" / "index" / "uploads"
    for path in uploads.glob("*/*/*"):  # As old as in an archive that was restored.
        os.utime(path, (0, 0))
    with open_library(tmp_path / "new") as library:
        assert done(library, waiting).documents == ((3, "museum.txt"),)
        kept = sorted(path.name for path in uploads.glob("*/*/*"))
        assert kept == ["bins.txt", "museum.txt", "pool.txt"]
        (path,) = uploads.glob("*/*/pool.txt")
        path.write_text(LATER)
        found = done(library, queue(library, kind=JobKind.REINDEX))
        assert [title for _, title in found.documents] == ["pool.txt"]
        assert (found.unchanged, found.refused) == (1, ())
        assert texts(library) == {"museum.txt": MUSEUM, "pool.txt": LATER}
        replaced = library.documents.get([FIRST_LIBRARY], number)
        assert replaced is not None
        assert replaced.superseded
