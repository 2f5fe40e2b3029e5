"""Documents, their passages and the passages' embeddings."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import and_, delete, func, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.records import (
    DocumentKey,
    FileIdentity,
    StoredPassage,
    details_of,
    document_of,
    metadata_of,
    passage_of,
    source_from,
)
from retrieval.domain import shown_title
from retrieval.errors import VerbatimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from retrieval.catalogue.records import EmbeddedPassage, ModelIdentity
    from retrieval.domain import Document, Passage, ReadDocument, Source, SourceDetails

_STORED_FLOAT = np.dtype("<f2")
_BATCH_ROWS = 500
"""Rows fetched at a time, so that a large library does not have to fit in memory twice."""


class DocumentStore:
    """Queries on documents. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes=True)

    def revision(self, library: str) -> str:
        """Return what stands for the present state of a library; empty for a new library."""
        table = schema.libraries
        with self._reader.connect() as connection:
            found = connection.execute(
                select(table.c.revision).where(table.c.name == library)
            ).scalar()
        return found or ""

    def keys(self, library: str) -> list[DocumentKey]:
        """Return what identifies each document of a library."""
        table = schema.documents
        query = select(
            table.c.id,
            table.c.path,
            table.c.location,
            table.c.content_hash,
            table.c.reading_version,
        )
        with self._reader.connect() as connection:
            rows = connection.execute(query.where(table.c.library == library)).all()
        return [DocumentKey(row.id, FileIdentity(*row[1:])) for row in rows]

    def put(
        self,
        library: str,
        file: FileIdentity,
        document: ReadDocument,
        passages: Sequence[EmbeddedPassage],
        model: ModelIdentity,
    ) -> int:
        """Add a document, in place of the one that was indexed from the same file.

        :returns: the new document's id.
        :raises VerbatimError: if a passage is not the slice of the text that it claims to be.
        """
        for item in passages:
            _check_slice(file.path, document.text, item.passage)
        table = schema.documents
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            connection.execute(
                delete(table).where(table.c.library == library, table.c.location == file.location)
            )
            document_id = _inserted_id(
                connection,
                insert(table).values(
                    library=library,
                    **asdict(file),
                    format=document.format,
                    metadata=asdict(document.metadata),
                    text=document.text,
                    added_at=dt.datetime.now(dt.UTC),
                ),
            )
            model_id = _model_id(connection, model)
            for item in passages:
                passage_id = _inserted_id(
                    connection,
                    insert(schema.passages).values(
                        library=library,
                        document_id=document_id,
                        start=item.passage.start,
                        end=item.passage.end,
                        heading=list(item.passage.heading),
                        page=item.passage.page,
                        sentences=[list(span) for span in item.passage.sentences],
                        leads=list(item.passage.leads),
                    ),
                )
                _put_embedding(connection, library, passage_id, model_id, item)
            _advance(connection, library)
        return document_id

    def move(self, library: str, document_id: int, file: FileIdentity) -> None:
        """Note that the file of a document now lies elsewhere."""
        table = schema.documents
        with self._writer.begin() as connection:
            connection.execute(
                update(table)
                .where(table.c.library == library, table.c.id == document_id)
                .values(path=file.path, location=file.location)
            )

    def remove(self, library: str, document_id: int) -> bool:
        """Remove a document with its passages and embeddings; tell whether it was there."""
        table = schema.documents
        with self._writer.begin() as connection:
            removed = connection.execute(
                delete(table).where(table.c.library == library, table.c.id == document_id)
            ).rowcount
            if removed:
                _advance(connection, library)
        return bool(removed)

    def get(self, libraries: Sequence[str], document_id: int) -> Document | None:
        """Return a document if it belongs to one of the libraries."""
        table = schema.documents
        with self._reader.connect() as connection:
            row = connection.execute(
                select(table).where(table.c.id == document_id, table.c.library.in_(libraries))
            ).one_or_none()
        return None if row is None else document_of(row, row.text)

    def sources(self, libraries: Sequence[str]) -> list[Source]:
        """Return the documents in order of title, without reading their texts."""
        table = schema.documents
        query = select(table.c.id, table.c.library, table.c.path, table.c.metadata)
        with self._reader.connect() as connection:
            rows = connection.execute(query.where(table.c.library.in_(libraries))).all()
        return sorted((source_from(row) for row in rows), key=_by_title)

    def details(
        self, libraries: Sequence[str], document_id: int | None = None
    ) -> list[SourceDetails]:
        """Return what there is to tell about the documents, or about one, in order of title."""
        documents, passages = schema.documents, schema.passages
        query = select(documents).where(documents.c.library.in_(libraries))
        if document_id is not None:
            query = query.where(documents.c.id == document_id)
        headings = select(passages.c.document_id, passages.c.heading).order_by(passages.c.start)
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
            found: dict[int, list[tuple[str, ...]]] = {row.id: [] for row in rows}
            headings = headings.where(passages.c.library.in_(libraries))
            if document_id is not None:
                headings = headings.where(passages.c.document_id == document_id)
            for owner, heading in connection.execute(headings):
                found.setdefault(owner, []).append(tuple(heading))
        details = [details_of(row, found[row.id]) for row in rows]
        return sorted(details, key=lambda item: _by_title(item.source))

    def embedded(self, library: str, model: ModelIdentity) -> Iterator[StoredPassage]:
        """Yield all passages of a library that this model has embedded, in order of their ids.

        All come from one transaction, so that they are one state of the library.
        """
        documents, passages, embeddings = schema.documents, schema.passages, schema.embeddings
        query = (
            select(
                passages,
                documents.c.metadata,
                documents.c.path,
                embeddings.c.vector,
                embeddings.c.sentence_vectors,
            )
            .join(documents, documents.c.id == passages.c.document_id)
            .join(embeddings, embeddings.c.passage_id == passages.c.id)
            .join(schema.models, schema.models.c.id == embeddings.c.model_id)
            .where(passages.c.library == library, _is_model(model))
            .order_by(passages.c.id)
        )
        text_of = select(documents.c.text)
        owner, text = -1, ""
        with self._reader.connect() as connection:
            for row in connection.execute(query).yield_per(_BATCH_ROWS):
                if row.document_id != owner:
                    owner = row.document_id
                    text = connection.execute(text_of.where(documents.c.id == owner)).scalar_one()
                yield StoredPassage(
                    id=row.id,
                    title=shown_title(metadata_of(row.metadata), row.path),
                    passage=passage_of(row, text),
                    vector=np.frombuffer(row.vector, dtype=_STORED_FLOAT),
                    sentence_vectors=np.frombuffer(
                        row.sentence_vectors, dtype=_STORED_FLOAT
                    ).reshape(-1, model.dimensions),
                )

    def passages_by_id(self, passage_ids: Sequence[int]) -> dict[int, tuple[Document, Passage]]:
        """Return the passages that still exist, each with its document."""
        documents, passages = schema.documents, schema.passages
        with self._reader.connect() as connection:
            rows = connection.execute(select(passages).where(passages.c.id.in_(passage_ids))).all()
            owners = connection.execute(
                select(documents).where(documents.c.id.in_({row.document_id for row in rows}))
            ).all()
        by_id = {row.id: document_of(row, row.text) for row in owners}
        return {
            row.id: (by_id[row.document_id], passage_of(row, by_id[row.document_id].text))
            for row in rows
        }

    def unembedded(self, library: str, model: ModelIdentity) -> list[int]:
        """Return the ids of the passages that have no vector of this model."""
        embeddings, models, passages = schema.embeddings, schema.models, schema.passages
        embedded = (
            select(embeddings.c.passage_id)
            .join(models, and_(models.c.id == embeddings.c.model_id, _is_model(model)))
            .where(embeddings.c.library == library)
        )
        query = select(passages.c.id).where(
            passages.c.library == library, passages.c.id.not_in(embedded)
        )
        with self._reader.connect() as connection:
            return list(connection.execute(query.order_by(passages.c.id)).scalars())

    def put_embeddings(
        self, library: str, model: ModelIdentity, items: Iterable[tuple[int, EmbeddedPassage]]
    ) -> None:
        """Store vectors of another model for passages that are there already."""
        with self._writer.begin() as connection:
            model_id = _model_id(connection, model)
            passages = schema.passages
            here = set(
                connection.execute(
                    select(passages.c.id).where(passages.c.library == library)
                ).scalars()
            )
            for passage_id, item in items:
                if passage_id not in here:  # Removed while it was embedded.
                    continue
                _put_embedding(connection, library, passage_id, model_id, item)
            _advance(connection, library)

    def counts(self, libraries: Sequence[str]) -> tuple[int, int]:
        """Return the numbers of documents and passages."""
        with self._reader.connect() as connection:
            numbers = [
                connection.execute(
                    select(func.count()).select_from(table).where(table.c.library.in_(libraries))
                ).scalar_one()
                for table in (schema.documents, schema.passages)
            ]
        return numbers[0], numbers[1]

    def libraries(self) -> list[str]:
        """Return the names of all libraries."""
        with self._reader.connect() as connection:
            return list(connection.execute(select(schema.libraries.c.name)).scalars())


