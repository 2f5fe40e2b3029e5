"""What one file is to the library: unchanged, moved, a copy, refused, or to be embedded."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.catalogue import FileIdentity
from retrieval.documents import READING_VERSION
from retrieval.errors import TryAgainError, UnreadableDocumentError
from retrieval.ingest.corrections import CORRECTIONS_FILE
from retrieval.ingest.given import Given
from retrieval.ingest.opening import read_file, with_patience
from retrieval.ingest.preparing import (
    Part,
    Prepared,
    parts_of,
    prepare,
    unused_corrections,
)
from retrieval.ingest.report import FileReport, FileStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from retrieval.catalogue import FileStore, ModelIdentity, StoredFile, StoredVersion
    from retrieval.documents import FileContents, Parser
    from retrieval.ingest.corrections import CorrectionsFiles
    from retrieval.ingest.known import KnownContent, Sorted
    from retrieval.passages import TokenCounter


@dataclass(frozen=True, slots=True)
class Pending:
    """A file whose documents wait for their embeddings."""

    file: FileIdentity
    status: FileStatus
    documents: list[Prepared]
    before: tuple[int, ...]
    """Ids of the documents that it held."""
    left_out: list[str]
    notes: str
    takes: int | None = None
    """Id of a document of another file that one of these is the next version of."""

    @property
    def passages(self) -> int:
        """How many passages its documents have."""
        return sum(len(document.inputs) for document in self.documents)


class Examiner:
    """Looks at the files of one run, one after the other."""

    def __init__(
        self,
        files: FileStore,
        library: str,
        known: KnownContent,
        corrections: CorrectionsFiles,
        parser: Parser,
        *,
        model: ModelIdentity,
        count: TokenCounter,
        max_tokens: int,
        named: Collection[str],
        given: Mapping[str, Given],
    ) -> None:
        """Use the parts of a run.

        :param named: locations of the files that were named themselves, rather than their folder.
        :param given: what is said of files, by location.
        """
        self._files = files
        self._library = library
        self._known = known
        self._corrections = corrections
        self._parser = parser
        self._model = model
        self._count = count
        self._max_tokens = max_tokens
        self._named = named
        self._given = given
        self._said = files.corrections(library)
        """What moderators said about documents, by the hash of the document's text."""

    def examine(self, path: Path) -> FileReport | Pending:
        """Tell what a file is to the library; read and cut it if it is new."""
        name = path.as_posix()
        if _is_unstorable(name):
            shown = name.encode("utf-8", "replace").decode()
            reason = f"{shown} has a name that is not UTF-8; rename it and add it again."
            return FileReport(shown, FileStatus.REFUSED, reason)
        before = self._known.at(location_of(path))
        try:
            content = with_patience(lambda: read_file(path))
            file = self._identify(path, content, before)
            return self._known_content(file, content, before)
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
            location=location_of(path),
            content_hash=hashlib.sha256(content).hexdigest(),
            reading_version=READING_VERSION,
            corrections=corrections,
        )

    def _known_content(
        self, file: FileIdentity, content: bytes, before: StoredFile | None
    ) -> FileReport | Pending:
        """Tell what the file is by its bytes; read it where they do not tell."""
        given = self._given.get(file.location, Given())
        if given.replaces is not None:
            return self._read(file, content, before)
        if before is not None and self._known.is_unchanged(file):
            if before.refused:
                raise UnreadableDocumentError(before.refused)
            readmit = file.location in self._named
            same = before.identity.corrections == file.corrections and not given.fields
            if same and not self._known.lacks_a_text(before, readmit=readmit):
                return self._unchanged(file, before)
            if before.documents:
                return self._read(file, content, before)
        # Of a copy that was left out it is the one that it was a copy of, once that is gone.
        twin = self._known.twin(file)
        if twin is None or twin.moved is None:
            return self._read(file, content, before)
        self._files.move(self._library, twin.moved.id, file)
        moved = self._known.move(twin.moved, file)
        versions = self._files.versions(self._library, file.location)
        same = moved.identity.corrections == file.corrections and not given.fields
        told = f"moved from {twin.path}"
        if same and all(version.stated.title for version in versions):
            return FileReport(file.path, FileStatus.UNCHANGED, told, len(versions))
        # An untitled document is found by its file's name, so it has to be embedded again.
        return self._read(file, content, moved, told=told)

    def _unchanged(self, file: FileIdentity, before: StoredFile) -> FileReport:
        if before.documents or not before.left_out:
            self._known.confirm(file)
            documents = len(before.documents)
            return FileReport(file.path, FileStatus.UNCHANGED, documents=documents)
        return _nothing_new(file, self._known.holders(before))

    def _read(
        self, file: FileIdentity, content: bytes, before: StoredFile | None, *, told: str = ""
    ) -> FileReport | Pending:
        """Read and cut a file; what cannot be read is noted, so that it is not tried in vain.

        :param told: where it was moved from, if it was.
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
        given = self._given.get(file.location, Given())
        replaced = self._replaced(file, given, before)
        readmit = file.location in self._named
        found = self._known.sort_out(file, parts, readmit=readmit)
        if replaced and not found.new:
            raise UnreadableDocumentError(
                f"{Path(file.path).name} says what another document of the library says already, "
                "so it cannot take this one's place; remove this one instead."
            )
        if readmit:
            self._files.readmit(self._library, [part.text_hash for part in found.new])
        self._known.note(file, [part.text_hash for part in found.new])
        held = before.documents if before else ()
        if not found.new:
            self._files.put(
                self._library, file, [], self._model, before=held, left_out=found.left_out
            )
            return _nothing_new(file, found.holders)
        versions = self._files.versions(self._library, file.location) if before else []
        if replaced and replaced.id not in held:
            versions, held = [*versions, replaced], (*held, replaced.id)
        documents = prepare(
            found.new, versions, self._said, self._count, self._max_tokens, given=given
        )
        as_before = before and before.identity.reading_version == READING_VERSION
        if as_before and not told and not replaced:
            unchanged = [document.before for document in documents if document.unchanged]
            if unchanged == versions and len(unchanged) == len(documents):
                self._files.touch(self._library, file, before=held, left_out=found.left_out)
                same = "its text is the same as before"
                return FileReport(file.path, FileStatus.UNCHANGED, same, len(documents))
        all_same = all(document.same_text for document in documents)
        if told and all_same:
            status = FileStatus.UNCHANGED
        else:
            status = FileStatus.UPDATED if versions else FileStatus.ADDED
        if unused := unused_corrections(file, parts):
            unknown = ", ".join(unused)
            notes = f"{notes} {CORRECTIONS_FILE} names what it does not hold: {unknown}.".strip()
        notes = " ".join(filter(None, (told, notes, *_remarks(found), *_carried_over(documents))))
        takes = replaced.id if replaced else None
        return Pending(file, status, documents, held, found.left_out, notes, takes)

    def _replaced(
        self, file: FileIdentity, given: Given, before: StoredFile | None
    ) -> StoredVersion | None:
        """Return the document whose next version a file is to hold.

        :raises UnreadableDocumentError: if that is gone, or the file holds others already.
        """
        if given.replaces is None:
            return None
        name = Path(file.path).name
        replaced = self._files.version(self._library, given.replaces)
        if replaced is None:
            raise UnreadableDocumentError(
                f"the document that {name} was to replace is not in the library any more; add "
                f"{name} instead."
            )
        if before and set(before.documents) - {replaced.id}:
            raise UnreadableDocumentError(
                f"{name} is in the library already, so it cannot take another document's place; "
                "remove that one instead."
            )
        self._known.let_go(replaced.text_hash)
        return replaced


def location_of(path: Path) -> str:
    """Return the absolute place of a file; links stay links."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - resolve() follows links.


def _nothing_new(file: FileIdentity, holders: Sequence[str]) -> FileReport:
    if holders:
        reason = f"the same text is in the library as {', '.join(holders)}"
        return FileReport(file.path, FileStatus.DUPLICATE, reason)
    reason = (
        "its text was removed from the library; `python -m retrieval index` with the file "
        "itself brings it back."
    )
    return FileReport(file.path, FileStatus.LEFT_OUT, reason)


def _remarks(found: Sorted) -> list[str]:
    remarks = []
    if copies := len(found.left_out) - found.removed:
        remarks.append(f"{copies} of its documents are in the library already.")
    if found.removed:
        remarks.append(f"{found.removed} of its documents were removed from the library.")
    return remarks


def _carried_over(documents: Sequence[Prepared]) -> list[str]:
    """Tell which corrections a moderator made of an earlier text and that still hold."""
    return [
        f"A moderator's corrections ({', '.join(document.corrections)}) were kept for its new text."
        for document in documents
        if document.corrections and not document.same_text
    ]


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
