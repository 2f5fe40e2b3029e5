"""From files to the catalogue: what is new is read, cut, embedded and stored."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.catalogue import EmbeddedPassage, FileIdentity, ModelIdentity
from retrieval.documents import READING_VERSION, find_files, read
from retrieval.domain import shown_title
from retrieval.errors import UnreadableDocumentError
from retrieval.passages import cut_passages
from retrieval.search import Embedder, ModelFiles, PassageInput, TokenCounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.catalogue import DocumentKey, DocumentStore
    from retrieval.domain import Passage, ReadDocument
    from retrieval.passages import TokenCounter

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

PASSAGE_TOKENS = 160
"""Word pieces of a passage at the most, so that it is about one thing."""
_CONTEXT_TOKENS = 60
_EMBED_AT_ONCE = 128
"""Passages that are embedded together, before their documents are stored."""


class FileStatus(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    MISSING = "missing"
    """Its file is gone from the folder; it is still quoted until it is removed."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file, and why if it was not taken."""

    path: str
    status: FileStatus
    reason: str = ""


@dataclass(slots=True)
class IndexReport:
    """What became of all files of a run, in order."""

    files: list[FileReport] = field(default_factory=list)

    def paths(self, status: FileStatus) -> list[str]:
        """Return the files with a status."""
        return [file.path for file in self.files if file.status is status]

    @property
    def added(self) -> list[str]:
        """Files that were not in the library before."""
        return self.paths(FileStatus.ADDED)

    @property
    def updated(self) -> list[str]:
        """Files whose new text replaced the old one."""
        return self.paths(FileStatus.UPDATED)

    @property
    def unchanged(self) -> list[str]:
        """Files that were in the library already."""
        return self.paths(FileStatus.UNCHANGED)

    @property
    def missing(self) -> list[FileReport]:
        """Documents whose files are gone, with what to do about them."""
        return [file for file in self.files if file.status is FileStatus.MISSING]

    @property
    def refused(self) -> list[FileReport]:
        """Files that could not be taken, with the reason."""
        return [file for file in self.files if file.status is FileStatus.REFUSED]


@dataclass(frozen=True, slots=True)
class _Pending:
    """A document that waits for its embeddings."""

    file: FileIdentity
    status: FileStatus
    document: ReadDocument
    inputs: list[PassageInput]


