"""Changing what the library holds: documents come in, go, and are corrected, one run at a time."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import filelock

from retrieval.documents import Parser
from retrieval.domain import library_of, shown_title, source_of
from retrieval.errors import CatalogueError, LibraryBusyError, SourceNotFoundError
from retrieval.ingest import Ingest, Refresh, check_corrections, correct, identity_of
from retrieval.search import Embedder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from retrieval.catalogue import DocumentStore, EmbeddingStore, FileStore
    from retrieval.domain import Source
    from retrieval.ingest import IndexReport, Progress
    from retrieval.search import ModelFiles
    from retrieval.serving import Generations
    from retrieval.settings import RetrievalSettings

_LOCK_TIMEOUT_S = 60.0


class Curating:
    """Writes to the libraries; ``Library`` tells what each method does for its callers."""

    def __init__(
        self,
        folder: Path,
        settings: RetrievalSettings,
        *,
        model: ModelFiles,
        documents: DocumentStore,
        files: FileStore,
        embeddings: EmbeddingStore,
        generations: Generations,
    ) -> None:
        """Work on the library in ``folder``."""
        self._folder = folder
        self._settings = settings
        self._model = model
        self._documents = documents
        self._files = files
        self._embeddings = embeddings
        self._generations = generations

    def index(
        self,
        paths: Sequence[Path],
        *,
        guild: int | None,
        prune: bool,
        progress: Progress,
        parser: Parser | None,
    ) -> IndexReport:
        """Read and embed what is new or changed; see ``Library.index``."""
        library = library_of(guild)
        with self._only_run(), parser or Parser() as reading:
            report = Ingest(
                self._files,
                self._embeddings,
                library=library,
                model=self._model,
                load_embedder=self._index_embedder,
                parser=reading,
            ).run(paths, progress, prune=prune)
            for other in self._documents.libraries():
                self._refresh(other).embed_missing(progress)
            kept_for = dt.timedelta(days=self._settings.answer_days)
            with suppress(CatalogueError):  # It waits until the next run, and the report does not.
                self._files.forget_superseded(dt.datetime.now(dt.UTC) - kept_for)
        self._generations.current(library)
        return report

    def remove(self, document_id: int, *, guild: int | None) -> Source:
        """Remove a document and its earlier versions; see ``Library.remove``."""
        library = library_of(guild)
        document = self._documents.get([library], document_id)
        if document is None or not self._documents.remove(library, document_id):
            raise SourceNotFoundError(f"there is no document {document_id} here to remove.")
        self._generations.current(library)
        return source_of(document)

    def correct(
        self,
        document_id: int,
        fields: dict[str, Any],
        *,
        forget: Collection[str],
        guild: int | None,
    ) -> Source:
        """Correct what a document says about itself; see ``Library.correct``."""
        library = library_of(guild)
        said = check_corrections({**fields, **dict.fromkeys(forget, "")})
        with self._only_run():
            document = self._documents.get([library], document_id)
            stated = self._documents.stated(library, document_id)
            if document is None or stated is None:
                raise SourceNotFoundError(f"there is no document {document_id} here to correct.")
            before = self._documents.corrections(library, document_id) or {}
            kept = {name: value for name, value in (before | said).items() if name not in forget}
            title = shown_title(correct(stated, kept), document.path, document.part)
            renamed = title != document.title
            corrected = self._documents.correct(
                library,
                document_id,
                kept,
                model=identity_of(self._model),
                # All are embedded before anything is stored.
                passages=list(self._refresh(library).under(title, document_id)) if renamed else (),
            )
        self._generations.current(library)
        return source_of(corrected or document)

    @contextmanager
    def _only_run(self) -> Iterator[None]:
        """Keep others from changing documents meanwhile."""
        lock = filelock.FileLock(self._folder / ".index.lock")
        try:
            lock.acquire(timeout=_LOCK_TIMEOUT_S)
        except filelock.Timeout:
            raise LibraryBusyError(
                f"another run is indexing into {self._folder}; wait until it has ended, then "
                "run this again."
            ) from None
        except OSError as error:
            raise unwritable(self._folder, error) from error
        try:
            yield
        finally:
            lock.release()

    def _index_embedder(self) -> Embedder:
        return Embedder(self._model, threads=self._settings.index_threads)

    def _refresh(self, library: str) -> Refresh:
        return Refresh(
            self._documents,
            self._embeddings,
            library=library,
            model=self._model,
            load_embedder=self._index_embedder,
        )


def unwritable(folder: Path, error: OSError) -> CatalogueError:
    """Return what to say where the folder of the library cannot be written to."""
    return CatalogueError(
        f"{folder}, the folder of the library, cannot be written to: {error.strerror}. "
        "Check whose it is, and that its disk is neither full nor read-only."
    )
