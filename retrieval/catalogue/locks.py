"""One run at a time changes the documents of a library, on whichever machine it is started."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import filelock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Engine

_POLL_S = 0.05


class RunLock(Protocol):
    """Keeps the runs on a library apart.

    A run that loses its lock halfway, with its connection, spoils nothing: what is stored is
    compared with what the run has seen (``ChangedMeanwhileError``).
    """

    def hold(self, library: str, *, timeout: float) -> AbstractContextManager[None]:
        """Keep others from changing the library meanwhile.

        :param timeout: seconds to wait for one who does.
        :raises TimeoutError: if that one has not ended by then.
        """
        ...


def run_lock(engine: Engine, folder: Path) -> RunLock:
    """Return the lock that all who use this catalogue share.

    :param folder: where an SQLite catalogue lies.
    """
    return FolderLock(folder) if engine.dialect.name == "sqlite" else _DatabaseLock(engine)


@dataclass(frozen=True, slots=True)
class FolderLock:
    """A file for each library, and one for the folder, held by whoever is taking one of these.

    A folder that another release works on has the latter alone, held for a whole run.
    """

    folder: Path

    @contextmanager
    def hold(self, library: str, *, timeout: float) -> Iterator[None]:
        """Keep others from changing the library meanwhile; see ``RunLock``."""
        until = time.monotonic() + timeout
        own = filelock.FileLock(self.folder / f".index-{library.replace(':', '-')}.lock")
        while True:
            with self._taking(until), suppress(filelock.Timeout):
                held = own.acquire(timeout=0)
                break
            if time.monotonic() >= until:
                raise TimeoutError(library)
            time.sleep(_POLL_S)
        with held:
            yield

    @contextmanager
    def hold_all(self, *, timeout: float) -> Iterator[None]:
        """Keep others from changing any library meanwhile.

        :param timeout: seconds to wait for those who do.
        :raises TimeoutError: if one of them has not ended by then.
        """
        until = time.monotonic() + timeout
        with self._taking(until), ExitStack() as held:
            for file in sorted(self.folder.glob(".index-*.lock")):
                held.enter_context(filelock.FileLock(file).acquire(timeout=_left(until)))
            yield

    def _taking(self, until: float) -> AbstractContextManager[object]:
        return filelock.FileLock(self.folder / ".index.lock").acquire(timeout=_left(until))


@dataclass(frozen=True, slots=True)
class _DatabaseLock:
    """One for each library, kept by the server."""

    engine: Engine

    @contextmanager
    def hold(self, library: str, *, timeout: float) -> Iterator[None]:
        # Only PostgreSQL needs its driver.
        from retrieval.catalogue.postgresql import advisory_lock  # noqa: PLC0415

        with advisory_lock(self.engine, f"run {library}", timeout=timeout):
            yield


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())