class Ingest:
    """One run over some paths, for one library.

    Each document is stored in one transaction, so a run that dies leaves whole documents only, and
    running it again goes on where it stopped.
    """

    def __init__(
        self,
        store: DocumentStore,
        library: str,
        model: ModelFiles,
        load_embedder: Callable[[], Embedder],
    ) -> None:
        """Prepare a run; ``load_embedder`` is called when the first passage needs a vector."""
        self._store = store
        self._library = library
        self._model = identity_of(model)
        self._count = TokenCounts(model)
        self._max_tokens = model.max_tokens
        self._load_embedder = load_embedder
        self._embedder: Embedder | None = None
        self._read_in_this_run: dict[tuple[str, int], str] = {}
        """Path by content, since a later file of the run may be a copy of an earlier one."""

    def run(self, paths: Sequence[Path], progress: Progress) -> IndexReport:
        """Index files and folders; a file that cannot be read costs only itself."""
        report = IndexReport()
        # A file that is named twice is one file.
        files = list({_location(path): path for path in self._files(paths, report)}.values())
        known = {key.file.location: key for key in self._store.keys(self._library)}
        waiting: list[_Pending] = []
        for done, path in enumerate(files):
            progress(path.name, done, len(files))
            found = self._examine(path, known)
            if isinstance(found, FileReport):
                report.files.append(found)
                continue
            self._read_in_this_run[_content(found.file)] = found.file.path
            waiting.append(found)
            if sum(len(item.inputs) for item in waiting) >= _EMBED_AT_ONCE:
                self._store_all(waiting, report)
                waiting = []
        self._store_all(waiting, report)
        order = {path.as_posix(): number for number, path in enumerate(files)}
        report.files.sort(key=lambda file: order.get(file.path, -1))
        report.files += self._missing(paths)
        progress("", len(files), len(files))
        return report

    def embed_missing(self, progress: Progress) -> int:
        """Embed the passages that have no vector of this model; return how many there were."""
        missing = self._store.unembedded(self._library, self._model)
        for first in range(0, len(missing), _EMBED_AT_ONCE):
            progress("embedding with the new model", first, len(missing))
            batch = self._store.passages_by_id(missing[first : first + _EMBED_AT_ONCE])
            inputs = [
                passage_input(document.title, passage, self._count)
                for document, passage in batch.values()
            ]
            embedded = self._embed(inputs)
            self._store.put_embeddings(
                self._library, self._model, list(zip(batch, embedded, strict=True))
            )
        return len(missing)

    def _files(self, paths: Sequence[Path], report: IndexReport) -> Iterator[Path]:
        for path in paths:
            try:
                yield from find_files(path)
            except UnreadableDocumentError as error:
                report.files.append(FileReport(str(path), FileStatus.REFUSED, str(error)))

    def _examine(self, path: Path, known: dict[str, DocumentKey]) -> FileReport | _Pending:
        """Tell what a file is to the library; read and cut it if it is new."""
        name = path.as_posix()
        if _is_unstorable(name):
            shown = name.encode("utf-8", "replace").decode()
            reason = f"{shown} has a name that is not UTF-8; rename it and add it again."
            return FileReport(shown, FileStatus.REFUSED, reason)
        try:
            content = path.read_bytes()
        except OSError as error:
            reason = f"{path} cannot be read: {error.strerror}."
            return FileReport(name, FileStatus.REFUSED, reason)
        file = FileIdentity(
            path=name,
            location=_location(path),
            content_hash=hashlib.sha256(content).hexdigest(),
            reading_version=READING_VERSION,
        )
        before = known.get(file.location)
        if before is not None and _content(before.file) == _content(file):
            return FileReport(name, FileStatus.UNCHANGED)
        known_content = self._known_content(file, before, known)
        if known_content is not None:
            return known_content
        try:
            return self._read(file, content, FileStatus.UPDATED if before else FileStatus.ADDED)
        except UnreadableDocumentError as error:
            kept = " The version indexed before is still quoted." if before else ""
            return FileReport(name, FileStatus.REFUSED, f"{error}{kept}")

    def _missing(self, paths: Sequence[Path]) -> list[FileReport]:
        """Return the documents from below these folders whose files are gone."""
        folders = tuple(f"{_location(path)}/" for path in paths if path.is_dir())
        return [
            FileReport(
                key.file.path,
                FileStatus.MISSING,
                "its file is gone, yet it is still quoted; "
                f"`python -m retrieval remove {key.id}` removes it.",
            )
            for key in self._store.keys(self._library)
            if key.file.location.startswith(folders) and not Path(key.file.location).exists()
        ]

    def _known_content(
        self, file: FileIdentity, before: DocumentKey | None, known: dict[str, DocumentKey]
    ) -> FileReport | None:
        """Tell whether another document has the same content: the file is a copy, or was moved."""
        content = _content(file)
        if content in self._read_in_this_run:
            return self._copy(file, before, self._read_in_this_run[content])
        twin = next((key for key in known.values() if _content(key.file) == content), None)
        if twin is None:
            return None
        there = _hash_of(Path(twin.file.location))
        if there is None:
            return self._moved(file, before, twin)
        if there == file.content_hash:
            return self._copy(file, before, twin.file.path)
        # That file says something else by now, so its document is about to be replaced.
        return None

    def _copy(self, file: FileIdentity, before: DocumentKey | None, original: str) -> FileReport:
        """Leave out a copy; what the file held before is no longer what it says."""
        if before is not None:
            self._store.remove(self._library, before.id)
        reason = f"the same text is in the library as {original}"
        return FileReport(file.path, FileStatus.DUPLICATE, reason)

    def _moved(
        self, file: FileIdentity, before: DocumentKey | None, twin: DocumentKey
    ) -> FileReport:
        if before is not None:
            self._store.remove(self._library, before.id)
        self._read_in_this_run[_content(file)] = file.path
        self._store.move(self._library, twin.id, file)
        return FileReport(file.path, FileStatus.UNCHANGED, f"moved from {twin.file.path}")

    def _read(self, file: FileIdentity, content: bytes, status: FileStatus) -> _Pending:
        document = read(content, Path(file.path).name)
        title = shown_title(document.metadata, file.path)
        inputs = cut(document, title, self._count, self._max_tokens)
        return _Pending(file, status, document, inputs)

    def _store_all(self, waiting: Sequence[_Pending], report: IndexReport) -> None:
        embedded = self._embed([item for pending in waiting for item in pending.inputs])
        first = 0
        for pending in waiting:
            last = first + len(pending.inputs)
            self._store.put(
                self._library, pending.file, pending.document, embedded[first:last], self._model
            )
            first = last
            report.files.append(FileReport(pending.file.path, pending.status))

    def _embed(self, inputs: Sequence[PassageInput]) -> list[EmbeddedPassage]:
        if not inputs:
            return []
        self._embedder = self._embedder or self._load_embedder()
        vectors = self._embedder.encode_passages(inputs)
        return [
            EmbeddedPassage(item.passage, vector, sentences)
            for item, (vector, sentences) in zip(inputs, vectors, strict=True)
        ]


def identity_of(model: ModelFiles) -> ModelIdentity:
    """Return what tells the vectors of a model from those of others."""
    return ModelIdentity(model.name, model.revision, model.dimensions)


def cut(
    document: ReadDocument, title: str, count: TokenCounter, max_tokens: int
) -> list[PassageInput]:
    """Cut a document into passages that fit the model together with their context.

    :param max_tokens: word pieces that the model takes.
    """
    room = min(PASSAGE_TOKENS, max_tokens - _CONTEXT_TOKENS)
    passages = cut_passages(document, count, max_tokens=room)
    return [passage_input(title, passage, count) for passage in passages]


def passage_input(title: str, passage: Passage, count: TokenCounter) -> PassageInput:
    """Put a passage under its title and headings, as the model and BM25 read it."""
    return PassageInput(fit_context(title, passage.heading, count), passage)


def fit_context(title: str, heading: tuple[str, ...], count: TokenCounter) -> str:
    """Return title and headings, one a line, cut to leave room for the passage itself."""
    context = "\n".join(dict.fromkeys((title, *heading)))
    while count([context])[0] > _CONTEXT_TOKENS:
        context = context[: len(context) * 4 // 5]
    return context


def _is_unstorable(name: str) -> bool:
    """Tell whether a file name has bytes that are no text, which Python shows as surrogates."""
    return any("\ud800" <= character <= "\udfff" for character in name)


def _hash_of(path: Path) -> str | None:
    """Return the hash of a file's bytes, or ``None`` if there is no file to read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _location(path: Path) -> str:
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - links stay links.


def _content(file: FileIdentity) -> tuple[str, int]:
    return file.content_hash, file.reading_version
