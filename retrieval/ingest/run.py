"""One run over files and folders: what is new or changed goes into the catalogue."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.catalogue import FileIdentity, NewDocument
from retrieval.documents import READING_VERSION, find_files
from retrieval.errors import CatalogueError, TryAgainError, UnreadableDocumentError
from retrieval.ingest.corrections import CORRECTIONS_FILE, CorrectionsFiles
from retrieval.ingest.duplicates import find_near
from retrieval.ingest.inputs import identity_of
from retrieval.ingest.known import KnownContent
from retrieval.ingest.opening import read_file, with_patience
from retrieval.ingest.preparing import Prepared, parts_of, prepare
from retrieval.ingest.report import FileReport, FileStatus, IndexReport
from retrieval.ingest.vectors import PassageVectors
from retrieval.search import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.catalogue import EmbeddingStore, FileStore, StoredFile
    from retrieval.documents import FileContents, Parser
    from retrieval.ingest.preparing import Part
    from retrieval.search import Embedder, ModelFiles

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

_EMBED_AT_ONCE = 128
"""Passages that are embedded together, before their documents are stored."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """A file whose documents wait for their embeddings."""

    file: FileIdentity
    status: FileStatus
    documents: list[Prepared]
    notes: str

    @property
    def passages(self) -> int:
        return sum(len(document.inputs) for document in self.documents)


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
    ) -> None:
        """Prepare a run; ``load_embedder`` is called when the first passage needs a vector."""
        self._files = files
        self._library = library
        self._model = identity_of(model)
        self._count = TokenCounts(model)
        self._max_tokens = model.max_tokens
        self._vectors = PassageVectors(embeddings, library, self._model, load_embedder)
        self._parser = parser
        self._corrections = CorrectionsFiles()
        self._known = KnownContent({}, {})
        self._signatures: dict[int, bytes] = {}

    def run(self, paths: Sequence[Path], progress: Progress, *, prune: bool = False) -> IndexReport:
        """Index files and folders; a file that cannot be read costs only itself.

        :param prune: remove what came from files that are gone from these folders.
        """
        report = IndexReport()
        # A file that is named twice is one file.
        files = list({_location(path): path for path in self._find(paths, report)}.values())
        self._known = KnownContent(
            {file.identity.location: file for file in self._files.all(self._library)},
            self._files.texts(self._library),
        )
        self._signatures = self._files.signatures(self._library)
        try:
            self._take(files, report, progress)
        except CatalogueError as error:
            # What was stored is whole; the rest waits for the next run.
            done = {file.path for file in report.files}
            report.files += [
                FileReport(path.as_posix(), FileStatus.FAILED, str(error))
                for path in files
                if path.as_posix() not in done
            ]
        order = {path.as_posix(): number for number, path in enumerate(files)}
        report.files.sort(key=lambda file: order.get(file.path, -1))
        report.files += [
            FileReport(file, FileStatus.REFUSED, reason)
            for file, reason in self._corrections.problems()
        ]
        report.files += self._gone(paths, prune=prune)
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

    def _take(self, files: Sequence[Path], report: IndexReport, progress: Progress) -> None:
        waiting: list[_Pending] = []
        for done, path in enumerate(files):
            progress(path.name, done, len(files))
            found = self._examine(path)
            if isinstance(found, FileReport):
                report.files.append(found)
                continue
            waiting.append(found)
            if sum(item.passages for item in waiting) >= _EMBED_AT_ONCE:
                self._store(waiting, report)
                waiting = []
        self._store(waiting, report)

    def _examine(self, path: Path) -> FileReport | _Pending:
        """Tell what a file is to the library; read and cut it if it is new."""
        name = path.as_posix()
        if _is_unstorable(name):
            shown = name.encode("utf-8", "replace").decode()
            reason = f"{shown} has a name that is not UTF-8; rename it and add it again."
            return FileReport(shown, FileStatus.REFUSED, reason)
        before = self._known.files.get(_location(path))
        try:
            content = with_patience(lambda: read_file(path))
            file = self._identify(path, content, before)
            return self._known_content(file, before) or self._read(file, content, before)
        except TryAgainError as error:
            return FileReport(name, FileStatus.FAILED, f"{error}{_kept(before)}")
        except UnreadableDocumentError as error:
            return FileReport(name, FileStatus.REFUSED, f"{error}{_kept(before)}")

    def _identify(self, path: Path, content: bytes, before: StoredFile | None) -> FileIdentity:
        corrections = self._corrections.for_file(path)
        if corrections is None:  # What was corrected before stays so.
            corrections = before.identity.corrections if before else {}
        return FileIdentity(
            path=path.as_posix(),
            location=_location(path),
            content_hash=hashlib.sha256(content).hexdigest(),
            reading_version=READING_VERSION,
            corrections=corrections,
        )

    def _known_content(self, file: FileIdentity, before: StoredFile | None) -> FileReport | None:
        """Tell whether the library has this content: the file is unchanged, moved or a copy."""
        if before is not None and self._known.is_unchanged(file):
            if before.refused:
                raise UnreadableDocumentError(before.refused)
            if before.identity.corrections == file.corrections:
                documents = len(before.documents)
                return FileReport(file.path, FileStatus.UNCHANGED, documents=documents)
            return None
        twin = self._known.twin(file)
        if twin is None:
            return None
        if twin.moved is None:
            return self._copy(file, before, [twin.path])
        if before is not None:
            self._files.remove(self._library, before.id)
        self._known.note(file)
        self._files.move(self._library, twin.moved.id, file)
        moved, documents = f"moved from {twin.path}", len(twin.moved.documents)
        return FileReport(file.path, FileStatus.UNCHANGED, moved, documents)

    def _copy(
        self, file: FileIdentity, before: StoredFile | None, holders: Sequence[str]
    ) -> FileReport:
        """Leave out a copy; what the file held before is no longer what it says."""
        if before is not None:
            # Without a hash it is looked at again, since the original may go one day.
            nothing = FileIdentity(file.path, file.location, "", READING_VERSION)
            self._files.put(self._library, nothing, [], self._model)
        reason = f"the same text is in the library as {', '.join(holders)}"
        return FileReport(file.path, FileStatus.DUPLICATE, reason)

    def _read(
        self, file: FileIdentity, content: bytes, before: StoredFile | None
    ) -> FileReport | _Pending:
        """Read and cut a file; what cannot be read is noted, so that it is not tried in vain.

        :raises UnreadableDocumentError: if nothing can be taken.
        """
        try:
            contents = with_patience(lambda: self._parser.read(content, Path(file.path).name))
            notes = _notes(contents)
            parts = parts_of(file, contents)
            _check_any(parts, notes)
        except UnreadableDocumentError as error:
            self._files.refuse(self._library, file, str(error))
            raise
        new, holders = self._known.without_copies(file, parts)
        if not new:
            return self._copy(file, before, holders)
        if holders:
            notes = f"{notes} {len(parts) - len(new)} of its documents are in the library already."
        versions = self._files.versions(self._library, file.location) if before else []
        documents = prepare(new, versions, self._count, self._max_tokens)
        self._known.note(file, [document.text_hash for document in documents])
        if before and before.identity.reading_version == READING_VERSION:
            unchanged = [document.before for document in documents if document.unchanged]
            if unchanged == versions and len(unchanged) == len(documents):
                self._files.touch(self._library, file)
                same = "its text is the same as before"
                return FileReport(file.path, FileStatus.UNCHANGED, same, len(documents))
        status = FileStatus.UPDATED if versions else FileStatus.ADDED
        return _Pending(file, status, documents, notes.strip())

    def _store(self, waiting: Sequence[_Pending], report: IndexReport) -> None:
        """Embed what is new and store each file."""
        inputs = [
            item
            for pending in waiting
            for document in pending.documents
            for item in document.inputs
        ]
        embedded = iter(self._vectors.embed(inputs))
        for pending in waiting:
            before = self._known.files.get(pending.file.location)
            for number in before.documents if before else ():
                self._signatures.pop(number, None)
            documents = [
                NewDocument(
                    path=document.path,
                    part=document.part,
                    document=document.document,
                    text_hash=document.text_hash,
                    passages=[next(embedded) for _ in document.inputs],
                    signature=document.signature,
                    near=find_near(document.signature, self._signatures),
                    corrections=document.corrections,
                    same_as=document.same_as,
                )
                for document in pending.documents
            ]
            ids = self._files.put(self._library, pending.file, documents, self._model)
            self._signatures |= {
                number: document.signature for number, document in zip(ids, documents, strict=True)
            }
            report.files.append(
                FileReport(pending.file.path, pending.status, pending.notes, len(ids))
            )

    def _gone(self, paths: Sequence[Path], *, prune: bool) -> Iterator[FileReport]:
        """Report the files from below these folders that are gone; remove them if asked to."""
        folders = tuple(f"{_location(path)}/" for path in paths if path.is_dir())
        for file in self._files.all(self._library):
            location = file.identity.location
            if not location.startswith(folders) or os.path.lexists(location):
                continue
            path, documents = file.identity.path, len(file.documents)
            if prune or not documents:
                self._files.remove(self._library, file.id)
                if documents:
                    yield FileReport(path, FileStatus.REMOVED, "its file is gone")
            else:
                reason = (
                    "its file is gone, yet it is still quoted; `python -m retrieval index "
                    "--prune` with its folder removes it."
                )
                yield FileReport(path, FileStatus.MISSING, reason, documents)


def _notes(contents: Sequence[FileContents]) -> str:
    return " ".join(note for found in contents for note in (found.refused, *found.notes) if note)


def _check_any(parts: Sequence[Part], notes: str) -> None:
    if not parts:
        raise UnreadableDocumentError(notes)


def _kept(before: StoredFile | None) -> str:
    if before is None or not before.documents:
        return ""
    return " The version indexed before is still quoted."


def _is_unstorable(name: str) -> bool:
    """Tell whether a file name has bytes that are no text, which Python shows as surrogates."""
    return any("\ud800" <= character <= "\udfff" for character in name)


def _location(path: Path) -> str:
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - links stay links.
