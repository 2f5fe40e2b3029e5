"""A change is told to whoever listens, in this process and in others, and none is missed."""

from __future__ import annotations

import queue
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import listen
from retrieval.errors import LibraryOutOfDateError
from tests.retrieval.catalogue.stores import Stores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.postgres import PostgresServer

REPOSITORY = Path(__file__).parents[3]
PATIENCE_S = 30.0
CHANGE = """
import sys
from retrieval.catalogue import connect
from tests.retrieval.catalogue.stores import Stores
Stores(connect(sys.argv[1])).put(sys.argv[2])
"""


class Heard:
    """What a listener was told, in order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._told: queue.Queue[str | None] = queue.Queue()

    def __call__(self, library: str | None) -> None:
        """Take what is told."""
        self._told.put(library)

    def next(self) -> str | None:
        """Wait for what is told next."""
        return self._told.get(timeout=PATIENCE_S)

    def nothing_more(self) -> bool:
        """Tell whether all that was told is taken."""
        return self._told.empty()


@contextmanager
def listening(engine: Engine, heard: Heard) -> Iterator[None]:
    """Listen meanwhile."""
    listener = listen(engine, heard)
    assert listener is not None
    try:
        yield
    finally:
        listener.close()


def test_nobody_listens_to_a_file(sqlite_engine: Engine) -> None:
    assert listen(sqlite_engine, Heard()) is None


def test_a_change_by_another_process_is_told(postgres_url: str, postgres_engine: Engine) -> None:
    heard = Heard()
    with listening(postgres_engine, heard):
        assert heard.next() is None  # Any may have changed before.
        change = [sys.executable, "-c", CHANGE, postgres_url, "guild:7"]
        subprocess.run(change, cwd=REPOSITORY, check=True)
        assert heard.next() == "guild:7"


def test_many_changes_of_a_library_are_told_together(postgres_engine: Engine) -> None:
    heard, stores = Heard(), Stores(postgres_engine)
    with listening(postgres_engine, heard):
        assert heard.next() is None
        for number in range(5):
            stores.put("guild:1", name=f"{number}.md")
        stores.put("guild:2")
        assert [heard.next(), heard.next()] == ["guild:1", "guild:2"]
        stores.put("guild:1", name="last.md")
        assert heard.next() == "guild:1"
        assert heard.nothing_more()


def test_nothing_is_told_of_a_change_that_was_taken_back(postgres_engine: Engine) -> None:
    heard, stores = Heard(), Stores(postgres_engine)
    with listening(postgres_engine, heard):
        assert heard.next() is None
        with pytest.raises(TypeError):
            stores.put("guild:1", near={"no id": 0.9}, corrections=object())
        stores.put("guild:2")
        assert heard.next() == "guild:2"


def test_after_the_server_was_away_anything_may_have_changed(
    postgres: PostgresServer, postgres_engine: Engine
) -> None:
    heard, stores = Heard(), Stores(postgres_engine)
    with listening(postgres_engine, heard):
        assert heard.next() is None
        postgres.stop()
        postgres.start()
        stores.put("guild:1")  # It may come before the listener is back, or after.
        assert heard.next() is None
        stores.put("guild:2")
        while heard.next() != "guild:2":
            pass


def test_one_who_fails_goes_on_listening(
    postgres_engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    heard, stores = Heard(), Stores(postgres_engine)

    def fail(library: str | None) -> None:
        heard(library)
        if library == "guild:1":
            raise LibraryOutOfDateError("2 passages have no vectors.")
        if library == "guild:2":
            raise ZeroDivisionError

    listener = listen(postgres_engine, fail)
    assert listener is not None
    assert heard.next() is None
    for library in ("guild:1", "guild:2", "guild:3"):
        stores.put(library)
        assert heard.next() == library
    listener.close()
    assert "could not be brought up to date: 2 passages have no vectors." in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_it_ends_at_once_also_while_the_server_is_away(
    postgres: PostgresServer, postgres_engine: Engine
) -> None:
    heard = Heard()
    with listening(postgres_engine, heard):
        assert heard.next() is None
        postgres.stop()
        began = time.monotonic()
    postgres.start()
    assert time.monotonic() - began < PATIENCE_S
