"""How the documents of a file are stored; each statement works inside its caller's transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, delete, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.records import stored_comments
from retrieval.catalogue.rows import inserted_id, vector_row
from retrieval.errors import VerbatimError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from retrieval.catalogue.records import EmbeddedPassage, FileIdentity, NewDocument
    from retrieval.domain import Passage

_KEPT_OF_A_VERSION = (
    "id", "library", "path", "part", "format", "content_hash", "metadata", "text", "comments",
)  # fmt: skip


def put_file(
    connection: Connection,
    library: str,
    file: FileIdentity,
    *,
    refused: str = "",
    left_out: Collection[str] = (),
) -> int:
    """Store a file in place of what was known of it; return its id."""
    table = schema.files
    known = connection.execute(
        select(table.c.id).where(table.c.library == library, table.c.location == file.location)
    ).scalar()
    values = {**asdict(file), "refused": refused, "left_out": sorted(left_out)}
    if known is None:
        return inserted_id(connection, insert(table).values(library=library, **values))
    connection.execute(update(table).where(table.c.id == known).values(values))
    return int(known)


def documents_of(connection: Connection, file_id: int) -> list[int]:
    """Return the ids of the documents that a file holds, in their order."""
    table = schema.documents
    query = select(table.c.id).where(table.c.file_id == file_id).order_by(table.c.position)
    return list(connection.execute(query).scalars())


def put_document(
    connection: Connection,
    library: str,
    new: NewDocument,
    *,
    owner: tuple[int, int],
    content: str,
) -> int:
    """Store a document without its passages; return its id.

    :param owner: id of its file, and its position among the file's documents.
    :param content: hash of the file's bytes.
    """
    table = schema.documents
    file_id, position = owner
    values = {
        "position": position,
        "path": new.path,
        "part": new.part,
        "format": new.document.format,
        "content_hash": content,
        "metadata": asdict(new.document.metadata),
        "stated": asdict(new.stated),
        "corrections": new.corrections,
        "text": new.document.text,
        "comments": stored_comments(new.document.comments),
        "text_hash": new.text_hash,
        "signature": new.signature,
    }
    if new.continues is None or not new.same_text:
        added_at = dt.datetime.now(dt.UTC)
        return inserted_id(
            connection,
            insert(table).values(library=library, file_id=file_id, added_at=added_at, **values),
        )
    connection.execute(update(table).where(table.c.id == new.continues).values(values))
    connection.execute(
        delete(schema.passages).where(schema.passages.c.document_id == new.continues)
    )
    return new.continues


def put_passages(
    connection: Connection,
    library: str,
    document_id: int,
    items: Sequence[EmbeddedPassage],
    model: int,
) -> None:
    """Store the passages of a document with their vectors, all at once: a server may be far."""
    if not items:
        return
    rows = [
        {
            "library": library,
            "document_id": document_id,
            "start": item.passage.start,
            "end": item.passage.end,
            "heading": list(item.passage.heading),
            "pages": list(item.passage.pages),
            "sentences": [list(span) for span in item.passage.sentences],
            "leads": list(item.passage.leads),
            "input_hash": item.input_hash,
        }
        for item in items
    ]
    table = schema.passages
    given = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    numbers = connection.execute(given, rows).scalars().all()
    vectors = [
        vector_row(library, number, model, item.vectors)
        for number, item in zip(numbers, items, strict=True)
    ]
    connection.execute(insert(schema.embeddings), vectors)


def link(connection: Connection, library: str, document_id: int, near: Mapping[int, float]) -> None:
    """Link a document with those that say nearly the same, and with no others."""
    table, documents = schema.near_duplicates, schema.documents
    connection.execute(
        delete(table).where(
            (table.c.document_id == document_id) | (table.c.other_id == document_id)
        )
    )
    here = connection.execute(
        select(documents.c.id).where(documents.c.library == library, documents.c.id.in_(near))
    ).scalars()
    for other in here.all():
        if other != document_id:
            connection.execute(
                insert(table).values(
                    document_id=min(document_id, other),
                    other_id=max(document_id, other),
                    library=library,
                    similarity=near[other],
                )
            )


def take_over(connection: Connection, library: str, document_id: int, file_id: int) -> None:
    """Let a document belong to another file, which is about to hold its next version.

    A folder that still holds its text does not bring it back. Nothing happens where it is gone.
    """
    documents, files, superseded = schema.documents, schema.files, schema.superseded
    here = (documents.c.library == library, documents.c.id == document_id)
    row = connection.execute(
        select(documents.c.file_id, documents.c.text_hash).where(*here)
    ).one_or_none()
    if row is None or row.file_id == file_id:
        return
    connection.execute(update(documents).where(*here).values(file_id=file_id))
    keep_out(connection, library, row.text_hash)
    place = select(files.c.location).where(files.c.id == file_id).scalar_subquery()
    connection.execute(
        update(superseded).where(superseded.c.successor_id == document_id).values(location=place)
    )
    if documents_of(connection, row.file_id):  # It is looked at again.
        connection.execute(update(files).where(files.c.id == row.file_id).values(content_hash=""))
    else:
        connection.execute(delete(files).where(files.c.id == row.file_id))


def keep_out(connection: Connection, library: str, text_hash: str) -> None:
    """Note that a folder that holds a text does not bring it into the library."""
    let_in(connection, library, [text_hash])
    connection.execute(insert(schema.removed_texts).values(library=library, text_hash=text_hash))


def let_in(connection: Connection, library: str, text_hashes: Collection[str]) -> None:
    """Let texts in again that were kept out."""
    table = schema.removed_texts
    connection.execute(
        delete(table).where(table.c.library == library, table.c.text_hash.in_(text_hashes))
    )


def supersede(connection: Connection, location: str, successors: Mapping[int, int | None]) -> None:
    """Move documents to the earlier versions.

    :param successors: for each document the one that continues it, if any.
    """
    documents, superseded = schema.documents, schema.superseded
    columns = [documents.c[name] for name in _KEPT_OF_A_VERSION]
    for old, successor in successors.items():
        row = connection.execute(select(*columns).where(documents.c.id == old)).mappings().one()
        connection.execute(
            update(superseded)
            .where(superseded.c.successor_id == old)
            .values(successor_id=successor)
        )
        connection.execute(
            insert(superseded).values(
                **row,
                location=location,
                successor_id=successor,
                superseded_at=dt.datetime.now(dt.UTC),
            )
        )
    connection.execute(delete(documents).where(documents.c.id.in_(successors)))


def forget_headings(connection: Connection, document_ids: Collection[int]) -> None:
    """Take the words of removed documents out of the answers that quoted them.

    An answer finds its quotes again in the documents, but keeps the headings above them.
    """
    table = schema.answers
    for document_id in document_ids:
        mention = f'%"document_id": {document_id},%'
        rows = connection.execute(
            select(table.c.id, table.c.quotes).where(cast(table.c.quotes, String).like(mention))
        ).all()
        for row in rows:
            for quote in row.quotes:
                _forget_heading(quote, document_id)
            connection.execute(update(table).where(table.c.id == row.id).values(quotes=row.quotes))


def check_slice(path: str, text: str, passage: Passage) -> None:
    """Check that a passage is the slice of the text that it claims to be.

    :raises VerbatimError: if it is not.
    """
    if text[passage.start : passage.end] != passage.text or not passage.text:
        raise VerbatimError(
            f"the passage at {passage.start} to {passage.end} of {path} is not its text"
        )


def _forget_heading(quote: dict[str, Any], document_id: int) -> None:
    for place in (quote, *(also for also in quote["also_in"] if isinstance(also, dict))):
        if place["document_id"] == document_id:
            place["heading"] = []
