"""One run over files and folders: what is new or changed goes into the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from retrieval.catalogue import NewDocument
from retrieval.documents import find_files
from retrieval.errors import CatalogueError, ChangedMeanwhileError, UnreadableDocumentError
from retrieval.ingest.corrections import CORRECTIONS_FILE, CorrectionsFiles
from retrieval.ingest.duplicates import NEAR_FROM, Signatures, similarity
from retrieval.ingest.examining import Examiner, Pending, location_of
from retrieval.ingest.gone import report_gone
from retrieval.ingest.inputs import identity_of
from retrieval.ingest.known import KnownContent
from retrieval.ingest.report import FileReport, FileStatus, IndexReport
from retrieval.ingest.vectors import AT_ONCE, PassageVectors
from retrieval.search import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from retrieval.catalogue import EmbeddedPassage, EmbeddingStore, FileStore
    from retrieval.documents import Parser
    from retrieval.ingest.given import Given
    from retrieval.search import Embedder, ModelFiles

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

_AS_BEFORE = (FileStatus.UNCHANGED, FileStatus.DUPLICATE)


class Ingest:
    """One run over some paths, for one library.

    Each file is stored in one transaction, so a run that dies leaves whole documents only, and
    running it again goes on where it stopped.
    """

    def __init__(
        self,
        files: FileStore,
        embeddings: EmbeddingStore,
        *,
        library: str,
        model: ModelFiles,
        load_embedder: Callable[[], Embedder],
        parser: Parser,
        after_storing: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare a run.

        :param load_embedder: called when the first passage needs a vector.
        :param after_storing: called when some of the files are stored.
        """
        self._files = files
        self._library = library
        self._model_files = model
        self._model = identity_of(model)
        self._vectors = PassageVectors(embeddings, library, self._model, load_embedder)
        self._parser = parser
        self._after_storing = after_storing

    def run(
        self,
        paths: Sequence[Path],
        progress: Progress,
        *,
        prune: bool = False,
        readmit: bool = True,
        kept_out: Callable[[], Collection[str]] = frozenset,
        given: Mapping[str, Given] | None = None,
        report_faults: bool = True,
    ) -> IndexReport:
        """Index files and folders; a file that cannot be read costs only itself.

        :param prune: remove what came from files that are gone from these folders.
        :param readmit: take from files that are named themselves also what a moderator removed.
        :param kept_out: returns the hashes of texts that stay removed all the same.
        :param given: what is said of files, by location.
        :param report_faults: where the catalogue fails, report the files that it did not take,
            rather than raise what it says.
        :raises CatalogueError: if it fails, and this is not to be reported.
        """
        report = IndexReport()
        # A file that is named twice is one file.
        files = list({location_of(path): path for path in self._find(paths, report)}.values())
        corrections = CorrectionsFiles()
        try:
            named = {location_of(path) for path in paths if readmit and path.is_file()}
            self._index(
                files,
                corrections,
                report,
                progress,
                named=named,
                kept_out=kept_out,
                given=given or {},
            )
        except CatalogueError as error:
            if not report_faults:
                raise
            # What was stored is whole; the rest waits for the next run, and so does what is gone.
            prune = False
            done = {file.path for file in report.files}
            report.files += [
                FileReport(path.as_posix(), FileStatus.FAILED, str(error))
                for path in files
                if path.as_posix() not in done
            ]
        folders = [location_of(path) for path in paths if path.is_dir()]
        listed = {location_of(path) for path in files}
        found = report_gone(self._files, self._library, folders, listed=listed, prune=prune)
        gone = {file.path: file for file in found}
        # What went while it ran is told once.
        report.files = [
            file
            for file in report.files
            if file.status is not FileStatus.FAILED or file.path not in gone
        ]
        order = {path.as_posix(): number for number, path in enumerate(files)}
        report.files.sort(key=lambda file: order.get(file.path, -1))
        report.files += [
            FileReport(file, FileStatus.REFUSED, reason) for file, reason in corrections.problems()
        ]
        report.files += gone.values()
        progress("", len(files), len(files))
        return report

    def _find(self, paths: Sequence[Path], report: IndexReport) -> Iterator[Path]:
        def refuse(error: OSError) -> None:
            reason = f"{error.filename} cannot be read: {error.strerror}."
            report.files.append(FileReport(str(error.filename), FileStatus.REFUSED, reason))

        for path in paths:
            try:
                for file in find_files(path, refuse):
                    if file.name != CORRECTIONS_FILE:
                        yield file
            except UnreadableDocumentError as error:
                report.files.append(FileReport(str(path), FileStatus.REFUSED, str(error)))

    def _index(
        self,
        files: Sequence[Path],
        corrections: CorrectionsFiles,
        report: IndexReport,
        progress: Progress,
        *,
        named: Collection[str],
        kept_out: Callable[[], Collection[str]],
        given: Mapping[str, Given],
    ) -> None:
        known = KnownContent(
            self._files.all(self._library),
            self._files.texts(self._library),
            self._files.removed_texts(self._library),
            kept_out(),  # Asked for last, so that it lacks none of these.
        )
        examiner = Examiner(
            self._files,
            self._library,
            known,
            corrections,
            self._parser,
            model=self._model,
            count=TokenCounts(self._model_files),
            max_tokens=self._model_files.max_tokens,
            named=named,
            given=given,
        )
        signatures = Signatures(self._files.signatures(self._library))
        self._take(files, examiner, signatures, report, progress)
        # A copy whose original says something else by now holds its text alone.
        same = {file.path for file in report.files if file.status in _AS_BEFORE}
        freed = {
            path.as_posix(): path
            for path in files
            if path.as_posix() in same
            and (file := known.at(location_of(path)))
            and known.lacks_a_text(file, readmit=False)
        }
        if freed:
            report.files = [file for file in report.files if file.path not in freed]
            self._take(list(freed.values()), examiner, signatures, report, progress)
        self._files.supersede_displaced(self._library)

    def _take(
        self,
        files: Sequence[Path],
        examiner: Examiner,
        signatures: Signatures,
        report: IndexReport,
        progress: Progress,
    ) -> None:
        waiting: list[Pending] = []
        for done, path in enumerate(files):
            progress(path.name, done, len(files))
            found = examiner.examine(path)
            if isinstance(found, FileReport):
                report.files.append(found)
                continue
            waiting.append(found)
            if sum(item.passages for item in waiting) >= AT_ONCE:
                tell = partial(_tell, progress, done, len(files))
                self._store(waiting, signatures, report, tell)
                self._after_storing()
                waiting = []
        self._store(waiting, signatures, report, lambda _what: None)

    def _store(
        self,
        waiting: Sequence[Pending],
        signatures: Signatures,
        report: IndexReport,
        tell: Callable[[str], None],
    ) -> None:
        """Embed what is new and store each file."""
        inputs = [
            item
            for pending in waiting
            for document in pending.documents
            for item in document.inputs
        ]
        embedded = iter(
            self._vectors.embed(inputs, lambda done, all_: tell(f"passage {done} of {all_}"))
        )
        for pending in waiting:
            for number in pending.before:
                signatures.discard(number)
            documents = _ready(pending, embedded, signatures)
            try:
                ids = self._files.put(
                    self._library,
                    pending.file,
                    documents,
                    self._model,
                    before=pending.before,
                    left_out=pending.left_out,
                    takes=pending.takes,
                )
            except ChangedMeanwhileError as error:
                report.files.append(FileReport(pending.file.path, FileStatus.FAILED, str(error)))
                continue
            for number, document in zip(ids, documents, strict=True):
                signatures.add(number, document.signature)
            report.files.append(
                FileReport(pending.file.path, pending.status, pending.notes, len(ids))
            )


def _tell(progress: Progress, done: int, files: int, what: str) -> None:
    progress(what, done, files)


def _ready(
    pending: Pending, embedded: Iterator[EmbeddedPassage], signatures: Signatures
) -> list[NewDocument]:
    """Put the documents of a file together with their vectors and their near-duplicates."""
    own = [document.signature for document in pending.documents]
    return [
        NewDocument(
            path=document.part.path,
            part=document.part.name,
            document=document.document,
            text_hash=document.part.text_hash,
            passages=[next(embedded) for _ in document.inputs],
            stated=document.stated,
            corrections=document.corrections,
            signature=document.signature,
            near=signatures.near(document.signature),
            near_siblings={
                place: alike
                for place, other in enumerate(own[:position])
                if (alike := similarity(other, document.signature)) >= NEAR_FROM
            },
            continues=document.before.id if document.before else None,
            same_text=document.same_text,
        )
        for position, document in enumerate(pending.documents)
    ]
