"""One run at a time changes the documents of a library, on whichever machine it is started."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import filelock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Engine


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
    return _FileLock(folder) if engine.dialect.name == "sqlite" else _DatabaseLock(engine)


@dataclass(frozen=True, slots=True)
class _FileLock:
    """One for all libraries of a folder: SQLite has one writer anyway."""

    folder: Path

    @contextmanager
    def hold(self, library: str, *, timeout: float) -> Iterator[None]:  # noqa: ARG002
        with filelock.FileLock(self.folder / ".index.lock").acquire(timeout=timeout):
            yield


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
