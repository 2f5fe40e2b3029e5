"""What moderators do at once: remove and restore, read the history and how the library is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from retrieval.documents import Parser
from retrieval.domain import JobKind
from retrieval.errors import AnswerExpiredError, SourceNotFoundError
from tests.retrieval.moderated import MODERATOR, done, queue, started_once, texts
from tests.retrieval.shelf import BINS, FIRST_GUILD, POOL, SECOND_GUILD, quoted, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval import Library
    from retrieval.search import Embedder

QUESTION = "When does the swimming pool open?"
NEAR = " ".join(f"The committee of ward {n} met in the year {1900 + n}." for n in range(40)) + " "
OTHER_GUILD = 303


class Forbidden:
    """Stands where the model would be loaded, which must not be needed."""

    def __init__(self, *_arguments: object, **_options: object) -> None:
        """Fail."""
        raise AssertionError("something is embedded")


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """Return a parser that is started once."""
    with Parser() as parser:
        yield parser


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch, embedder: Embedder, parser: Parser) -> None:
    """Let each library that is opened here use the model and the parser that are there already."""
    started_once(monkeypatch, embedder, parser)


def test_a_removed_document_is_restored_under_its_id_and_nothing_is_embedded(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "docs", "pool.txt", POOL).parent
    library.index([folder], guild=FIRST_GUILD)
    (source,) = library.sources(guild=FIRST_GUILD)
    before = library.ask(QUESTION, guild=FIRST_GUILD)
    card = library.remember(before, guild=FIRST_GUILD)
    assert quoted(before) == [POOL]
    monkeypatch.setattr("retrieval.moderation.curating.Embedder", Forbidden)
    library.remove(source.document_id, guild=FIRST_GUILD, actor=MODERATOR)
    assert quoted(library.ask(QUESTION, guild=FIRST_GUILD)) == []
    with pytest.raises(AnswerExpiredError):
        library.recall(card, guild=FIRST_GUILD)
    # Its folder still holds it, and does not bring it back.
    assert library.index([folder], guild=FIRST_GUILD).added == []
    assert library.restore(source.document_id, guild=FIRST_GUILD, actor=MODERATOR) == source
    assert library.ask(QUESTION, guild=FIRST_GUILD) == before
    assert library.recall(card, guild=FIRST_GUILD) == before
    # The text is not kept out any more, and the folder knows it.
    report = library.index([folder], guild=FIRST_GUILD)
    assert [file.status.value for file in report.files] == ["unchanged"]
    assert library.files.removed_texts(f"guild:{FIRST_GUILD}") == set()
    assert library.sources(guild=FIRST_GUILD) == [source]


def test_earlier_versions_and_near_duplicates_come_back_with_it(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path / "docs", "a.txt", NEAR)
    write(tmp_path / "docs", "b.txt", f"{NEAR}It is open on Mondays.")
    library.index([path.parent], guild=FIRST_GUILD)
    first = next(s.document_id for s in library.sources(guild=FIRST_GUILD) if s.title == "a.txt")
    write(tmp_path / "docs", "a.txt", f"{NEAR}Nobody works there on Sundays.")
    library.index([path.parent], guild=FIRST_GUILD)
    by_title = {source.title: source.document_id for source in library.sources(guild=FIRST_GUILD)}
    second, other = by_title["a.txt"], by_title["b.txt"]

    def near(number: int) -> list[int]:
        return [s.document_id for s in library.source(number, guild=FIRST_GUILD).near]

    def superseded() -> list[bool]:
        found = [library.documents.get([f"guild:{FIRST_GUILD}"], n) for n in (first, second)]
        return [document.superseded for document in found if document is not None]

    assert (near(second), near(other), superseded()) == ([other], [second], [True, False])
    library.remove(second, guild=FIRST_GUILD)
    assert (near(other), superseded()) == ([], [])
    library.restore(second, guild=FIRST_GUILD)
    assert (near(second), near(other), superseded()) == ([other], [second], [True, False])


def test_a_document_is_not_restored_after_a_week(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "pool.txt", POOL)
    library.index([path], guild=FIRST_GUILD)
    (source,) = library.sources(guild=FIRST_GUILD)
    library.remove(source.document_id, guild=FIRST_GUILD)
    monkeypatch.setattr("retrieval.moderation.curating.RESTORABLE_FOR", dt.timedelta(0))
    with pytest.raises(SourceNotFoundError, match="too long ago"):
        library.restore(source.document_id, guild=FIRST_GUILD)
    library.index([write(tmp_path, "bins.txt", BINS)], guild=FIRST_GUILD)
    monkeypatch.undo()
    with pytest.raises(SourceNotFoundError, match="too long ago"):
        library.restore(source.document_id, guild=FIRST_GUILD)


def test_what_was_removed_a_week_ago_is_gone_for_good_though_nothing_is_indexed(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.index([write(tmp_path, "pool.txt", POOL)], guild=FIRST_GUILD)
    (source,) = library.sources(guild=FIRST_GUILD)
    library.remove(source.document_id, guild=FIRST_GUILD)
    library.forget_old()
    assert library.trash.locations()
    monkeypatch.setattr("retrieval.moderation.curating.RESTORABLE_FOR", dt.timedelta(0))
    library.forget_old()
    assert library.trash.locations() == set()


def test_the_history_marks_removals_that_can_be_undone(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [write(tmp_path, name, text) for name, text in (("pool.txt", POOL), ("bins.txt", BINS))]
    library.index(files, guild=FIRST_GUILD)
    for source in library.sources(guild=FIRST_GUILD):
        library.remove(source.document_id, guild=FIRST_GUILD)
        back = source.document_id
    library.restore(back, guild=FIRST_GUILD)

    def marked() -> list[tuple[str, bool]]:
        events = library.history(guild=FIRST_GUILD)
        return [(event.action, event.document_id != back) for event in events if event.restorable]

    assert marked() == [("removed", True)]
    monkeypatch.setattr("retrieval.moderation.curating.RESTORABLE_FOR", dt.timedelta(0))
    assert marked() == []


def test_the_history_tells_who_did_what_in_this_guild(library: Library, tmp_path: Path) -> None:
    job = queue(library, ("pool.txt", POOL))
    ((number, _),) = done(library, job).documents
    library.correct(
        number, {"title": "The lido", "date": "2017"}, guild=FIRST_GUILD, actor=MODERATOR
    )
    library.remove(number, guild=FIRST_GUILD, actor=7)
    library.restore(number, guild=FIRST_GUILD, actor=8)
    library.index([write(tmp_path, "bins.txt", BINS)], guild=FIRST_GUILD)
    library.index([tmp_path / "bins.txt"], guild=FIRST_GUILD)
    events = library.history(guild=FIRST_GUILD)
    assert [
        (event.actor, event.action, event.document_id, event.title, event.detail)
        for event in events
    ] == [
        (None, "indexed", None, "", "1 added"),
        (8, "restored", number, "The lido", ""),
        (7, "removed", number, "The lido", ""),
        (
            MODERATOR,
            "edited",
            number,
            "The lido",
            "title was unknown; date was unknown",
        ),
        (MODERATOR, "added", number, "pool.txt", ""),
    ]
    assert library.history(guild=FIRST_GUILD, limit=2, before=events[2].id) == events[3:5]
    assert library.history(guild=SECOND_GUILD) == []


def test_the_status_counts_what_is_the_guilds_own(shelf: Library) -> None:
    status = shelf.status(guild=FIRST_GUILD)
    assert (status.documents, status.passages, status.shared_documents) == (1, 1, 2)
    assert (status.queued, status.running) == (0, 0)
    assert status.last_change is not None
    assert status.last_change == shelf.events.last_change(f"guild:{FIRST_GUILD}")
    assert "MiniLM" in status.model
    assert status.generation == shelf.generations.stored.name(f"guild:{FIRST_GUILD}")
    assert status.generation is not None
    assert status.bytes_on_disk > 1_000
    empty = shelf.status(guild=OTHER_GUILD)
    assert (empty.documents, empty.passages, empty.shared_documents) == (0, 0, 2)
    assert (empty.last_change, empty.generation, empty.bytes_on_disk) == (None, None, 0)


def test_a_guild_can_neither_see_nor_touch_what_is_anothers(library: Library) -> None:
    ((number, _),) = done(library, queue(library, ("pool.txt", POOL))).documents
    job = queue(library, kind=JobKind.REINDEX)
    with pytest.raises(SourceNotFoundError):
        library.job(job.id, guild=SECOND_GUILD)
    assert library.jobs(guild=SECOND_GUILD) == []
    assert library.status(guild=SECOND_GUILD).queued == 0
    with pytest.raises(SourceNotFoundError):
        library.cancel(job.id, guild=SECOND_GUILD, actor=MODERATOR)
    for forbidden in (library.remove, library.restore):
        with pytest.raises(SourceNotFoundError):
            forbidden(number, guild=SECOND_GUILD, actor=MODERATOR)
    library.remove(number, guild=FIRST_GUILD)
    for guild in (SECOND_GUILD, None):
        with pytest.raises(SourceNotFoundError):
            library.restore(number, guild=guild, actor=MODERATOR)
    assert texts(library) == {}
    library.restore(number, guild=FIRST_GUILD)
    assert texts(library) == {"pool.txt": POOL}
    assert (texts(library, SECOND_GUILD), library.history(guild=SECOND_GUILD)) == ({}, [])
    assert [job.id for job in library.jobs(guild=FIRST_GUILD)] == [job.id]
