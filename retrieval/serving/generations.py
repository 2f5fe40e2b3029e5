"""Keeps the search index of each library in memory, always the one of the catalogue's revision."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from retrieval.domain import SHARED_LIBRARY
from retrieval.errors import LibraryOutOfDateError
from retrieval.serving.loaded import DEFAULT_MEMORY_MB, LoadedIndex, LoadedIndexes
from retrieval.serving.stored import StoredIndexes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from retrieval.catalogue import DocumentStore, EmbeddingStore
    from retrieval.search import Generation, ModelFiles

_REST_S = 30.0
_REST_FACTOR = 40
"""While a job changes a library, an index is built for questions at most this often: after so many
seconds, and so many times as long as the last one took. Of twenty questions, one may wait for it."""


class Generations:
    """The current generation of each library; safe for several threads and processes.

    Libraries are loaded when they are asked, and those asked least recently go when all take more
    memory than they may; one that is asked again is loaded from the disk, not built. What another
    process changed is noticed by the library's revision and served from the next
    question on. A generation on disk that is torn or stale is built again from the catalogue,
    which embeds nothing.
    """

    def __init__(
        self,
        folder: Path,
        store: DocumentStore,
        embeddings: EmbeddingStore,
        model: ModelFiles,
        *,
        memory_mb: int = DEFAULT_MEMORY_MB,
        under_way: Callable[[str], bool] = lambda _library: False,
    ) -> None:
        """Keep the generations below ``folder``, one folder a library.

        :param memory_mb: what all those in memory may take, in millions of bytes.
        :param under_way: tells whether another process is changing a library and will build its
            index when it is done.
        """
        self._store = store
        self.stored = StoredIndexes(folder, store, embeddings, model)
        """The same on the disk."""
        self._under_way = under_way
        self._loaded = LoadedIndexes(memory_mb * 1_000_000)
        # A library's lock is known for as long as a thread has to do with it.
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._locks_lock = threading.Lock()
        self._rested_at: dict[str, float] = {}
        self.loaded_at: float = 0.0
        """Unix time at which an index was last taken into memory."""

    def current(self, library: str, *, wait: bool = False) -> Generation | None:
        """Return the search index of a library; ``None`` while it has no passages.

        While a job changes the library, it may be the last one for a while.

        :param wait: until another thread has brought it up to date, rather than take the last one.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        loaded = self._loaded.get(library)
        if loaded is not None and loaded.revision == self._store.revision(library):
            return loaded.generation
        # Each file that a job stores changes the revision, and none is worth an index of its own.
        rests = not wait or time.monotonic() < self._rested_at.get(library, 0.0)
        if loaded is not None and loaded.generation and rests and self._under_way(library):
            return loaded.generation
        return self.renew(library, wait=wait)

    def renew(self, library: str, *, wait: bool = True) -> Generation | None:
        """Return the search index of a library as it is now, whoever is changing it.

        :param wait: until another thread has brought it up to date, rather than take the last one.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        loaded = self._loaded.get(library)
        with self._locks_lock:
            lock = self._locks.setdefault(library, threading.Lock())
        # While one thread brings the index up to date, the others go on with the one they have: a
        # passage that was removed meanwhile is no longer found in the catalogue and left out.
        if not lock.acquire(blocking=wait or loaded is None) and loaded is not None:
            return loaded.generation
        try:
            revision = self._store.revision(library)
            loaded = self._loaded.get(library)
            if loaded is None or loaded.revision != revision:
                began = time.monotonic()
                generation = self._loaded.still_read(library, revision)
                loaded = LoadedIndex(revision, generation or self.stored.get(library, revision))
                self._loaded.put(library, loaded)
                self.loaded_at = time.time()
                ended = time.monotonic()
                self._rested_at[library] = ended + max(_REST_S, _REST_FACTOR * (ended - began))
        finally:
            lock.release()
        return loaded.generation

    @property
    def loaded(self) -> int:
        """How many libraries are in memory."""
        return self._loaded.count

    @property
    def memory_bytes(self) -> int:
        """Bytes that the indexes in memory take together."""
        return self._loaded.memory_bytes

    @property
    def evicted(self) -> int:
        """How often an index had to go to make room for another."""
        return self._loaded.evicted

    def warm(self, libraries: Iterable[str]) -> None:
        """Load the shared library, and of the others as many as there is room for."""
        for library in (SHARED_LIBRARY, *libraries):
            if self.evicted:
                return
            self.current(library)

    def refresh(self, library: str | None = None) -> None:
        """Bring a library up to date ahead of the next question, or all; only those in memory."""
        known = self._loaded.libraries
        for name in known if library is None else (library,):
            if name in known and not self._under_way(name):
                with suppress(LibraryOutOfDateError):  # Whoever asks is told.
                    self.current(name, wait=True)
