"""Libraries in PostgreSQL, which several processes and machines share, each with its own folder."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from retrieval.catalogue import connect, copy_catalogue
from retrieval.domain import Outcome
from retrieval.errors import CatalogueError, LibraryBusyError
from retrieval.search import Embedder, name_of_current
from tests.retrieval.shelf import (
    BINS,
    FIRST_GUILD,
    MUSEUM,
    SECOND_GUILD,
    filled,
    open_library,
    quoted,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from retrieval import Library
    from retrieval.search import PassageInput
    from tests.postgres import PostgresServer

PATIENCE_S = 60.0
QUESTIONS = (
    ("what is an STP?", None),
    ("how many STP areas are there?", FIRST_GUILD),
    ("when does the pool open?", FIRST_GUILD),
    ("what does the museum of glass charge?", FIRST_GUILD),
    ("what does the museum of glass charge?", SECOND_GUILD),
)


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    """Let each library that is opened here use the model that is loaded already."""
    for place in ("library", "moderation.curating"):
        monkeypatch.setattr(f"retrieval.{place}.Embedder", lambda _model, **_threads: embedder)


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows whenever passages are embedded."""
    counts: list[int] = []
    original = Embedder.encode_passages

    def counted(self: Embedder, passages: list[PassageInput]) -> object:
        counts.append(len(passages))
        return original(self, passages)

    monkeypatch.setattr(Embedder, "encode_passages", counted)
    return counts


@contextmanager
def machine(folder: Path, url: str) -> Iterator[Library]:
    """Open the libraries of a database on a machine, which is a folder."""
    with open_library(folder, catalogue=SecretStr(url)) as library:
        yield library


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def answers(library: Library) -> list[list[str]]:
    """Return what is quoted in answer to each question."""
    return [quoted(library.ask(question, guild=guild)) for question, guild in QUESTIONS]


def test_a_question_is_answered_as_from_a_file(
    tmp_path: Path, postgres_url: str, shelf: Library
) -> None:
    with filled(tmp_path, catalogue=SecretStr(postgres_url)) as library:
        reply = library.ask("what is an STP?")
        assert reply.outcome is Outcome.ANSWERED
        assert answers(library) == answers(shelf)
        for quote in reply.quotes:
            assert quote.document.text[quote.start : quote.end] == quote.text
        number = library.remember(reply, guild=FIRST_GUILD)
        assert quoted(library.recall(number, guild=FIRST_GUILD)) == quoted(reply)
        assert "STP" in library.terms()
        details = library.source(reply.quotes[0].document.id)
        assert details.source.title == "What STPs are"
    assert not (tmp_path / "index" / "catalogue.db").exists()


def test_a_copy_gives_the_same_quotes_and_embeds_nothing(
    tmp_path: Path, postgres_url: str, shelf: Library, shelf_folder: Path, embedded: list[int]
) -> None:
    """Out of a file, whose search indexes are kept, and back into one."""
    given = answers(shelf)
    index = tmp_path / "index"
    shutil.copytree(shelf_folder / "index" / "libraries", index / "libraries")
    built = name_of_current(index / "libraries" / "shared")
    assert built is not None
    addresses = [
        f"sqlite:///{shelf_folder / 'index' / 'catalogue.db'}",
        postgres_url,
        f"sqlite:///{index / 'catalogue.db'}",
    ]
    engines = [connect(address) for address in addresses]
    copies = [copy_catalogue(*pair) for pair in pairwise(engines)]
    for engine in engines:
        engine.dispose()
    assert copies[0] == copies[1]
    assert copies[0]["documents"] == 4
    for folder in (tmp_path, tmp_path / "elsewhere"):
        with machine(folder, postgres_url) as library:
            assert answers(library) == given
    with open_library(tmp_path) as library:
        assert answers(library) == given
        assert len(library.index([shelf_folder / "seeds"]).unchanged) == 2
    assert name_of_current(index / "libraries" / "shared") == built
    assert embedded == []


def test_a_change_on_one_machine_is_in_memory_on_the_other_before_a_question(
    tmp_path: Path, postgres_url: str
) -> None:
    asked = "when are household bins collected?"
    with (
        machine(tmp_path / "one", postgres_url) as one,
        machine(tmp_path / "two", postgres_url) as two,
    ):
        assert not two.ask(asked).quotes
        before = two.generations.loaded_at
        one.index([write(tmp_path, "bins.txt", BINS), write(tmp_path, "museum.txt", MUSEUM)])
        until(lambda: two.generations.loaded_at > before)
        assert quoted(two.ask(asked)) == [BINS]


def test_after_the_database_was_away_all_goes_on_without_a_restart(
    tmp_path: Path, postgres: PostgresServer, postgres_url: str
) -> None:
    asked = "when are household bins collected?"
    with (
        machine(tmp_path / "one", postgres_url) as one,
        machine(tmp_path / "two", postgres_url) as two,
    ):
        one.index([write(tmp_path, "bins.txt", BINS)])
        assert quoted(one.ask(asked)) == quoted(two.ask(asked)) == [BINS]
        postgres.stop()
        for library in (one, two):
            with pytest.raises(CatalogueError, match="Check that the database server runs"):
                library.ask(asked)
        postgres.start()
        assert quoted(one.ask(asked)) == quoted(two.ask(asked)) == [BINS]
        before = two.generations.loaded_at
        one.remove(one.sources()[0].document_id)
        until(lambda: two.generations.loaded_at > before)
        assert not two.ask(asked).quotes


def test_two_machines_index_one_library_in_turn_and_two_together(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.moderation.curating._LOCK_TIMEOUT_S", 0.05)
    bins, museum = write(tmp_path, "bins.txt", BINS), write(tmp_path, "museum.txt", MUSEUM)
    with (
        machine(tmp_path / "one", postgres_url) as one,
        machine(tmp_path / "two", postgres_url) as two,
    ):

        def meanwhile(_name: str, done: int, _total: int) -> None:
            if not done:
                with pytest.raises(LibraryBusyError, match="another run is indexing"):
                    two.index([museum], guild=FIRST_GUILD)
                two.index([museum], guild=SECOND_GUILD)

        one.index([bins], guild=FIRST_GUILD, progress=meanwhile)
        assert [source.path for source in two.sources(guild=FIRST_GUILD)] == [bins.as_posix()]
        assert [source.path for source in one.sources(guild=SECOND_GUILD)] == [museum.as_posix()]
