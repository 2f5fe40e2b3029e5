"""Vectors of passages and their sentences, by model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import and_, select

from retrieval.catalogue import schema
from retrieval.catalogue.records import StoredPassage, Vectors, document_of, passage_of
from retrieval.catalogue.rows import STORED_FLOAT, advance, is_model, replace_vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt
    from sqlalchemy import Engine

    from retrieval.catalogue.records import EmbeddedPassage, ModelIdentity
    from retrieval.domain import Document

_BATCH_ROWS = 500
"""Rows fetched at a time, so that a large library does not have to fit in memory twice."""


class EmbeddingStore:
    """Queries on embeddings. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes=True)

    def all(self, library: str, model: ModelIdentity) -> Iterator[StoredPassage]:
        """Yield all passages of a library that this model has embedded, in order of their ids.

        All come from one transaction, so that they are one state of the library.
        """
        documents, passages, embeddings = schema.documents, schema.passages, schema.embeddings
        numbers = select(passages.c.id).where(passages.c.library == library)
        query = (
            select(
                passages,
                embeddings.c.vector,
                embeddings.c.sentence_vectors,
                embeddings.c.piece_vectors,
            )
            .join(embeddings, embeddings.c.passage_id == passages.c.id)
            .join(schema.models, schema.models.c.id == embeddings.c.model_id)
            .where(is_model(model))
            .order_by(passages.c.id)
        )
        owners = select(documents)
        owner: Document | None = None
        with self._reader.connect() as connection:
            # A database would put all vectors of a library in order before it returns the first.
            ids = connection.execute(numbers.order_by(passages.c.id)).scalars().all()
            for first in range(0, len(ids), _BATCH_ROWS):
                some = query.where(passages.c.id.in_(ids[first : first + _BATCH_ROWS]))
                for row in connection.execute(some):
                    if owner is None or owner.id != row.document_id:
                        found = connection.execute(owners.where(documents.c.id == row.document_id))
                        stored = found.one()
                        owner = document_of(stored, stored.text)
                    yield StoredPassage(
                        id=row.id,
                        document_id=owner.id,
                        title=owner.title,
                        passage=passage_of(row, owner),
                        vector=np.frombuffer(row.vector, dtype=STORED_FLOAT),
                        sentence_vectors=np.frombuffer(
                            row.sentence_vectors, dtype=STORED_FLOAT
                        ).reshape(-1, model.dimensions),
                        piece_vectors=_pieces(row.piece_vectors, model),
                    )

    def known(
        self, library: str, model: ModelIdentity, input_hashes: Sequence[str]
    ) -> dict[str, Vectors]:
        """Return the vectors that this model has already made of what has these hashes."""
        passages, embeddings = schema.passages, schema.embeddings
        query = (
            select(
                passages.c.input_hash,
                embeddings.c.vector,
                embeddings.c.sentence_vectors,
                embeddings.c.piece_vectors,
            )
            .join(embeddings, embeddings.c.passage_id == passages.c.id)
            .join(schema.models, schema.models.c.id == embeddings.c.model_id)
            .where(passages.c.library == library, is_model(model))
        )
        found: dict[str, Vectors] = {}
        with self._reader.connect() as connection:
            for first in range(0, len(input_hashes), _BATCH_ROWS):
                some = input_hashes[first : first + _BATCH_ROWS]
                for row in connection.execute(query.where(passages.c.input_hash.in_(some))):
                    found[row.input_hash] = Vectors(
                        np.frombuffer(row.vector, STORED_FLOAT).astype(np.float32),
                        np.frombuffer(row.sentence_vectors, STORED_FLOAT)
                        .astype(np.float32)
                        .reshape(-1, model.dimensions),
                        _pieces(row.piece_vectors, model),
                    )
        return found

    def missing(self, library: str, model: ModelIdentity) -> list[int]:
        """Return the ids of the passages that have no vector of this model."""
        embeddings, models, passages = schema.embeddings, schema.models, schema.passages
        embedded = (
            select(embeddings.c.passage_id)
            .join(models, and_(models.c.id == embeddings.c.model_id, is_model(model)))
            .where(embeddings.c.passage_id == passages.c.id)
        )
        query = select(passages.c.id).where(passages.c.library == library, ~embedded.exists())
        with self._reader.connect() as connection:
            return list(connection.execute(query.order_by(passages.c.id)).scalars())

    def put(
        self, library: str, model: ModelIdentity, items: Iterable[tuple[int, EmbeddedPassage]]
    ) -> None:
        """Store vectors of another model for passages that are there already."""
        with self._writer.begin() as connection:
            replace_vectors(connection, library, model, items)
            advance(connection, library)


def _pieces(stored: bytes, model: ModelIdentity) -> npt.NDArray[np.int8]:
    return np.frombuffer(stored, np.int8).reshape(-1, model.piece_dimensions)
