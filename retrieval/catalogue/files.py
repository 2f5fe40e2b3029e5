"""Files that were indexed, and the documents that each of them holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, delete, insert, literal, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.records import (
    FileIdentity,
    StoredFile,
    StoredVersion,
    metadata_of,
    stored_comments,
)
from retrieval.catalogue.rows import advance, ensure_library, inserted_id, model_id, put_vectors
from retrieval.errors import VerbatimError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from retrieval.catalogue.records import EmbeddedPassage, ModelIdentity, NewDocument
    from retrieval.domain import Passage


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
            rows = connection.execute(select(files).where(files.c.library == library)).all()
            ids = select(documents.c.file_id, documents.c.id).order_by(documents.c.position)
            for file_id, document_id in connection.execute(
                ids.where(documents.c.library == library)
            ):
                owned[file_id].append(document_id)
        return [
            StoredFile(row.id, _identity(row), row.refused, tuple(owned[row.id])) for row in rows
        ]

    def versions(self, library: str, location: str) -> list[StoredVersion]:
        """Return the documents that a file holds at present, in their order."""
        files, documents = schema.files, schema.documents
        query = (
            select(
                documents.c.id,
                documents.c.path,
                documents.c.part,
                documents.c.text_hash,
                documents.c.metadata,
                documents.c.corrections,
            )
            .join(files, files.c.id == documents.c.file_id)
            .where(files.c.library == library, files.c.location == location)
            .order_by(documents.c.position)
        )
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        return [
            StoredVersion(
                id=row.id,
                path=row.path,
                part=row.part,
                text_hash=row.text_hash,
                metadata=metadata_of(row.metadata),
                corrections=row.corrections,
            )
            for row in rows
        ]

    def texts(self, library: str) -> dict[str, str]:
        """Return the location of the file that holds each text, by the text's hash."""
        files, documents = schema.files, schema.documents
        query = select(documents.c.text_hash, files.c.location).join(
            files, files.c.id == documents.c.file_id
        )
        with self._reader.connect() as connection:
            rows = connection.execute(query.where(documents.c.library == library))
            return {row.text_hash: row.location for row in rows}

    def signatures(self, library: str) -> dict[int, bytes]:
        """Return the MinHash signature of each document that has one, by id."""
        table = schema.documents
        query = select(table.c.id, table.c.signature).where(
            table.c.library == library, table.c.signature != b""
        )
        with self._reader.connect() as connection:
            return {row.id: row.signature for row in connection.execute(query)}

    def put(
        self,
        library: str,
        file: FileIdentity,
        documents: Sequence[NewDocument],
        model: ModelIdentity,
    ) -> list[int]:
        """Store what a file holds in place of what it held before, in one transaction.

        A document whose text is the same keeps its id; the others of the file's earlier documents
        are kept as superseded versions.

        :returns: the ids of the documents, in their order.
        :raises VerbatimError: if a passage is not the slice of the text that it claims to be.
        """
        for new in documents:
            for item in new.passages:
                _check_slice(new.path, new.document.text, item.passage)
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            file_id = _put_file(connection, library, file, refused="")
            kept = [new.same_as for new in documents if new.same_as is not None]
            _supersede(connection, file, file_id, keep=kept)
            number = model_id(connection, model)
            ids = [
                _put_document(
                    connection, library, new, owner=(file_id, position), content=file.content_hash
                )
                for position, new in enumerate(documents)
            ]
            for document_id, new in zip(ids, documents, strict=True):
                _put_passages(connection, library, document_id, new.passages, number)
                _link(connection, library, document_id, new.near)
            advance(connection, library)
        return ids

    def touch(self, library: str, file: FileIdentity) -> None:
        """Note the present bytes of a file whose documents are the same as before."""
        documents = schema.documents
        with self._writer.begin() as connection:
            file_id = _put_file(connection, library, file, refused="")
            connection.execute(
                update(documents)
                .where(documents.c.library == library, documents.c.file_id == file_id)
                .values(content_hash=file.content_hash)
            )

    def refuse(self, library: str, file: FileIdentity, reason: str) -> None:
        """Note that the present content of a file cannot be taken; its documents stay."""
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            _put_file(connection, library, file, refused=reason)

    def move(self, library: str, file_id: int, file: FileIdentity) -> None:
        """Note that a file now lies elsewhere."""
        files, documents, superseded = schema.files, schema.documents, schema.superseded
        with self._writer.begin() as connection:
            before = connection.execute(
                select(files.c.path, files.c.location).where(
                    files.c.library == library, files.c.id == file_id
                )
            ).one_or_none()
            if before is None:
                return
            connection.execute(
                update(files)
                .where(files.c.id == file_id)
                .values(path=file.path, location=file.location)
            )
            connection.execute(
                update(superseded)
                .where(superseded.c.library == library, superseded.c.location == before.location)
                .values(location=file.location)
            )
            owned = select(documents.c.id, documents.c.path).where(documents.c.file_id == file_id)
            for row in connection.execute(owned).all():
                moved = file.path + row.path.removeprefix(before.path)
                connection.execute(
                    update(documents).where(documents.c.id == row.id).values(path=moved)
                )

    def remove(self, library: str, file_id: int) -> bool:
        """Remove a file with all that came from it; tell whether it was there."""
        files, superseded = schema.files, schema.superseded
        with self._writer.begin() as connection:
            location = connection.execute(
                select(files.c.location).where(files.c.library == library, files.c.id == file_id)
            ).scalar()
            if location is None:
                return False
            connection.execute(delete(files).where(files.c.id == file_id))
            connection.execute(
                delete(superseded).where(
                    superseded.c.library == library, superseded.c.location == location
                )
            )
            advance(connection, library)
        return True

    def forget_superseded(self, before: dt.datetime) -> None:
        """Remove the versions that were superseded before a time, which no card quotes any more."""
        table = schema.superseded
        with self._writer.begin() as connection:
            connection.execute(delete(table).where(table.c.superseded_at < before))


