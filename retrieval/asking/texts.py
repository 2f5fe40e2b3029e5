"""What passages say, kept from one question to the next for as long as their library is the same."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.catalogue import DocumentStore
    from retrieval.domain import Document, Passage

_MOST_BYTES = 64_000_000
_TIMES_ITS_TEXT = 4
"""Of the memory that a document takes with all of its passages: measured on 254 public service pages; six
times where it is very short."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document as it was read, with those of its passages that were asked for."""

    document: Document
    revision: str
    """Of its library, when it was read or a moment before."""
    passages: dict[int, Passage] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """About the bytes that it takes with all of its passages."""
        return _TIMES_ITS_TEXT * sys.getsizeof(self.document.text)


class Texts:
    """Passages by id, with their documents; safe for several threads.

    Questions find the same passages again and again, and reading one takes as long as ranking
    it. Those that were found least recently go.
    """

    def __init__(self, documents: DocumentStore, *, most_bytes: int = _MOST_BYTES) -> None:
        """Read from a catalogue, and keep about as many bytes."""
        self._documents = documents
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._bytes = 0

    def read(
        self, hits: Iterable[tuple[int, int]], libraries: Sequence[str]
    ) -> dict[int, tuple[Document, Passage]]:
        """Return the passages that are in the catalogue now, by id.

        :param hits: the document's id and the passage's of each.
        :param libraries: those that the documents are in.
        """
        revisions = self._documents.revisions(libraries)
        found: dict[int, tuple[Document, Passage]] = {}
        missing = []
        with self._lock:
            for document_id, passage_id in hits:
                kept = self._kept.get(document_id)
                if kept is None or revisions.get(kept.document.library) != kept.revision:
                    missing.append(passage_id)
                elif passage_id in kept.passages:
                    self._kept.move_to_end(document_id)
                    found[passage_id] = (kept.document, kept.passages[passage_id])
                else:
                    missing.append(passage_id)
        if missing:
            # They are those of the revision, or newer: then the next question reads them again.
            read = self._documents.passages_by_id(missing)
            self._keep(read, revisions)
            found |= read
        return found

    def _keep(self, read: dict[int, tuple[Document, Passage]], revisions: dict[str, str]) -> None:
        with self._lock:
            for passage_id, (document, passage) in read.items():
                revision = revisions.get(document.library, "")
                kept = self._kept.get(document.id)
                if kept is None or kept.revision != revision:
                    self._drop(document.id)
                    kept = self._kept[document.id] = _Kept(document, revision)
                    self._bytes += kept.bytes
                kept.passages[passage_id] = passage
                self._kept.move_to_end(document.id)
            while self._bytes > self._most_bytes and self._kept:
                self._drop(next(iter(self._kept)))

    def _drop(self, document_id: int) -> None:
        gone = self._kept.pop(document_id, None)
        self._bytes -= 0 if gone is None else gone.bytes
