"""The search index of each library on the disk: loaded where it is whole, built where it is not."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager, suppress
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import filelock

from retrieval.errors import IndexDamagedError, LibraryOutOfDateError
from retrieval.glossary import GlossaryBuilder, PassageOf
from retrieval.ingest import identity_of, passage_input
from retrieval.search import (
    EmbeddedRow,
    GenerationBuilder,
    Manifest,
    TokenCounts,
    load_current,
    manifest_of_current,
    name_of_current,
    remove_generations,
    write_generation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from retrieval.catalogue import DocumentStore, EmbeddingStore, StoredPassage
    from retrieval.search import Generation, ModelFiles

log = logging.getLogger(__name__)


class StoredIndexes:
    """The current generation of each library below a folder, one folder a library.

    One that is torn, stale or of another model is built again from the catalogue, which embeds
    nothing. Of several processes that miss the same one, the first builds it. What a library has
    of passages is read once, a document at a time, and however many there are, little of it is in
    memory at once.
    """

    def __init__(
        self, folder: Path, store: DocumentStore, embeddings: EmbeddingStore, model: ModelFiles
    ) -> None:
        """Keep the generations below ``folder``."""
        self._folder = folder
        self._store = store
        self._embeddings = embeddings
        self._model = model

    def get(
        self, library: str, revision: str, *, give_way: Callable[[], None] | None = None
    ) -> Generation | None:
        """Return the search index of a library; ``None`` while it has no passages.

        :param revision: the library's.
        :param give_way: called before each document of one that has to be built.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        manifest = self._manifest(library, revision)
        place = self._place(library)
        if not manifest.passages:
            if place.is_dir():  # What was indexed of removed documents goes with them.
                with _locked(place), _noted(place):
                    remove_generations(place)
            return None
        with suppress(IndexDamagedError):
            return load_current(place, manifest)
        with _locked(place):
            # Another process may have built it while this one waited for its turn.
            with suppress(IndexDamagedError):
                return load_current(place, manifest)
            return self._make(place, manifest, give_way)

    def last(self, library: str) -> Manifest | None:
        """Return what ``load`` needs for the generation on disk; ``None`` where there is none."""
        found = manifest_of_current(self._place(library))
        if found is None:
            return None
        return self._manifest(library, found.library_revision, found.passages)

    def load(self, last: Manifest) -> Generation:
        """Return the generation on disk, though the library may have changed since.

        :raises IndexDamagedError: if it is torn, of another model, or not the last any more.
        """
        return load_current(self._place(last.library), last)

    def name(self, library: str) -> str | None:
        """Return the name of the generation on disk, or ``None`` where there is none."""
        return name_of_current(self._place(library))

    def size(self, library: str) -> int:
        """Return the bytes that a library's search index takes on disk."""
        size = 0
        for path in self._place(library).rglob("*"):
            with suppress(OSError):  # An older generation is being removed.
                size += path.lstat().st_size
        return size

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

    def _make(
        self, place: Path, manifest: Manifest, give_way: Callable[[], None] | None
    ) -> Generation | None:
        """Build a generation, and return it as it is on the disk from now on."""
        count = TokenCounts(self._model)
        with GenerationBuilder(place, self._model, count) as builder:
            glossary = GlossaryBuilder()
            for passages in self._documents(manifest.library):
                if give_way is not None:
                    give_way()
                builder.add([_row(item, count) for item in passages])
                glossary.add(
                    [PassageOf(item.id, item.document_id, item.passage) for item in passages]
                )
            if not builder.rows:  # The last document was removed a moment ago.
                return None
            generation = builder.finish(glossary.finish())
            with _noted(place):
                write_generation(place, generation, manifest)
                return load_current(place, manifest, trusted=True)
        return generation

    def _documents(self, library: str) -> Iterator[list[StoredPassage]]:
        """Yield the passages of each document.

        :raises LibraryOutOfDateError: if some have no vectors of the configured model.
        """
        model = identity_of(self._model)
        missing = len(self._embeddings.missing(library, model))
        if missing:
            raise LibraryOutOfDateError(
                f"{missing} passages of the library {library!r} have no vectors of the model "
                f"{model.name}; run `python -m retrieval index` to embed them."
            )
        for _, some in groupby(self._embeddings.all(library, model), attrgetter("document_id")):
            yield list(some)

    def _place(self, library: str) -> Path:
        return self._folder / library.replace(":", "-")

    def _manifest(self, library: str, revision: str, passages: int | None = None) -> Manifest:
        if passages is None:
            _, passages = self._store.counts([library])
        return Manifest(
            model_name=self._model.name,
            model_revision=self._model.revision,
            library=library,
            library_revision=revision,
            passages=passages,
        )


def _row(stored: StoredPassage, count: TokenCounts) -> EmbeddedRow:
    return EmbeddedRow(
        stored.id,
        stored.document_id,
        passage_input(stored.title, stored.passage, count),
        stored.vector,
        stored.sentence_vectors,
        stored.piece_vectors,
    )


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    """Let no other process write to the folder of a library, where there can be such a folder."""
    with ExitStack() as held:
        with _noted(place):
            place.mkdir(parents=True, exist_ok=True)
            held.enter_context(filelock.FileLock(place / ".lock"))
        yield


@contextmanager
def _noted(place: Path) -> Iterator[None]:
    """Note what cannot be written. It serves from memory as well; the next start builds it again."""
    try:
        yield
    # FAISS raises RuntimeError.
    except (OSError, RuntimeError, IndexDamagedError) as error:
        log.warning("the search index could not be written to %s: %s", place, error)