def _identity(row: Any) -> FileIdentity:
    return FileIdentity(
        row.path, row.location, row.content_hash, row.reading_version, row.corrections
    )


def _put_file(connection: Connection, library: str, file: FileIdentity, *, refused: str) -> int:
    table = schema.files
    known = connection.execute(
        select(table.c.id).where(table.c.library == library, table.c.location == file.location)
    ).scalar()
    values = {**asdict(file), "refused": refused}
    if known is None:
        return inserted_id(connection, insert(table).values(library=library, **values))
    connection.execute(update(table).where(table.c.id == known).values(values))
    return int(known)


def _supersede(
    connection: Connection, file: FileIdentity, file_id: int, *, keep: Sequence[int]
) -> None:
    """Move the documents of a file to the earlier versions, except those that stay."""
    documents, superseded = schema.documents, schema.superseded
    moved = (documents.c.file_id == file_id, documents.c.id.not_in(keep))
    columns = (
        "id",
        "library",
        "path",
        "part",
        "format",
        "content_hash",
        "metadata",
        "text",
        "comments",
    )
    connection.execute(
        insert(superseded).from_select(
            [*columns, "location", "superseded_at"],
            select(
                *(documents.c[name] for name in columns),
                literal(file.location),
                literal(dt.datetime.now(dt.UTC), DateTime(timezone=True)),
            ).where(*moved),
        )
    )
    connection.execute(delete(documents).where(*moved))


def _put_document(
    connection: Connection,
    library: str,
    new: NewDocument,
    *,
    owner: tuple[int, int],
    content: str,
) -> int:
    """Store a document as the one of its file at a position, without its passages."""
    table = schema.documents
    file_id, position = owner
    values = {
        "position": position,
        "path": new.path,
        "part": new.part,
        "format": new.document.format,
        "content_hash": content,
        "metadata": asdict(new.document.metadata),
        "corrections": new.corrections,
        "text": new.document.text,
        "comments": stored_comments(new.document.comments),
        "text_hash": new.text_hash,
        "signature": new.signature,
    }
    if new.same_as is None:
        return inserted_id(
            connection,
            insert(table).values(
                library=library, file_id=file_id, added_at=dt.datetime.now(dt.UTC), **values
            ),
        )
    connection.execute(update(table).where(table.c.id == new.same_as).values(values))
    connection.execute(delete(schema.passages).where(schema.passages.c.document_id == new.same_as))
    return new.same_as


def _put_passages(
    connection: Connection,
    library: str,
    document_id: int,
    items: Sequence[EmbeddedPassage],
    model: int,
) -> None:
    for item in items:
        passage_id = inserted_id(
            connection,
            insert(schema.passages).values(
                library=library,
                document_id=document_id,
                start=item.passage.start,
                end=item.passage.end,
                heading=list(item.passage.heading),
                pages=list(item.passage.pages),
                sentences=[list(span) for span in item.passage.sentences],
                leads=list(item.passage.leads),
                input_hash=item.input_hash,
            ),
        )
        put_vectors(connection, library, passage_id, model, item.vectors)


def _link(connection: Connection, library: str, document_id: int, near: dict[int, float]) -> None:
    table, documents = schema.near_duplicates, schema.documents
    connection.execute(
        delete(table).where(
            (table.c.document_id == document_id) | (table.c.other_id == document_id)
        )
    )
    here = set(
        connection.execute(
            select(documents.c.id).where(documents.c.library == library, documents.c.id.in_(near))
        ).scalars()
    )
    for other, similarity in near.items():
        if other in here and other != document_id:
            connection.execute(
                insert(table).values(
                    document_id=min(document_id, other),
                    other_id=max(document_id, other),
                    library=library,
                    similarity=similarity,
                )
            )


def _check_slice(path: str, text: str, passage: Passage) -> None:
    if text[passage.start : passage.end] != passage.text or not passage.text:
        raise VerbatimError(
            f"the passage at {passage.start} to {passage.end} of {path} is not its text"
        )
