"""Keeps the search index of each library in memory, always the one of the catalogue's revision."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from retrieval.domain import SHARED_LIBRARY
from retrieval.errors import IndexDamagedError, LibraryOutOfDateError
from retrieval.serving.loaded import DEFAULT_MEMORY_MB, LoadedIndex, LoadedIndexes
from retrieval.serving.stored import StoredIndexes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from retrieval.catalogue import DocumentStore, EmbeddingStore
    from retrieval.search import Generation, ModelFiles

_REST_S = 30.0
_REST_FACTOR = 40
"""A job builds an index of what it has stored so far at most this often: after so many seconds, and so
many times as long as the last one took."""


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
        :param under_way: tells whether another process is changing a library, which builds its index
            meanwhile and when it is done.
        """
        self._store = store
        self.stored = StoredIndexes(folder, store, embeddings, model)
        """The same on the disk."""
        self._under_way = under_way
        self._loaded = LoadedIndexes(memory_mb * 1_000_000)
        # A library's lock is known for as long as a thread has to do with it.
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._locks_lock = threading.Lock()
        self._rests_until: dict[str, float] = {}
        """Of libraries that this process is changing."""
        self.loaded_at: float = 0.0
        """Unix time at which an index was last taken into memory."""

    def current(self, library: str, *, wait: bool = False) -> Generation | None:
        """Return the search index of a library; ``None`` while it has no passages.

        While a job changes the library, it is the last one that the job has built.

        :param wait: until another thread has brought it up to date, rather than take the last one.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        loaded = self._loaded.get(library)
        if loaded is not None and loaded.revision == self._store.revision(library):
            return loaded.generation
        # Each file that a job stores changes the revision, and building takes from whoever asks.
        if self._under_way(library) and (last := self._last(library, loaded)):
            return last
        return self.renew(library, wait=wait)

    def renew(
        self, library: str, *, wait: bool = True, give_way: Callable[[], None] | None = None
    ) -> Generation | None:
        """Return the search index of a library as it is now, whoever is changing it.

        :param wait: until another thread has brought it up to date, rather than take the last one.
        :param give_way: called before each document of one that has to be built.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        loaded = self._loaded.get(library)
        with self._turn(library, wait=wait or loaded is None) as mine:
            if mine:
                revision = self._store.revision(library)
                loaded = self._at_hand(library, revision) or self._hold(
                    library, revision, self.stored.get(library, revision, give_way=give_way)
                )
        return loaded.generation if loaded else None

    def keep_up(self, library: str, *, give_way: Callable[[], None] | None = None) -> None:
        """Build the index of what this process has stored so far, unless it did a moment ago.

        Called while it changes a library: other processes search the last one until it is done.

        :param give_way: called before each document.
        """
        began = time.monotonic()
        if began < self._rests_until.setdefault(library, began + _REST_S):
            return
        with suppress(LibraryOutOfDateError):  # Its passages are being embedded.
            self.renew(library, give_way=give_way)
        ended = time.monotonic()
        self._rests_until[library] = ended + max(_REST_S, _REST_FACTOR * (ended - began))

    def _last(self, library: str, loaded: LoadedIndex | None) -> Generation | None:
        """Return the index that was built last, though the library has changed since."""
        last = self.stored.last(library)
        if last is not None and (loaded is None or loaded.revision != last.library_revision):
            with self._turn(library, wait=loaded is None) as mine:
                if mine:
                    with suppress(IndexDamagedError):  # It is torn, or not the last any more.
                        revision = last.library_revision
                        loaded = self._at_hand(library, revision) or self._hold(
                            library, revision, self.stored.load(last)
                        )
        return loaded.generation if loaded else None

    @contextmanager
    def _turn(self, library: str, *, wait: bool) -> Iterator[bool]:
        """Let one thread at a time change what is held of a library; tell whether it is this one.

        While one brings the index up to date, the others go on with the one they have: a passage
        that was removed meanwhile is no longer found in the catalogue and left out.
        """
        with self._locks_lock:
            lock = self._locks.setdefault(library, threading.Lock())
        mine = lock.acquire(blocking=wait)
        try:
            yield mine
        finally:
            if mine:
                lock.release()

    def _at_hand(self, library: str, revision: str) -> LoadedIndex | None:
        """Return what is in memory of a revision, maybe for a question that is not done with it."""
        loaded = self._loaded.get(library)
        if loaded is not None and loaded.revision == revision:
            return loaded
        read = self._loaded.still_read(library, revision)
        return self._hold(library, revision, read) if read else None

    def _hold(self, library: str, revision: str, generation: Generation | None) -> LoadedIndex:
        held = LoadedIndex(revision, generation)
        self._loaded.put(library, held)
        self.loaded_at = time.time()
        return held

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
