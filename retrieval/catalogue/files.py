"""Files that were indexed, and the documents that each of them holds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from retrieval.catalogue import moving, schema
from retrieval.catalogue.records import FileIdentity, StoredFile, StoredVersion, metadata_of
from retrieval.catalogue.rows import advance, ensure_library, model_id
from retrieval.catalogue.storing import (
    check_slice,
    documents_of,
    forget_headings,
    let_in,
    link,
    put_document,
    put_file,
    put_passages,
    supersede,
    take_over,
)
from retrieval.errors import ChangedMeanwhileError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Engine

    from retrieval.catalogue.records import ModelIdentity, NewDocument


class FileStore:
    """Queries on files. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes=True)

    def all(self, library: str) -> list[StoredFile]:
        """Return the files of a library with the ids of their documents."""
        files, documents = schema.files, schema.documents
        owned: defaultdict[int, list[int]] = defaultdict(list)
        with self._reader.connect() as connection:
            rows = connection.execute(
                select(files).where(files.c.library == library).order_by(files.c.id)
            ).all()
            ids = select(documents.c.file_id, documents.c.id).order_by(documents.c.position)
            for file_id, document_id in connection.execute(
                ids.where(documents.c.library == library)
            ):
                owned[file_id].append(document_id)
        return [
            StoredFile(
                id=row.id,
                identity=_identity(row),
                refused=row.refused,
                left_out=tuple(row.left_out),
                documents=tuple(owned[row.id]),
                displaced=moving.is_displaced(row.location),
            )
            for row in rows
        ]

    def versions(self, library: str, location: str) -> list[StoredVersion]:
        """Return the documents that a file holds at present, in their order."""
        files, documents = schema.files, schema.documents
        query = (
            _VERSION.join(files, files.c.id == documents.c.file_id)
            .where(files.c.library == library, files.c.location == location)
            .order_by(documents.c.position)
        )
        with self._reader.connect() as connection:
            return [_version(row) for row in connection.execute(query)]

    def version(self, library: str, document_id: int) -> StoredVersion | None:
        """Return a document as ``versions`` does, or ``None`` if it is not here."""
        table = schema.documents
        query = _VERSION.where(table.c.library == library, table.c.id == document_id)
        with self._reader.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _version(row)

    def texts(self, library: str) -> dict[str, str]:
        """Return the location of the file that holds each text, by the text's hash."""
        files, documents = schema.files, schema.documents
        query = select(documents.c.text_hash, files.c.location).join(
            files, files.c.id == documents.c.file_id
        )
        query = query.where(documents.c.library == library).order_by(documents.c.id)
        with self._reader.connect() as connection:
            return {row.text_hash: row.location for row in connection.execute(query)}

    def corrections(self, library: str) -> dict[str, dict[str, str | None]]:
        """Return what moderators said about documents, by the hash of the document's text."""
        table = schema.documents
        query = select(table.c.text_hash, table.c.corrections).where(table.c.library == library)
        with self._reader.connect() as connection:
            rows = connection.execute(query.order_by(table.c.id))
            return {row.text_hash: row.corrections for row in rows if row.corrections}

    def signatures(self, library: str) -> dict[int, bytes]:
        """Return the MinHash signature of each document that has one, by id."""
        table = schema.documents
        query = select(table.c.id, table.c.signature).where(
            table.c.library == library, table.c.signature != b""
        )
        with self._reader.connect() as connection:
            rows = connection.execute(query.order_by(table.c.id))
            return {row.id: row.signature for row in rows}

    def removed_texts(self, library: str) -> set[str]:
        """Return the hashes of the texts that a moderator removed."""
        table = schema.removed_texts
        with self._reader.connect() as connection:
            return set(
                connection.execute(
                    select(table.c.text_hash).where(table.c.library == library)
                ).scalars()
            )

    def readmit(self, library: str, text_hashes: Collection[str]) -> None:
        """Let texts in again that a moderator removed."""
        with self._writer.begin() as connection:
            let_in(connection, library, text_hashes)

    def put(
        self,
        library: str,
        file: FileIdentity,
        documents: Sequence[NewDocument],
        model: ModelIdentity,
        *,
        before: Collection[int] = (),
        left_out: Collection[str] = (),
        takes: int | None = None,
    ) -> list[int]:
        """Store what a file holds in place of what it held before, in one transaction.

        A document whose text is the same keeps its id; the others of the file's earlier documents
        are kept as superseded versions.

        :param before: ids of the documents that the file is known to have held.
        :param left_out: hashes of the texts in it that another file holds.
        :param takes: id of one of those in ``before`` that another file is known to hold.
        :returns: the ids of the documents, in their order.
        :raises ChangedMeanwhileError: if the file holds others by now; nothing is stored.
        :raises VerbatimError: if a passage is not the slice of the text that it claims to be.
        """
        for new in documents:
            for item in new.passages:
                check_slice(new.path, new.document.text, item.passage)
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            file_id = put_file(connection, library, file, left_out=left_out)
            if takes is not None:
                take_over(connection, library, takes, file_id)
            _expect(connection, file, file_id, before)
            let_in(connection, library, [new.text_hash for new in documents])
            ids = [
                put_document(
                    connection, library, new, owner=(file_id, position), content=file.content_hash
                )
                for position, new in enumerate(documents)
            ]
            successors: dict[int, int | None] = dict.fromkeys(
                old for old in before if old not in ids
            )
            for document_id, new in zip(ids, documents, strict=True):
                if new.continues in successors:
                    successors[new.continues] = document_id
            supersede(connection, file.location, successors)
            number = model_id(connection, model)
            for document_id, new in zip(ids, documents, strict=True):
                put_passages(connection, library, document_id, new.passages, number)
                siblings = {ids[place]: near for place, near in new.near_siblings.items()}
                link(connection, library, document_id, new.near | siblings)
            if documents or before:
                advance(connection, library)
        return ids

    def touch(
        self,
        library: str,
        file: FileIdentity,
        *,
        before: Collection[int],
        left_out: Collection[str] = (),
    ) -> None:
        """Note the present bytes of a file whose documents are the same as before.

        :raises ChangedMeanwhileError: if the file holds others by now; nothing is stored.
        """
        documents = schema.documents
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            file_id = put_file(connection, library, file, left_out=left_out)
            _expect(connection, file, file_id, before)
            connection.execute(
                update(documents)
                .where(documents.c.file_id == file_id)
                .values(content_hash=file.content_hash)
            )

    def refuse(self, library: str, file: FileIdentity, reason: str) -> None:
        """Note that the present content of a file cannot be taken; its documents stay."""
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            put_file(connection, library, file, refused=reason)

    def move(self, library: str, file_id: int, file: FileIdentity) -> None:
        """Note that a file now lies elsewhere.

        What was known of another file at that place is put aside, since that one may have been
        moved too; ``supersede_displaced`` ends it if it was not.
        """
        with self._writer.begin() as connection:
            moving.move(connection, library, file_id, file)

    def supersede_displaced(self, library: str) -> None:
        """End the files whose place another was moved to and that were not found elsewhere."""
        with self._reader.connect() as connection:
            # A run that has nothing to write waits for nobody who does.
            if connection.execute(moving.displaced(library)).first() is None:
                return
        with self._writer.begin() as connection:
            if moving.end_displaced(connection, library):
                advance(connection, library)

    def remove(self, library: str, file_id: int) -> bool:
        """Remove a file with all that came from it; tell whether it was there."""
        files, superseded = schema.files, schema.superseded
        with self._writer.begin() as connection:
            location = connection.execute(
                select(files.c.location).where(files.c.library == library, files.c.id == file_id)
            ).scalar()
            if location is None:
                return False
            versions = (superseded.c.library == library, superseded.c.location == location)
            old = connection.execute(select(superseded.c.id).where(*versions)).scalars().all()
            gone = [*documents_of(connection, file_id), *old]
            connection.execute(delete(files).where(files.c.id == file_id))
            connection.execute(delete(superseded).where(*versions))
            forget_headings(connection, gone)
            if gone:
                advance(connection, library)
        return True

    def forget_superseded(self, before: dt.datetime) -> None:
        """Remove the versions that were superseded before a time, which no card quotes any more."""
        table = schema.superseded
        old = table.c.superseded_at < before
        with self._reader.connect() as connection:
            if connection.execute(select(table.c.id).where(old)).first() is None:
                return
        with self._writer.begin() as connection:
            connection.execute(delete(table).where(old))


_VERSION = select(
    *(
        schema.documents.c[name]
        for name in (
            "id", "path", "part", "text_hash", "metadata", "stated", "corrections", "signature",
        )
    )
)  # fmt: skip
"""What is known of a version."""


def _version(row: Any) -> StoredVersion:
    return StoredVersion(
        id=row.id,
        path=row.path,
        part=row.part,
        text_hash=row.text_hash,
        metadata=metadata_of(row.metadata),
        stated=metadata_of(row.stated),
        corrections=row.corrections,
        signature=row.signature,
    )


def _identity(row: Any) -> FileIdentity:
    return FileIdentity(
        row.path, row.location, row.content_hash, row.reading_version, row.corrections
    )


def _expect(
    connection: Connection, file: FileIdentity, file_id: int, before: Collection[int]
) -> None:
    """Check that a file holds the documents that a run has seen."""
    if set(documents_of(connection, file_id)) != set(before):
        raise ChangedMeanwhileError(
            f"a document of {file.path} was removed or changed while the file was read; "
            "index it again."
        )
