"""Changing what the library holds: documents come in, go, and are corrected, one run at a time."""

from __future__ import annotations

import copy
import datetime as dt
import logging
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from retrieval.documents import Parser
from retrieval.domain import library_of, shown_title, source_of
from retrieval.errors import CatalogueError, LibraryBusyError, SourceNotFoundError
from retrieval.ingest import (
    Ingest,
    Refresh,
    Signatures,
    check_corrections,
    correct,
    identity_of,
    location_of,
)
from retrieval.search import Embedder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Self

    from retrieval.catalogue import (
        ChangeStore,
        DocumentStore,
        EmbeddingStore,
        EventStore,
        FileStore,
        RunLock,
        Trash,
    )
    from retrieval.domain import Source
    from retrieval.ingest import Given, IndexReport, Progress
    from retrieval.search import ModelFiles
    from retrieval.serving.generations import Generations
    from retrieval.settings import RetrievalSettings

log = logging.getLogger(__name__)

_LOCK_TIMEOUT_S = 60.0
_EDIT_TIMEOUT_S = 2.0
"""Somebody looks on while a document is corrected, and tries again later."""
RESTORABLE_FOR = dt.timedelta(days=7)
"""How long what was removed can be restored."""


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
        lock: RunLock,
        events: EventStore,
        changes: ChangeStore,
        trash: Trash,
    ) -> None:
        """Work on the library in ``folder``."""
        self._folder = folder
        self._settings = settings
        self._model = model
        self._documents = documents
        self._files = files
        self._embeddings = embeddings
        self._generations = generations
        self._lock = lock
        self._events = events
        self._changes = changes
        self._trash = trash
        self._give_way: Callable[[], None] | None = None

    def yielding(self, give_way: Callable[[], None]) -> Self:
        """Return one that shares all else, and gives way before each small part of what it does."""
        gentle = copy.copy(self)
        gentle._give_way = give_way  # noqa: SLF001 - a copy of this.
        return gentle

    def index(
        self,
        paths: Sequence[Path],
        *,
        guild: int | None,
        prune: bool,
        progress: Progress,
        parser: Parser | None,
    ) -> IndexReport:
        """Read and embed what is new or changed, and record it; see ``Library.index``."""
        library = library_of(guild)
        report = self.run(library, paths, progress, prune=prune, parser=parser, report_faults=True)
        if changes := report.changes():
            self._events.add(library, "indexed", detail=changes)
        self._embed_elsewhere(library, progress)
        return report

    def run(
        self,
        library: str,
        paths: Sequence[Path],
        progress: Progress,
        *,
        prune: bool = False,
        parser: Parser | None = None,
        readmit: bool = True,
        kept_out: Callable[[], Collection[str]] = frozenset,
        given: Mapping[str, Given] | None = None,
        report_faults: bool = False,
    ) -> IndexReport:
        """Read and embed what is new or changed, and tidy up; see ``Ingest.run``."""
        with self.only_run(library, _LOCK_TIMEOUT_S), parser or Parser() as reading:
            report = Ingest(
                self._files,
                self._embeddings,
                library=library,
                model=self._model,
                load_embedder=self._index_embedder,
                parser=reading,
                after_storing=lambda: self._generations.keep_up(library, give_way=self._give_way),
            ).run(
                paths,
                progress,
                prune=prune,
                readmit=readmit,
                kept_out=kept_out,
                given=given,
                report_faults=report_faults,
            )
            folders = [location_of(path) for path in paths if path.is_dir()]
            self._refresh(library).embed_missing(progress)
            with suppress(CatalogueError):  # It waits until the next run, and the report does not.
                self._changes.note_folders(library, folders)
                self.forget_old()
        self._generations.renew(library, give_way=self._give_way)
        return report

    def catch_up(self, library: str) -> None:
        """Have what a run has stored be found that did not come to its end.

        :raises CatalogueError: if the catalogue fails.
        """
        try:
            self._generations.renew(library, give_way=self._give_way)
        except CatalogueError:
            raise
        # The run may have failed for the same reason, or not embedded all with another model; it has
        # been told then, and whoever asks next builds the index or is told as well.
        except Exception as error:  # noqa: BLE001
            log.warning("the index of %r could not be built: %s", library, type(error).__name__)

    def remove(
        self,
        document_id: int,
        *,
        guild: int | None,
        actor: int | None = None,
        only_present: bool = False,
    ) -> Source:
        """Remove a document and its earlier versions; see ``Library.remove``."""
        library = library_of(guild)
        document = self._documents.get([library], document_id)
        if document is None or not self._documents.remove(
            library, document_id, actor=actor, only_present=only_present
        ):
            raise SourceNotFoundError(f"there is no document {document_id} here to remove.")
        self._generations.current(library)
        return source_of(document)

    def forget_old(self) -> None:
        """Let go for good of what was removed, or replaced, longer ago than it is kept."""
        kept_for = dt.timedelta(days=self._settings.answer_days)
        self._files.forget_superseded(dt.datetime.now(dt.UTC) - kept_for)
        self._trash.forget(restorable_since())

    def restore(self, document_id: int, *, guild: int | None, actor: int | None) -> Source:
        """Bring back what was removed; see ``Library.restore``."""
        library = library_of(guild)
        self._trash.restore(
            library,
            document_id,
            since=restorable_since(),
            actor=actor,
            near=Signatures(self._files.signatures(library)).near,
        )
        # Another model may be in use by now.
        self._refresh(library).embed_missing(lambda _name, _done, _total: None)
        self._generations.renew(library)
        document = self._documents.get([library], document_id)
        if document is None:
            raise SourceNotFoundError("it was removed again at this moment.")
        return source_of(document)

    def correct(
        self,
        document_id: int,
        fields: dict[str, Any],
        *,
        forget: Collection[str],
        guild: int | None,
        actor: int | None = None,
    ) -> Source:
        """Correct what a document says about itself; see ``Library.correct``."""
        library = library_of(guild)
        said = check_corrections({**fields, **dict.fromkeys(forget, "")})
        with self.only_run(library, _EDIT_TIMEOUT_S):
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
                actor=actor,
            )
        self._generations.current(library)
        return source_of(corrected or document)

    @contextmanager
    def only_run(self, library: str, patience: float) -> Iterator[None]:
        """Keep others from changing documents meanwhile.

        :param patience: seconds to wait for one who does.
        :raises LibraryBusyError: if that one has not ended by then.
        """
        with ExitStack() as held:
            try:
                held.enter_context(self._lock.hold(library, timeout=patience))
            except TimeoutError:
                raise LibraryBusyError(
                    f"another run is indexing into {self._folder}; wait until it has ended, then "
                    "run this again."
                ) from None
            except OSError as error:
                raise unwritable(self._folder, error) from error
            yield

    def _embed_elsewhere(self, library: str, progress: Progress) -> None:
        """Embed what has no vectors of this model in the other libraries.

        Each is changed while this alone is held, so that no two runs wait for one another.
        """
        for other in self._documents.libraries():
            if other != library and self._embeddings.missing(other, identity_of(self._model)):
                with self.only_run(other, _LOCK_TIMEOUT_S):
                    self._refresh(other).embed_missing(progress)

    def _index_embedder(self) -> Embedder:
        return Embedder(
            self._model, threads=self._settings.index_threads, before_batch=self._give_way
        )

    def _refresh(self, library: str) -> Refresh:
        return Refresh(
            self._documents,
            self._embeddings,
            library=library,
            model=self._model,
            load_embedder=self._index_embedder,
        )


def restorable_since() -> dt.datetime:
    """Return when something must have been removed so that it can be restored now."""
    return dt.datetime.now(dt.UTC) - RESTORABLE_FOR


def unwritable(folder: Path, error: OSError) -> CatalogueError:
    """Return what to say where the folder of the library cannot be written to."""
    return CatalogueError(
        f"{folder}, the folder of the library, cannot be written to: {error.strerror}. "
        "Check whose it is, and that its disk is neither full nor read-only."
    )
