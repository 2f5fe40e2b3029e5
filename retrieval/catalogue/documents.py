"""Documents and their passages, as questions and lists need them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.history import record
from retrieval.catalogue.records import (
    details_of,
    document_of,
    metadata_of,
    passage_of,
    source_from,
)
from retrieval.catalogue.rows import advance, replace_vectors
from retrieval.catalogue.trash import take_out
from retrieval.domain import shown_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine

    from retrieval.catalogue.records import EmbeddedPassage, ModelIdentity
    from retrieval.domain import Document, Metadata, Passage, Source, SourceDetails


_SHOWN = tuple(
    column
    for column in schema.documents.c
    if column.name not in {"stated", "corrections", "signature", "text_hash"}
)
"""What questions need of a document; the rest is for those who change it."""


class DocumentStore:
    """Queries on documents. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes=True)

    def revision(self, library: str) -> str:
        """Return what stands for the present state of a library; empty for a new library."""
        return self.revisions([library]).get(library, "")

    def revisions(self, libraries: Sequence[str]) -> dict[str, str]:
        """Return the same for those of several libraries that are not new."""
        table = schema.libraries
        query = select(table.c.name, table.c.revision).where(table.c.name.in_(libraries))
        with self._reader.connect() as connection:
            return {row.name: row.revision for row in connection.execute(query)}

    def libraries(self) -> list[str]:
        """Return the names of all libraries."""
        with self._reader.connect() as connection:
            names = select(schema.libraries.c.name).order_by(schema.libraries.c.name)
            return list(connection.execute(names).scalars())

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

    def get(self, libraries: Sequence[str], document_id: int) -> Document | None:
        """Return a document, or an earlier version of one, if it belongs to these libraries."""
        documents, superseded = schema.documents, schema.superseded
        with self._reader.connect() as connection:
            row = connection.execute(
                select(documents).where(
                    documents.c.id == document_id, documents.c.library.in_(libraries)
                )
            ).one_or_none()
            if row is not None:
                return document_of(row, row.text, near=_near(connection, [row.id])[row.id])
            row = connection.execute(
                select(superseded).where(
                    superseded.c.id == document_id, superseded.c.library.in_(libraries)
                )
            ).one_or_none()
        return None if row is None else document_of(row, row.text, superseded=True)

    def sources(self, libraries: Sequence[str]) -> list[Source]:
        """Return the documents in order of title, without reading their texts."""
        table = schema.documents
        query = select(table.c.id, table.c.library, table.c.path, table.c.part, table.c.metadata)
        with self._reader.connect() as connection:
            rows = connection.execute(query.where(table.c.library.in_(libraries))).all()
        return sorted((source_from(row) for row in rows), key=_by_title)

    def makers(self, libraries: Sequence[str]) -> list[str]:
        """Return who publishes or writes the documents, each once, in order."""
        table = schema.documents
        found: set[str] = set()
        with self._reader.connect() as connection:
            for role in ("publisher", "author"):
                named = select(table.c.metadata[role].as_string()).distinct()
                names = connection.scalars(named.where(table.c.library.in_(libraries)))
                found.update(name for name in names if name)
        return sorted(found)

    def details(
        self, libraries: Sequence[str], document_id: int | None = None
    ) -> list[SourceDetails]:
        """Return what there is to tell about the documents, or about one, in order of title."""
        documents, passages = schema.documents, schema.passages
        query = select(documents).where(documents.c.library.in_(libraries))
        headings = select(passages.c.document_id, passages.c.heading).order_by(passages.c.start)
        headings = headings.where(passages.c.library.in_(libraries))
        if document_id is not None:
            query = query.where(documents.c.id == document_id)
            headings = headings.where(passages.c.document_id == document_id)
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
            found: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
            for owner, heading in connection.execute(headings):
                found[owner].append(tuple(heading))
            near = _near(connection, [row.id for row in rows])
            others = set().union(*near.values())
            columns = select(
                documents.c.id,
                documents.c.library,
                documents.c.path,
                documents.c.part,
                documents.c.metadata,
            )
            sources = {
                row.id: source_from(row)
                for row in connection.execute(columns.where(documents.c.id.in_(others)))
            }
        details = [
            details_of(row, found[row.id], [sources[other] for other in sorted(near[row.id])])
            for row in rows
        ]
        return sorted(details, key=lambda item: _by_title(item.source))

    def passages_by_id(self, passage_ids: Sequence[int]) -> dict[int, tuple[Document, Passage]]:
        """Return the passages that still exist, each with its document."""
        documents, passages = schema.documents, schema.passages
        with self._reader.connect() as connection:
            rows = connection.execute(select(passages).where(passages.c.id.in_(passage_ids))).all()
            owners = connection.execute(
                select(*_SHOWN).where(documents.c.id.in_({row.document_id for row in rows}))
            ).all()
            near = _near(connection, [row.id for row in owners])
        by_id = {row.id: document_of(row, row.text, near=near[row.id]) for row in owners}
        return {
            row.id: (by_id[row.document_id], passage_of(row, by_id[row.document_id]))
            for row in rows
        }

    def passage_ids(self, document_id: int) -> list[int]:
        """Return the ids of a document's passages in their order."""
        table = schema.passages
        query = select(table.c.id).where(table.c.document_id == document_id)
        with self._reader.connect() as connection:
            return list(connection.execute(query.order_by(table.c.start)).scalars())

    def remove(
        self,
        library: str,
        document_id: int,
        *,
        actor: int | None = None,
        only_present: bool = False,
    ) -> bool:
        """Remove a document with its passages, embeddings and earlier versions, or one of these.

        A folder that still holds the text does not bring it back; ``Trash`` does for some days.

        :param actor: the member who removes it.
        :param only_present: leave an earlier version where it is.
        :returns: whether it was there.
        """
        with self._writer.begin() as connection:
            return take_out(
                connection, library, document_id, actor=actor, only_present=only_present
            )

    def correct(
        self,
        library: str,
        document_id: int,
        corrections: dict[str, str | None],
        *,
        model: ModelIdentity | None = None,
        passages: Iterable[tuple[int, EmbeddedPassage]] = (),
        actor: int | None = None,
    ) -> Document | None:
        """Correct the metadata of a document; earlier corrections of other fields stay.

        :param corrections: all that a moderator says about it.
        :param passages: its passages by id, embedded under a title that is corrected.
        :param actor: the member who corrects it.
        :returns: the document as it is now, or ``None`` if it is not in this library.
        """
        table = schema.documents
        here = (table.c.library == library, table.c.id == document_id)
        with self._writer.begin() as connection:
            row = connection.execute(
                select(table.c.stated, table.c.metadata, table.c.path, table.c.part).where(*here)
            ).one_or_none()
            if row is None:
                return None
            before = metadata_of(row.metadata)
            fields: dict[str, Any] = dict(corrections)
            corrected = replace(metadata_of(row.stated), **fields)
            connection.execute(
                update(table)
                .where(*here)
                .values(metadata=asdict(corrected), corrections=corrections)
            )
            if model is not None:
                replace_vectors(connection, library, model, passages)
            record(
                connection,
                library,
                "edited",
                actor=actor,
                document_id=document_id,
                title=shown_title(corrected, row.path, row.part),
                detail=_changes(before, corrected),
            )
            advance(connection, library)
        return self.get([library], document_id)

    def corrections(self, library: str, document_id: int) -> dict[str, str | None] | None:
        """Return what a moderator said about a document, or ``None`` if it is not here."""
        table = schema.documents
        with self._reader.connect() as connection:
            found: dict[str, str | None] | None = connection.execute(
                select(table.c.corrections).where(
                    table.c.library == library, table.c.id == document_id
                )
            ).scalar()
        return found

    def stated(self, library: str, document_id: int) -> Metadata | None:
        """Return what a document says about itself, or ``None`` if it is not here."""
        table = schema.documents
        with self._reader.connect() as connection:
            found = connection.execute(
                select(table.c.stated).where(table.c.library == library, table.c.id == document_id)
            ).scalar()
        return None if found is None else metadata_of(found)


def _near(connection: Connection, document_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return for each document those that say nearly the same."""
    table = schema.near_duplicates
    near: dict[int, set[int]] = {document_id: set() for document_id in document_ids}
    pairs = connection.execute(
        select(table.c.document_id, table.c.other_id).where(
            or_(table.c.document_id.in_(near), table.c.other_id.in_(near))
        )
    )
    for one, other in pairs:
        if one in near:
            near[one].add(other)
        if other in near:
            near[other].add(one)
    return {document_id: frozenset(others) for document_id, others in near.items()}


def _changes(before: Metadata, after: Metadata) -> str:
    """Tell which fields changed, and what they said before."""
    old = asdict(before)
    changed = [name for name, value in asdict(after).items() if value != old[name]]
    return "; ".join(f"{name} was {old[name] or 'unknown'}" for name in changed)


def _by_title(source: Source) -> tuple[str, str]:
    return source.title.casefold(), source.path
