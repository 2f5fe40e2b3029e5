"""Statements that several stores share; each works inside the transaction of its caller."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import and_, delete, insert, select, text, update

from retrieval.catalogue import schema
from retrieval.catalogue.listening import announce

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from retrieval.catalogue.records import EmbeddedPassage, ModelIdentity, Vectors

STORED_FLOAT = np.dtype("<f2")
_ADD_LIBRARY = text(
    "INSERT INTO libraries (name, revision) VALUES (:name, :revision) ON CONFLICT DO NOTHING"
)


def ensure_library(connection: Connection, library: str) -> None:
    """Make the row of a library if it has none yet."""
    table = schema.libraries
    known = connection.execute(select(table.c.name).where(table.c.name == library)).scalar()
    if known is None:
        # Somebody who writes other tables may make it at the same moment.
        connection.execute(_ADD_LIBRARY, {"name": library, "revision": _new_revision()})


def advance(connection: Connection, library: str) -> None:
    """Give a library another revision, so that its search index is known to be stale."""
    table = schema.libraries
    connection.execute(
        update(table).where(table.c.name == library).values(revision=_new_revision())
    )
    announce(connection, library)


def inserted_id(connection: Connection, statement: Any) -> int:
    """Insert a row and return its id."""
    key: Any = connection.execute(statement).inserted_primary_key
    return int(key[0])


def stamp(at: dt.datetime) -> str:
    """Return a stored time in ISO 8601 and UTC; SQLite leaves out that it is UTC."""
    return utc(at).isoformat(timespec="seconds")


def utc(at: dt.datetime) -> dt.datetime:
    """Return a stored time, in UTC."""
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)


def is_model(model: ModelIdentity) -> Any:
    """Return the condition that a row of models is this one."""
    return and_(schema.models.c.name == model.name, schema.models.c.revision == model.revision)


def model_id(connection: Connection, model: ModelIdentity) -> int:
    """Return the id of a model, which gets a row if it has none yet."""
    found = connection.execute(select(schema.models.c.id).where(is_model(model))).scalar()
    return found or inserted_id(connection, insert(schema.models).values(asdict(model)))


def put_vectors(
    connection: Connection, library: str, passage_id: int, model: int, vectors: Vectors
) -> None:
    """Store the vectors of a passage in place of those that the model made before."""
    table = schema.embeddings
    connection.execute(
        delete(table).where(table.c.passage_id == passage_id, table.c.model_id == model)
    )
    connection.execute(insert(table).values(vector_row(library, passage_id, model, vectors)))


def vector_row(library: str, passage_id: int, model: int, vectors: Vectors) -> dict[str, Any]:
    """Return the row that holds the vectors of a passage."""
    return {
        "passage_id": passage_id,
        "model_id": model,
        "library": library,
        "vector": vectors.passage.astype(STORED_FLOAT).tobytes(),
        "sentence_vectors": vectors.sentences.astype(STORED_FLOAT).tobytes(),
        "piece_vectors": vectors.pieces.tobytes(),
    }


def replace_vectors(
    connection: Connection,
    library: str,
    model: ModelIdentity,
    items: Iterable[tuple[int, EmbeddedPassage]],
) -> None:
    """Store vectors of another model, or under another title, for passages that are there."""
    passages, embeddings = schema.passages, schema.embeddings
    number = model_id(connection, model)
    for passage_id, item in items:
        here = (passages.c.library == library, passages.c.id == passage_id)
        known = connection.execute(select(passages.c.input_hash).where(*here)).scalar()
        if known is None:  # It was removed while it was embedded.
            continue
        if known != item.input_hash:  # What other models made is stale too.
            connection.execute(delete(embeddings).where(embeddings.c.passage_id == passage_id))
            connection.execute(update(passages).where(*here).values(input_hash=item.input_hash))
        put_vectors(connection, library, passage_id, number, item.vectors)


def _new_revision() -> str:
    return secrets.token_hex(8)
