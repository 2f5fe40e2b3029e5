"""Keeps the search index of each library in memory, always the one of the catalogue's revision."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from typing import TYPE_CHECKING

import filelock
import numpy as np

from retrieval.errors import IndexDamagedError, LibraryOutOfDateError
from retrieval.glossary import PassageOf, build_glossary
from retrieval.ingest import identity_of, passage_input
from retrieval.search import (
    Generation,
    LexicalIndex,
    Manifest,
    TokenCounts,
    VectorIndex,
    load_current,
    remove_generations,
    write_generation,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from retrieval.catalogue import DocumentStore, EmbeddingStore
    from retrieval.search import ModelFiles

log = logging.getLogger(__name__)


class Generations:
    """The current generation of each library; safe for several threads and processes.

    What another process changed is noticed by the library's revision and served from the next
    question on. A generation on disk that is torn or stale is built again from the catalogue,
    which embeds nothing.
    """

    def __init__(
        self, folder: Path, store: DocumentStore, embeddings: EmbeddingStore, model: ModelFiles
    ) -> None:
        """Keep the generations below ``folder``, one folder a library."""
        self._folder = folder
        self._store = store
        self._embeddings = embeddings
        self._model = model
        self._loaded: dict[str, tuple[str, Generation | None]] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def current(self, library: str, *, wait: bool = False) -> Generation | None:
        """Return the search index of a library; ``None`` while it has no passages.

        :param wait: until another thread has brought it up to date, rather than take the last one.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        loaded = self._loaded.get(library)
        if loaded is not None and loaded[0] == self._store.revision(library):
            return loaded[1]
        lock = self._locks[library]
        # While one thread brings the index up to date, the others go on with the one they have: a
        # passage that was removed meanwhile is no longer found in the catalogue and left out.
        if not lock.acquire(blocking=wait or loaded is None) and loaded is not None:
            return loaded[1]
        try:
            revision = self._store.revision(library)
            loaded = self._loaded.get(library)
            if loaded is None or loaded[0] != revision:
                loaded = (revision, self._load(library, revision))
                self._loaded[library] = loaded
        finally:
            lock.release()
        return loaded[1]

    def check(self, library: str) -> str | None:
        """Return what is wrong with the generation on disk, or ``None``."""
        _, passages = self._store.counts([library])
        if not passages:
            return None
        try:
            load_current(
                self._place(library), self._manifest(library, self._store.revision(library))
            )
        except IndexDamagedError as error:
            return str(error)
        return None

    def _load(self, library: str, revision: str) -> Generation | None:
        manifest = self._manifest(library, revision)
        place = self._place(library)
        if not manifest.passages:
            if place.is_dir():  # What was indexed of removed documents goes with them.
                self._change(place, lambda: remove_generations(place))
            return None
        try:
            return load_current(place, manifest)
        except IndexDamagedError:
            generation = self._build(library)
        if generation is not None:
            self._keep(place, generation, manifest)
        return generation

    def _keep(self, place: Path, generation: Generation, manifest: Manifest) -> None:
        self._change(place, lambda: write_generation(place, generation, manifest))

    @staticmethod
    def _change(place: Path, change: Callable[[], None]) -> None:
        try:
            place.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(place / ".lock"):
                change()
        except (OSError, RuntimeError) as error:  # FAISS raises the latter.
            # It serves from memory as well; only the next start has to build it again.
            log.warning("the search index could not be written to %s: %s", place, error)

    def _build(self, library: str) -> Generation | None:
        model = identity_of(self._model)
        missing = len(self._embeddings.missing(library, model))
        if missing:
            raise LibraryOutOfDateError(
                f"{missing} passages of the library {library!r} have no vectors of the model "
                f"{model.name}; run `python -m retrieval index` to embed them."
            )
        count = TokenCounts(self._model)
        stored = list(self._embeddings.all(library, model))
        if not stored:  # The last document was removed a moment ago.
            return None
        sentences = [passage.sentence_vectors for passage in stored]
        inputs = [passage_input(item.title, item.passage, count) for item in stored]
        texts = [item.text for item in inputs]
        return Generation(
            passage_ids=np.array([passage.id for passage in stored], dtype=np.int64),
            document_ids=np.array([passage.document_id for passage in stored], dtype=np.int64),
            vectors=VectorIndex.build(
                np.stack([passage.vector for passage in stored]).astype(np.float32)
            ),
            lexical=LexicalIndex.build(texts),
            headings=LexicalIndex.build([item.context for item in inputs]),
            sentence_vectors=np.concatenate(sentences),
            sentence_starts=np.cumsum([0, *map(len, sentences)], dtype=np.int64),
            piece_vectors=np.concatenate([passage.piece_vectors for passage in stored]),
            piece_starts=np.cumsum(
                [0, *(len(passage.piece_vectors) for passage in stored)], dtype=np.int64
            ),
            piece_frequencies=count.frequencies(texts),
            glossary=build_glossary(
                [PassageOf(item.id, item.document_id, item.passage) for item in stored]
            ),
        )

    def _place(self, library: str) -> Path:
        return self._folder / library.replace(":", "-")

    def _manifest(self, library: str, revision: str) -> Manifest:
        _, passages = self._store.counts([library])
        return Manifest(
            model_name=self._model.name,
            model_revision=self._model.revision,
            library=library,
            library_revision=revision,
            passages=passages,
        )
