"""Notices of changed libraries, which PostgreSQL carries from one process to the others.

They only save time: whoever answers compares the library's revision anyway, so that a notice that
is late or lost makes one question slower and none of them wrong.
"""

from __future__ import annotations

import logging
import selectors
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from retrieval.errors import CatalogueError, RetrievalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

_CHANNEL = "chapter_and_verse_changes"
_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 15.0
_QUIET_S = 0.5
"""A run changes a library with each file; the notices of that long are taken together."""
_LONGEST_UNQUIET_S = 10.0
_FAREWELL_S = 5.0
"""Given to a notice that is being followed when all ends."""


def announce(connection: Connection, library: str) -> None:
    """Tell all listeners about a change, as soon as the transaction that makes it is committed."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(_CHANNEL, library)))


def listen(engine: Engine, changed: Callable[[str | None], None]) -> ChangeListener | None:
    """Call ``changed`` with each library that another process changes, or this one.

    It is called with ``None`` when any of them may have been: at first, and after an interruption.
    SQLite tells nothing, so there is nobody to listen.
    """
    return ChangeListener(engine, changed) if engine.dialect.name == "postgresql" else None


class ChangeListener:
    """A thread that listens on a connection of its own until it is closed."""

    def __init__(self, engine: Engine, changed: Callable[[str | None], None]) -> None:
        """Begin to listen; see ``listen``."""
        self._engine = engine
        self._changed = changed
        self._ended = threading.Event()
        self._woken, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._work, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._ended.set()
        self._waker.send(b"\0")
        self._thread.join(_FAREWELL_S)
        self._woken.close()
        self._waker.close()

    def _work(self) -> None:
        delay = _FIRST_DELAY_S
        while not self._ended.is_set():
            try:
                with self._listening() as driver:
                    delay = _FIRST_DELAY_S
                    self._tell(None)
                    self._follow(driver)
            except (CatalogueError, self._engine.dialect.loaded_dbapi.Error) as error:
                if not self._ended.wait(delay):
                    log.warning("listening for changes of the catalogue again after: %s", error)
                delay = min(2 * delay, _LONGEST_DELAY_S)

    @contextmanager
    def _listening(self) -> Iterator[Any]:
        """Give the driver's connection, on which notices arrive."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # The pool's connections are for those who ask.
            connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
            yield connection.connection.dbapi_connection

    def _follow(self, driver: Any) -> None:
        """Tell what is announced; return at the end, raise when the connection is lost."""
        with selectors.DefaultSelector() as selector:
            selector.register(driver, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                selector.select()
                libraries = self._gather(driver, selector)
                if self._ended.is_set():
                    return
                for library in libraries:
                    self._tell(library)

    def _gather(self, driver: Any, selector: selectors.BaseSelector) -> list[str]:
        """Return which libraries notices name until it is quiet, each once."""
        until = time.monotonic() + _LONGEST_UNQUIET_S
        found: dict[str, None] = {}
        while not self._ended.is_set():
            driver.pgconn.consume_input()
            while notice := driver.pgconn.notifies():
                found[notice.extra.decode()] = None
            if time.monotonic() >= until or not selector.select(_QUIET_S):
                break
        return list(found)

    def _tell(self, library: str | None) -> None:
        try:
            self._changed(library)
        except RetrievalError as error:
            # Whoever asks next meets the same, and is told.
            log.warning("a changed library could not be brought up to date: %s", error)
        except Exception:
            log.exception("a changed library could not be brought up to date")
