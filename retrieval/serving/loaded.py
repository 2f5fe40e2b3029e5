"""The search indexes in memory, of which those asked least recently go when there is no more room."""

from __future__ import annotations

import logging
import resource
import sys
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakValueDictionary

from retrieval.domain import SHARED_LIBRARY

if TYPE_CHECKING:
    from retrieval.search import Generation

log = logging.getLogger(__name__)

DEFAULT_MEMORY_MB = 512
"""What the indexes may take beside the model, on a server with 2 GB."""
_SHARE_OF_FILES = 2
"""Of the files that the process may have open, indexes take one in so many."""


class LoadedIndex(NamedTuple):
    """What is known in memory of a library."""

    revision: str
    generation: Generation | None
    """``None`` of a library without passages, which is known all the same."""

    @property
    def memory_bytes(self) -> int:
        """Bytes that it takes."""
        own = sys.getsizeof(self) + sys.getsizeof(self.revision)
        return own + (self.generation.memory_bytes if self.generation else 0)

    @property
    def mapped_files(self) -> int:
        """Files that it holds open."""
        return self.generation.mapped_files if self.generation else 0


class LoadedIndexes:
    """Indexes by library, within limits on memory and open files; safe for several threads.

    The shared library's stays, since every question reads it, and so does the one asked last, which
    may take more than the limit by itself. One that goes while a question still reads it is known
    until that ends, and comes back from there.
    """

    def __init__(self, most_bytes: int, most_files: int | None = None) -> None:
        """Hold no more than this many bytes and open files.

        :param most_files: half of those that the process may have open where not given.
        """
        self.most_bytes = most_bytes
        """What all may take together."""
        self._most_files = most_files if most_files is not None else _files_allowed()
        self._lock = threading.Lock()
        self._held: OrderedDict[str, LoadedIndex] = OrderedDict()
        self._taken: dict[str, tuple[int, int]] = {}
        """Bytes and open files of each, measured once."""
        self._read: WeakValueDictionary[tuple[str, str], Generation] = WeakValueDictionary()
        self.evicted = 0
        """How often an index had to go."""

    def get(self, library: str) -> LoadedIndex | None:
        """Return the index of a library, which has now been asked last."""
        with self._lock:
            found = self._held.get(library)
            if found is not None:
                self._held.move_to_end(library)
            return found

    def put(self, library: str, index: LoadedIndex) -> None:
        """Hold an index, and let go of others until all are within the limits."""
        taken = (index.memory_bytes, index.mapped_files)
        if taken[0] > self.most_bytes:
            log.warning(
                "the search index of the library %r takes %d MB of memory, more than "
                "RETRIEVAL_INDEX_MEMORY_MB allows for all together",
                library,
                taken[0] // 1_000_000,
            )
        with self._lock:
            self._held[library] = index
            self._held.move_to_end(library)
            self._taken[library] = taken
            if index.generation is not None:
                self._read[library, index.revision] = index.generation
            self._make_room(library)

    def still_read(self, library: str, revision: str) -> Generation | None:
        """Return an index that had to go while a question is not done with it."""
        with self._lock:
            return self._read.get((library, revision))

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._held.clear()
            self._taken.clear()
            self._read.clear()

    @property
    def libraries(self) -> tuple[str, ...]:
        """Those that are known, the one asked least recently first."""
        with self._lock:
            return tuple(self._held)

    @property
    def count(self) -> int:
        """How many libraries have an index in memory."""
        with self._lock:
            return sum(held.generation is not None for held in self._held.values())

    @property
    def memory_bytes(self) -> int:
        """Bytes that all take together."""
        with self._lock:
            return self._sums()[0]

    def _make_room(self, asked: str) -> None:
        taken, files = self._sums()
        for library in list(self._held):
            if taken <= self.most_bytes and files <= self._most_files:
                return
            if library not in (asked, SHARED_LIBRARY):
                gone = self._held.pop(library)
                own_bytes, own_files = self._taken.pop(library)
                taken, files = taken - own_bytes, files - own_files
                self.evicted += gone.generation is not None

    def _sums(self) -> tuple[int, int]:
        taken = self._taken.values()
        return sum(own for own, _ in taken), sum(files for _, files in taken)


def _files_allowed() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft // _SHARE_OF_FILES if soft != resource.RLIM_INFINITY else sys.maxsize