def ensure_library(connection: Connection, library: str) -> None:
    """Make the row of a library if it has none yet."""
    table = schema.libraries
    known = connection.execute(select(table.c.name).where(table.c.name == library)).scalar()
    if known is None:
        connection.execute(insert(table).values(name=library, revision=_new_revision()))


def _by_title(source: Source) -> tuple[str, str]:
    return source.title.casefold(), source.path


def _advance(connection: Connection, library: str) -> None:
    table = schema.libraries
    connection.execute(
        update(table).where(table.c.name == library).values(revision=_new_revision())
    )


def _new_revision() -> str:
    return secrets.token_hex(8)


def _inserted_id(connection: Connection, statement: Any) -> int:
    key: Any = connection.execute(statement).inserted_primary_key
    return int(key[0])


def _is_model(model: ModelIdentity) -> Any:
    return and_(schema.models.c.name == model.name, schema.models.c.revision == model.revision)


def _model_id(connection: Connection, model: ModelIdentity) -> int:
    found = connection.execute(select(schema.models.c.id).where(_is_model(model))).scalar()
    return found or _inserted_id(connection, insert(schema.models).values(asdict(model)))


def _put_embedding(
    connection: Connection, library: str, passage_id: int, model_id: int, item: EmbeddedPassage
) -> None:
    connection.execute(
        insert(schema.embeddings).values(
            passage_id=passage_id,
            model_id=model_id,
            library=library,
            vector=item.vector.astype(_STORED_FLOAT).tobytes(),
            sentence_vectors=item.sentence_vectors.astype(_STORED_FLOAT).tobytes(),
        )
    )


def _check_slice(path: str, text: str, passage: Passage) -> None:
    if text[passage.start : passage.end] != passage.text or not passage.text:
        raise VerbatimError(
            f"the passage at {passage.start} to {passage.end} of {path} is not its text"
        )
